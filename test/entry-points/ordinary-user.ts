import { chownSync, lchownSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Whom to run a program as, where file modes have to count: root may write everywhere. Undefined where we are no
 * root, and file modes count already.
 */
export const ordinaryUser = process.getuid?.() === 0 ? { uid: 65534 } : {};

/** Gives a directory of a test, and all that is in it, to that user. */
export function giveToOrdinaryUser(directory: string): string {
	const { uid } = ordinaryUser;
	if (uid === undefined) return directory;
	chownSync(dirname(directory), uid, uid); // it has mode 700
	chownSync(directory, uid, uid);
	for (const path of readdirSync(directory, { recursive: true, encoding: 'utf8' }))
		lchownSync(join(directory, path), uid, uid);
	return directory;
}

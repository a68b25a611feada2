import { chmodSync, mkdirSync, renameSync, rmSync, type Stats, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** The status of a file, links followed; undefined where there is none. */
export function statusOf(path: string): Stats | undefined {
	try {
		return statSync(path);
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
		throw error;
	}
}

/** Makes a directory and those above it. Not with `recursive`, with which Node.js 20 never ends below /proc. */
export function makeDirectory(path: string): void {
	if (statusOf(path)?.isDirectory()) return;
	if (dirname(path) !== path) makeDirectory(dirname(path));
	try {
		mkdirSync(path);
	} catch (error) {
		// another build may have been faster
		if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || !statusOf(path)?.isDirectory()) throw error;
	}
}

/**
 * Writes a file so that at every moment either the old or the new one is there, whole. A link of that name is
 * replaced, not followed. Missing directories are made.
 *
 * @param mode as of chmod(2), whatever the umask
 */
export function replaceFile(path: string, content: string | Buffer, mode = 0o644): void {
	makeDirectory(dirname(path));
	const temporary = `${path}.${process.pid}.tmp`;
	try {
		writeFileSync(temporary, content);
		chmodSync(temporary, mode);
		renameSync(temporary, path);
	} catch (error) {
		rmSync(temporary, { force: true });
		throw error;
	}
}

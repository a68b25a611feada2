import { rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { removeTree } from '../files.ts';
import { copyTree } from '../tree-copy.ts';

/** A copy of an app, for installers that look for the app's files where they install. Directories are absolute. */
export interface AppCopy {
	readonly original: string;
	readonly directory: string;
	/** The time, by the file system's own clock, until which a file can be as it was copied. Nanoseconds. */
	readonly copiedAt: bigint;
}

/**
 * Copies an app.
 *
 * @param directory where the copy will be; it must not exist
 * @throws BuildpackError if the app cannot be copied; the reason of `abort`
 */
export async function copyApp(original: string, directory: string, abort: AbortSignal): Promise<AppCopy> {
	await copyTree(original, directory, { abort });
	// the app's own cannot be replaced for the launch; it counts as changed once the build has written one
	removeTree(join(directory, 'boot.sh'));
	const mark = join(directory, '.modular-mark');
	writeFileSync(mark, '');
	const copiedAt = statSync(mark, { bigint: true }).ctimeNs;
	rmSync(mark);
	return { original, directory, copiedAt };
}

import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { BuildpackError, reasonOf } from '../errors.ts';
import { removeTree } from '../files.ts';

const run = promisify(execFile);

/** A copy of an app, for installers that look for the app's files where they install. Directories are absolute. */
export interface AppCopy {
	readonly original: string;
	readonly directory: string;
	/** The time, by the file system's own clock, until which a file can be as it was copied. Nanoseconds. */
	readonly copiedAt: bigint;
}

/**
 * Copies an app; files share their blocks where the file system can do that.
 *
 * @param directory where the copy will be; it must not exist
 * @throws BuildpackError if the app cannot be copied; the reason of `abort`
 */
export async function copyApp(original: string, directory: string, abort: AbortSignal): Promise<AppCopy> {
	try {
		mkdirSync(directory);
		// not fs.cp: it fails for names that are no UTF-8, and shares no blocks
		await run('cp', ['-a', '--reflink=auto', '--', `${original}/.`, directory], { signal: abort });
		// the app's own cannot be replaced for the launch; it counts as changed once the build has written one
		removeTree(join(directory, 'boot.sh'));
		const mark = join(directory, '.modular-mark');
		writeFileSync(mark, '');
		const copiedAt = statSync(mark, { bigint: true }).ctimeNs;
		rmSync(mark);
		return { original, directory, copiedAt };
	} catch (cause) {
		removeTree(directory);
		abort.throwIfAborted();
		const reason = (cause as { stderr?: string }).stderr?.trim() || reasonOf(cause);
		throw new BuildpackError('build::app-not-copied', { appDir: original, directory, reason }, { cause });
	}
}

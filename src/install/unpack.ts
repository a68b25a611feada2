import { chmodSync, closeSync, mkdtempSync, openSync, realpathSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { BuildpackError, reasonOf } from '../errors.ts';
import { isDiskFull, linkStatusOf, makeDirectory, removeTree, statusOf } from '../files.ts';
import { mergeInto } from './merge.ts';
import { extract, type ExtractOptions } from './tar.ts';

export interface UnpackOptions extends ExtractOptions {
	/** The target has to be in it. Absolute. */
	readonly buildDir: string;
	/** Nothing may land outside of it. Relative to `buildDir`. */
	readonly target: string;
	/** Whether each top-level entry that the archive brings replaces the one that is there. */
	readonly clean: boolean;
}

/**
 * Extracts a tar archive into a directory, with modes and links, without owners.
 *
 * It is extracted into a fresh directory first, and moved into place when it is whole and known to stay inside.
 *
 * @throws BuildpackError if it cannot be extracted, or a member would land outside of the target; then nothing of it
 *   is left
 */
export async function unpack(options: UnpackOptions): Promise<void> {
	const { link, archive, buildDir, clean } = options;
	// before anything else: a moment later another job may have put another archive of that name there
	const descriptor = openSync(archive, 'r');
	try {
		findTarget(options); // now already, because what follows takes its time
		const fresh = mkdtempSync(join(buildDir, '.unpack-'));
		try {
			await extract(options, descriptor, fresh);
			chmodSync(fresh, 0o700); // the archive may have a mode for `.`, which is not the target's
			mergeInto(fresh, makeTarget(options), { link, clean });
		} finally {
			removeTree(fresh);
		}
	} catch (cause) {
		throw isDiskFull(cause) ? diskFull(options, cause) : cause;
	} finally {
		closeSync(descriptor);
	}
}

/** The target directory, and the nearest one above it that exists: which has to be in the build directory. */
function findTarget({ link, buildDir, target }: UnpackOptions): string {
	const directory = resolve(join(buildDir, target));
	let existing = directory;
	while (linkStatusOf(existing) === undefined) existing = dirname(existing);
	const status = statusOf(existing);
	if (!isInside(buildDir, directory) || (status && !isInside(realpathSync(buildDir), realpathSync(existing))))
		throw new BuildpackError('unpack::target-outside', { link, target, buildDir });
	if (!status?.isDirectory())
		throw new BuildpackError('unpack::target-not-directory', { link, target: directory, path: existing });
	return directory;
}

/** Makes the target directory, and gives its real path. */
function makeTarget(options: UnpackOptions): string {
	const directory = findTarget(options);
	try {
		makeDirectory(directory);
	} catch (cause) {
		const facts = { link: options.link, target: directory, reason: reasonOf(cause) };
		throw new BuildpackError('unpack::target-not-writable', facts, { cause });
	}
	return realpathSync(directory);
}

function isInside(directory: string, path: string): boolean {
	const way = relative(directory, path);
	return way !== '..' && !way.startsWith('../');
}

function diskFull({ link, buildDir }: UnpackOptions, cause?: unknown): BuildpackError {
	return new BuildpackError('unpack::disk-full', { link, directory: buildDir }, { cause });
}

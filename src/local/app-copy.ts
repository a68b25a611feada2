import { mkdirSync, mkdtempSync, readdirSync, realpathSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { BuildpackError, reasonOf } from '../errors.ts';
import { removeTree, statusOf } from '../files.ts';
import { copyTree } from '../tree-copy.ts';

/** A directory for what a build makes. */
export interface OutDirectory {
	readonly directory: string;
	/** Whether the directory was made for the build, and may be removed again as a whole. */
	readonly isNew: boolean;
}

/**
 * Chooses where the result of a build goes, and makes that directory.
 *
 * @param source the app, as findApp gives it
 * @param out a directory that does not exist or is empty; by default a new temporary one
 * @throws BuildpackError if the directory is in use, a part of the app, or cannot be made
 */
export function makeOut(source: string, out: string | undefined, prefix: string): OutDirectory {
	refuseInside(source, out ?? tmpdir(), out === undefined ? 'TMPDIR' : '--out');
	if (out === undefined) return { directory: mkdtempSync(join(realpathSync(tmpdir()), prefix)), isNew: true };
	const directory = resolve(out);
	const isNew = statusOf(directory) === undefined;
	if (!isNew && !isEmptyDirectory(directory)) throw new BuildpackError('local::out-in-use', { out: directory });
	try {
		mkdirSync(directory, { recursive: true });
	} catch (cause) {
		throw new BuildpackError(
			'machine::not-copied',
			{ from: source, to: directory, reason: reasonOf(cause) },
			{ cause },
		);
	}
	return { directory, isNew };
}

/** Moves a directory to a path where nothing is, maybe on another file system. */
export async function moveTree(from: string, to: string): Promise<void> {
	try {
		renameSync(from, to);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
		await copyTree(from, to);
		removeTree(from);
	}
}

/** Removes what a build has made; of a directory that was there before, only what it holds. */
export function removeOut({ directory, isNew }: OutDirectory): void {
	const paths = isNew ? [directory] : readdirSync(directory).map((name) => join(directory, name));
	paths.forEach((path) => removeTree(path)); // directories without the owner's w bit too, as Go's module cache has them
}

/** @throws BuildpackError if a directory that will be written to is a part of the app, which must not change */
export function refuseInside(appDir: string, directory: string, option: string): void {
	const path = relative(findApp(appDir), realPathOf(resolve(directory)));
	if (path !== '..' && !path.startsWith('../'))
		throw new BuildpackError('local::inside-app', { option, directory, appDir });
}

export function findApp(appDir: string): string {
	if (!statusOf(appDir)?.isDirectory())
		throw new BuildpackError('usage::wrong', { message: `modular: APP_DIR is not a directory: ${appDir}` });
	return realpathSync(appDir);
}

/** @throws BuildpackError if a cache, which can be emptied, holds the app */
export function refuseAround(appDir: string, cacheDir: string): void {
	const path = relative(realPathOf(cacheDir), appDir);
	if (path !== '..' && !path.startsWith('../'))
		throw new BuildpackError('local::cache-around-app', { cache: cacheDir, appDir });
}

/** The path without links, also where its last parts do not exist yet. */
function realPathOf(path: string): string {
	return statusOf(path) ? realpathSync(path) : join(realPathOf(dirname(path)), basename(path));
}

function isEmptyDirectory(path: string): boolean {
	return statusOf(path)?.isDirectory() === true && readdirSync(path).length === 0;
}

import { constants, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { cp, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { BuildpackError, reasonOf } from '../errors.ts';
import { statusOf } from '../files.ts';

/** A directory that holds a copy of an app. */
export interface AppCopy {
	readonly directory: string;
	/** Whether the directory was made for the copy, and may be removed again as a whole. */
	readonly isNew: boolean;
}

/**
 * Copies an app to where it is built, without the `.git` that platforms do not build with either.
 *
 * @param out a directory that does not exist or is empty; by default a new temporary one
 * @throws BuildpackError if the app cannot be read, or the directory is in use or a part of the app
 */
export async function copyApp(appDir: string, out: string | undefined): Promise<AppCopy> {
	const source = findApp(appDir);
	const directory = out === undefined ? mkdtempSync(join(realpathSync(tmpdir()), 'build_')) : resolve(out);
	const isNew = out === undefined || statusOf(directory) === undefined;
	refuseInside(source, directory, '--out');
	if (!isNew && !isEmptyDirectory(directory)) throw new BuildpackError('local::out-in-use', { out: directory });
	try {
		await mkdir(directory, { recursive: true });
		await cp(source, directory, {
			recursive: true,
			verbatimSymlinks: true,
			preserveTimestamps: true,
			mode: constants.COPYFILE_FICLONE,
			filter: (path) => relative(source, path) !== '.git',
		});
	} catch (cause) {
		removeCopy({ directory, isNew });
		throw new BuildpackError('local::copy-failed', { appDir: source, directory, reason: reasonOf(cause) }, { cause });
	}
	return { directory, isNew };
}

/** Removes a copy of an app; of a directory that was there before, only what it holds. */
export function removeCopy({ directory, isNew }: AppCopy): void {
	if (isNew) rmSync(directory, { recursive: true, force: true });
	else for (const name of readdirSync(directory)) rmSync(join(directory, name), { recursive: true, force: true });
}

/** @throws BuildpackError if a directory that will be written to is a part of the app, which must not change */
export function refuseInside(appDir: string, directory: string, option: string): void {
	const path = relative(findApp(appDir), realPathOf(resolve(directory)));
	if (path !== '..' && !path.startsWith('../'))
		throw new BuildpackError('local::inside-app', { option, directory, appDir });
}

function findApp(appDir: string): string {
	if (!statusOf(appDir)?.isDirectory())
		throw new BuildpackError('usage::wrong', { message: `modular: APP_DIR is not a directory: ${appDir}` });
	return realpathSync(appDir);
}

/** The path without links, also where its last parts do not exist yet. */
function realPathOf(path: string): string {
	return statusOf(path) ? realpathSync(path) : join(realPathOf(dirname(path)), basename(path));
}

function isEmptyDirectory(path: string): boolean {
	return statusOf(path)?.isDirectory() === true && readdirSync(path).length === 0;
}

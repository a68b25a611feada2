import { chmodSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import { BuildpackError, reasonOf } from '../errors.ts';
import { statusOf } from '../files.ts';

const run = promisify(execFile);

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
	refuseInside(source, out ?? tmpdir(), out === undefined ? 'TMPDIR' : '--out');
	const directory = out === undefined ? mkdtempSync(join(realpathSync(tmpdir()), 'build_')) : resolve(out);
	const isNew = out === undefined || statusOf(directory) === undefined;
	if (!isNew && !isEmptyDirectory(directory)) throw new BuildpackError('local::out-in-use', { out: directory });
	try {
		await mkdir(directory, { recursive: true });
		// not fs.cp: it fails for names that are no UTF-8
		const copyAll = ['cp', '-a', '--reflink=auto', '--target-directory', directory, '--'];
		await run('find', [
			source,
			'-mindepth',
			'1',
			'-maxdepth',
			'1',
			'!',
			'-name',
			'.git',
			'-exec',
			...copyAll,
			'{}',
			'+',
		]);
	} catch (cause) {
		removeCopy({ directory, isNew });
		throw new BuildpackError('local::copy-failed', { appDir: source, directory, reason: saidBy(cause) }, { cause });
	}
	return { directory, isNew };
}

/** What a program that failed has said, or why it could not be started. */
function saidBy(error: unknown): string {
	return (error as { stderr?: string }).stderr?.trim() || reasonOf(error);
}

/** Removes a copy of an app; of a directory that was there before, only what it holds. */
export function removeCopy({ directory, isNew }: AppCopy): void {
	if (statusOf(directory) === undefined) return; // it could not even be made
	const paths = isNew ? [directory] : readdirSync(directory).map((name) => join(directory, name));
	for (const path of paths) {
		try {
			rmSync(path, { recursive: true, force: true });
		} catch {
			makeWritable(path); // directories without the owner's w bit, as Go's module cache has them
			rmSync(path, { recursive: true, force: true });
		}
	}
}

function makeWritable(directory: string): void {
	chmodSync(directory, 0o700);
	for (const entry of readdirSync(directory, { withFileTypes: true })) {
		if (entry.isDirectory()) makeWritable(join(directory, entry.name));
	}
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

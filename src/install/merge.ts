import { chmodSync, lstatSync, readdirSync, realpathSync, renameSync, rmSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { BuildpackError } from '../errors.ts';

export interface MergeOptions {
	/** What messages call the files. */
	readonly link: string;
	/** Whether each top-level entry replaces the one that is there. */
	readonly clean: boolean;
}

/** Something to be renamed into place, or a directory that is there already and gets this mode. */
type Move = { readonly from: string; readonly to: string } | { readonly directory: string; readonly mode: number };

/**
 * Moves what is in one directory into another of the same file system: directories are merged, everything else
 * replaces what is there. A link that is there is followed only if it stays in the directory.
 *
 * @throws BuildpackError before anything is moved, if something would land outside
 */
export function mergeInto(source: string, target: string, { link, clean }: MergeOptions): void {
	const names = readdirSync(source);
	if (clean) for (const name of names) rmSync(join(target, name), { recursive: true, force: true });
	const moves = names.flatMap((name) => planMove(join(source, name), join(target, name), target, link));
	for (const move of moves) {
		if ('from' in move) renameSync(move.from, move.to);
		else chmodSync(move.directory, move.mode);
	}
}

function planMove(from: string, to: string, target: string, link: string): Move[] {
	const there = lstatSync(to, { throwIfNoEntry: false });
	const isDirectory = lstatSync(from).isDirectory();
	if (there === undefined) return [{ from, to }];
	if (!isDirectory) {
		if (there.isDirectory()) throw new BuildpackError('unpack::directory-in-the-way', { link, path: to });
		return [{ from, to }];
	}
	if (!there.isDirectory() && !there.isSymbolicLink())
		throw new BuildpackError('unpack::file-in-the-way', { link, path: to });
	const directory = there.isSymbolicLink() ? followInside(to, target, link) : to;
	const inner = readdirSync(from).flatMap((name) => planMove(join(from, name), join(directory, name), target, link));
	return [...inner, { directory, mode: statSync(from).mode }];
}

function followInside(path: string, target: string, link: string): string {
	const real = statSync(path, { throwIfNoEntry: false })?.isDirectory() ? realpathSync(path) : undefined;
	if (real === undefined || relative(target, real).split('/')[0] === '..') {
		throw new BuildpackError('unpack::through-link', { link, path });
	}
	return real;
}

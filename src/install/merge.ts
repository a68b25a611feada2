import { chmodSync, lstatSync, readdirSync, realpathSync, renameSync, statSync, type Stats } from 'node:fs';
import { BuildpackError } from '../errors.ts';
import { removeTree } from '../files.ts';

export interface MergeOptions {
	/** What messages call the files. */
	readonly link: string;
	/** Whether each top-level entry replaces the one that is there. */
	readonly clean: boolean;
}

interface MergePlan extends MergeOptions {
	/** Links that are there are followed as long as they do not lead out of this directory. A real path. */
	readonly within: string;
}

/** What is done once it is known that all can be done. Names need not be text, so paths are bytes. */
type Step =
	| { readonly is: 'remove'; readonly path: Buffer }
	| { readonly is: 'move'; readonly from: Buffer; readonly to: Buffer; readonly entry: Stats }
	| { readonly is: 'mode'; readonly directory: Buffer; readonly mode: number };

/** Without it a directory's owner can neither rename it nor what is in it. */
const ownerMayWrite = 0o200;

/**
 * Moves what is in one directory into another of the same file system: directories are merged and get the new
 * modes, everything else replaces what is there. Links to directories of the target are followed.
 *
 * @param target a real path
 * @throws BuildpackError before anything is moved or removed, if something would land outside
 */
export function mergeInto(source: string, target: string, options: MergeOptions): void {
	const plan = { ...options, within: target };
	for (const step of planAll(Buffer.from(source), Buffer.from(target), plan, options.clean)) take(step);
}

function planAll(from: Buffer, to: Buffer, options: MergePlan, replaces: boolean): Step[] {
	return readdirSync(from, 'buffer').flatMap((name) => plan(inside(from, name), inside(to, name), options, replaces));
}

function plan(from: Buffer, to: Buffer, options: MergePlan, replaces: boolean): Step[] {
	const { link } = options;
	const there = lstatSync(to, { throwIfNoEntry: false });
	const entry = lstatSync(from);
	const move: Step = { is: 'move', from, to, entry };
	if (there === undefined) return [move];
	if (replaces) return [{ is: 'remove', path: to }, move];
	if (!entry.isDirectory()) {
		if (there.isDirectory()) throw new BuildpackError('unpack::directory-in-the-way', { link, path: String(to) });
		return [move];
	}
	if (!there.isDirectory() && !there.isSymbolicLink())
		throw new BuildpackError('unpack::file-in-the-way', { link, path: String(to) });
	const directory = there.isSymbolicLink() ? follow(to, options) : to;
	const { mode } = statSync(directory);
	chmodSync(from, 0o700); // to be read, whatever mode it is going to have in its new place
	return [
		...(mode & ownerMayWrite ? [] : [{ is: 'mode', directory, mode: mode | ownerMayWrite } as const]),
		...planAll(from, directory, options, false),
		{ is: 'mode', directory, mode: entry.mode },
	];
}

function take(step: Step): void {
	switch (step.is) {
		case 'remove':
			removeTree(step.path);
			break;
		case 'move': {
			const { from, to, entry } = step;
			const isLocked = entry.isDirectory() && !(entry.mode & ownerMayWrite);
			if (isLocked) chmodSync(from, entry.mode | ownerMayWrite);
			renameSync(from, to);
			if (isLocked) chmodSync(to, entry.mode);
			break;
		}
		case 'mode':
			if (statSync(step.directory).mode !== step.mode) chmodSync(step.directory, step.mode);
			break;
	}
}

/** The directory that a link leads to. */
function follow(path: Buffer, { link, within }: MergePlan): Buffer {
	if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
		const real = realpathSync.native(path, 'buffer');
		if (Buffer.concat([real, slash]).indexOf(within === '/' ? '/' : `${within}/`) === 0) return real;
	}
	throw new BuildpackError('unpack::through-link', { link, path: String(path) });
}

const slash = Buffer.from('/');

function inside(directory: Buffer, name: Buffer): Buffer {
	return Buffer.concat([directory, slash, name]);
}

import { chmodSync, lstatSync, readdirSync, realpathSync, renameSync, statSync } from 'node:fs';
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
	readonly steps: Step[];
	/** Whether one was followed: only then may two directories of the archive be going to be one. */
	hasFollowed: boolean;
}

/**
 * What is done once it is known that all can be done. There may be a million of them. Names need not be text, so paths are
 * bytes, and names have a character for each.
 */
type Step =
	| { readonly is: 'remove'; readonly from: Buffer; readonly name: string }
	| {
			readonly is: 'move';
			readonly from: Buffer;
			readonly to: Buffer;
			readonly name: string;
			readonly lockedAs: number;
	  }
	| { readonly is: 'mode'; readonly directory: Buffer; readonly mode: number };

/** Without it a directory's owner can neither rename it nor what is in it. */
const ownerMayWrite = 0o200;

/** In place of a mode: what is moved can be, as it is. */
const isNotLocked = -1;

/**
 * Moves what is in one directory into another of the same file system: directories are merged and get the new
 * modes, everything else replaces what is there. Links to directories of the target are followed.
 *
 * @param target a real path
 * @throws BuildpackError before anything is moved or removed, if something would land outside
 */
export function mergeInto(source: string, target: string, options: MergeOptions): void {
	const plan = { ...options, within: target, steps: [], hasFollowed: false };
	planAll(Buffer.from(source), Buffer.from(target), plan, options.clean);
	for (const step of plan.steps) take(step, plan);
}

function planAll(from: Buffer, to: Buffer, plan: MergePlan, replaces: boolean): void {
	for (const name of readdirSync(from, 'latin1')) planOne(from, to, name, plan, replaces);
}

function planOne(fromDirectory: Buffer, toDirectory: Buffer, name: string, plan: MergePlan, replaces: boolean): void {
	const { link, steps } = plan;
	const [from, to] = [inside(fromDirectory, name), inside(toDirectory, name)];
	const there = lstatSync(to, { throwIfNoEntry: false });
	const entry = lstatSync(from);
	const lockedAs = entry.isDirectory() && !(entry.mode & ownerMayWrite) ? entry.mode : isNotLocked;
	const move: Step = { is: 'move', from: fromDirectory, to: toDirectory, name, lockedAs };
	if (there === undefined) steps.push(move);
	else if (replaces) steps.push({ is: 'remove', from: toDirectory, name }, move);
	else if (!entry.isDirectory()) {
		if (there.isDirectory()) throw new BuildpackError('unpack::directory-in-the-way', { link, path: String(to) });
		steps.push(move);
	} else {
		if (!there.isDirectory() && !there.isSymbolicLink())
			throw new BuildpackError('unpack::file-in-the-way', { link, path: String(to) });
		const directory = there.isSymbolicLink() ? follow(to, plan) : to;
		const { mode } = statSync(directory);
		chmodSync(from, 0o700); // to be read, whatever mode it is going to have in its new place
		if (!(mode & ownerMayWrite)) steps.push({ is: 'mode', directory, mode: mode | ownerMayWrite });
		planAll(from, directory, plan, false);
		steps.push({ is: 'mode', directory, mode: entry.mode });
	}
}

function take(step: Step, plan: MergePlan): void {
	switch (step.is) {
		case 'remove':
			removeTree(inside(step.from, step.name));
			break;
		case 'move': {
			const [from, to] = [inside(step.from, step.name), inside(step.to, step.name)];
			const { lockedAs } = step;
			if (plan.hasFollowed && !canReplace(from, to)) {
				const again: MergePlan = { ...plan, steps: [] };
				planOne(step.from, step.to, step.name, again, false);
				for (const next of again.steps) take(next, again);
				break;
			}
			if (lockedAs !== isNotLocked) chmodSync(from, lockedAs | ownerMayWrite);
			renameSync(from, to);
			if (lockedAs !== isNotLocked) chmodSync(to, lockedAs);
			break;
		}
		case 'mode':
			if (statSync(step.directory).mode !== step.mode) chmodSync(step.directory, step.mode);
			break;
	}
}

/** Whether nothing is there, or nothing that a directory would have to be merged with. */
function canReplace(from: Buffer, to: Buffer): boolean {
	const there = lstatSync(to, { throwIfNoEntry: false });
	return there === undefined || !(there.isDirectory() || lstatSync(from).isDirectory());
}

/** The directory that a link leads to. */
function follow(path: Buffer, plan: MergePlan): Buffer {
	const { link, within } = plan;
	plan.hasFollowed = true;
	if (leadsToDirectory(path)) {
		const real = realpathSync.native(path, 'buffer');
		if (Buffer.concat([real, slash]).indexOf(within === '/' ? '/' : `${within}/`) === 0) return real;
	}
	throw new BuildpackError('unpack::through-link', { link, path: String(path) });
}

function leadsToDirectory(path: Buffer): boolean {
	try {
		return statSync(path).isDirectory();
	} catch {
		return false; // nowhere, or in a circle
	}
}

const slash = Buffer.from('/');

function inside(directory: Buffer, name: string): Buffer {
	return Buffer.concat([directory, slash, Buffer.from(name, 'latin1')]);
}

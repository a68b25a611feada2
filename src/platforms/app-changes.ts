import {
	type BigIntStats,
	chmodSync,
	closeSync,
	lstatSync,
	openSync,
	readdirSync,
	readlinkSync,
	readSync,
	realpathSync,
	rmdirSync,
	statSync,
	unlinkSync,
} from 'node:fs';
import type { AppCopy } from './app-copy.ts';

/** What installers have done to a copy of an app. Paths are relative to it, and may be of any bytes. */
export interface AppChanges {
	/** What is new: files, links, and directories with all that is in them. */
	readonly added: Buffer[];
	/** Directories of the app that hold something new or changed. */
	readonly shared: Buffer[];
	/** Files of the app with other contents or another mode. */
	readonly changed: Buffer[];
	/** Files and directories of the app that are gone. */
	readonly removed: Buffer[];
	/** Links of the app that lead to where something may be new. */
	readonly links: Buffer[];
}

/** Removes from a copy what is as it was, and says what is not. */
export function dropUnchanged(copy: AppCopy): AppChanges {
	const changes: AppChanges = { added: [], shared: [], changed: [], removed: [], links: [] };
	dropFrom(Buffer.alloc(0), copy, changes);
	dropNeedlessLinks(copy, changes.links);
	return changes;
}

/** Removes links that lead to nothing in the copy any more, and what is empty without them. */
function dropNeedlessLinks({ directory }: AppCopy, links: readonly Buffer[]): void {
	const root = realpathSync(directory);
	for (const path of links) {
		const link = pathIn(directory, path);
		if (leadsInto(root, link)) continue;
		remove(link, unlinkSync);
		for (let parent = parentOf(path); parent !== undefined; parent = parentOf(parent)) {
			if (readdirSync(pathIn(directory, parent)).length > 0) break;
			remove(pathIn(directory, parent), rmdirSync);
		}
	}
}

function leadsInto(root: string, link: Buffer): boolean {
	if (!statSync(link, { throwIfNoEntry: false })) return false;
	return realpathSync(link, 'buffer').indexOf(`${root}/`) === 0;
}

function parentOf(path: Buffer): Buffer | undefined {
	const end = path.lastIndexOf(slash);
	return end === -1 ? undefined : path.subarray(0, end);
}

/** Looks through a directory that both have, and says whether anything of it is left. */
function dropFrom(directory: Buffer, copy: AppCopy, changes: AppChanges): boolean {
	const names = readdirSync(pathIn(copy.directory, directory), 'buffer');
	const known = new Set(names.map((name) => name.toString('latin1')));
	for (const name of readdirSync(pathIn(copy.original, directory), 'buffer')) {
		if (!known.has(name.toString('latin1'))) changes.removed.push(below(directory, name));
	}
	let isLeft = false;
	for (const name of names) isLeft = dropEntry(below(directory, name), copy, changes) || isLeft;
	return isLeft;
}

function dropEntry(path: Buffer, copy: AppCopy, changes: AppChanges): boolean {
	const [file, original] = [pathIn(copy.directory, path), pathIn(copy.original, path)];
	const now = lstatSync(file, { bigint: true });
	const before = lstatSync(original, { bigint: true, throwIfNoEntry: false });
	if (before === undefined) {
		changes.added.push(path);
		return true;
	}
	if (now.isDirectory() && before.isDirectory()) {
		if (dropFrom(path, copy, changes)) changes.shared.push(path);
		else remove(file, rmdirSync);
		return changes.shared.at(-1) === path;
	}
	const wasTouched = now.ctimeNs >= copy.copiedAt || now.mtimeNs !== before.mtimeNs;
	if (isLike(now, before) && haveSameContent(file, original, now, wasTouched)) {
		if (now.isSymbolicLink()) changes.links.push(path);
		else remove(file, unlinkSync);
		return now.isSymbolicLink();
	}
	changes.changed.push(path);
	return true;
}

function isLike(now: BigIntStats, before: BigIntStats): boolean {
	return now.mode === before.mode && (now.isSymbolicLink() || now.size === before.size);
}

/** @param wasTouched whether the times leave it open that the content is another one */
function haveSameContent(file: Buffer, original: Buffer, status: BigIntStats, wasTouched: boolean): boolean {
	if (status.isSymbolicLink()) return readlinkSync(file, 'buffer').equals(readlinkSync(original, 'buffer'));
	return !wasTouched || !status.isFile() || haveSameBytes(file, original);
}

/** Whether two files of one size hold the same bytes. */
function haveSameBytes(one: Buffer, other: Buffer): boolean {
	const [chunk, otherChunk] = [Buffer.alloc(64 * 1024), Buffer.alloc(64 * 1024)];
	const [descriptor, otherDescriptor] = [openSync(one, 'r'), openSync(other, 'r')];
	try {
		for (;;) {
			const length = readSync(descriptor, chunk);
			if (readSync(otherDescriptor, otherChunk) !== length) return false;
			if (length === 0) return true;
			if (!chunk.subarray(0, length).equals(otherChunk.subarray(0, length))) return false;
		}
	} finally {
		closeSync(descriptor);
		closeSync(otherDescriptor);
	}
}

/** Removes a file or an empty directory, also from a directory that cannot be written, as some apps have them. */
function remove(path: Buffer, call: (path: Buffer) => void): void {
	try {
		call(path);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'EACCES') throw error;
		chmodSync(path.subarray(0, path.lastIndexOf('/')), 0o700);
		call(path);
	}
}

const slash = Buffer.from('/');

/** The path of an entry of a directory. */
export function below(directory: Buffer, name: Buffer): Buffer {
	return directory.length === 0 ? name : Buffer.concat([directory, slash, name]);
}

/** An absolute path from a relative one, which is empty for the directory itself. */
export function pathIn(root: string, path: Buffer): Buffer {
	return below(Buffer.from(root), path.length === 0 ? Buffer.from('.') : path);
}

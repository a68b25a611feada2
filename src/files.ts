import {
	chmodSync,
	lstatSync,
	mkdirSync,
	readdirSync,
	renameSync,
	rmSync,
	type Stats,
	statSync,
	writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** The status of a file, links followed; undefined where there is none. */
export function statusOf(path: string | Buffer): Stats | undefined {
	return orUndefined(() => statSync(path));
}

/** The status of a file, which may be a link; undefined where there is none. */
export function linkStatusOf(path: string | Buffer): Stats | undefined {
	return orUndefined(() => lstatSync(path));
}

function orUndefined(call: () => Stats): Stats | undefined {
	try {
		return call();
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
		throw error;
	}
}

/** Whether the operating system says that there is no room for what was to be written. */
export function isDiskFull(error: unknown): boolean {
	return /^(?:ENOSPC|EDQUOT)$/.test((error as NodeJS.ErrnoException).code ?? '');
}

/** Makes a directory and those above it. Not with `recursive`, with which Node.js 20 never ends below /proc. */
export function makeDirectory(path: string): void {
	if (statusOf(path)?.isDirectory()) return;
	if (dirname(path) !== path) makeDirectory(dirname(path));
	try {
		mkdirSync(path);
	} catch (error) {
		// another build may have been faster
		if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
		if (linkStatusOf(path) === undefined)
			makeDirectory(path); // and another one has removed it
		else if (!statusOf(path)?.isDirectory()) throw Object.assign(error as Error, { code: 'ENOTDIR' });
	}
}

/**
 * A path for what is going to replace a file: in its directory, and of a name that no other build makes. Process ids
 * would not do: builds in containers that share a cache may have the same one.
 */
export function temporaryBeside(path: string): string {
	return join(dirname(path), `.modular-${Date.now()}-${Math.random().toString(36).slice(2)}.part`);
}

/** When a file of such a name was begun, in milliseconds; undefined for any other name. */
export function temporarySince(name: string): number | undefined {
	const [, since] = /^\.modular-(\d+)-[0-9a-z]+\.part$/.exec(name) ?? [];
	return since === undefined ? undefined : Number(since);
}

/** With some patience for what a killed build's child still writes there. */
const removal = { recursive: true, force: true, maxRetries: 5, retryDelay: 20 } as const;

/** Removes a file or directory, if it is there. Directories that cannot be written are no obstacle. */
export function removeTree(path: string | Buffer): void {
	try {
		rmSync(path, removal);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'EACCES') throw error;
		makeWritable(Buffer.from(path));
		rmSync(path, removal);
	}
}

function makeWritable(path: Buffer): void {
	if (!lstatSync(path).isDirectory()) return;
	chmodSync(path, 0o700);
	for (const name of readdirSync(path, 'buffer')) makeWritable(Buffer.concat([path, Buffer.from('/'), name]));
}

/**
 * Writes a file so that at every moment either the old or the new one is there, whole. A link of that name is
 * replaced, not followed. Missing directories are made.
 *
 * @param mode as of chmod(2), whatever the umask
 */
export function replaceFile(path: string, content: string | Buffer, mode = 0o644): void {
	try {
		replaceOnce(path, content, mode);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
		replaceOnce(path, content, mode); // another build has removed the directory meanwhile
	}
}

function replaceOnce(path: string, content: string | Buffer, mode: number): void {
	makeDirectory(dirname(path));
	const temporary = temporaryBeside(path);
	try {
		writeFileSync(temporary, content);
		chmodSync(temporary, mode);
		renameSync(temporary, path);
	} catch (error) {
		rmSync(temporary, { force: true });
		throw error;
	}
}

import { isUtf8 } from 'node:buffer';
import { closeSync, linkSync, mkdirSync, openSync, readlinkSync, renameSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { checkTarget, notWritable } from '../fetch/target.ts';
import { temporaryBeside } from '../files.ts';

/*
 * Paths as installers give them: relative to where they are, and of any bytes. Names that are no UTF-8 cannot be told
 * in Node.js' strings, so such a file is reached through a descriptor.
 */

/** What a path means to a process. */
export function pathOf(path: Buffer, pid: number): Buffer {
	if (path[0] === '/'.charCodeAt(0)) return path;
	return Buffer.concat([readlinkSync(`/proc/${pid}/cwd`, { encoding: 'buffer' }), Buffer.from('/'), path]);
}

/** Has a file read that may have any name. */
export async function readThrough<T>(file: Buffer, read: (path: string) => Promise<T>): Promise<T> {
	const descriptor = openSync(file, 'r');
	try {
		return await read(`/proc/self/fd/${descriptor}`);
	} finally {
		closeSync(descriptor);
	}
}

/**
 * Has a file written that may have any name: where it has to be, under another name, which it has until it is whole.
 *
 * @param link what is written there, for errors
 */
export async function writeThrough<T>(target: Buffer, link: string, write: (path: string) => Promise<T>): Promise<T> {
	checkTarget(link, target);
	if (isUtf8(target)) return await write(resolve(target.toString()));
	const parent = target.subarray(0, target.lastIndexOf('/') + 1);
	try {
		mkdirSync(parent, { recursive: true });
	} catch (cause) {
		throw notWritable(link, target.toString(), cause);
	}
	return await readThrough(parent, async (directory) => {
		const standIn = temporaryBeside(join(directory, 'any'));
		try {
			if (statSync(target, { throwIfNoEntry: false })?.isFile()) linkSync(target, standIn);
			const written = await write(standIn);
			renameSync(standIn, target);
			return written;
		} finally {
			rmSync(standIn, { force: true });
		}
	});
}

/** A URL of any bytes as text: those that are no UTF-8 are percent-encoded, as they would be in a request. */
export function urlText(url: Buffer): string {
	if (isUtf8(url)) return url.toString();
	return url
		.toString('latin1')
		.replaceAll(/[\u0080-\u00ff]/g, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase()}`);
}

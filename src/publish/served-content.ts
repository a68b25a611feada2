import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, realpath } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { Readable } from 'node:stream';
import { reasonOf } from '../errors.ts';

/** What a server answers with. */
export interface Content {
	/** Bytes. */
	readonly size: number;
	/** Strong: the same one promises the same bytes, so that a download can be continued. */
	readonly etag: string;
	readonly modified: Date | undefined;
	readonly type: string;
	/** The bytes from the first to the last; closes the content in its end. */
	read(first: number, last: number): Readable;
	close(): Promise<void>;
}

/** Why there is nothing to answer with. */
export interface Refusal {
	readonly status: 403 | 404;
	readonly reason: string;
}

const plainText = 'text/plain; charset=utf-8';
const absent: Refusal = { status: 404, reason: 'there is no such file' };

/** A text as content. */
export function textContent(text: string): Content {
	const bytes = Buffer.from(text);
	return {
		size: bytes.length,
		etag: `"${createHash('sha256').update(bytes).digest('hex').slice(0, 32)}"`,
		modified: undefined,
		type: plainText,
		read: (first, last) => Readable.from([bytes.subarray(first, last + 1)]),
		close: async () => {},
	};
}

/**
 * The file that the path of a link stands for. Only files below the root are content, also where links lead, and
 * nothing hidden is.
 *
 * @param root a directory without links in its own path
 * @param path as in a request, with `%` in it
 */
export async function openContent(root: string, path: string): Promise<Content | Refusal> {
	const parts = readPath(path);
	if (parts === undefined) return absent;
	try {
		const file = await realpath(join(root, ...parts));
		const inside = insideOf(root, file);
		if (inside === undefined) return { status: 403, reason: 'it leads out of the directory that is served' };
		if (inside.split('/').some((part) => part.startsWith('.'))) return absent;
		// a pipe without a writer would never be open
		return await describe(await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK), file);
	} catch (error) {
		const { code = '' } = error as NodeJS.ErrnoException;
		if (['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP', 'ENXIO'].includes(code)) return absent;
		if (code === 'EACCES' || code === 'EPERM') return { status: 403, reason: reasonOf(error) };
		throw error;
	}
}

/** Where a file is in a directory, neither with links in its path; undefined for one that is elsewhere. */
export function insideOf(root: string, file: string): string | undefined {
	const path = relative(root, file);
	return path === '..' || path.startsWith('../') ? undefined : path;
}

/** The names in a path; undefined for a path of no file that could be shown. */
function readPath(path: string): string[] | undefined {
	let parts: string[];
	try {
		parts = path.split('/').map(decodeURIComponent);
	} catch {
		return undefined; // no UTF-8
	}
	const [first, ...names] = parts;
	const isShown = (name: string) => name !== '' && !name.startsWith('.') && !/[/\0]/.test(name);
	return first === '' && names.length > 0 && names.every(isShown) ? names : undefined;
}

async function describe(handle: FileHandle, file: string): Promise<Content | Refusal> {
	const status = await handle.stat({ bigint: true });
	if (!status.isFile()) {
		await handle.close();
		return absent;
	}
	const { size, ino, mtimeNs } = status;
	return {
		size: Number(size),
		etag: `"${[size, ino, mtimeNs].map((number) => number.toString(36)).join('-')}"`,
		modified: status.mtime,
		type: /\.(?:sh|dsc|txt|md)$/.test(file) ? plainText : 'application/octet-stream',
		read: (start, end) => handle.createReadStream({ start, end, highWaterMark: 256 * 1024 }),
		close: async () => await handle.close(),
	};
}

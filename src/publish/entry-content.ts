import type { BigIntStats } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { BuildpackError, reasonOf } from '../errors.ts';
import type { PackageEntry } from './package-entries.ts';

/** How much of a file is in memory at a time. Bytes. */
const pieceSize = 1024 * 1024;

/** Packs a content whose size is known, in pieces that are read one after the other. */
type Pack = (size: number, pieces: AsyncIterable<Uint8Array>) => Promise<void>;

/**
 * Reads the content of an entry for what packs it.
 *
 * @throws BuildpackError if the file changes meanwhile; the reason of `abort`
 */
export async function packContent({ path, source }: PackageEntry, abort: AbortSignal, pack: Pack): Promise<void> {
	abort.throwIfAborted();
	if (typeof source !== 'string') {
		await pack(source.length, Readable.from([source]));
		return;
	}
	const file = await open(source).catch((cause: unknown) => {
		throw new BuildpackError('publish::not-readable', { path, reason: reasonOf(cause) }, { cause });
	});
	try {
		const before = await file.stat({ bigint: true });
		const size = Number(before.size);
		await pack(size, readPieces(file, path, size, abort));
		if (!isSame(before, await file.stat({ bigint: true }))) throw new BuildpackError('publish::file-changed', { path });
	} finally {
		await file.close();
	}
}

/** As many bytes as the file had at the beginning. */
async function* readPieces(
	file: FileHandle,
	path: string,
	size: number,
	abort: AbortSignal,
): AsyncGenerator<Uint8Array> {
	for (let rest = size; rest > 0;) {
		abort.throwIfAborted();
		const piece = new Uint8Array(Math.min(rest, pieceSize)); // a new one: who packs it may keep it for a while
		const { bytesRead } = await file.read(piece);
		if (bytesRead === 0) throw new BuildpackError('publish::file-changed', { path });
		rest -= bytesRead;
		yield piece.subarray(0, bytesRead);
	}
}

function isSame(before: BigIntStats, after: BigIntStats): boolean {
	return before.size === after.size && before.mtimeNs === after.mtimeNs && before.ctimeNs === after.ctimeNs;
}

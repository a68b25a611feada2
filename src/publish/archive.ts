import { closeSync, fstatSync, openSync, readSync, renameSync, rmSync, type Stats, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { BuildpackError, reasonOf } from '../errors.ts';
import { makeDirectory, temporaryBeside } from '../files.ts';
import { type PackageEntry, sizeOf } from './package-entries.ts';

/*
 * Archives that have the same bytes for the same input on any machine: the order of entries is given, times and owners are
 * always the same, and what compresses is in JavaScript, and not the zlib that a Node.js happens to have.
 */

export type ArchiveFormat = 'zip' | 'tgz';

/** Takes the bytes of an archive. */
type Sink = (bytes: Uint8Array) => void;

/** Writes an archive. The file appears whole, or not at all. */
export async function writeArchive(
	file: string,
	format: ArchiveFormat,
	entries: readonly PackageEntry[],
	abort: AbortSignal,
): Promise<void> {
	const part = temporaryBeside(file);
	try {
		makeDirectory(dirname(file));
		const descriptor = openSync(part, 'wx', 0o644);
		try {
			const sink: Sink = (bytes) => writeAll(descriptor, bytes);
			await (format === 'zip' ? writeZip(entries, sink, abort) : writeTarGzip(entries, sink, abort));
		} finally {
			closeSync(descriptor);
		}
		renameSync(part, file);
	} catch (cause) {
		rmSync(part, { force: true });
		abort.throwIfAborted();
		if (cause instanceof BuildpackError) throw cause;
		throw new BuildpackError('publish::not-written', { file, reason: reasonOf(cause) }, { cause });
	}
}

/** What `cf create-buildpack` takes. Files that are compressed already are stored. */
async function writeZip(entries: readonly PackageEntry[], sink: Sink, abort: AbortSignal): Promise<void> {
	const { Zip, ZipDeflate, ZipPassThrough } = await import('fflate');
	let failure: Error | undefined;
	const zip = new Zip((error, bytes) => {
		if (error === null) sink(bytes);
		else failure ??= error;
	});
	const unix = 3;
	for (const entry of entries) {
		const isCompressed = /^(?:offline\/files|node-runtime)\//.test(entry.path);
		const file = isCompressed ? new ZipPassThrough(entry.path) : new ZipDeflate(entry.path, { level: 9 });
		file.os = unix;
		file.attrs = ((0o100000 | entry.mode) << 16) >>> 0;
		file.mtime = new Date(1980, 0, 1); // zip has local times: so it is this in every time zone
		zip.add(file);
		readEntry(entry, (bytes, isLast) => file.push(bytes, isLast));
		abort.throwIfAborted();
		if (failure !== undefined) throw failure;
	}
	zip.end();
}

/** What Heroku takes as a buildpack's URL: the files lie at the top, without a directory around them. */
async function writeTarGzip(entries: readonly PackageEntry[], sink: Sink, abort: AbortSignal): Promise<void> {
	const [{ Gzip }, { createTarPacker }] = await Promise.all([import('fflate'), import('modern-tar')]);
	const gzip = new Gzip({ level: 6, mtime: 0 }, (bytes) => sink(bytes));
	const { readable, controller } = createTarPacker();
	const packed = (async () => {
		for await (const bytes of readable) {
			abort.throwIfAborted();
			gzip.push(bytes);
		}
		gzip.push(new Uint8Array(0), true);
	})();
	for (const entry of entries) {
		const { path: name, mode } = entry;
		const body = controller.add({ name, mode, size: sizeOf(entry), mtime: new Date(0), uid: 0, gid: 0 }).getWriter();
		const chunks: Promise<void>[] = [];
		readEntry(entry, (bytes) => chunks.push(body.write(bytes)));
		await Promise.all(chunks);
		await body.close();
	}
	controller.finalize();
	await packed;
}

/** Reads a file in pieces, the last of which may be empty. */
function readEntry({ path, source }: PackageEntry, take: (bytes: Uint8Array, isLast: boolean) => void): void {
	if (typeof source !== 'string') {
		take(source, true);
		return;
	}
	const descriptor = openSync(source, 'r');
	try {
		const before = fstatSync(descriptor);
		let rest = before.size;
		while (rest > 0) {
			const chunk = new Uint8Array(Math.min(rest, 1024 * 1024));
			const length = readSync(descriptor, chunk);
			if (length === 0) break;
			rest -= length;
			take(chunk.subarray(0, length), false);
		}
		if (rest > 0 || !isSame(before, fstatSync(descriptor))) throw new BuildpackError('publish::file-changed', { path });
		take(new Uint8Array(0), true);
	} finally {
		closeSync(descriptor);
	}
}

function isSame(before: Stats, after: Stats): boolean {
	return before.size === after.size && before.mtimeMs === after.mtimeMs && before.ctimeMs === after.ctimeMs;
}

function writeAll(descriptor: number, bytes: Uint8Array): void {
	let rest = bytes;
	while (rest.length > 0) rest = rest.subarray(writeSync(descriptor, rest));
}

import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { BuildpackError, reasonOf } from '../errors.ts';
import { makeDirectory, temporaryBeside } from '../files.ts';
import { packContent } from './entry-content.ts';
import { type PackageEntry, sizeOf } from './package-entries.ts';

/*
 * Archives that have the same bytes for the same input on any machine: the order of entries is given, times and owners are
 * always the same, and what compresses is in JavaScript, and not the zlib that a Node.js happens to have.
 */

export type ArchiveFormat = 'zip' | 'tgz';

/** Takes the bytes of an archive. */
type Sink = (bytes: Uint8Array) => void;

/** Without zip64, which not everything can read, a zip has 32 bits for sizes. Bytes, with room for its own. */
const largestZip = 2 ** 32 - 2 ** 24;

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

/** What `cf create-buildpack` takes. Files that are compressed already are not compressed again. */
async function writeZip(entries: readonly PackageEntry[], sink: Sink, abort: AbortSignal): Promise<void> {
	const size = entries.map(sizeOf).reduce((sum, each) => sum + each, 0);
	if (size > largestZip) throw new BuildpackError('publish::too-large', { size, most: largestZip });
	const { Zip, ZipDeflate } = await import('fflate');
	let failure: Error | undefined;
	const zip = new Zip((error, bytes) => {
		if (error === null) sink(bytes);
		else failure ??= error;
	});
	const unix = 3;
	for (const entry of entries) {
		const isCompressed = /^(?:offline\/files|node-runtime)\//.test(entry.path);
		// level 0, and not ZipPassThrough: who reads a zip as a stream finds no end of a file that is stored as such
		const file = new ZipDeflate(entry.path, { level: isCompressed ? 0 : 9 });
		file.os = unix;
		file.attrs = ((0o100000 | entry.mode) << 16) >>> 0;
		file.mtime = new Date(1980, 0, 1); // zip has local times: so it is this in every time zone
		zip.add(file);
		await packContent(entry, abort, async (_, pieces) => {
			for await (const bytes of pieces) file.push(bytes);
			file.push(new Uint8Array(0), true);
		});
		if (failure !== undefined) throw failure;
	}
	zip.end();
}

/** What Heroku takes as a buildpack's URL: the files lie at the top, without a directory around them. */
async function writeTarGzip(entries: readonly PackageEntry[], sink: Sink, abort: AbortSignal): Promise<void> {
	const [{ Gzip }, { createTarPacker }] = await Promise.all([import('fflate'), import('modern-tar')]);
	const gzip = new Gzip({ level: 6, mtime: 0 }, (bytes) => sink(bytes));
	const { readable, controller } = createTarPacker();
	let failure: unknown; // the first: either side hands on its end to the other as something else
	const noting = <T>(error: T): T => {
		failure ??= error;
		return error;
	};
	const compress = (bytes: Uint8Array, isLast: boolean) => {
		try {
			gzip.push(bytes, isLast);
		} catch (error) {
			throw noting(error);
		}
	};
	const packed = readable.pipeTo(
		new WritableStream({
			write: (bytes) => compress(bytes, false),
			close: () => compress(new Uint8Array(0), true),
		}),
	);
	const addAll = async () => {
		try {
			for (const entry of entries) {
				await packContent(entry, abort, async (size, pieces) => {
					const header = { name: entry.path, mode: entry.mode, size, mtime: new Date(0), uid: 0, gid: 0 };
					const body = controller.add(header).getWriter();
					for await (const bytes of pieces) await body.write(bytes); // no sooner than the one before is packed
					await body.close();
				});
			}
			controller.finalize();
		} catch (error) {
			controller.error(noting(error));
			throw error;
		}
	};
	const ends = await Promise.allSettled([addAll(), packed]);
	if (ends.some(({ status }) => status === 'rejected')) throw failure;
}

function writeAll(descriptor: number, bytes: Uint8Array): void {
	let rest = bytes;
	while (rest.length > 0) rest = rest.subarray(writeSync(descriptor, rest));
}

import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { Checksum } from './checksum.ts';

/** What a file hashes to. */
export interface FileHashes {
	readonly sha256: string;
	/** Where an md5 was asked for. */
	readonly md5: string | undefined;
}

/** Hashes a file while its bytes go by: always sha256, which files are kept under, and md5 where that is asked for. */
export class FileHash {
	readonly #sha256 = createHash('sha256');
	readonly #md5: Hash | undefined;

	constructor(wanted: Checksum | undefined) {
		this.#md5 = wanted?.algorithm === 'md5' ? createHash('md5') : undefined;
	}

	update(bytes: Uint8Array): void {
		this.#sha256.update(bytes);
		this.#md5?.update(bytes);
	}

	/** Ends the hashing. */
	digest(): FileHashes {
		return { sha256: this.#sha256.digest('hex'), md5: this.#md5?.digest('hex') };
	}
}

/** The checksums and the size of a file. */
export async function hashFile(
	file: string,
	wanted: Checksum | undefined,
): Promise<FileHashes & { readonly size: number }> {
	const hash = new FileHash(wanted);
	let size = 0;
	for await (const chunk of createReadStream(file, { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>) {
		hash.update(chunk);
		size += chunk.length;
	}
	return { ...hash.digest(), size };
}

/** The same; undefined where the file may not be read, or another build has just removed it. */
export async function hashReadable(
	file: string,
	wanted: Checksum | undefined,
): Promise<(FileHashes & { readonly size: number }) | undefined> {
	try {
		return await hashFile(file, wanted);
	} catch (error) {
		if (/^(?:EACCES|ENOENT)$/.test((error as NodeJS.ErrnoException).code ?? '')) return undefined;
		throw error;
	}
}

import { constants as fsConstants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { Checksum } from './checksum.ts';
import { type FileHashes, FileHash } from './hash.ts';

/** The disk's fault, its cause: what reads from a network can tell it from the network's. */
export class DiskError extends Error {
	constructor(cause: unknown) {
		super('a file cannot be written', { cause });
	}
}

/** A file on its way: its bytes are written, hashed and counted as they come. */
export class PartFile {
	readonly #handle: FileHandle;
	readonly #wanted: Checksum | undefined;
	#hash: FileHash;
	#size = 0;

	private constructor(handle: FileHandle, wanted: Checksum | undefined) {
		this.#handle = handle;
		this.#wanted = wanted;
		this.#hash = new FileHash(wanted);
	}

	/**
	 * @param path must not exist; after an error the file is for the caller to remove
	 * @param mode as of open(2)
	 */
	static async create(path: string, wanted: Checksum | undefined, mode?: number): Promise<PartFile> {
		const isNew = fsConstants.O_WRONLY | fsConstants.O_CREAT | fsConstants.O_EXCL;
		return new PartFile(await open(path, isNew, mode), wanted);
	}

	/** How many bytes it has. */
	get size(): number {
		return this.#size;
	}

	/** @throws DiskError */
	async append(chunk: Uint8Array): Promise<void> {
		this.#hash.update(chunk);
		try {
			// on a disk that is almost full, the first bytes are written without an error
			for (let done = 0; done < chunk.length;) {
				const { bytesWritten } = await this.#handle.write(chunk, done, chunk.length - done, this.#size + done);
				done += bytesWritten;
			}
		} catch (cause) {
			throw new DiskError(cause);
		}
		this.#size += chunk.length;
	}

	/** Forgets all bytes. */
	async restart(): Promise<void> {
		await this.#handle.truncate(0);
		this.#size = 0;
		this.#hash = new FileHash(this.#wanted);
	}

	/** What the bytes hash to. Nothing can be appended after that. */
	digest(): FileHashes {
		return this.#hash.digest();
	}

	async close(): Promise<void> {
		await this.#handle.close();
	}
}

import { type BigIntStats, statSync } from 'node:fs';
import type { Checksum } from './checksum.ts';
import { type FileHashes, hashReadable } from './hash.ts';

interface Known {
	/** What the file was when it was hashed; a file that is changed or replaced gets another one. */
	readonly identity: string;
	/** Undefined where the file may not be read. */
	readonly hashes: Promise<FileHashes | undefined>;
}

/** What files hash to, each hashed once in a build for as long as it stays what it is. */
export class KnownHashes {
	readonly #known = new Map<string, Known>();
	/** Files that are hashed before anybody needs that: one at a time, and beside the rest of the build. */
	#ahead: Promise<unknown> = Promise.resolve();

	/** What a file hashes to; undefined where there is none, or none that may be read. */
	async of(path: string, wanted: Checksum | undefined): Promise<FileHashes | undefined> {
		const identity = identityOf(path);
		if (identity === undefined) return undefined;
		const known = this.#known.get(path);
		if (known?.identity === identity) {
			const hashes = await known.hashes;
			if (wanted?.algorithm !== 'md5' || hashes?.md5 !== undefined) return hashes;
		}
		const hashes = hashReadable(path, wanted);
		this.#known.set(path, { identity, hashes });
		return await hashes;
	}

	/** Hashes a file for somebody who will ask for it, as it seems. */
	hashAhead(path: string, wanted: Checksum): void {
		this.#ahead = this.#ahead.then(() => this.of(path, wanted)).catch(() => {}); // whoever asks is told
	}

	/** Notes what a file hashes to that has just come into its place. */
	note(path: string, hashes: FileHashes): void {
		const identity = identityOf(path);
		if (identity !== undefined) this.#known.set(path, { identity, hashes: Promise.resolve(hashes) });
	}
}

function identityOf(path: string): string | undefined {
	const status: BigIntStats | undefined = statSync(path, { bigint: true, throwIfNoEntry: false });
	if (!status?.isFile()) return undefined;
	const { dev, ino, size, mtimeNs, ctimeNs } = status;
	return [dev, ino, size, mtimeNs, ctimeNs].join(' ');
}

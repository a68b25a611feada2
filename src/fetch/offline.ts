import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BuildpackError, reasonOf } from '../errors.ts';
import { statusOf } from '../files.ts';
import type { Link } from './link.ts';

/*
 * An offline package of the buildpack brings files beside bin/, by their links. Of a link only the hash stands there: it may
 * be made of a secret.
 *
 *     offline/
 *       links.json        { "format": 1, "files": { "<sha256 of a link without its credentials>": "<sha256 of the file>" } }
 *       files/<sha256>
 */

/** The directory in an offline package. */
export const offlineDirectory = 'offline';

export interface OfflineLinks {
	readonly format: 1;
	readonly files: Readonly<Record<string, string>>;
}

/** A file of an offline package. */
export interface OfflineFile {
	readonly path: string;
	/** What it has to have. */
	readonly sha256: string;
}

/** The error of an offline package that is not as it was made. */
export function damaged(file: string, reason: string, cause?: unknown): BuildpackError {
	return new BuildpackError('fetch::package-damaged', { file, reason }, { cause });
}

/** What stands for a link in an offline package. */
export function linkKey(link: Link): string {
	return createHash('sha256').update(String(link)).digest('hex');
}

/** What a build without a network has instead of one: the files of an offline package, or none. */
export class OfflineFiles {
	readonly #directory: string | undefined;
	readonly #files: ReadonlyMap<string, string>;

	private constructor(directory: string | undefined, files: Readonly<Record<string, string>>) {
		this.#directory = directory;
		this.#files = new Map(Object.entries(files));
	}

	/** No files at all: what is not in the cache is nowhere. */
	static readonly none = new OfflineFiles(undefined, {});

	/** The files of the package that a buildpack is, if it is an offline one. */
	static open(buildpackDir: string): OfflineFiles | undefined {
		const directory = join(buildpackDir, offlineDirectory);
		if (!statusOf(directory)) return undefined;
		const file = join(directory, 'links.json');
		try {
			const { files } = JSON.parse(readFileSync(file, 'utf8')) as OfflineLinks;
			return new OfflineFiles(directory, files);
		} catch (cause) {
			throw damaged(file, cause instanceof SyntaxError ? 'it is no JSON' : reasonOf(cause), cause);
		}
	}

	/** The file that a link stands for, where the package has it. */
	find(link: Link): OfflineFile | undefined {
		const sha256 = this.#files.get(linkKey(link));
		if (sha256 === undefined || this.#directory === undefined) return undefined;
		const path = join(this.#directory, 'files', sha256);
		if (!statusOf(path)?.isFile()) throw damaged(path, 'it does not exist');
		return { path, sha256 };
	}

	/** Whether a file link is one of the machine that the package was made on, and of no use here. */
	isMissing(link: Link): boolean {
		if (this.#directory === undefined || link.scheme !== 'file' || link.url.host !== '') return false;
		return statusOf(fileURLToPath(link.url)) === undefined;
	}

	/** The error of a link that is not there. */
	lack(link: Link): BuildpackError {
		return new BuildpackError(this.#directory === undefined ? 'fetch::offline' : 'fetch::not-in-package', {
			link: String(link),
		});
	}
}

/** Whether an error says that a file is not there because a build may use no network. */
export function isLack(error: unknown): error is BuildpackError {
	if (!(error instanceof BuildpackError)) return false;
	const { code } = error as BuildpackError;
	return code === 'fetch::offline' || code === 'fetch::not-in-package';
}

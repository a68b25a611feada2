import { readFileSync, renameSync, rmSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { indexFreshness, mostMalformedWarnings, ownCache } from '../defaults.ts';
import { BuildpackError } from '../errors.ts';
import type { Checksum } from '../fetch/checksum.ts';
import { formatChecksum } from '../fetch/checksum.ts';
import type { Downloader } from '../fetch/downloader.ts';
import { Link } from '../fetch/link.ts';
import { makeDirectory, replaceFile, statusOf } from '../files.ts';
import { warn } from '../output.ts';
import { checkIndex, findInIndex, type IndexReport, namesInIndex } from './index-file.ts';

/*
 * The indexes of a build's repositories, in the cache as they came:
 *
 *     CACHE_DIR/modular-v1/indexes/
 *       <sha256 of the link without its credentials>          the body
 *       <the same>.json    { "link": "http://...", "etag": "...", "lastModified": "...", "fetchedAt": 1700000000000,
 *                            "entries": 3, "malformed": [7] }
 */

/** A package in a repository. */
export interface RepositoryPackage {
	readonly name: string;
	readonly link: Link;
	readonly checksum: Checksum;
	/** The index that names it. */
	readonly repository: Link;
}

interface StoredIndex extends IndexReport {
	readonly link: string;
	readonly etag?: string | undefined;
	readonly lastModified?: string | undefined;
	/** Milliseconds since 1970. */
	readonly fetchedAt: number;
}

export interface RepositoriesOptions {
	readonly links: readonly Link[];
	readonly cacheDir: string;
	readonly downloader: Downloader;
	/** RELOAD_REPOSITORY. */
	readonly reload: boolean;
	readonly isStrict: boolean;
}

/** Knows what the repositories of a build offer. Asks them once a name needs them, and not before. */
export class Repositories {
	readonly #repositories: readonly Repository[];

	constructor(options: RepositoriesOptions) {
		this.#repositories = options.links.map((link) => new Repository(link, options));
	}

	get links(): readonly Link[] {
		return this.#repositories.map(({ link }) => link);
	}

	/**
	 * The package of a name. If none has it, every index is fetched anew first, once per build.
	 *
	 * @throws BuildpackError if a repository cannot be used, or two lines say different things of the name
	 */
	async find(name: string): Promise<RepositoryPackage | undefined> {
		const found = await this.#search(name);
		if (found !== undefined) return found;
		await this.refresh();
		return await this.#search(name);
	}

	/** Fetches every index anew that this build has not fetched yet. */
	async refresh(): Promise<void> {
		await Promise.all(this.#repositories.map(async (repository) => await repository.refresh()));
	}

	/** All the names that are offered, for suggestions. */
	async names(): Promise<string[]> {
		const lists = await Promise.all(
			this.#repositories.map(async (repository) => namesInIndex(await repository.body())),
		);
		return lists.flat();
	}

	async #search(name: string): Promise<RepositoryPackage | undefined> {
		const bodies = await Promise.all(this.#repositories.map(async (repository) => await repository.body()));
		const lines = this.#repositories.flatMap(({ link }, index) =>
			findInIndex(bodies[index] ?? Buffer.alloc(0), name).map((entry) => ({ ...entry, repository: link })),
		);
		const [first] = lines;
		if (first === undefined) return undefined;
		if (new Set(lines.map(({ checksum }) => formatChecksum(checksum))).size > 1) {
			const places = lines.map(({ repository, line }) => `${String(repository)}, line ${line}`);
			throw new BuildpackError('resolve::ambiguous', { name, places });
		}
		const link = Link.parse(first.link, first.repository);
		if (link.scheme === 'file' && first.repository.scheme !== 'file') {
			throw new BuildpackError('resolve::file-link-refused', {
				name,
				link: String(link),
				repository: String(first.repository),
				line: first.line,
			});
		}
		return { name, link, checksum: first.checksum, repository: first.repository };
	}
}

/** One repository and its index. */
class Repository {
	readonly link: Link;
	readonly #options: RepositoriesOptions;
	readonly #file: string;
	#body: Promise<Buffer> | undefined;
	/** Whether this build has asked the repository itself. */
	#isAsked = false;

	constructor(link: Link, options: RepositoriesOptions) {
		this.link = link;
		this.#options = options;
		this.#file = join(options.cacheDir, ownCache, 'indexes', createHash('sha256').update(String(link)).digest('hex'));
	}

	/** The index: the one in the cache if it is young enough, else what the repository says. */
	async body(): Promise<Buffer> {
		this.#body ??= this.#load();
		return await this.#body;
	}

	/** Asks the repository, unless this build has. */
	async refresh(): Promise<void> {
		if (this.#isAsked) return;
		this.#body = this.#ask(this.#readStored());
		await this.#body;
	}

	async #load(): Promise<Buffer> {
		const stored = this.#readStored();
		const age = stored === undefined ? Infinity : Date.now() - stored.fetchedAt;
		if (stored === undefined || this.#options.reload || age < 0 || age > indexFreshness) return await this.#ask(stored);
		return this.#use(stored);
	}

	async #ask(stored: StoredIndex | undefined): Promise<Buffer> {
		this.#isAsked = true;
		const part = `${this.#file}.${process.pid}.part`;
		try {
			makeDirectory(join(this.#file, '..'));
			const answer = await this.#options.downloader.fetchIndex(this.link, part, this.#conditions(stored));
			if (answer.isUnchanged && stored !== undefined) {
				const again = { ...stored, fetchedAt: Date.now() };
				replaceFile(`${this.#file}.json`, JSON.stringify(again));
				return this.#use(again);
			}
			if (answer.isUnchanged) throw new Error('an answer to a question that was not asked');
			const report = this.#check(readFileSync(part));
			const { etag, lastModified } = answer;
			const fresh = { link: String(this.link), etag, lastModified, fetchedAt: Date.now(), ...report };
			// the description last: a body without one, or with an older one, is asked for again
			rmSync(`${this.#file}.json`, { force: true });
			renameSync(part, this.#file);
			replaceFile(`${this.#file}.json`, JSON.stringify(fresh));
			return this.#use(fresh);
		} catch (error) {
			const isUnreachable = error instanceof BuildpackError && (error as BuildpackError).code === 'fetch::unreachable';
			if (!isUnreachable) throw error;
			return this.#useOld(stored, error as BuildpackError);
		} finally {
			rmSync(part, { force: true });
		}
	}

	/** Headers that let the repository say that nothing has changed; none where everything is to be fetched again. */
	#conditions(stored: StoredIndex | undefined): Record<string, string> {
		if (stored === undefined || this.#options.reload) return {};
		return {
			...(stored.etag === undefined ? {} : { 'If-None-Match': stored.etag }),
			...(stored.lastModified === undefined ? {} : { 'If-Modified-Since': stored.lastModified }),
		};
	}

	#check(body: Buffer): IndexReport {
		const repository = String(this.link);
		if (body.includes(0)) throw new BuildpackError('resolve::index-not-text', { repository });
		const report = checkIndex(body);
		if (report.entries === 0)
			throw new BuildpackError('resolve::index-without-packages', { repository, start: body.toString('utf8', 0, 60) });
		return report;
	}

	/** What is in the cache, for want of anything newer. */
	#useOld(stored: StoredIndex | undefined, error: BuildpackError): Buffer {
		const facts = { repository: String(this.link), reason: error.message };
		if (stored === undefined) throw new BuildpackError('resolve::repository-unreachable', facts, { cause: error });
		if (this.#options.isStrict) throw new BuildpackError('resolve::old-index-refused', facts, { cause: error });
		warn(
			`${error.message}\nThe index that is in the cache is used instead; it is ${describeAge(Date.now() - stored.fetchedAt)} old.`,
		);
		return this.#use(stored);
	}

	#use({ malformed }: StoredIndex): Buffer {
		if (malformed.length > 0) {
			if (this.#options.isStrict)
				throw new BuildpackError('resolve::malformed-lines', { repository: String(this.link), lines: malformed });
			const more = malformed.length - mostMalformedWarnings;
			const lines = malformed
				.slice(0, mostMalformedWarnings)
				.map((line) => `${String(this.link)}, line ${line}, is malformed: it has to be a name, a link and a checksum.`);
			warn([...lines, ...(more > 0 ? [`So are ${more} more lines there.`] : [])].join('\n'));
		}
		return readFileSync(this.#file);
	}

	#readStored(): StoredIndex | undefined {
		const description = `${this.#file}.json`;
		if (!statusOf(this.#file) || !statusOf(description)) return undefined;
		return JSON.parse(readFileSync(description, 'utf8')) as StoredIndex;
	}
}

function describeAge(milliseconds: number): string {
	const minutes = Math.round(milliseconds / 60_000);
	if (minutes < 120) return `${minutes} minutes`;
	return minutes < 48 * 60 ? `${Math.round(minutes / 60)} hours` : `${Math.round(minutes / 60 / 24)} days`;
}

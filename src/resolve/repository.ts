import { createHash } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { indexFreshness, mostMalformedWarnings, ownCache } from '../defaults.ts';
import { BuildpackError } from '../errors.ts';
import type { Downloader } from '../fetch/downloader.ts';
import { indexWithoutUsers } from '../fetch/index-users.ts';
import type { Link } from '../fetch/link.ts';
import type { OfflineFiles } from '../fetch/offline.ts';
import { notWritable } from '../fetch/target.ts';
import { pauseUntil } from '../fetch/tries.ts';
import type { Facts } from '../messages.ts';
import { makeDirectory, statusOf, temporaryBeside } from '../files.ts';
import { warn } from '../output.ts';
import { checkIndex, type IndexReport } from './index-file.ts';
import { isPlain, refusePlain } from './plain-links.ts';
import { type IndexDescription, readStoredIndex, type StoredIndex, writeStoredIndex } from './stored-index.ts';

export interface RepositoryOptions {
	readonly cacheDir: string;
	readonly downloader: Downloader;
	/** RELOAD_REPOSITORY. */
	readonly reload: boolean;
	readonly isStrict: boolean;
	/** What there is instead of a network, for a build that may use none. */
	readonly offline: OfflineFiles | undefined;
	readonly abort: AbortSignal;
}

/** What errors call the index. */
const ofRepository = 'The index of a repository';

/** One repository and its index. */
export class Repository {
	readonly link: Link;
	readonly #options: RepositoryOptions;
	readonly #file: string;
	#body: Promise<Buffer> | undefined;
	/** Says that somebody needs the index, and no longer only guesses so. */
	#need = () => {};
	readonly #isNeeded = new Promise<void>((resolve) => (this.#need = resolve));
	/** Whether this build has asked the repository itself. */
	#isAsked = false;
	/** Whether a redirect on the way of the index that is used was to another machine over plain http. */
	#cameInPlain = false;
	/** What the log has to be told once somebody needs the index. */
	readonly #unsaid: string[] = [];
	/** The malformed lines that the log names already. */
	#warnedOf: string | undefined;

	constructor(link: Link, options: RepositoryOptions) {
		this.link = link;
		this.#options = options;
		this.#file = join(options.cacheDir, ownCache, 'indexes', createHash('sha256').update(String(link)).digest('hex'));
	}

	/** The index: the one in the cache if it is young enough, else what the repository says. */
	async body(): Promise<Buffer> {
		this.#need();
		return await this.peek().finally(() => this.#say());
	}

	/** The same for who only guesses that it will be needed: the log is told nothing yet. */
	async peek(): Promise<Buffer> {
		this.#body ??= this.#load();
		return await this.#body;
	}

	/** The scheme by which the index came, if anybody on the way could have changed it. To be asked when it has come. */
	get plainScheme(): string | undefined {
		if (this.#options.offline !== undefined) return undefined;
		if (isPlain(this.link)) return this.link.scheme;
		return this.#cameInPlain ? 'http' : undefined;
	}

	#say(): void {
		this.#unsaid.splice(0).forEach((message) => warn(message));
	}

	/** Asks the repository, unless this build has. */
	async refresh(): Promise<void> {
		if (this.#isAsked || this.#options.offline !== undefined) return;
		this.#need();
		this.#body = this.#ask(this.#readKept());
		await this.#body.finally(() => this.#say());
	}

	async #load(): Promise<Buffer> {
		if (this.#options.isStrict) refusePlain(ofRepository, this.link);
		const kept = this.#readKept();
		// a package has its own index; without one, what is in the cache is all there is
		const { offline } = this.#options;
		if (offline?.find(this.link) !== undefined) return await this.#ask(undefined);
		if (offline !== undefined && kept !== undefined) return this.#use(kept);
		const age = kept === undefined || kept.description.hadUsers ? Infinity : Date.now() - kept.description.fetchedAt;
		if (kept === undefined || this.#options.reload || age < 0 || age > indexFreshness) return await this.#ask(kept);
		return this.#use(kept);
	}

	async #ask(kept: StoredIndex | undefined): Promise<Buffer> {
		this.#isAsked = true;
		const part = temporaryBeside(this.#file);
		try {
			makeDirectory(join(this.#file, '..'));
			let cameInPlain = false;
			const onRedirect = (to: Link) => {
				if (this.#options.isStrict) refusePlain(ofRepository, to, this.link);
				cameInPlain ||= isPlain(to);
			};
			const conditions = this.#conditions(kept?.description);
			const pause = pauseUntil(this.#isNeeded);
			const tell = (message: string) => this.#unsaid.push(message);
			const options = { conditions, onRedirect, pause, tell };
			const answer = await this.#options.downloader.fetchIndex(this.link, part, options);
			if (answer.isUnchanged && kept !== undefined) {
				cameInPlain ||= kept.description.cameInPlain;
				const index = { ...kept, description: { ...kept.description, fetchedAt: Date.now(), cameInPlain } };
				writeStoredIndex(this.#file, index);
				return this.#use(index);
			}
			if (answer.isUnchanged) throw new BuildpackError('fetch::status', { link: String(this.link), status: 304 });
			const body = readFileSync(part);
			const report = this.#check(body);
			const { etag, lastModified } = answer;
			const plain = indexWithoutUsers(body, this.link);
			const facts = { etag, lastModified, fetchedAt: Date.now(), ...report, cameInPlain, hadUsers: plain !== body };
			const description = { link: String(this.link), ...facts };
			writeStoredIndex(this.#file, { description, body: plain });
			return this.#use({ description, body });
		} catch (error) {
			if (isUnreachable(error)) return this.#useOld(kept, error);
			if (error instanceof BuildpackError || this.#options.abort.aborted) throw error;
			throw notWritable(String(this.link), this.#file, error);
		} finally {
			if (statusOf(part)) rmSync(part); // with `force` it would still mind a path below a file
		}
	}

	/** Headers that let the repository say that nothing has changed; none where everything is to be fetched again. */
	#conditions(stored: IndexDescription | undefined): Record<string, string> {
		if (stored === undefined || stored.hadUsers || this.#options.reload) return {};
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
			throw new BuildpackError('resolve::index-without-packages', { repository, start: startOf(body) });
		return report;
	}

	/** What is in the cache, for want of anything newer. */
	#useOld(kept: StoredIndex | undefined, error: BuildpackError): Buffer {
		const facts = { repository: String(this.link), reason: error.message };
		if (kept === undefined) throw new BuildpackError('resolve::repository-unreachable', facts, { cause: error });
		if (this.#options.isStrict) throw new BuildpackError('resolve::old-index-refused', facts, { cause: error });
		this.#unsaid.push(
			`${error.message}\nThe index that is in the cache is used instead; it is ${describeAge(Date.now() - kept.description.fetchedAt)} old.`,
		);
		return this.#use(kept);
	}

	#use({ description: { malformed, cameInPlain }, body }: StoredIndex): Buffer {
		this.#cameInPlain = cameInPlain;
		if (malformed.length > 0 && malformed.join() !== this.#warnedOf) {
			this.#warnedOf = malformed.join();
			if (this.#options.isStrict)
				throw new BuildpackError('resolve::malformed-lines', { repository: String(this.link), lines: malformed });
			const more = malformed.length - mostMalformedWarnings;
			const lines = malformed
				.slice(0, mostMalformedWarnings)
				.map((line) => `${String(this.link)}, line ${line}, is malformed: it has to be a name, a link and a checksum.`);
			this.#unsaid.push([...lines, ...countMore(more)].join('\n'));
		}
		return body;
	}

	/** What is in the cache, unless a strict build may not use how it got there. */
	#readKept(): StoredIndex | undefined {
		const kept = readStoredIndex(this.#file);
		return this.#options.isStrict && kept?.description.cameInPlain ? undefined : kept;
	}
}

/** What an error repeats of what is no index. A line of one may hold a user and password, so it is cut only without them. */
function startOf(body: Buffer): string {
	const text = body.toString('utf8', 0, 64 * 1024);
	return text.replaceAll(/\S+/g, withoutUser).slice(0, 60);
}

function withoutUser(word: string): string {
	const end = word.lastIndexOf('@') + 1;
	const start = word.indexOf('//') + 2; // 1 for none
	if (start > 1 && start <= end) return word.slice(0, start) + word.slice(end);
	return word.slice(0, end).includes(':') ? word.slice(end) : word;
}

function countMore(more: number): string[] {
	if (more <= 0) return [];
	return [more === 1 ? 'So is 1 more line there.' : `So are ${more} more lines there.`];
}

/** Whether a repository may well be there later: no connection, no answer in time, or an answer that says so. */
function isUnreachable(error: unknown): error is BuildpackError {
	if (!(error instanceof BuildpackError)) return false;
	const { code, facts } = error as BuildpackError;
	if (code !== 'fetch::unreachable' && code !== 'fetch::status') return false;
	// 408 is worth another try, but like any other 4xx it says that there is something wrong with the request
	const { status } = facts as Facts<typeof code>;
	return status === undefined || status === 429 || status >= 500;
}

function describeAge(milliseconds: number): string {
	const minutes = Math.round(milliseconds / 60_000);
	if (minutes < 2) return 'a minute';
	if (minutes < 120) return `${minutes} minutes`;
	return minutes < 48 * 60 ? `${Math.round(minutes / 60)} hours` : `${Math.round(minutes / 60 / 24)} days`;
}

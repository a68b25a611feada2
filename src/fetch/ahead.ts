import { renameSync, rmSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LimitFunction } from 'p-limit';
import { connectionsPerHost, mostAheadBytes, mostConnections, ownCache } from '../defaults.ts';
import { BuildpackError } from '../errors.ts';
import { makeDirectory, temporaryBeside } from '../files.ts';
import { hashFile } from './hash.ts';
import type { Link } from './link.ts';
import { isLinkLocal } from './link-local.ts';
import type { Progress } from './progress.ts';
import { pauseUntil } from './tries.ts';
import type { Received, TransferOptions, Unchanged } from './transfer.ts';

/** Receives a file into a path. */
export type Receive = (link: Link, file: string, options: TransferOptions) => Promise<Received | Unchanged>;

/** How a file is received ahead: as the helper will ask for it, as far as that is known. */
export type AheadOptions = Pick<TransferOptions, 'wanted' | 'onRedirect' | 'bound'>;

type NewLimit = (connections: number) => LimitFunction;

/** A file that is fetched before anybody has asked for it. */
interface Entry {
	readonly link: Link;
	readonly file: string;
	readonly abort: AbortController;
	readonly received: Promise<Received | Unchanged>;
	isStarted: boolean;
	/** Makes its request, if that has not been made. */
	readonly start: () => void;
	/** Lets it be tried again: a file that nobody asks for is worth one request. */
	readonly ask: () => void;
	/** Makes room for others while it waits to be tried again. */
	readonly giveWay: () => void;
	/** How far it is, and who wants to know. */
	noted: readonly [received: number, total: number | undefined];
	progress: Pick<Progress, 'note'> | undefined;
}

/**
 * Fetches files before anybody asks for them, within a budget of connections and bytes. Whoever asks for one then gets
 * it; what has failed is no more than a wrong guess, since it may go well now, and alone.
 */
export class Ahead {
	readonly #entries = new Map<string, Entry>();
	/** Links that were fetched, or asked for: what comes of them is in the cache, or on its way there. */
	readonly #seen = new Set<string>();
	readonly #directory: string;
	readonly #receive: Receive;
	readonly #timeout: number;
	readonly #all: LimitFunction;
	readonly #newLimit: NewLimit;
	readonly #hosts = new Map<string, LimitFunction>();
	readonly #isOver = new AbortController();
	/** What it may fetch in all, and what it has. Bytes. */
	readonly #mostBytes: number;
	#bytes = 0;

	private constructor(cacheDir: string, receive: Receive, timeout: number, mostBytes: number, newLimit: NewLimit) {
		this.#directory = join(cacheDir, ownCache);
		this.#receive = receive;
		this.#timeout = timeout;
		this.#mostBytes = mostBytes;
		this.#newLimit = newLimit;
		this.#all = newLimit(mostConnections);
	}

	/** @param timeout as of TransferOptions */
	static async make(
		cacheDir: string,
		receive: Receive,
		timeout: number,
		mostBytes: number = mostAheadBytes,
	): Promise<Ahead> {
		const { default: newLimit } = await import('p-limit');
		return new Ahead(cacheDir, receive, timeout, mostBytes, newLimit);
	}

	/**
	 * Begins to fetch a file, unless that is so already, and gives what is made of it once it has come; undefined if it has not.
	 *
	 * @param use is called with the file before anybody else can take it
	 */
	async fetch<T>(link: Link, options: AheadOptions, use: (file: string) => T): Promise<T | undefined> {
		if (this.#isOver.signal.aborted) return undefined;
		const key = String(link);
		const entry = this.#entries.get(key) ?? (this.#seen.has(key) ? undefined : this.#begin(link, options));
		if (entry === undefined) return undefined;
		this.#seen.add(key);
		this.#entries.set(key, entry);
		return await entry.received.then(
			() => use(entry.file),
			() => undefined,
		);
	}

	/**
	 * Puts a file that is here, or on its way, where somebody wants it; undefined if there is none, or none that is right.
	 *
	 * @throws BuildpackError if it would go wrong now as well
	 */
	async take(
		link: Link,
		target: string,
		{ wanted, progress }: Pick<TransferOptions, 'wanted' | 'progress'>,
	): Promise<Received | undefined> {
		const key = String(link);
		const entry = this.#entries.get(key);
		this.#seen.add(key);
		this.#entries.delete(key);
		if (entry === undefined) return undefined;
		if (entry.link.authorization !== link.authorization || entry.abort.signal.aborted) {
			drop(entry);
			return undefined;
		}
		entry.start(); // who asks need not wait in line
		entry.progress = progress;
		progress?.note(...entry.noted);
		entry.ask();
		try {
			const received = await entry.received.catch(async (error: unknown) => {
				if (isLasting(error)) throw error;
				if (isRefusal(error)) await this.#giveUp(link.url.host);
				return undefined;
			});
			if (received === undefined || received.isUnchanged || !(await move(entry.file, target))) return undefined;
			const isHashed = wanted?.algorithm !== 'md5' || received.md5 !== undefined;
			const found = isHashed ? received : { ...received, ...(await hashFile(target, wanted)) };
			if (wanted === undefined || found[wanted.algorithm] === wanted.hex) return found;
			rmSync(target);
			return undefined;
		} finally {
			rmSync(entry.file, { force: true });
		}
	}

	/** Ends what is on its way, and removes what nobody has taken. Gives whether there was anything. */
	async stop(): Promise<boolean> {
		this.#isOver.abort();
		const left = [...this.#entries.values()];
		this.#entries.clear();
		for (const { abort } of left) abort.abort();
		await Promise.allSettled(left.map(({ received }) => received));
		for (const { file } of left) rmSync(file, { force: true });
		return left.length > 0;
	}

	/** Ends what comes from a host for nobody: it may be what has kept somebody's file from coming. */
	async #giveUp(host: string): Promise<void> {
		const others = [...this.#entries].filter(([, { link }]) => link.url.host === host);
		for (const [key, entry] of others) {
			this.#entries.delete(key);
			drop(entry);
		}
		await Promise.allSettled(others.flatMap(([, { isStarted, received }]) => (isStarted ? [received] : [])));
	}

	#begin(link: Link, options: AheadOptions): Entry {
		let ask = () => {};
		const asked = new Promise<void>((resolve) => (ask = resolve));
		let giveWay = () => {};
		const pausing = new Promise<void>((resolve) => (giveWay = resolve));
		let begin: (received: Promise<Received | Unchanged>) => void = () => {};
		const received = new Promise<Received | Unchanged>((resolve) => (begin = resolve));
		received.catch(() => {}); // whoever asks for it is told
		const entry: Entry = {
			link,
			file: temporaryBeside(join(this.#directory, 'ahead')),
			abort: new AbortController(),
			received,
			isStarted: false,
			start: () => {
				if (!entry.isStarted) begin(this.#transfer(entry, options, asked));
				entry.isStarted = true;
			},
			ask,
			giveWay,
			noted: [0, undefined],
			progress: undefined,
		};
		void this.#laneOf(link)(async () => {
			if (this.#bytes > this.#mostBytes) entry.abort.abort();
			entry.start();
			await Promise.race([received.catch(() => {}), pausing]);
		});
		return entry;
	}

	async #transfer(entry: Entry, options: AheadOptions, asked: Promise<void>): Promise<Received | Unchanged> {
		const { link, file, abort } = entry;
		abort.signal.throwIfAborted();
		makeDirectory(this.#directory);
		return await this.#receive(link, file, {
			...options,
			onRedirect: (to) => {
				options.onRedirect?.(to);
				if (isLinkLocal(to)) abort.abort(); // whoever asks for it is told of that first
				abort.signal.throwIfAborted();
			},
			timeout: this.#timeout,
			abort: AbortSignal.any([abort.signal, this.#isOver.signal]),
			progress: { note: (received, total) => this.#note(entry, received, total) },
			pause: async (milliseconds, signal) => {
				entry.giveWay();
				await pauseUntil(asked)(milliseconds, signal);
			},
		});
	}

	#note(entry: Entry, received: number, total: number | undefined): void {
		this.#bytes += Math.max(0, received - entry.noted[0]);
		entry.noted = [received, total];
		entry.progress?.note(received, total);
		if (this.#bytes > this.#mostBytes && this.#entries.get(String(entry.link)) === entry) {
			this.#entries.delete(String(entry.link));
			drop(entry);
		}
	}

	/** So many connections at a time, and no more to one host. */
	#laneOf({ url }: Link): <T>(work: () => Promise<T>) => Promise<T> {
		const host = this.#hosts.get(url.host) ?? this.#newLimit(connectionsPerHost);
		this.#hosts.set(url.host, host);
		return async (work) => await host(async () => await this.#all(work));
	}
}

/** Ends what is on its way, and leaves nothing of it. */
function drop({ abort, received, file }: Entry): void {
	abort.abort();
	void received.catch(() => {}).finally(() => rmSync(file, { force: true }));
}

/** Whether it would go wrong now as well: not what a server has said of one of many requests, or the disk of the cache. */
function isLasting(error: unknown): boolean {
	return error instanceof BuildpackError && (error as BuildpackError).code !== 'fetch::status';
}

/** Whether a server has said what some say of too many requests at a time. */
function isRefusal(error: unknown): boolean {
	if (!(error instanceof BuildpackError) || (error as BuildpackError).code !== 'fetch::status') return false;
	return (error as BuildpackError<'fetch::status'>).facts.status === 403;
}

/** Moves a file, maybe to another file system. Gives whether it was there: installers may have emptied the cache. */
async function move(from: string, to: string): Promise<boolean> {
	try {
		renameSync(from, to);
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		if (code === 'ENOENT') return false;
		if (code !== 'EXDEV') throw error;
		await copyFile(from, to);
	}
	return true;
}

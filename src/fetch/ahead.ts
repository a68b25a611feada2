import { copyFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { LimitFunction } from 'p-limit';
import { connectionsPerHost, mostAheadBytes, mostConnections, ownCache } from '../defaults.ts';
import { makeDirectory, temporaryBeside } from '../files.ts';
import { hashFile } from './hash.ts';
import type { Link } from './link.ts';
import type { Progress } from './progress.ts';
import { wait } from './tries.ts';
import type { Received, TransferOptions, Unchanged } from './transfer.ts';

/** Receives a file into a path. */
export type Receive = (link: Link, file: string, options: TransferOptions) => Promise<Received | Unchanged>;

/** How a file is received ahead: as the helper will ask for it, as far as that is known. */
export type AheadOptions = Pick<TransferOptions, 'wanted' | 'onRedirect'>;

type NewLimit = (connections: number) => LimitFunction;

/** A file that is fetched before anybody has asked for it. */
interface Entry {
	readonly link: Link;
	readonly file: string;
	readonly abort: AbortController;
	readonly received: Promise<Received | Unchanged>;
	/** Whether its request has been made. */
	isStarted: boolean;
	/** Lets it be tried again: a file that nobody asks for is worth one request. */
	ask: () => void;
	readonly asked: Promise<void>;
	/** How far it is, and who wants to know. */
	noted: readonly [received: number, total: number | undefined];
	progress: Pick<Progress, 'note'> | undefined;
}

/**
 * Fetches files before anybody asks for them, within a budget of connections and bytes. Whoever asks for one then gets
 * what it would have got by asking: the file, or the error.
 */
export class Ahead {
	readonly #entries = new Map<string, Entry>();
	readonly #directory: string;
	readonly #receive: Receive;
	readonly #timeout: number;
	readonly #all: LimitFunction;
	readonly #newLimit: NewLimit;
	readonly #hosts = new Map<string, LimitFunction>();
	readonly #isOver = new AbortController();
	#bytes = 0;

	private constructor(cacheDir: string, receive: Receive, timeout: number, newLimit: NewLimit) {
		this.#directory = join(cacheDir, ownCache);
		this.#receive = receive;
		this.#timeout = timeout;
		this.#newLimit = newLimit;
		this.#all = newLimit(mostConnections);
	}

	/** @param timeout as of TransferOptions */
	static async make(cacheDir: string, receive: Receive, timeout: number): Promise<Ahead> {
		const { default: newLimit } = await import('p-limit');
		return new Ahead(cacheDir, receive, timeout, newLimit);
	}

	/** Begins to fetch a file, unless that is so already, and gives where it is once it has come; undefined if it has not. */
	async fetch(link: Link, options: AheadOptions): Promise<string | undefined> {
		const key = String(link);
		const entry = this.#entries.get(key) ?? this.#begin(link, options);
		this.#entries.set(key, entry);
		return await entry.received.then(
			() => entry.file,
			() => undefined,
		);
	}

	/**
	 * Puts a file that is here, or on its way, where somebody wants it; undefined if there is none. Throws what the transfer
	 * has thrown.
	 */
	async take(
		link: Link,
		target: string,
		{ wanted, progress }: Pick<TransferOptions, 'wanted' | 'progress'>,
	): Promise<Received | undefined> {
		const entry = this.#entries.get(String(link));
		if (entry === undefined) return undefined;
		this.#entries.delete(String(link));
		if (!entry.isStarted || entry.link.authorization !== link.authorization) {
			entry.abort.abort();
			return undefined;
		}
		entry.progress = progress;
		progress?.note(...entry.noted);
		entry.ask();
		const received = await entry.received.catch((error: unknown) => {
			rmSync(entry.file, { force: true });
			throw error;
		});
		if (received.isUnchanged) return undefined;
		move(entry.file, target);
		if (wanted?.algorithm !== 'md5' || received.md5 !== undefined) return received;
		return { ...received, ...(await hashFile(target, wanted)) };
	}

	/** Ends what is on its way, and removes what nobody has taken. */
	async stop(): Promise<void> {
		this.#isOver.abort();
		const left = [...this.#entries.values()];
		for (const { abort } of left) abort.abort();
		await Promise.allSettled(left.map(({ received }) => received));
		for (const { file } of left) rmSync(file, { force: true });
	}

	#begin(link: Link, options: AheadOptions): Entry {
		let ask = () => {};
		const asked = new Promise<void>((resolve) => (ask = resolve));
		const entry: Entry = {
			link,
			file: temporaryBeside(join(this.#directory, 'ahead')),
			abort: new AbortController(),
			received: this.#laneOf(link)(async () => await this.#transfer(entry, options)),
			isStarted: false,
			ask,
			asked,
			noted: [0, undefined],
			progress: undefined,
		};
		entry.received.catch(() => {}); // whoever asks for it is told
		return entry;
	}

	async #transfer(entry: Entry, options: AheadOptions): Promise<Received | Unchanged> {
		const { link, file, abort, asked } = entry;
		abort.signal.throwIfAborted();
		if (this.#bytes > mostAheadBytes) throw new Error('there is enough ahead');
		entry.isStarted = true;
		makeDirectory(this.#directory);
		return await this.#receive(link, file, {
			...options,
			timeout: this.#timeout,
			abort: AbortSignal.any([abort.signal, this.#isOver.signal]),
			progress: { note: (received, total) => this.#note(entry, received, total) },
			pause: async (milliseconds, signal) => {
				await Promise.race([asked, aborted(signal)]);
				await wait(milliseconds, signal);
			},
		});
	}

	#note(entry: Entry, received: number, total: number | undefined): void {
		this.#bytes += Math.max(0, received - entry.noted[0]);
		entry.noted = [received, total];
		entry.progress?.note(received, total);
		if (this.#bytes > mostAheadBytes && this.#entries.get(String(entry.link)) === entry) {
			this.#entries.delete(String(entry.link));
			entry.abort.abort();
			void entry.received.catch(() => {}).finally(() => rmSync(entry.file, { force: true }));
		}
	}

	/** So many connections at a time, and no more to one host. */
	#laneOf({ url }: Link): <T>(work: () => Promise<T>) => Promise<T> {
		const host = this.#hosts.get(url.host) ?? this.#newLimit(connectionsPerHost);
		this.#hosts.set(url.host, host);
		return async (work) => await host(async () => await this.#all(work));
	}
}

async function aborted(signal: AbortSignal): Promise<void> {
	if (signal.aborted) return;
	await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
}

/** Moves a file, maybe to another file system. */
function move(from: string, to: string): void {
	try {
		renameSync(from, to);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
		copyFileSync(from, to);
		rmSync(from);
	}
}

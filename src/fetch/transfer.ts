import { constants as fsConstants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Readable } from 'node:stream';
import { mostTries, retryPause, longestRetryAfter } from '../defaults.ts';
import { BuildpackError } from '../errors.ts';
import type { Checksum } from './checksum.ts';
import { FileHash } from './hash.ts';
import { type HttpClient, type HttpResponse } from './http.ts';
import type { Link } from './link.ts';
import { Pace, TimeoutError } from './pace.ts';
import type { Progress } from './progress.ts';

/*
 * Gets a file over HTTP, whatever happens on the way: a passing fault is tried again, and a file that was half
 * received is continued, if the server allows that and the file is still the same (RFC 9110, 13.1.5 and 14).
 */

export interface TransferOptions {
	/** What the file is going to be compared with; decides what is hashed. */
	readonly wanted?: Checksum | undefined;
	/** Headers of the first request, which may make the server say that nothing has changed. */
	readonly conditions?: Readonly<Record<string, string>>;
	/** Seconds without a byte until a try is given up. */
	readonly timeout: number;
	readonly progress?: Progress | undefined;
	readonly abort: AbortSignal;
}

/** What came. */
export interface Received {
	readonly isUnchanged: false;
	readonly sha256: string;
	/** Where an md5 was wanted. */
	readonly md5: string | undefined;
	readonly size: number;
	readonly etag: string | undefined;
	readonly lastModified: string | undefined;
}

/** The answer to a conditional request: what the asker has is still right. */
export interface Unchanged {
	readonly isUnchanged: true;
}

/** Statuses that say "later": tried again, as curl's --retry does. */
const passingStatuses = new Set([408, 429, 500, 502, 503, 504]);

/** A fault after which another try is worth it. */
class PassingFault extends Error {
	/** Milliseconds that the server asks to wait. */
	readonly retryAfter: number | undefined;
	readonly status: number | undefined;

	constructor(message: string, options: { retryAfter?: number | undefined; status?: number; cause?: unknown } = {}) {
		super(message, { cause: options.cause });
		this.retryAfter = options.retryAfter;
		this.status = options.status;
	}
}

/**
 * Receives what a link stands for into a new file.
 *
 * @param file must not exist; after an error it is for the caller to remove
 * @throws BuildpackError of kind `network`, or for a disk that is full
 */
export async function transfer(
	client: HttpClient,
	link: Link,
	file: string,
	options: TransferOptions,
): Promise<Received | Unchanged> {
	const handle = await open(file, fsConstants.O_WRONLY | fsConstants.O_CREAT | fsConstants.O_EXCL);
	try {
		const download = new Download(client, link, handle, options);
		for (let tries = 1; ; tries += 1) {
			try {
				return await download.attempt();
			} catch (error) {
				options.abort.throwIfAborted();
				if (!(error instanceof PassingFault)) throw error;
				if (tries === mostTries) throw unreachable(link, error, tries);
				await delay(Math.min(error.retryAfter ?? retryPause * tries ** 2, longestRetryAfter), undefined, {
					signal: options.abort,
				});
			}
		}
	} finally {
		await handle.close();
	}
}

function unreachable(link: Link, fault: PassingFault, tries: number): BuildpackError {
	return new BuildpackError(
		'fetch::unreachable',
		{ link: String(link), reason: fault.message, tries },
		{ cause: fault },
	);
}

/** One file on its way, over as many tries as it takes. */
class Download {
	#received = 0;
	#etag: string | undefined;
	#hash: FileHash;

	readonly #client: HttpClient;
	readonly #link: Link;
	readonly #handle: FileHandle;
	readonly #options: TransferOptions;

	constructor(client: HttpClient, link: Link, handle: FileHandle, options: TransferOptions) {
		this.#client = client;
		this.#link = link;
		this.#handle = handle;
		this.#options = options;
		this.#hash = new FileHash(options.wanted);
	}

	async attempt(): Promise<Received | Unchanged> {
		const pace = new Pace(this.#options.timeout);
		try {
			const signal = AbortSignal.any([pace.signal, this.#options.abort]);
			const response = await this.#client.get(this.#link, this.#headers(), signal);
			if (response.status === 304) return { isUnchanged: true };
			const expected = await this.#begin(response);
			await this.#receive(response.body, pace, expected);
			return {
				isUnchanged: false,
				...this.#hash.digest(),
				size: this.#received,
				etag: response.header('etag'),
				lastModified: response.header('last-modified'),
			};
		} catch (error) {
			throw asFault(error, pace, this.#link);
		} finally {
			pace.stop();
		}
	}

	#headers(): Record<string, string> {
		// a weak ETag promises an equivalent file, not the same bytes
		const canContinue = this.#received > 0 && this.#etag !== undefined && !this.#etag.startsWith('W/');
		if (!canContinue) return { ...this.#options.conditions };
		return { Range: `bytes=${this.#received}-`, 'If-Range': this.#etag ?? '' };
	}

	/** Makes ready for the bytes of an answer, and gives the size of the whole file if the server has said it. */
	async #begin(response: HttpResponse): Promise<number | undefined> {
		const { status, header } = response;
		if (status === 206 && header('content-range')?.startsWith(`bytes ${this.#received}-`)) {
			const length = header('content-length');
			return length === undefined ? undefined : this.#received + Number(length);
		}
		if (status !== 200) {
			response.body.destroy();
			if (passingStatuses.has(status))
				throw new PassingFault(`HTTP ${status}`, { status, retryAfter: readRetryAfter(header('retry-after')) });
			if (status === 416 || status === 206) {
				this.#etag = undefined; // start again without asking for a part
				throw new PassingFault(`HTTP ${status} to a request to continue at byte ${this.#received}`);
			}
			throw new BuildpackError('fetch::status', { link: String(this.#link), status });
		}
		if (this.#received > 0) {
			await this.#handle.truncate(0);
			this.#received = 0;
			this.#hash = new FileHash(this.#options.wanted);
		}
		this.#etag = header('etag');
		const length = header('content-length');
		return length === undefined ? undefined : Number(length);
	}

	async #receive(body: Readable, pace: Pace, expected: number | undefined): Promise<void> {
		for await (const chunk of body as AsyncIterable<Buffer>) {
			pace.note(chunk.length);
			this.#hash.update(chunk);
			await this.#handle.write(chunk, 0, chunk.length, this.#received);
			this.#received += chunk.length;
			this.#options.progress?.note(this.#received, expected);
		}
		if (expected !== undefined && this.#received !== expected) {
			throw new PassingFault(`the body ended after ${this.#received} of ${expected} bytes`);
		}
	}
}

/** Milliseconds until a Retry-After, which is a number of seconds or a date. */
function readRetryAfter(value: string | undefined): number | undefined {
	if (value === undefined) return undefined;
	const milliseconds = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
	return Number.isNaN(milliseconds) ? undefined : Math.max(0, milliseconds);
}

/** Sorts an error: what another try may mend, and what it will not. */
function asFault(error: unknown, pace: Pace, link: Link): unknown {
	if (error instanceof BuildpackError || error instanceof PassingFault) return error;
	if (pace.signal.aborted) return new PassingFault((pace.signal.reason as TimeoutError).message, { cause: error });
	const { code, message, name, syscall } = error as NodeJS.ErrnoException;
	if (code === undefined && name !== 'FetchError') return error; // not the network's, but ours
	if (isTlsFailure(code ?? ''))
		return new BuildpackError(
			'fetch::tls',
			{ link: String(link), reason: message, code: code ?? '' },
			{ cause: error },
		);
	if (syscall === 'write' && (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG')) return error; // the disk, not the network
	return new PassingFault(describeConnection(code ?? '', message), { cause: error });
}

function isTlsFailure(code: string): boolean {
	return /^(?:CERT_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|EPROTO$|HOSTNAME_MISMATCH$)/.test(code);
}

function describeConnection(code: string, message: string): string {
	const reasons: Record<string, string> = {
		ECONNREFUSED: 'connection refused',
		ECONNRESET: 'connection reset',
		EAI_AGAIN: 'the name server does not answer',
		ENOTFOUND: 'no such host',
		EHOSTUNREACH: 'no way to the host',
		ENETUNREACH: 'no way to the network',
		ETIMEDOUT: 'no connection in time',
		ERR_STREAM_PREMATURE_CLOSE: 'the body ended too early',
	};
	return reasons[code] ?? message;
}

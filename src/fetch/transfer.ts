import type { Readable } from 'node:stream';
import { largestDownload } from '../defaults.ts';
import { BuildpackError } from '../errors.ts';
import type { Checksum } from './checksum.ts';
import { isPassing, PassingFault, sortFault } from './faults.ts';
import type { HttpClient, HttpResponse } from './http.ts';
import type { Link } from './link.ts';
import { Pace } from './pace.ts';
import { PartFile } from './part-file.ts';
import type { Progress } from './progress.ts';
import { type TryOptions, tryUntilItHolds } from './tries.ts';

/*
 * Gets a file over HTTP, whatever happens on the way: a passing fault is tried again, and a file that was half
 * received is continued, if the server allows that and the file is still the same (RFC 9110, 13.1.5 and 14).
 */

/** How large a file may be. */
export interface Bound {
	readonly bytes: number;
	/** What the file is to be. */
	readonly kind: 'index' | 'installer' | 'download';
}

/** The bound of what no other is given for. */
export const downloadBound: Bound = { bytes: largestDownload, kind: 'download' };

export interface TransferOptions extends TryOptions {
	/** What the file is going to be compared with; decides what is hashed. */
	readonly wanted?: Checksum | undefined;
	/** Headers of the first request, which may make the server say that nothing has changed. */
	readonly conditions?: Readonly<Record<string, string>>;
	/** Called with each link that a redirect leads to, before that is asked; what it throws ends the transfer. */
	readonly onRedirect?: ((to: Link) => void) | undefined;
	/** Of the new file, as of open(2). */
	readonly mode?: number | undefined;
	/** Seconds without a byte until a try is given up. */
	readonly timeout: number;
	/** What is larger is given up; `downloadBound` unless told. */
	readonly bound?: Bound | undefined;
	readonly progress?: Pick<Progress, 'note'> | undefined;
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

/**
 * Receives what a link stands for into a new file.
 *
 * @param file must not exist; after an error it is for the caller to remove
 * @throws BuildpackError of kind `network`; what the file system says of a file that cannot be written
 */
export async function transfer(
	client: HttpClient,
	link: Link,
	file: string,
	options: TransferOptions,
): Promise<Received | Unchanged> {
	const part = await PartFile.create(file, options.wanted, options.mode);
	try {
		const download = new Download(client, link, part, options);
		return await tryUntilItHolds(
			() => download.linkName,
			options,
			async () => await download.attempt(),
		);
	} finally {
		await part.close();
	}
}

/** One file on its way, over as many tries as it takes. */
class Download {
	/** What was received so far belongs to; only if it promises the same bytes. */
	#etag: string | undefined;
	#lastModified: string | undefined;
	#redirectedTo: Link | undefined;

	readonly #client: HttpClient;
	readonly #link: Link;
	readonly #part: PartFile;
	readonly #options: TransferOptions;

	constructor(client: HttpClient, link: Link, part: PartFile, options: TransferOptions) {
		this.#client = client;
		this.#link = link;
		this.#part = part;
		this.#options = options;
	}

	/** As errors name it: with where the last try has led, if that was elsewhere. */
	get linkName(): string {
		return `${String(this.#link)}${this.#redirectedTo ? ` (redirected to ${String(this.#redirectedTo)})` : ''}`;
	}

	async attempt(): Promise<Received | Unchanged> {
		const pace = new Pace(this.#options.timeout);
		try {
			const signal = AbortSignal.any([pace.signal, this.#options.abort]);
			const isPart = this.#canContinue();
			this.#redirectedTo = undefined;
			const response = await this.#client.get(this.#link, this.#headers(isPart), signal, (to) => {
				this.#redirectedTo = to;
				pace.restart();
				this.#options.onRedirect?.(to);
			});
			if (response.status === 304 && !isPart && this.#options.conditions) {
				response.body.destroy();
				return { isUnchanged: true };
			}
			const expected = isPart && response.status !== 200 ? this.#continue(response) : await this.#begin(response);
			await this.#receive(response, pace, expected);
			const { size } = this.#part;
			return {
				isUnchanged: false,
				...this.#part.digest(),
				size,
				etag: this.#etag,
				lastModified: this.#lastModified,
			};
		} catch (error) {
			throw sortFault(error, pace.signal, this.linkName);
		} finally {
			pace.stop();
		}
	}

	/** A weak ETag promises an equivalent file, not the same bytes. */
	#canContinue(): boolean {
		return this.#part.size > 0 && this.#etag !== undefined && !this.#etag.startsWith('W/');
	}

	#headers(isPart: boolean): Record<string, string> {
		if (!isPart) return { ...this.#options.conditions };
		return { Range: `bytes=${this.#part.size}-`, 'If-Range': this.#etag ?? '' };
	}

	/** Makes ready for the bytes of a whole file, and gives its size if the server has said it. */
	async #begin({ status, header, body }: HttpResponse): Promise<number | undefined> {
		if (status !== 200) throw this.#refused(status, header, body);
		await this.#part.restart();
		this.#etag = header('etag');
		this.#lastModified = header('last-modified');
		const length = header('content-length');
		return length === undefined ? undefined : Number(length);
	}

	/** Makes ready for the bytes that are missing, and gives the size of the whole file. */
	#continue({ status, header, body }: HttpResponse): number {
		const [, start, size] = /^bytes (\d+)-\d+\/(\d+)$/.exec(header('content-range') ?? '') ?? [];
		const isSameFile = (header('etag') ?? this.#etag) === this.#etag;
		if (status === 206 && Number(start) === this.#part.size && isSameFile) return Number(size);
		if (status !== 206 && status !== 416) throw this.#refused(status, header, body);
		body.destroy();
		this.#etag = undefined; // so that the next try asks for the whole file
		throw new PassingFault(`HTTP ${status} that does not continue at byte ${this.#part.size}`);
	}

	#refused(status: number, header: HttpResponse['header'], body: Readable): Error {
		body.destroy();
		if (!isPassing(status)) return new BuildpackError('fetch::status', { link: this.linkName, status });
		return new PassingFault(`HTTP ${status}`, { status, retryAfter: readRetryAfter(header('retry-after')) });
	}

	async #receive({ body, isOverrun }: HttpResponse, pace: Pace, expected: number | undefined): Promise<void> {
		const { bound, progress } = this.#options;
		try {
			checkSize(expected ?? 0, this.linkName, bound);
			for await (const chunk of body as AsyncIterable<Buffer>) {
				pace.note(chunk.length);
				checkSize(this.#part.size + chunk.length, this.linkName, bound);
				await this.#part.append(chunk);
				progress?.note(this.#part.size, expected);
			}
		} catch (cause) {
			body.destroy();
			throw isCut(cause) ? new PassingFault(brokenOff(this.#part.size, expected), { cause }) : cause;
		}
		const { size } = this.#part;
		if (isOverrun() || (expected !== undefined && size > expected)) {
			this.#etag = undefined;
			throw new PassingFault(`the body goes on after the ${expected ?? size} bytes that were announced`);
		}
		if (expected !== undefined && size < expected) throw new PassingFault(brokenOff(size, expected));
	}
}

/** @throws BuildpackError for more bytes than a file may have */
export function checkSize(size: number, link: string, { bytes, kind }: Bound = downloadBound): void {
	if (size > bytes) throw new BuildpackError('fetch::too-large', { link, most: bytes, kind });
}

/** Whether a connection has ended before the body that came through it. */
function isCut(error: unknown): boolean {
	return ['ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE'].includes((error as NodeJS.ErrnoException).code ?? '');
}

function brokenOff(size: number, expected: number | undefined): string {
	return expected === undefined ? 'the body broke off' : `the body broke off after ${size} of ${expected} bytes`;
}

/** Milliseconds until a Retry-After, which is a number of seconds or a date. */
function readRetryAfter(value: string | undefined): number | undefined {
	if (value === undefined) return undefined;
	const milliseconds = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
	return Number.isNaN(milliseconds) ? undefined : Math.max(0, milliseconds);
}

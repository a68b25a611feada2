import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { BuildpackError, reasonOf } from '../errors.ts';
import { receiveWithCurl } from './curl.ts';
import { hashFile } from './hash.ts';
import { HttpClient, isHttp } from './http.ts';
import type { Link } from './link.ts';
import { damaged, type OfflineFiles } from './offline.ts';
import { DiskError, PartFile } from './part-file.ts';
import { checkSize, type Received, transfer, type TransferOptions, type Unchanged } from './transfer.ts';

/** Gets files by links of any scheme. */
export class Transport {
	readonly #http: HttpClient;
	readonly #offline: OfflineFiles | undefined;
	readonly #certificateFile: string | undefined;

	/**
	 * @param certificateFile SSL_CERT_FILE, where the user has set it
	 * @param offline what there is instead of a network, for a build that may use none
	 */
	constructor(certificateFile: string | undefined, offline?: OfflineFiles) {
		this.#http = new HttpClient(certificateFile);
		this.#offline = offline;
		this.#certificateFile = certificateFile;
	}

	/**
	 * Receives what a link stands for into a new file: http and https by ourselves, files by copying, all else
	 * with the machine's curl.
	 *
	 * @param file must not exist; after an error it is for the caller to remove
	 */
	async receive(link: Link, file: string, options: TransferOptions): Promise<Received | Unchanged> {
		const bundled = this.#offline?.find(link);
		if (bundled !== undefined) {
			const received = await copy(link, bundled.path, file, options);
			if (received.sha256 !== bundled.sha256) throw damaged(bundled.path, `its sha256 is ${received.sha256}`);
			return received;
		}
		if (link.scheme === 'file' && !this.#offline?.isMissing(link)) return await copy(link, link.url, file, options);
		if (this.#offline !== undefined) throw this.#offline.lack(link);
		if (isHttp(link)) return await transfer(this.#http, link, file, options);
		await (await PartFile.create(file, undefined, options.mode)).close(); // with that mode; curl writes into it
		await receiveWithCurl(link, file, { ...options, certificateFile: this.#certificateFile });
		return { isUnchanged: false, ...(await hashFile(file, options.wanted)), ...unknown };
	}
}

/** What only http tells of a file. */
const unknown = { etag: undefined, lastModified: undefined };

async function copy(
	link: Link,
	source: string | URL,
	file: string,
	{ wanted, mode, progress, abort, bound }: TransferOptions,
): Promise<Received> {
	const part = await PartFile.create(file, wanted, mode);
	try {
		const status = await stat(source);
		if (!status.isFile()) throw new Error('it is not a file');
		checkSize(status.size, String(link), bound);
		for await (const chunk of createReadStream(source, { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>) {
			abort.throwIfAborted();
			await part.append(chunk);
			progress?.note(part.size, status.size);
		}
		return { isUnchanged: false, ...part.digest(), size: part.size, ...unknown };
	} catch (cause) {
		abort.throwIfAborted();
		if (cause instanceof DiskError) throw cause.cause;
		if (cause instanceof BuildpackError) throw cause;
		throw new BuildpackError('fetch::file-unreadable', { link: String(link), reason: reasonOf(cause) }, { cause });
	} finally {
		await part.close();
	}
}

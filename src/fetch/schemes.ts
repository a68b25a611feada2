import { spawn } from 'node:child_process';
import { copyFile, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { mostRedirects, mostTries, slowestTransfer } from '../defaults.ts';
import { BuildpackError, reasonOf } from '../errors.ts';
import { hashFile } from './hash.ts';
import { HttpClient, isHttp } from './http.ts';
import type { Link } from './link.ts';
import { type Received, transfer, type TransferOptions, type Unchanged } from './transfer.ts';

/** Gets files by links of any scheme. */
export class Transport {
	readonly #http: HttpClient;

	/** @param certificateFile SSL_CERT_FILE, where the user has set it */
	constructor(certificateFile: string | undefined) {
		this.#http = new HttpClient(certificateFile);
	}

	/**
	 * Receives what a link stands for into a new file: http and https by ourselves, files by copying, all else
	 * with the machine's curl.
	 *
	 * @param file must not exist; after an error it is for the caller to remove
	 */
	async receive(link: Link, file: string, options: TransferOptions): Promise<Received | Unchanged> {
		if (isHttp(link)) return await transfer(this.#http, link, file, options);
		if (link.scheme === 'file') await copy(link, file);
		else await receiveWithCurl(link, file, options);
		return { isUnchanged: false, ...(await hashFile(file, options.wanted)), etag: undefined, lastModified: undefined };
	}
}

async function copy(link: Link, file: string): Promise<void> {
	try {
		const source = fileURLToPath(link.url);
		if (!(await stat(source)).isFile()) throw new Error('it is not a file');
		await copyFile(source, file);
	} catch (cause) {
		throw new BuildpackError('fetch::file-unreadable', { link: String(link), reason: reasonOf(cause) }, { cause });
	}
}

/** What curl exits with if it does not know a scheme (curl(1), EXIT CODES). */
const unsupportedScheme = 1;

async function receiveWithCurl(link: Link, file: string, { timeout, abort }: TransferOptions): Promise<void> {
	// on standard input: command lines are for everybody to see, and this may hold a password
	const config = [
		['url', link.url.href],
		...(link.credentials === undefined ? [] : [['user', link.credentials]]),
		['output', file],
		['max-redirs', String(mostRedirects)],
		['retry', String(mostTries - 1)],
		['connect-timeout', String(timeout)],
		['speed-time', String(2 * timeout)],
		['speed-limit', String(slowestTransfer)],
	];
	const flags = ['fail', 'location', 'silent', 'show-error'];
	const text = [...flags, ...config.map(([name = '', value = '']) => `${name} = ${quoteForCurl(value)}`)].join('\n');
	const child = spawn('curl', ['-q', '--config', '-'], { stdio: ['pipe', 'ignore', 'pipe'], signal: abort });
	let said = '';
	child.stderr.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
	child.stdin.on('error', () => {}); // it has ended before it read all; its status says why
	child.stdin.end(text);
	const status = await new Promise<number>((resolve, reject) => {
		child.once('close', (code) => resolve(code ?? -1));
		child.once('error', (cause) => {
			abort.throwIfAborted();
			reject(
				new BuildpackError(
					'fetch::no-curl',
					{ link: String(link), scheme: link.scheme, reason: reasonOf(cause) },
					{ cause },
				),
			);
		});
	});
	if (status === 0) return;
	const reason = said.trim() || `curl exited with status ${status}`;
	if (status === unsupportedScheme)
		throw new BuildpackError('fetch::no-curl', { link: String(link), scheme: link.scheme, reason });
	throw new BuildpackError('fetch::unreachable', { link: String(link), reason, tries: mostTries });
}

/** A value in a curl configuration file, where backslash, quote and the white space below mean something. */
function quoteForCurl(value: string): string {
	const escapes: Record<string, string> = {
		'\\': '\\\\',
		'"': '\\"',
		'\t': '\\t',
		'\n': '\\n',
		'\r': '\\r',
		'\v': '\\v',
	};
	return `"${value.replaceAll(/[\\"\t\n\r\v]/g, (char) => escapes[char] ?? char)}"`;
}

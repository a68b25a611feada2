import { spawn } from 'node:child_process';
import { mostRedirects, slowestTransfer } from '../defaults.ts';
import { BuildpackError, reasonOf } from '../errors.ts';
import { statusOf } from '../files.ts';
import { endWithUs, startGuard } from '../guard.ts';
import { isPassing, PassingFault } from './faults.ts';
import type { Link } from './link.ts';
import { checkSize, downloadBound, type TransferOptions } from './transfer.ts';
import { tryUntilItHolds } from './tries.ts';

/** What curl exits with (curl(1), EXIT CODES). */
const statuses = {
	unsupportedScheme: [1],
	/** No name, no connection, nothing or too little of a file, too slow: another try may mend it. */
	passing: [5, 6, 7, 8, 10, 12, 13, 14, 15, 16, 18, 28, 30, 52, 55, 56, 92, 95, 96, 97],
	tls: [35, 51, 53, 54, 58, 59, 60, 64, 66, 77, 80, 82, 83, 90, 91, 98],
	/** An HTTP status from 400 on: ftp goes through proxies as HTTP. */
	http: [22],
	disk: [23],
	/** The size that the server has told is above the bound. */
	tooLarge: [63],
} satisfies Record<string, readonly number[]>;

export interface CurlOptions extends TransferOptions {
	/** SSL_CERT_FILE, where the user has set it: as a config variable it is not in our environment. */
	readonly certificateFile: string | undefined;
}

/** How often it is looked how far curl is. Milliseconds. */
const watchInterval = 1000;

/**
 * Receives a file with the machine's curl.
 *
 * @throws BuildpackError if there is no curl, if it does not know the scheme, or if it fails; an error with curl's
 *   words if it cannot write the file
 */
export async function receiveWithCurl(link: Link, file: string, options: CurlOptions): Promise<void> {
	const { progress, abort, bound = downloadBound } = options;
	let tooLarge = new AbortController();
	const watch = setInterval(() => {
		const size = statusOf(file)?.size ?? 0;
		progress?.note(size, undefined);
		if (size > bound.bytes) tooLarge.abort();
	}, watchInterval);
	try {
		await tryUntilItHolds(
			() => String(link),
			options,
			async () => {
				tooLarge = new AbortController();
				const ends = AbortSignal.any([abort, tooLarge.signal]);
				const { status, said } = await runCurl(configFor(link, file, options), ends).catch((cause: unknown) => {
					if (!abort.aborted) checkSize(statusOf(file)?.size ?? 0, String(link), bound);
					throw abort.aborted ? cause : withoutCurl(link, cause);
				});
				checkSize(status === statuses.tooLarge[0] ? Infinity : (statusOf(file)?.size ?? 0), String(link), bound);
				if (status !== 0) throw sortStatus(link, status, said);
			},
		);
	} finally {
		clearInterval(watch);
	}
}

function sortStatus(link: Link, status: number | null, said: string): Error {
	const lines = said.trim().split('\n');
	// after its error it may tell where to read more
	const reason =
		(lines.find((line) => line.startsWith('curl: (')) ?? lines.at(-1)) || `curl exited with status ${status}`;
	const facts = { link: String(link), reason };
	const isOf = (kind: keyof typeof statuses) => statuses[kind].includes(status ?? 0);
	if (isOf('unsupportedScheme')) return new BuildpackError('fetch::no-curl', { ...facts, scheme: link.scheme });
	if (isOf('tls')) return new BuildpackError('fetch::tls', { ...facts, code: `curl's status ${status}` });
	if (isOf('disk')) return new Error(reason);
	const [, answer] = (isOf('http') ? /returned error: (\d{3})$/.exec(reason) : undefined) ?? [];
	if (isPassing(Number(answer))) return new PassingFault(reason, { status: Number(answer) });
	if (isOf('passing')) return new PassingFault(reason);
	if (answer !== undefined) return new BuildpackError('fetch::status', { ...facts, status: Number(answer) });
	return new BuildpackError('fetch::refused', facts);
}

function withoutCurl(link: Link, cause: unknown): BuildpackError {
	const isMissing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
	const reason = isMissing ? 'there is none on PATH' : reasonOf(cause);
	return new BuildpackError('fetch::no-curl', { link: String(link), scheme: link.scheme, reason }, { cause });
}

function configFor(link: Link, file: string, { timeout, certificateFile, bound = downloadBound }: CurlOptions): string {
	const values = [
		['url', link.url.href],
		...(link.credentials === undefined ? [] : [['user', link.credentials]]),
		...(certificateFile === undefined ? [] : [['cacert', certificateFile]]),
		['output', file],
		['max-filesize', String(Math.ceil(bound.bytes))],
		['max-redirs', String(mostRedirects)],
		['connect-timeout', String(timeout)],
		['speed-time', String(Math.ceil(2 * timeout))],
		['speed-limit', String(slowestTransfer)],
	];
	const flags = ['fail', 'location', 'silent', 'show-error', 'globoff'];
	return [...flags, ...values.map(([name = '', value = '']) => `${name} = ${quote(value)}`), ''].join('\n');
}

async function runCurl(
	config: string,
	abort: AbortSignal,
): Promise<{ readonly status: number | null; readonly said: string }> {
	startGuard();
	// on standard input: command lines are for everybody to see, and this may hold a password
	const child = spawn('curl', ['-q', '--config', '-'], { stdio: ['pipe', 'ignore', 'pipe'], signal: abort });
	const release = endWithUs(child);
	let said = '';
	child.stderr.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
	child.stdin.on('error', () => {}); // it has ended before it read all; its status says why
	child.stdin.end(config);
	child.once('exit', release);
	return await new Promise((resolve, reject) => {
		child.once('close', (status) => resolve({ status, said }));
		child.once('error', reject);
	});
}

/** A value in a curl configuration file, where backslash, quote and the white space below mean something. */
function quote(value: string): string {
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

import { spawn } from 'node:child_process';
import { mostRedirects, mostTries, slowestTransfer } from '../defaults.ts';
import { BuildpackError, reasonOf } from '../errors.ts';
import { statusOf } from '../files.ts';
import type { Link } from './link.ts';
import type { TransferOptions } from './transfer.ts';

/** What curl exits with if it does not know a scheme (curl(1), EXIT CODES). */
const unsupportedScheme = 1;

/** How often it is looked how far curl is. Milliseconds. */
const watchInterval = 1000;

/**
 * Receives a file with the machine's curl.
 *
 * @throws BuildpackError if there is no curl, if it does not know the scheme, or if it fails
 */
export async function receiveWithCurl(link: Link, file: string, options: TransferOptions): Promise<void> {
	const { timeout, progress, abort } = options;
	const watch = setInterval(() => progress?.note(statusOf(file)?.size ?? 0, undefined), watchInterval);
	try {
		const { status, said } = await runCurl(configFor(link, file, timeout), abort);
		if (status === 0) return;
		const reason = said.trim().split('\n').at(-1) || `curl exited with status ${status}`;
		if (status === unsupportedScheme)
			throw new BuildpackError('fetch::no-curl', { link: String(link), scheme: link.scheme, reason });
		throw new BuildpackError('fetch::unreachable', { link: String(link), reason });
	} catch (cause) {
		abort.throwIfAborted();
		if (cause instanceof BuildpackError) throw cause;
		const isMissing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
		const reason = isMissing ? 'there is none on PATH' : reasonOf(cause);
		throw new BuildpackError('fetch::no-curl', { link: String(link), scheme: link.scheme, reason }, { cause });
	} finally {
		clearInterval(watch);
	}
}

function configFor(link: Link, file: string, timeout: number): string {
	const values = [
		['url', link.url.href],
		...(link.credentials === undefined ? [] : [['user', link.credentials]]),
		['output', file],
		['max-redirs', String(mostRedirects)],
		['retry', String(mostTries - 1)],
		['connect-timeout', String(timeout)],
		['speed-time', String(Math.ceil(2 * timeout))],
		['speed-limit', String(slowestTransfer)],
	];
	const flags = ['fail', 'location', 'silent', 'show-error', 'globoff', 'retry-connrefused'];
	return [...flags, ...values.map(([name = '', value = '']) => `${name} = ${quote(value)}`), ''].join('\n');
}

async function runCurl(
	config: string,
	abort: AbortSignal,
): Promise<{ readonly status: number | null; readonly said: string }> {
	// on standard input: command lines are for everybody to see, and this may hold a password
	const child = spawn('curl', ['-q', '--config', '-'], { stdio: ['pipe', 'ignore', 'pipe'], signal: abort });
	let said = '';
	child.stderr.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
	child.stdin.on('error', () => {}); // it has ended before it read all; its status says why
	child.stdin.end(config);
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

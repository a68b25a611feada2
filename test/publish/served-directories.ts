import { type IncomingHttpHeaders, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { DirectoryServer, type ServedRequest } from '../../src/publish/directory-server.ts';

/*
 * Directories of packages, served in the test's own process.
 */

export interface Served {
	readonly port: number;
	/** The requests that were answered, as `GET /path 200 12`. */
	readonly log: readonly string[];
	/** What has kept requests from their answers. */
	readonly faults: readonly unknown[];
	readonly ask: (path: string, options?: AskOptions) => Promise<Answered>;
}

export interface AskOptions {
	readonly host?: string;
	readonly method?: string;
	readonly headers?: Readonly<Record<string, string>>;
}

export interface Answered {
	readonly status: number | undefined;
	readonly headers: IncomingHttpHeaders;
	readonly body: string;
}

const running: DirectoryServer[] = [];

export async function serveHere(directory: string): Promise<Served> {
	const log: string[] = [];
	const faults: unknown[] = [];
	const server = await DirectoryServer.start(directory, {
		host: '127.0.0.1',
		port: 0,
		onRequest: (each: ServedRequest) => log.push(`${each.method} ${each.path} ${each.status} ${each.bytes}`),
		onFault: (error) => faults.push(error),
	});
	running.push(server);
	const { port } = server;
	const askAndSeeLogged: Served['ask'] = async (path, options) => {
		const before = log.length;
		const answered = await ask(port, path, options);
		// a request is logged once its connection is done with, of which the asker may hear first
		for (let round = 0; log.length === before && round < 200; round += 1) await delay(5);
		return answered;
	};
	return { port, log, faults, ask: askAndSeeLogged };
}

export async function stopServing(): Promise<void> {
	await Promise.all(running.splice(0).map((server) => server.close()));
}

/** Asks for a path as it is: nothing in it is made shorter or better. */
export async function ask(
	port: number,
	path: string,
	{ host = '127.0.0.1', method, headers }: AskOptions = {},
): Promise<Answered> {
	return await new Promise((resolve, reject) => {
		const sent = request({ host, port, path, method, headers: { Connection: 'close', ...headers } });
		sent.once('error', reject);
		sent.once('response', (response) => {
			let body = '';
			response.setEncoding('utf8').on('data', (text: string) => (body += text));
			response.once('error', reject);
			response.once('close', () => resolve({ status: response.statusCode, headers: response.headers, body }));
		});
		sent.end();
	});
}

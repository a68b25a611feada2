import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, Server as TlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** A request that the server got. */
export interface RecordedRequest {
	readonly path: string;
	readonly headers: IncomingMessage['headers'];
}

/** What a path answers: a body; a status, headers and a body; or whatever a function does. */
export type Answer =
	| string
	| Buffer
	| { readonly status?: number; readonly headers?: Record<string, string>; readonly body?: string | Buffer }
	| ((request: IncomingMessage, response: ServerResponse, count: number) => void);

/** A server on loopback, for one test, that answers as it is told and records every request. */
export class TestServer {
	readonly requests: RecordedRequest[] = [];
	readonly #answers: Map<string, Answer>;
	readonly #server: Server;
	readonly #scheme: string;

	private constructor(server: Server, scheme: string, answers: Map<string, Answer>) {
		this.#server = server;
		this.#scheme = scheme;
		this.#answers = answers;
	}

	/** @param tls a key and certificate: then it speaks https */
	static async start(
		answers: Readonly<Record<string, Answer>>,
		tls?: { key: string; cert: string },
	): Promise<TestServer> {
		const map = new Map(Object.entries(answers));
		const handle = (request: IncomingMessage, response: ServerResponse) => self.#handle(request, response);
		const server = tls === undefined ? createServer(handle) : createTlsServer(tls, handle);
		const self = new TestServer(server, tls === undefined ? 'http' : 'https', map);
		server.listen(0, '127.0.0.1');
		await once(server, 'listening');
		running.push(self);
		return self;
	}

	get port(): number {
		return (this.#server.address() as AddressInfo).port;
	}

	/** The link of a path, on this server. */
	link(path = '', user = ''): string {
		return `${this.#scheme}://${user === '' ? '' : `${user}@`}127.0.0.1:${this.port}${path}`;
	}

	/** The paths that were asked for since the last call, in order. */
	takePaths(): string[] {
		return this.requests.splice(0).map(({ path }) => path);
	}

	answer(path: string, answer: Answer): void {
		this.#answers.set(path, answer);
	}

	/** Shows another certificate from now on. */
	showCertificate(tls: { readonly key: string; readonly cert: string }): void {
		if (this.#server instanceof TlsServer) this.#server.setSecureContext(tls);
		this.#server.closeAllConnections();
	}

	async stop(): Promise<void> {
		this.#server.closeAllConnections();
		this.#server.close();
		await once(this.#server, 'close');
	}

	#handle(request: IncomingMessage, response: ServerResponse): void {
		const path = request.url ?? '';
		this.requests.push({ path, headers: request.headers });
		const answer = this.#answers.get(path);
		const count = this.requests.filter((each) => each.path === path).length;
		if (typeof answer === 'function') answer(request, response, count);
		else if (answer === undefined) response.writeHead(404).end('there is no such file\n');
		else if (typeof answer === 'string' || Buffer.isBuffer(answer)) response.end(answer);
		else response.writeHead(answer.status ?? 200, answer.headers).end(answer.body);
	}
}

const running: TestServer[] = [];

/** Stops every server of the test. */
export async function stopServers(): Promise<void> {
	await Promise.all(running.splice(0).map((server) => server.stop()));
}

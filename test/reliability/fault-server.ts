import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, Server as TlsServer } from 'node:tls';

/*
 * A server on loopback whose answers are bytes, so that they can be as wrong as any. Unlike support/server.ts it outlives
 * the test that begins it, and can go away and come back.
 */

/** A request, and what answers it. */
export interface Exchange {
	readonly path: string;
	/** The request's head as it came. */
	readonly head: string;
	readonly socket: Socket;
	/** How many requests there were, with this one. */
	readonly count: number;
}

export type Answering = (exchange: Exchange) => void;

export interface Tls {
	readonly key: string;
	readonly cert: string;
}

/** A request that came, and when: milliseconds. */
interface Request {
	readonly path: string;
	readonly head: string;
	readonly at: number;
}

export class FaultServer {
	readonly requests: Request[] = [];
	readonly #server: Server;
	readonly #sockets = new Set<Socket>();
	readonly #isTls: boolean;
	readonly #host: string;
	#answer: Answering;
	#port = 0;

	private constructor(host: string, tls: Tls | undefined, answer: Answering) {
		this.#host = host;
		this.#isTls = tls !== undefined;
		this.#answer = answer;
		const serve = (socket: Socket) => this.#serve(socket);
		this.#server = tls === undefined ? createServer() : createTlsServer(tls, serve);
		this.#server.on('connection', (socket: Socket) => {
			this.#sockets.add(socket.on('error', () => {}).on('close', () => this.#sockets.delete(socket)));
			if (tls === undefined) serve(socket);
		});
		this.#server.on('tlsClientError', () => {});
	}

	static async start(answer: Answering, { host = '127.0.0.1', tls }: { host?: string; tls?: Tls | undefined } = {}) {
		const server = new FaultServer(host, tls, answer);
		await server.listen();
		return server;
	}

	/** @param user a user and password for the link */
	link(path: string, user = ''): string {
		return `${this.#isTls ? 'https' : 'http'}://${user === '' ? '' : `${user}@`}${this.#host}:${this.#port}${path}`;
	}

	/** Answers otherwise from now on, with another certificate where one is given. */
	change(answer: Answering, tls?: Tls): void {
		this.#answer = answer;
		if (tls !== undefined && this.#server instanceof TlsServer) this.#server.setSecureContext(tls);
	}

	/** Listens, where it listened before, if it does not. */
	async listen(): Promise<void> {
		if (this.#server.listening) return;
		this.#server.listen(this.#port, this.#host);
		await once(this.#server, 'listening');
		this.#port = (this.#server.address() as AddressInfo).port;
	}

	/** Is no longer there: its port refuses connections. */
	async close(): Promise<void> {
		if (!this.#server.listening) return;
		for (const socket of this.#sockets) socket.destroy();
		this.#server.close();
		await once(this.#server, 'close');
	}

	#serve(socket: Socket): void {
		let head = '';
		socket.on('error', () => {}).setEncoding('latin1');
		socket.on('data', (text) => {
			if (head.endsWith('\r\n\r\n')) return;
			head += String(text);
			if (!head.endsWith('\r\n\r\n')) return;
			const path = head.split(' ')[1] ?? '';
			this.requests.push({ path, head, at: performance.now() });
			this.#answer({ path, head, socket, count: this.requests.length });
		});
	}
}

/** The bytes before a body. */
export function headOf(status: string, headers: Readonly<Record<string, string | number>> = {}): string {
	const lines = Object.entries({ ...headers, Connection: 'close' }).map(([name, value]) => `${name}: ${value}\r\n`);
	return `HTTP/1.1 ${status}\r\n${lines.join('')}\r\n`;
}

/** Answers with a body as it should be. */
export function answerWell({ socket }: Exchange, body: Buffer): void {
	socket.write(headOf('200 OK', { 'Content-Length': body.length, ETag: '"one"' }));
	socket.end(body);
}

/** Answers with these bodies, by path. */
export function answering(bodies: Readonly<Record<string, Buffer>>): Answering {
	return (exchange) => {
		const body = bodies[exchange.path];
		if (body === undefined) exchange.socket.end(headOf('404 Not Found', { 'Content-Length': 0 }));
		else answerWell(exchange, body);
	};
}

import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, request as makeRequest, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

/** What a proxy was asked for. */
export interface ProxiedRequest {
	readonly method: string;
	/** An absolute URI, or host and port of a CONNECT. */
	readonly target: string;
	readonly headers: IncomingHttpHeaders;
}

/** A proxy on loopback that notes what it is asked for. */
export class RecordingProxy {
	readonly requests: ProxiedRequest[] = [];
	readonly #sockets = new Set<Socket>();
	readonly #server: Server;

	private constructor(authorization: string | undefined) {
		const isAllowed = (headers: IncomingHttpHeaders) =>
			authorization === undefined || headers['proxy-authorization'] === authorization;
		this.#server = createServer(({ method = '', url = '', headers }, response) => {
			this.requests.push({ method, target: url, headers });
			if (!isAllowed(headers)) return void response.writeHead(407).end();
			makeRequest(url, { method, headers }, (answer) => {
				response.writeHead(answer.statusCode ?? 0, answer.headers);
				answer.pipe(response);
			})
				.on('error', () => response.writeHead(502).end())
				.end();
		});
		this.#server.on('connection', (socket) => this.#keep(socket));
		this.#server.on('connect', ({ url = '', headers }, socket: Socket) => {
			this.requests.push({ method: 'CONNECT', target: url, headers });
			if (!isAllowed(headers)) return void socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
			const { hostname, port } = new URL(`http://${url}`);
			const upstream = this.#keep(connect(Number(port), hostname));
			upstream.once('connect', () => {
				socket.write('HTTP/1.1 200 OK\r\n\r\n');
				socket.pipe(upstream).pipe(socket);
			});
			upstream.once('error', () => socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'));
		});
	}

	/** @param user `NAME:PASSWORD`, without which it refuses everything */
	static async start(user?: string): Promise<RecordingProxy> {
		const proxy = new RecordingProxy(user && `Basic ${Buffer.from(user).toString('base64')}`);
		proxy.#server.listen(0, '127.0.0.1');
		await once(proxy.#server, 'listening');
		return proxy;
	}

	get port(): number {
		return (this.#server.address() as AddressInfo).port;
	}

	get host(): string {
		return `127.0.0.1:${this.port}`;
	}

	stop(): void {
		for (const socket of this.#sockets) socket.destroy();
		this.#server.close();
	}

	#keep(socket: Socket): Socket {
		this.#sockets.add(socket.on('error', () => {}));
		return socket;
	}
}

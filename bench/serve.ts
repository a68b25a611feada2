import { once } from 'node:events';
import { createReadStream, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a path answers: a text, or a file that is sent as it is. */
export type Content = string | { readonly file: string };

/** A server on loopback that answers each request after a while, and counts. */
export interface BenchServer {
	readonly origin: string;
	readonly content: Map<string, Content>;
	/** Milliseconds. */
	latency: number;
	requests: number;
	bytes: number;
	close(): void;
}

export async function startServer(): Promise<BenchServer> {
	const content = new Map<string, Content>();
	const server = createServer((request, response) => {
		const found = content.get(request.url ?? '');
		self.requests += 1;
		if (found === undefined) {
			response.writeHead(404).end();
			return;
		}
		setTimeout(() => {
			const size = typeof found === 'string' ? Buffer.byteLength(found) : statSync(found.file).size;
			self.bytes += size;
			response.writeHead(200, { 'content-length': size });
			if (typeof found === 'string') response.end(found);
			else createReadStream(found.file, { highWaterMark: 1024 * 1024 }).pipe(response);
		}, self.latency);
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
	const self: BenchServer = {
		origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		content,
		latency: 0,
		requests: 0,
		bytes: 0,
		close: () => {
			server.closeAllConnections();
			server.close();
		},
	};
	return self;
}

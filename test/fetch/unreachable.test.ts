import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { TestServer } from '../support/server.ts';
import { headersOf, receive, unreachable } from './receiving.ts';

/** A server of bare connections, for as long as a test uses it. */
async function withListener(onSocket: (socket: Socket) => void, use: (port: number) => Promise<void>): Promise<void> {
	const sockets: Socket[] = [];
	const server = createServer((socket) => {
		sockets.push(socket);
		socket.on('error', () => {});
		onSocket(socket);
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
	try {
		await use((server.address() as AddressInfo).port);
	} finally {
		for (const socket of sockets) socket.destroy();
		server.close();
	}
}

describe('a server that cannot be reached', () => {
	it('because nobody listens there is tried three times', async () => {
		let port = 0;
		await withListener(
			() => {},
			(each) => Promise.resolve(void (port = each)),
		);
		const { error, pauses } = await receive(`http://me:s3cret@127.0.0.1:${port}/file`);
		expect(error).to.equal(unreachable(`http://127.0.0.1:${port}/file`, 'connection refused'));
		expect(pauses).to.deep.equal([1000, 4000]);
	});

	it('because its name is unknown is tried three times', async () => {
		const { error, pauses } = await receive('http://me:s3cret@packages.invalid/file');
		const link = 'http://packages.invalid/file';
		expect(error).to.be.oneOf([
			unreachable(link, 'no such host'),
			unreachable(link, 'the name server does not answer'), // on a machine without one
		]);
		expect(pauses).to.deep.equal([1000, 4000]);
	});

	it('because it resets every connection is tried three times', async () => {
		let connections = 0;
		await withListener(
			(socket) => {
				connections += 1;
				socket.once('data', () => socket.resetAndDestroy());
			},
			async (port) => {
				const { error, pauses } = await receive(`http://127.0.0.1:${port}/file`);
				expect(error).to.equal(unreachable(`http://127.0.0.1:${port}/file`, 'connection reset'));
				expect(pauses).to.deep.equal([1000, 4000]);
			},
		);
		expect(connections).to.equal(3);
	});

	it('because it accepts connections and never answers is tried three times', async () => {
		let connections = 0;
		await withListener(
			() => (connections += 1),
			async (port) => {
				const { error, pauses } = await receive(`http://127.0.0.1:${port}/file`, { timeout: 0.5 });
				expect(error).to.equal(unreachable(`http://127.0.0.1:${port}/file`, 'no bytes for 0.5 s'));
				expect(pauses).to.deep.equal([1000, 4000]);
			},
		);
		expect(connections).to.equal(3);
	});

	it('because its TLS never begins is tried three times', async () => {
		await withListener(
			() => {},
			async (port) => {
				const { error } = await receive(`https://127.0.0.1:${port}/file`, { timeout: 0.5 });
				expect(error).to.equal(unreachable(`https://127.0.0.1:${port}/file`, 'no bytes for 0.5 s'));
			},
		);
	});
});

describe('a transfer', () => {
	it('that stops in the middle is continued after the time-out', async () => {
		const server = await TestServer.start({
			'/file': (_request, response, count) => {
				if (count === 1) response.writeHead(200, { ETag: '"one"', 'Content-Length': '4' }).write('te');
				else response.writeHead(206, { ETag: '"one"', 'Content-Range': 'bytes 2-3/4' }).end('xt');
			},
		});
		expect((await receive(server.link('/file'), { timeout: 1 })).text).to.equal('text');
		expect(headersOf(server, 'range')).to.deep.equal([undefined, 'bytes=2-']);
	});

	it('that is slow, but not too slow, takes as long as it takes', async () => {
		const server = await TestServer.start({
			'/file': (_request, response) => {
				let sent = 0;
				const timer = setInterval(() => {
					response.write('x'.repeat(500));
					sent += 1;
					if (sent < 10) return;
					clearInterval(timer);
					response.end();
				}, 300);
			},
		});
		const { received } = await receive(server.link('/file'), { timeout: 1 });
		expect([received?.size, server.requests.length]).to.deep.equal([5000, 1]);
	});

	it('under 1 kB/s for twice the time-out is given up', async () => {
		const timers: NodeJS.Timeout[] = [];
		const server = await TestServer.start({
			'/file': (_request, response) => {
				timers.push(setInterval(() => response.write('slow'), 200));
			},
		});
		const { error } = await receive(server.link('/file'), { timeout: 1 });
		timers.forEach(clearInterval);
		expect(error).to.match(/: \d+ bytes in 2 s, which is under 1 kB\/s \(tried 3 times\)\./);
		expect(server.requests).to.have.length(3);
	});
});

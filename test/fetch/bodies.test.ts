import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { TestServer } from '../support/server.ts';
import { headersOf, raw, receive, unreachable } from './receiving.ts';

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

describe('the bytes of a file', () => {
	for (const encoding of ['gzip', 'x-gzip', 'deflate', 'br', 'gzip, gzip']) {
		it(`are as the server sent them, whatever ${encoding} as their Content-Encoding says`, async () => {
			const archive = gzipSync('an archive');
			const server = await TestServer.start({
				'/file.tgz': { headers: { 'Content-Encoding': encoding }, body: archive },
			});
			const { received } = await receive(server.link('/file.tgz'));
			expect([received?.sha256, received?.size]).to.deep.equal([sha256(archive), archive.length]);
			expect(headersOf(server, 'accept-encoding')).to.deep.equal(['identity']);
		});
	}

	for (const [title, head] of [
		['a length', 'Content-Length: 4'],
		['chunks', 'Transfer-Encoding: chunked'],
		['nothing but the end of the connection', 'Connection: close'],
	] as const) {
		it(`are complete where ${title} says when`, async () => {
			const body = head.startsWith('Transfer') ? '2\r\nte\r\n2\r\nxt\r\n0\r\n\r\n' : 'text';
			const server = await TestServer.start({ '/file': raw(`HTTP/1.1 200 OK\r\n${head}\r\n\r\n${body}`) });
			const { text, received } = await receive(server.link('/file'));
			expect([text, received?.size]).to.deep.equal(['text', 4]);
		});
	}

	it('can be none', async () => {
		const server = await TestServer.start({ '/file': '' });
		expect((await receive(server.link('/file'))).text).to.equal('');
	});

	it('come from one connection for several files', async () => {
		const ports = new Set<number | undefined>();
		const server = await TestServer.start({
			'/file': (request, response) => {
				ports.add(request.socket.remotePort);
				response.end('text');
			},
		});
		const { Transport } = await import('../../src/fetch/schemes.ts');
		const transport = new Transport(undefined);
		for (let count = 0; count < 3; count += 1) await receive(server.link('/file'), { transport });
		expect(server.requests).to.have.length(3);
		expect(ports.size).to.equal(1);
	});
});

describe('a body that is not what was announced', () => {
	const long = 'x'.repeat(100_000);
	for (const [title, answer, reason] of [
		[
			'too short, and the connection ends',
			['HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nte'],
			'the body broke off after 2 of 10 bytes',
		],
		[
			'without its last chunk',
			['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nte\r\n'],
			'the body broke off',
		],
		[
			'in the middle of a chunk',
			['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nte'],
			'the body broke off',
		],
		[
			'too long',
			['HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ntextand more'],
			'the body goes on after the 4 bytes that were announced',
		],
		[
			'too long on a connection that is not kept',
			['HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 4\r\n\r\ntextand more'],
			'the body goes on after the 4 bytes that were announced',
		],
		[
			'long, and too long',
			[`HTTP/1.1 200 OK\r\nContent-Length: ${long.length}\r\n\r\n${long}`, 'and more'],
			'the body goes on after the 100000 bytes that were announced',
		],
	] as const) {
		it(`(${title}) is tried three times, and then an error`, async () => {
			const server = await TestServer.start({ '/file': raw(...answer) });
			const { error, pauses } = await receive(server.link('/file'));
			// what has come just before the end may be lost with it
			expect(error?.replace(/after \d of/, 'after 2 of')).to.equal(unreachable(server.link('/file'), reason));
			expect(server.requests).to.have.length(3);
			expect(pauses).to.deep.equal([1000, 4000]);
		});
	}

	it('does no harm if the next try is fine', async () => {
		const server = await TestServer.start({
			'/file': (request, response, count) => {
				const answer = `HTTP/1.1 200 OK\r\nETag: "one"\r\nContent-Length: 4\r\n\r\n${count === 1 ? 'nottext' : 'text'}`;
				(raw(answer) as (...args: unknown[]) => void)(request, response);
			},
		});
		expect((await receive(server.link('/file'))).text).to.equal('text');
		expect(headersOf(server, 'range')).to.deep.equal([undefined, undefined]);
	});
});

describe('an answer that is none', () => {
	for (const [title, answer, reason] of [
		['nothing', '', 'connection reset'],
		['half a head', 'HTTP/1.1 200 OK\r\nContent-', 'connection reset'],
		['another protocol', 'SSH-2.0-OpenSSH_9.2\r\n', 'Parse Error: Expected HTTP/, RTSP/ or ICE/'],
		[
			'two lengths',
			'HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\ntext',
			'Parse Error: Content-Length mismatch',
		],
	] as const) {
		it(`(${title}) is tried three times, and then an error`, async () => {
			const server = await TestServer.start({ '/file': raw(answer) });
			const { error } = await receive(server.link('/file'));
			expect(error?.replace(/Parse Error: [^(]*/, 'Parse Error ')).to.equal(
				unreachable(server.link('/file'), reason).replace(/Parse Error: [^(]*/, 'Parse Error '),
			);
			expect(server.requests).to.have.length(3);
		});
	}
});

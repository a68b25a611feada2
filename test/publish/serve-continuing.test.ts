import { createHash } from 'node:crypto';
import { utimesSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import { HttpClient } from '../../src/fetch/http.ts';
import { Link } from '../../src/fetch/link.ts';
import { transfer } from '../../src/fetch/transfer.ts';
import { makeDirectory, makeFiles } from '../support/directories.ts';
import { serveHere, stopServing } from './served-directories.ts';

const text = '0123456789';

/** A way to a port that breaks off after so many bytes, once. */
async function breakingOff(port: number, after: number): Promise<Server> {
	let isFirst = true;
	const server = createServer((socket) => {
		const target = connect(port, '127.0.0.1');
		let left = isFirst ? after : Infinity;
		isFirst = false;
		socket
			.on('error', () => {})
			.on('close', () => target.destroy())
			.pipe(target);
		target.on('error', () => {}).on('close', () => socket.destroy());
		target.on('data', (chunk: Buffer) => {
			socket.write(chunk.subarray(0, left));
			left -= chunk.length;
			if (left <= 0) socket.end();
		});
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return server;
}

describe('a part of a served file', () => {
	afterEach(stopServing);

	for (const { range, body, of } of [
		{ range: 'bytes=0-', body: text, of: 'bytes 0-9/10' },
		{ range: 'bytes=3-', body: '3456789', of: 'bytes 3-9/10' },
		{ range: 'bytes=3-5', body: '345', of: 'bytes 3-5/10' },
		{ range: 'bytes=9-99', body: '9', of: 'bytes 9-9/10' },
		{ range: 'bytes=-4', body: '6789', of: 'bytes 6-9/10' },
		{ range: 'bytes=-99', body: text, of: 'bytes 0-9/10' },
	]) {
		it(`is ${of} for ${range}`, async () => {
			const { ask, log } = await serveHere(makeFiles({ archive: text }));
			const answer = await ask('/archive', { headers: { Range: range } });
			expect(answer.body).to.equal(body);
			expect(answer.status).to.equal(206);
			expect(answer.headers['content-range']).to.equal(of);
			expect(answer.headers['content-length']).to.equal(String(body.length));
			expect(log).to.deep.equal([`GET /archive 206 ${body.length}`]);
		});
	}

	for (const range of ['bytes=10-', 'bytes=10-20', 'bytes=-0', 'bytes=99999999999999999999-']) {
		it(`is refused for ${range}`, async () => {
			const { ask } = await serveHere(makeFiles({ archive: text }));
			const { status, headers, body } = await ask('/archive', { headers: { Range: range } });
			expect(body).to.equal('');
			expect(status).to.equal(416);
			expect(headers['content-range']).to.equal('bytes */10');
		});
	}

	for (const range of ['bytes=-', 'bytes=5-3', 'bytes=0-1,4-5', 'lines=1-2', 'bytes=a-b', '']) {
		it(`is all of it for ${JSON.stringify(range)}`, async () => {
			const { ask } = await serveHere(makeFiles({ archive: text }));
			const { status, headers, body } = await ask('/archive', { headers: { Range: range } });
			expect(body).to.equal(text);
			expect(status).to.equal(200);
			expect(headers).not.to.have.property('content-range');
		});
	}

	it('is sent while the file is the same, and all of it once it is not', async () => {
		const directory = makeFiles({ archive: text });
		const { ask } = await serveHere(directory);
		const { etag = '' } = (await ask('/archive')).headers;
		expect(etag).to.match(/^"[^"]+"$/);
		const headers = { Range: 'bytes=8-', 'If-Range': etag };
		expect((await ask('/archive', { headers })).body).to.equal('89');
		const time = new Date();
		utimesSync(join(directory, 'archive'), time, time);
		writeFileSync(join(directory, 'archive'), 'abcdefghij');
		const after = await ask('/archive', { headers });
		expect([after.status, after.body]).to.deep.equal([200, 'abcdefghij']);
		expect(after.headers.etag).not.to.equal(etag);
	});

	it('is what our own downloads go on with after a connection broke off', async () => {
		const archive = Buffer.alloc(1e6, 'some bytes of an archive');
		const directory = makeFiles({ archive });
		const { port, log } = await serveHere(directory);
		const way = await breakingOff(port, 400_000);
		try {
			const file = join(makeDirectory(), 'received');
			const link = Link.parse(`http://127.0.0.1:${(way.address() as AddressInfo).port}/archive`);
			const received = await transfer(new HttpClient(undefined), link, file, {
				timeout: 5,
				abort: new AbortController().signal,
				pause: async () => {},
			});
			expect(received).to.include({ size: 1e6, sha256: createHash('sha256').update(archive).digest('hex') });
			const [first = '', second = ''] = log;
			expect(first).to.match(/^GET \/archive 200 /);
			expect(second).to.match(/^GET \/archive 206 /);
			expect(Number(second.split(' ')[3]), 'bytes of the second answer').to.be.within(1, 999_999);
		} finally {
			way.close();
		}
	});
});

describe('an answer of a served directory that is known already', () => {
	afterEach(stopServing);

	for (const path of ['/index', '/tool.sh']) {
		it(`is not sent again for ${path}, until it changes`, async () => {
			const directory = makeFiles({ 'tool.sh': 'print one\n' });
			const { ask, log } = await serveHere(directory);
			const { etag = '' } = (await ask(path)).headers;
			for (const tags of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
				const again = await ask(path, { headers: { 'If-None-Match': tags } });
				expect([again.status, again.body]).to.deep.equal([304, '']);
				expect(again.headers.etag).to.equal(etag);
			}
			writeFileSync(join(directory, 'tool.sh'), 'print two\n');
			expect((await ask(path, { headers: { 'If-None-Match': etag } })).status).to.equal(200);
			expect(log[1]).to.equal(`GET ${path} 304 0`);
		});
	}

	it('is told by its time as well, where no ETag is named', async () => {
		const directory = makeFiles({ archive: text });
		const { ask } = await serveHere(directory);
		const modified = (await ask('/archive')).headers['last-modified'] ?? '';
		const statusFor = async (headers: Record<string, string>) => (await ask('/archive', { headers })).status;
		expect(await statusFor({ 'If-Modified-Since': modified })).to.equal(304);
		expect(await statusFor({ 'If-Modified-Since': 'no date' })).to.equal(200);
		expect(await statusFor({ 'If-Modified-Since': modified, 'If-None-Match': '"other"' })).to.equal(200);
		const later = new Date(Date.now() + 5000);
		utimesSync(join(directory, 'archive'), later, later);
		expect(await statusFor({ 'If-Modified-Since': modified })).to.equal(200);
	});
});

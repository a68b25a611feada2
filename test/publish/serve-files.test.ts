import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, closeSync, openSync, readdirSync, readlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { makeDirectory, makeFiles } from '../support/directories.ts';
import { serveHere, stopServing } from './served-directories.ts';

const md5 = (text: string) => createHash('md5').update(text).digest('hex');

/** How many files of a directory this process has open. */
function openIn(directory: string): number {
	return readdirSync('/proc/self/fd').filter((name) => {
		try {
			return readlinkSync(`/proc/self/fd/${name}`).startsWith(`${directory}/`);
		} catch {
			return false; // it was the listing's own
		}
	}).length;
}

describe('a served directory', () => {
	afterEach(stopServing);

	it('has an index of what is there at the moment', async () => {
		const directory = makeFiles({ 'tool.sh': 'print one\n', 'tool.dsc': 'A tool\n', 'group/a+b.sh': 'print two\n' });
		const { ask, log } = await serveHere(directory);
		const before = await ask('/index');
		expect(before.body).to.equal(
			`a+b group/a+b.sh ${md5('print two\n')}\ntool tool.sh ${md5('print one\n')} # A tool\n`,
		);
		expect(before.headers['content-type']).to.equal('text/plain; charset=utf-8');
		writeFileSync(join(directory, 'tool.sh'), 'print three\n');
		const after = await ask('/index?again');
		expect(after.body).to.include(`tool tool.sh ${md5('print three\n')} # A tool\n`);
		expect(after.headers.etag).not.to.equal(before.headers.etag);
		const { length } = before.body;
		expect(log).to.deep.equal([`GET /index 200 ${length}`, `GET /index 200 ${length}`]);
	});

	it('has its index at /index also where a file has that name', async () => {
		const { ask } = await serveHere(makeFiles({ index: 'an old one\n', 'tool.sh': 'print one\n' }));
		expect((await ask('/index')).body).to.equal(`tool tool.sh ${md5('print one\n')}\n`);
	});

	it('has no index while two installers have one name, and does not call that an outage', async () => {
		const directory = makeFiles({ 'tool.sh': '', 'group/tool.sh': '' });
		const { ask, faults } = await serveHere(directory);
		const { status, body } = await ask('/index');
		const text =
			'Two installers have the name tool: group/tool.sh and tool.sh. Rename one: a package is known by its name alone.';
		expect(body).to.equal(`${text}\n`);
		expect(status).to.equal(409);
		expect(faults.map((fault) => (fault as Error).message)).to.deep.equal([text]);
	});

	for (const { path, type } of [
		{ path: 'tool.sh', type: 'text/plain; charset=utf-8' },
		{ path: 'group/tool.dsc', type: 'text/plain; charset=utf-8' },
		{ path: 'group/page.html', type: 'application/octet-stream' },
		{ path: 'group/an archive-1.0+2.tar.gz', type: 'application/octet-stream' },
		{ path: 'süß.tgz', type: 'application/octet-stream' },
	]) {
		it(`sends ${path} as ${type}, and for HEAD all but the bytes`, async () => {
			const { ask, log } = await serveHere(makeFiles({ [path]: 'some bytes' }));
			const { status, headers, body } = await ask(`/${encodeURI(path)}`);
			expect(body).to.equal('some bytes');
			expect(status).to.equal(200);
			expect(headers['content-type']).to.equal(type);
			expect(headers['x-content-type-options']).to.equal('nosniff');
			expect(headers['content-length']).to.equal('10');
			const head = await ask(`/${encodeURI(path)}`, { method: 'HEAD' });
			expect(head.body).to.equal('');
			expect(head.status).to.equal(200);
			expect({ ...head.headers, date: '' }).to.deep.equal({ ...headers, date: '' });
			expect(log).to.deep.equal([`GET /${encodeURI(path)} 200 10`, `HEAD /${encodeURI(path)} 200 0`]);
		});
	}

	it('sends an empty file', async () => {
		const { ask } = await serveHere(makeFiles({ empty: '' }));
		const { status, headers, body } = await ask('/empty');
		expect([status, headers['content-length'], body]).to.deep.equal([200, '0', '']);
	});

	const secret = 'must not be seen';
	for (const path of [
		'/',
		'//tool.sh',
		'/group',
		'/group/',
		'/group/.',
		'/nothing',
		'/tool.sh/',
		'/.hidden',
		'/.git/config',
		'/%2Ehidden',
		'/group/%2e%2e/.hidden',
		'/link-to-hidden',
		'/../secret',
		'/group/../../secret',
		'/%2e%2e/secret',
		'/..%2fsecret',
		'/group/..%2f..%2fsecret',
		'/tool.sh%00',
		'/%',
		'/%ff',
		'/loop',
		'/pipe',
		`/${'x'.repeat(300)}`,
		'*',
	]) {
		it(`has nothing at ${path.slice(0, 30)}`, async () => {
			const outside = makeFiles({
				secret,
				'dir/tool.sh': '',
				'dir/.hidden': secret,
				'dir/.git/config': secret,
				'dir/group/file': '',
				'dir/link-to-hidden': { link: '.git/config' },
				'dir/loop': { link: 'loop' },
			});
			spawnSync('mkfifo', [join(outside, 'dir', 'pipe')]);
			const { ask, faults, log } = await serveHere(join(outside, 'dir'));
			const { status, body } = await ask(path);
			expect(body).to.equal('there is no such file\n');
			expect(status).to.equal(404);
			expect(log).to.deep.equal([`GET ${path} 404 22`]);
			expect(faults).to.deep.equal([]);
		});
	}

	it('refuses what a link leads to elsewhere, and leaves such an installer out of the index', async () => {
		const outside = makeFiles({
			secret,
			'directory/file': secret,
			'dir/tool.sh': '',
			'dir/own': { link: 'tool.sh' },
			'dir/link': { link: '../secret' },
			'dir/linked': { link: '../directory' },
			'dir/leak.sh': { link: '../secret' },
		});
		const { ask } = await serveHere(join(outside, 'dir'));
		for (const path of ['/link', '/linked/file', '/leak.sh']) {
			const { status, body } = await ask(path);
			expect(body).to.equal('it leads out of the directory that is served\n');
			expect(status).to.equal(403);
		}
		expect((await ask('/own')).status).to.equal(200);
		expect((await ask('/index')).body).to.equal(`tool tool.sh ${md5('')}\n`);
	});

	it('can itself be reached through a link', async () => {
		const directory = makeFiles({ 'dir/.well/tool.sh': 'print one\n', link: { link: 'dir/.well' } });
		const { ask } = await serveHere(join(directory, 'link'));
		expect((await ask('/tool.sh')).body).to.equal('print one\n');
	});

	for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']) {
		it(`answers no ${method}`, async () => {
			const directory = makeFiles({ 'tool.sh': 'print one\n' });
			const { ask } = await serveHere(directory);
			const { status, headers, body } = await ask('/tool.sh', { method });
			expect(body).to.equal('only GET and HEAD are answered\n');
			expect(status).to.equal(405);
			expect(headers.allow).to.equal('GET, HEAD');
			expect(readdirSync(directory)).to.deep.equal(['tool.sh']);
		});
	}

	it('refuses a path that a terminal would take for more than text, and does not log it', async () => {
		const { port, log } = await serveHere(makeDirectory());
		const socket = connect(port, '127.0.0.1');
		socket.end(Buffer.from('GET /\x9b31m?secret HTTP/1.0\r\n\r\n', 'latin1'));
		await new Promise((resolve) => socket.resume().once('close', resolve));
		expect(log).to.deep.equal([]);
	});

	it('ends the connection where a file becomes shorter on its way, and closes it', async () => {
		const directory = makeFiles({ archive: Buffer.alloc(30e6) });
		const { port, log, faults } = await serveHere(directory);
		const socket = connect(port, '127.0.0.1');
		socket.write('GET /archive HTTP/1.1\r\nHost: x\r\n\r\n');
		await new Promise((resolve) => socket.once('readable', resolve));
		truncateSync(join(directory, 'archive'), 1e6);
		const start = Date.now();
		let size = 0;
		socket.on('data', (chunk: Buffer) => (size += chunk.length));
		await new Promise((resolve) => socket.once('close', resolve));
		await delay(20);
		expect(size).to.be.below(30e6);
		expect(Date.now() - start, 'milliseconds').to.be.below(2000);
		expect(openIn(directory)).to.equal(0);
		expect(log.length).to.equal(1);
		expect(faults).to.deep.equal([]);
	});

	it('closes a file of which no byte is sent', async () => {
		const directory = makeFiles({ archive: 'some bytes', empty: '' });
		const { ask, log } = await serveHere(directory);
		await ask('/archive', { method: 'HEAD' });
		await ask('/archive', { headers: { 'If-None-Match': '*' } });
		await ask('/archive', { headers: { Range: 'bytes=99-' } });
		await ask('/empty');
		expect(log.map((line) => line.split(' ')[2])).to.deep.equal(['200', '304', '416', '200']);
		expect(openIn(directory)).to.equal(0);
	});

	it('closes a file whose asker has gone', async () => {
		const directory = makeFiles({ archive: '' });
		const descriptor = openSync(join(directory, 'archive'), 'r+');
		appendFileSync(descriptor, Buffer.alloc(30e6));
		closeSync(descriptor);
		const { port, log, faults } = await serveHere(directory);
		const socket = connect(port, '127.0.0.1');
		socket.write('GET /archive HTTP/1.1\r\nHost: x\r\n\r\n');
		await new Promise((resolve) => socket.once('readable', resolve));
		expect(openIn(directory)).to.equal(1);
		socket.destroy();
		await delay(100);
		expect(openIn(directory)).to.equal(0);
		expect(log.length).to.equal(1);
		expect(faults).to.deep.equal([]);
	});
});

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { build, type Build, detailsOf, told } from '../install/builds.ts';
import { type Answer, TestServer } from '../support/server.ts';
import { raw } from './receiving.ts';

const tryLater = 'Try again later; if that does not help, check the link, the proxy settings and the server.';
const atOnce = { 'Retry-After': '0' };

/** An installer that downloads a link over a file that stands there, and goes on. */
const overFile = (link: string) =>
	`echo before >"$BUILD_DIR/file"\ndownload '${link}' "$BUILD_DIR/file" && print "fetched" || print "status $?"`;

const filesOf = ({ app }: Build) => readdirSync(app).sort();

const usual = ['.modular', '.profile.d', 'boot.sh', 'build', 'file'].sort();

describe('a download of an installer', () => {
	it('replaces the file that stood there, and says so', async () => {
		const server = await TestServer.start({ '/file': 'text' });
		const result = await build({ one: overFile(server.link('/file', 'me:s3cret')) }, {});
		expect([result.status, result.stderr]).to.deep.equal([0, '']);
		expect(detailsOf(result)).to.deep.equal([`Downloaded ${server.link('/file')}`, 'fetched']);
		expect(result.stdout).to.match(/^-----> Installed 1 package, with 1 download\.$/m);
		expect(readFileSync(join(result.app, 'file'), 'utf8')).to.equal('text');
		expect(filesOf(result).filter((name) => !usual.includes(name))).to.deep.equal([]);
		expect(result.log).not.to.contain('s3cret');
	});

	const hang: Answer = () => {};
	const failures: readonly (readonly [
		title: string,
		answer: Answer,
		requests: number,
		reason: string,
		todo: string,
	])[] = [
		['404', { status: 404 }, 1, 'HTTP 404.', 'There is no such file: check the link.'],
		['500 for ever', { status: 500, headers: atOnce }, 3, 'HTTP 500 (tried 3 times).', tryLater],
		['no answer', hang, 3, 'no bytes for 1 s (tried 3 times).', tryLater],
		[
			'a body that is too short',
			(_request, response) => {
				response.writeHead(200, { 'Content-Length': '10' });
				response.write('half', () => setTimeout(() => response.destroy(), 50));
			},
			3,
			'the body broke off after 4 of 10 bytes (tried 3 times).',
			tryLater,
		],
		[
			'a body that is too long',
			raw('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ntext and more'),
			3,
			'the body goes on after the 4 bytes that were announced (tried 3 times).',
			tryLater,
		],
	];
	for (const [title, answer, requests, reason, todo] of failures) {
		it(`that fails because of ${title} leaves what stood there, and nothing else`, async () => {
			const server = await TestServer.start({ '/file': answer });
			const result = await build(
				{ one: overFile(server.link('/file', 'me:s3cret')) },
				{ env: { MODULAR_TIMEOUT: '1', MODULAR_FETCH_AHEAD: '0' } },
			);
			expect(result.stderr).to.equal(told(`${server.link('/file')} cannot be fetched: ${reason}`, todo));
			expect(result.status).to.equal(0);
			expect(detailsOf(result).filter((line) => !line.startsWith('file: '))).to.deep.equal(['status 1']); // but progress
			expect(readFileSync(join(result.app, 'file'), 'utf8')).to.equal('before\n');
			expect(filesOf(result).filter((name) => !usual.includes(name))).to.deep.equal([]);
			expect(server.requests).to.have.length(requests);
			expect(readdirSync(join(result.cacheDir, 'modular-v1'))).to.deep.equal(['filled-for']);
			expect(result.log).not.to.contain('s3cret');
		});
	}

	for (const text of ['0', '-1', 'soon', '']) {
		it(`has the usual time-out where MODULAR_TIMEOUT is ${JSON.stringify(text)}`, async () => {
			const server = await TestServer.start({
				'/file': (_request, response) => void setTimeout(() => response.end('text'), 300),
			});
			const result = await build({ one: overFile(server.link('/file')) }, { env: { MODULAR_TIMEOUT: text } });
			expect([result.stderr, readFileSync(join(result.app, 'file'), 'utf8')]).to.deep.equal(['', 'text']);
		});
	}

	it('of 1 GB costs no more than 120 MB of memory', async () => {
		const [chunk, count] = [Buffer.alloc(1e6, 'some text '), 1000];
		const server = await TestServer.start({
			'/big': (_request, response) => {
				response.writeHead(200, { 'Content-Length': chunk.length * count });
				let sent = 0;
				const send = () => {
					while (sent < count && response.write(chunk)) sent += 1;
					if (sent < count) {
						sent += 1;
						response.once('drain', send);
					} else response.end();
				};
				send();
			},
		});
		const one = `download '${server.link('/big')}' "$BUILD_DIR/big"\nprint "$(grep VmHWM: "/proc/$PPID/status")"`;
		const result = await build({ one }, {});
		expect([result.status, result.stderr]).to.deep.equal([0, '']);
		expect(statSync(join(result.app, 'big')).size).to.equal(1e9);
		const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(result.stdout) ?? [];
		expect(Number(kilobytes) * 1024).to.be.within(10e6, 120e6);
	}).timeout(60_000);

	it('that takes more than 5 seconds tells how far it is', async () => {
		const server = await TestServer.start({
			'/dir/slow.tgz': (_request, response) => {
				response.writeHead(200, { 'Content-Length': '4000000' });
				response.write(Buffer.alloc(2e6));
				setTimeout(() => response.end(Buffer.alloc(2e6)), 5500);
			},
		});
		const result = await build({ one: overFile(server.link('/dir/slow.tgz')) }, {});
		expect(result.stderr).to.equal('');
		expect(detailsOf(result).map((line) => line.replace(/\d+ kB\/s$/, 'RATE'))).to.deep.equal([
			'slow.tgz: 2.0 MB of 4.0 MB (50 %), RATE',
			`Downloaded ${server.link('/dir/slow.tgz')}`,
			'fetched',
		]);
	});

	it('is left at once when the build is ended by a signal, and leaves nothing behind', async () => {
		const server = await TestServer.start({
			'/file': (_request, response) => {
				response.writeHead(200, { 'Content-Length': '10' }).write('half');
			},
		});
		const result = await build(
			{ one: `print begins\n${overFile(server.link('/file'))}` },
			{
				onOutput: (log, child) => {
					if (log.endsWith('begins\n')) setTimeout(() => child.kill('SIGTERM'), 500);
				},
			},
		);
		expect([result.status ?? result.signal, result.stderr]).to.deep.equal([143, '']);
		expect(server.requests).to.have.length(1);
		expect(readFileSync(join(result.app, 'file'), 'utf8')).to.equal('before\n');
		expect(readdirSync(result.app).filter((name) => name.endsWith('.part'))).to.deep.equal([]);
	});

	it('that failed is forgotten when a signal comes later', async () => {
		const server = await TestServer.start({ '/file': { status: 404, body: Buffer.alloc(1e6) } });
		const result = await build({ one: `${overFile(server.link('/file'))}\nkill -TERM $PPID\nsleep 10` }, {});
		expect([result.status, result.stderr]).to.deep.equal([
			143,
			told(`${server.link('/file')} cannot be fetched: HTTP 404.`, 'There is no such file: check the link.'),
		]);
		expect(existsSync(join(result.app, '.modular'))).to.be.false;
	});
});

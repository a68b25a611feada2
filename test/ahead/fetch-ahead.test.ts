import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { buildFrom, endLine, indexOf, startRepository } from '../resolve/repository.ts';
import { makeDirectory } from '../support/directories.ts';
import { type Answer, TestServer } from '../support/server.ts';
import { archiveWith } from './fixtures.ts';

/** Answers after a while, and counts how many requests are open at a time. */
class SlowAnswers {
	open = 0;
	most = 0;

	answer(body: string | Buffer, milliseconds: number) {
		return (_request: IncomingMessage, response: ServerResponse): void => {
			this.open += 1;
			this.most = Math.max(this.most, this.open);
			response.on('close', () => (this.open -= 1));
			void delay(milliseconds).then(() => response.end(body));
		};
	}
}

const names = Array.from({ length: 20 }, (_, i) => `package${i}`);

function slowRepository(slow: SlowAnswers): Promise<TestServer> {
	const packages = Object.fromEntries(names.map((name) => [name, `print ${name}`]));
	const answers = Object.entries(packages).map(([name, text]) => [`/repo/${name}.sh`, slow.answer(text, 100)]);
	return TestServer.start({
		'/repo/index': indexOf(packages),
		...(Object.fromEntries(answers) as Record<string, Answer>),
	});
}

describe('Fetching ahead', () => {
	it('asks for several installers at a time, at most eight of one host', async () => {
		const slow = new SlowAnswers();
		const server = await slowRepository(slow);
		const { status, stdout } = await buildFrom(server.link('/repo/index'), names.join('\n'));
		expect(status).to.equal(0);
		expect(slow.most).to.be.within(7, 8);
		expect(stdout.match(/package\d+$/gm)).to.deep.equal(names); // in their order
		expect(server.takePaths()).to.have.length(21);
	});

	it('asks for the archives of several packages at a time', async () => {
		const slow = new SlowAnswers();
		const some = names.slice(0, 6);
		const packages = Object.fromEntries(some.map((name) => [name, `unpack "$INSTALLER_DIR/${name}.tgz" ""`]));
		const archives = some.map((name) => [`/repo/${name}.tgz`, slow.answer(archiveWith(name), 200)]);
		const server = await startRepository(packages, Object.fromEntries(archives) as Record<string, Answer>);
		const { status, app } = await buildFrom(server.link('/repo/index'), some.join('\n'));
		expect([status, readdirSync(join(app, 'vendor')).sort()]).to.deep.equal([0, some]);
		expect(slow.most).to.be.above(2);
		expect(server.takePaths()).to.have.length(1 + 2 * some.length);
	});

	it('is off with MODULAR_FETCH_AHEAD=0', async () => {
		const slow = new SlowAnswers();
		const server = await slowRepository(slow);
		const env = { MODULAR_FETCH_AHEAD: '0' };
		const { status } = await buildFrom(server.link('/repo/index'), names.slice(0, 5).join('\n'), { env });
		expect([status, slow.most]).to.deep.equal([0, 1]);
	});

	it('asks for nothing where all is in the cache', async () => {
		const installer =
			'cached_download "$INSTALLER_DIR/a" "$CACHE_DIR/a"; [ -f "$CACHE_DIR/a" ] || download a "$CACHE_DIR/a"';
		const server = await startRepository({ one: installer }, { '/repo/a': 'a' });
		const { cacheDir } = await buildFrom(server.link('/repo/index'), 'one');
		server.takePaths();
		const { status } = await buildFrom(server.link('/repo/index'), 'one', { cacheDir });
		expect([status, server.takePaths()]).to.deep.equal([0, []]);
	});

	it('gives a file that is on its way to who asks for it meanwhile: it is downloaded once', async () => {
		const slow = new SlowAnswers();
		const installer = 'download "$INSTALLER_DIR/slow" "$BUILD_DIR/got"';
		const server = await startRepository({ one: installer }, { '/repo/slow': slow.answer('slow', 500) });
		const { status, app, stdout } = await buildFrom(server.link('/repo/index'), 'one');
		expect([status, readFileSync(join(app, 'got'), 'utf8')]).to.deep.equal([0, 'slow']);
		expect(server.takePaths().sort()).to.deep.equal(['/repo/index', '/repo/one.sh', '/repo/slow']);
		expect(stdout).to.contain(endLine('1 package', '2 downloads'));
	});

	it('makes one request for a file that nobody wants, and does not hold up the end of the build', async () => {
		const packages = {
			one: 'if false; then download "$INSTALLER_DIR/busy" x; download "$INSTALLER_DIR/endless" y; fi',
		};
		const server = await startRepository(packages, {
			'/repo/busy': { status: 503, body: 'busy' },
			'/repo/endless': (_request, response) => void response.writeHead(200).write('begins'),
		});
		const cacheDir = makeDirectory('cache');
		const installers = { wait: 'sleep 0.5' };
		const start = Date.now();
		const result = await buildFrom(server.link('/repo/index'), 'one wait', { cacheDir, installers });
		expect([result.status, result.stderr]).to.deep.equal([0, '']);
		expect(Date.now() - start).to.be.below(5000);
		const guesses = server.takePaths().filter((path) => /busy|endless/.test(path));
		expect(guesses.sort()).to.deep.equal(['/repo/busy', '/repo/endless']);
		const left = readdirSync(cacheDir, { recursive: true, encoding: 'utf8' });
		expect(left.filter((name) => name.endsWith('.part'))).to.deep.equal([]);
	});

	it('sends no password to another host', async () => {
		const other = await TestServer.start({ '/data': 'data' });
		const packages = { one: 'download "$INSTALLER_DIR/data" "$BUILD_DIR/data"' };
		const server = await startRepository(packages, {
			'/repo/data': { status: 302, headers: { location: other.link('/data') } },
		});
		const { status } = await buildFrom(server.link('/repo/index', 'user:secret'), 'one');
		expect(status).to.equal(0);
		expect(server.requests.every(({ headers }) => headers.authorization !== undefined)).to.be.true;
		expect(other.requests.map(({ headers }) => headers.authorization)).to.deep.equal([undefined]);
	});

	it('reads variables of the app: a mirror that is set is asked, and not the one that is the default', async () => {
		const mirror = await TestServer.start({ '/1.tgz': 'data' });
		const installer = 'download "${MIRROR:-http://127.0.0.1:1}/1.tgz" "$BUILD_DIR/data"';
		const server = await startRepository({ one: installer });
		const { status } = await buildFrom(server.link('/repo/index'), 'one', { env: { MIRROR: mirror.link() } });
		expect([status, mirror.takePaths()]).to.deep.equal([0, ['/1.tgz']]);
	});

	it('reads MODULAR_REPOS as installers see it: a password in it gets into no link to another host', async () => {
		const other = await TestServer.start({});
		const server = await startRepository({ one: `download "${other.link()}/?$MODULAR_REPOS" "$BUILD_DIR/x"; :` });
		const env = { MODULAR_REPOS: server.link('/repo/index', 'user:secret') };
		expect((await buildFrom('', 'one', { env })).status).to.equal(0);
		expect(new Set(other.takePaths())).to.deep.equal(new Set([`/?${server.link('/repo/index')}`]));
	});

	it('is used by installers of the app as well', async () => {
		const slow = new SlowAnswers();
		const files = ['a', 'b', 'c', 'd'];
		const server = await TestServer.start(
			Object.fromEntries(files.map((each) => [`/${each}`, slow.answer(each, 200)])),
		);
		const installers = Object.fromEntries(
			files.map((each) => [each, `download ${server.link(`/${each}`)} "$BUILD_DIR/${each}.data"`]),
		);
		const { status } = await buildFrom('# none', files.join('\n'), { installers });
		expect([status, server.takePaths().sort()]).to.deep.equal([0, ['/a', '/b', '/c', '/d']]);
		expect(slow.most).to.be.above(1);
	});
});

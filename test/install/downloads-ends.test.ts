import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { buildFrom, filesBelow, indexOf, repositoryAnswers, startRepository } from '../resolve/repository.ts';
import { makeDirectory } from '../support/directories.ts';
import { type Answer, TestServer } from '../support/server.ts';
import { describeInEachShell } from '../support/shells.ts';
import { told } from './builds.ts';

/** Begins a body of a megabyte, and never goes on. */
const endless: Answer = (_, response) => {
	response.writeHead(200, { 'Content-Length': '1000000' });
	response.write('x'.repeat(1000));
};

const parts = (directory: string) => filesBelow(directory).filter((file) => file.endsWith('.part'));

describeInEachShell('a download that is still on its way', (shell) => {
	it('does not hold up a build that has failed, and leaves nothing', async () => {
		const one = '( download endless a ) &\ndownload endless "$CACHE_DIR/b" &\nsleep 0.3\nexit 3';
		const server = await startRepository({ one }, { '/repo/endless': endless });
		const start = Date.now();
		const { status, app, cacheDir } = await buildFrom(server.link('/repo/index'), 'one', { shell });
		expect([status, Date.now() - start < 5000]).to.deep.equal([3, true]);
		expect([...parts(app), ...parts(cacheDir)]).to.deep.equal([]);
		expect([existsSync(join(app, 'a')), existsSync(join(cacheDir, 'b'))]).to.deep.equal([false, false]);
	});

	it('ends with the build on TERM, and leaves nothing', async () => {
		const one = 'printf old >a; download endless a; : >went-on';
		const server = await startRepository({ one });
		let kill = () => {};
		server.answer('/repo/endless', (_, response) => {
			response.write('bytes');
			setTimeout(() => kill(), 200);
		});
		const { status, app } = await buildFrom(server.link('/repo/index'), 'one', {
			shell,
			onOutput: (_, child) => (kill = () => child.kill('SIGTERM')),
		});
		expect([status, parts(app), existsSync(join(app, 'went-on'))]).to.deep.equal([143, [], false]);
	});

	it('is awaited at the end of a good build', async () => {
		const late: Answer = (_, response) => {
			setTimeout(() => response.end('late'), 500);
		};
		const server = await startRepository({ one: '( download late a ) &\nsleep 0.2' }, { '/repo/late': late });
		const { status, app } = await buildFrom(server.link('/repo/index'), 'one', { shell });
		expect([status, existsSync(join(app, 'a'))]).to.deep.equal([0, true]);
	});
});

describe('two builds that share a cache', () => {
	it("do not get in each other's way, cold or with an old index", async () => {
		const installers = {
			one: 'cached_download archive "$CACHE_DIR/archive" && cp "$CACHE_DIR/archive" a',
			two: ': two',
		};
		const server = await TestServer.start(repositoryAnswers(installers, { '/repo/archive': 'bytes' }));
		const cacheDir = makeDirectory('cache');
		for (const env of [{}, { RELOAD_REPOSITORY: '1' }]) {
			const builds = Array.from({ length: 6 }, () =>
				buildFrom(server.link('/repo/index'), 'one two', { cacheDir, env }),
			);
			for (const { status, stderr } of await Promise.all(builds)) expect([status, stderr]).to.deep.equal([0, '']);
			expect(parts(cacheDir)).to.deep.equal([]);
		}
	});
});

describe('what a killed build has left', () => {
	it("is in nobody's way", async () => {
		const server = await startRepository({ one: ':' });
		const first = await buildFrom(server.link('/repo/index'), 'one');
		const { cacheDir } = first;
		let kill = () => {};
		server.answer('/repo/index', (_, response) => {
			response.write('one one');
			setTimeout(() => kill(), 100);
		});
		const env = { RELOAD_REPOSITORY: '1' };
		const killed = await buildFrom(server.link('/repo/index'), 'one', {
			cacheDir,
			env,
			onOutput: (_, child) => (kill = () => child.kill('SIGTERM')),
		});
		expect([killed.status, parts(cacheDir)]).to.deep.equal([143, []]);
		server.takePaths();
		const after = await buildFrom(server.link('/repo/index'), 'one', { cacheDir });
		expect([after.status, after.stderr, server.takePaths()]).to.deep.equal([0, '', []]);
	});
});

describe('a repository with a package whose name is asked for by jobs', () => {
	it('is asked once, and so is the installer', async () => {
		const server = await startRepository({ two: 'sleep 0.1', three: ': three' });
		server.answer('/repo/index', `${indexOf({ two: 'sleep 0.1', three: ': three' })}broken\n`);
		const jobs = ['two', 'three', 'two', 'three'].map((name) => `( dependency_require ${name} ) &`);
		const { status, stderr } = await buildFrom(server.link('/repo/index'), 'one', {
			installers: { one: [...jobs, 'wait'].join('\n') },
		});
		expect(status).to.equal(0);
		const malformed = `${server.link('/repo/index')}, line 3, is malformed: it has to be a name, a link and a checksum.`;
		expect(stderr.split(told(malformed))).to.have.length(2);
		expect(server.takePaths().sort()).to.deep.equal(['/repo/index', '/repo/three.sh', '/repo/two.sh']);
	});
});

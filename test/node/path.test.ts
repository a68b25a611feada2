import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { findProgram, runPlain } from '../entry-points/plain-shell.ts';
import { appFiles, makeDirectory, makeFiles } from '../support/directories.ts';
import { processesNaming } from '../support/entry-points.ts';
import { TestServer } from '../support/server.ts';
import { describeInEachShell, missing } from '../support/shells.ts';
import {
	archivePath,
	buildpackWith,
	buildWithout,
	type BuildOptions,
	commands,
	downloading,
	expectFailed,
	makeArchive,
	offlinePackageWith,
	read,
	replaceCommand,
} from './machine.ts';

const installed = '-----> Installing one (from the app)\n-----> Installed 1 package, with 0 downloads.\n';

/** Puts a `node` on PATH: the real one, that says that it is another. */
function putNode(path: string, version: string): void {
	const old = makeFiles({
		'old.cjs': `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "${version}" } });`,
	});
	replaceCommand(path, 'node', `exec ${process.execPath} --require '${join(old, 'old.cjs')}' "$@"`);
}

describeInEachShell('with a Node.js on PATH, a build', (shell) => {
	const archive = makeArchive();
	let path: string;
	let buildpack: string;
	let mirror: TestServer;
	const build = (options: Partial<BuildOptions> = {}) => buildWithout({ shell, buildpack, path, mirror, ...options });

	beforeEach(async () => {
		path = commands();
		buildpack = buildpackWith(archive);
		mirror = await TestServer.start({ [archivePath]: archive });
	});

	for (const version of ['20.0.0', '21.1.0', '100.0.0']) {
		it(`takes that if it is ${version}, and brings none`, async () => {
			putNode(path, version);
			const { status, stdout, stderr, cacheDir, app } = await build();
			expect([status, stdout, stderr]).to.deep.equal([0, installed, '']);
			expect(readdirSync(join(cacheDir, 'modular-v1'))).to.deep.equal(['filled-for']);
			expect(read(app, 'seen-node')).to.equal(`${path}/node\n`);
			expect(mirror.requests).to.deep.equal([]);
		});
	}

	for (const version of ['19.9.0', '9.0.0', '0.10.48']) {
		it(`brings its own if that is ${version}, and leaves the old one to installers`, async () => {
			putNode(path, version);
			const env = { NODE_OPTIONS: '--missing' };
			const first = await build({ env });
			expect([first.status, first.stdout, first.stderr]).to.deep.equal([0, downloading + installed, '']);
			expect(read(first.app, 'seen-node')).to.equal(`${path}/node\n`);
			const second = await build({ cacheDir: first.cacheDir });
			expect([second.status, second.stdout, second.stderr]).to.deep.equal([0, installed, '']);
			expect(mirror.requests).to.have.length(1);
			expect(readdirSync(first.temporary)).to.deep.equal([]);
		});
	}

	it('says how old that is if there is no other', async () => {
		putNode(path, '18.20.1');
		expectFailed(
			await build({ config: { MODULAR_OFFLINE: '1' } }),
			'',
			'This buildpack needs Node.js 20 or newer, and MODULAR_OFFLINE forbids to download it.',
			'The one on PATH is 18.20.1, and there is none in the cache.',
			'Put Node.js on PATH, use an offline package of the buildpack, or build once where it can be downloaded, with the same cache.',
		);
	});

	it('hands on the status of the app, given an old one', async () => {
		putNode(path, '18.20.1');
		const app = makeFiles(appFiles({ one: 'printf "%s\\n" "$1$NODE_OPTIONS"; exit 7' }));
		const { status, stdout } = await build({ app, env: { NODE_OPTIONS: '--a b' } });
		expect(status).to.equal(7);
		expect(stdout).to.contain('\n--a b\n');
	});

	for (const [signal, status] of [
		['SIGTERM', 143],
		['SIGINT', 130],
	] as const) {
		it(`ends at ${signal} with all of its processes, given an old one`, async () => {
			putNode(path, '18.20.1');
			const app = makeFiles(appFiles({ one: 'print ready; sleep 20; print never' }));
			const temporary = makeDirectory('temporary');
			let isSent = false;
			const result = await build({
				app,
				env: { TMPDIR: temporary },
				onOutput: (log, child) => {
					if (isSent || !log.includes('ready')) return;
					isSent = true;
					child.kill(signal);
				},
			});
			await delay(50);
			expect([result.status, result.stderr]).to.deep.equal([status, '']);
			expect(result.stdout).not.to.contain('never');
			expect([readdirSync(temporary), processesNaming(temporary)]).to.deep.equal([[], []]);
		});
	}

	it('takes the one of an offline package before that', async () => {
		buildpack = offlinePackageWith(archive);
		replaceCommand(path, 'node', 'echo never; exit 1');
		const { status, stdout, stderr } = await build();
		expect([status, stdout, stderr]).to.deep.equal([0, installed, '']);
	});

	it('never starts a Node.js more than it needs', async function () {
		const strace = findProgram('strace');
		if (strace === undefined) {
			if (process.env['CI']) throw new Error('strace is not installed');
			this.skip();
		}
		const [log, cacheDir] = [join(makeDirectory(), 'log'), makeDirectory('cache')];
		const starts = async () => {
			const result = await build({ cacheDir, before: [strace, '-f', '-e', 'trace=execve', '-o', log] });
			expect(result.status).to.equal(0);
			return read(log).match(/execve\("[^"]*\/node", .*\) = 0/g)?.length;
		};
		await build({ cacheDir });
		expect(await starts(), 'in the cache: the script, and what it starts').to.equal(2);
		replaceCommand(path, 'node', `exec ${process.execPath} "$@"`);
		expect(await starts(), 'on PATH').to.equal(2);
	});
});

describeInEachShell('bin/modular without Node.js on PATH', (shell) => {
	it('brings one for itself, which it removes, and one for the build, which it keeps', async () => {
		const archive = makeArchive();
		const mirror = await TestServer.start({ [archivePath]: archive });
		const app = makeFiles(appFiles({ one: ':' }));
		const [cacheDir, out] = [makeDirectory('cache'), join(makeDirectory(), 'out')];
		const path = commands(['curl', 'readlink', 'find']);
		const options = { shell, buildpack: buildpackWith(archive), path };
		const env = { MODULAR_NODE_MIRROR: mirror.link() };
		const call = ['modular', 'build', app, '--cache', cacheDir, '--out', out];
		const { status, stdout, stderr, temporary } = await buildWithout({ ...options, env, app, cacheDir, call });
		expect([status, stderr]).to.deep.equal([0, '']);
		expect(stdout.split(downloading)).to.have.length(3);
		expect(readdirSync(temporary)).to.deep.equal([]);
		expect(readdirSync(join(cacheDir, 'modular-v1')).sort()).to.deep.equal(['filled-for', 'node']);
		expect(mirror.requests).to.have.length(2);
	});
});

describeInEachShell('without any Node.js', (shell) => {
	it('detect and release do their work', () => {
		const app = makeFiles({ 'build/heroku/package': 'Name\n' });
		for (const [script, said] of [
			['detect', 'Name\n'],
			['release', '---\ndefault_process_types:\n  web: sh boot.sh\n'],
		] as const) {
			const { status, stdout, stderr } = runPlain(shell, script, [app]); // which has no PATH
			expect([status, stdout.toString(), stderr]).to.deep.equal([0, said, '']);
		}
	});
});

describeInEachShell('in a mount namespace in which no Node.js is to be found', (shell) => {
	const canMount = spawnSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0;
	if (!canMount) {
		missing('a file system of our own cannot be mounted');
		return;
	}

	let archive: Buffer;
	before(function () {
		this.timeout(60_000);
		archive = makeArchive('real');
	});

	for (const kind of ['a mirror', 'an offline package']) {
		it(`a build runs on the real one from ${kind}`, async function () {
			this.timeout(60_000);
			const isOffline = kind !== 'a mirror';
			const mirror = await TestServer.start({ [archivePath]: archive });
			const path = commands();
			const hide = `mount --bind /dev/null "$(readlink -f '${process.execPath}')" && ! '${process.execPath}' -e 0 2>/dev/null || exit 99; exec "$@"`;
			const before = [
				...['/usr/bin/env', 'PATH=/usr/bin:/bin', 'unshare', '--mount', ...(isOffline ? ['--net'] : [])],
				...['sh', '-c', hide, 'sh', '/usr/bin/env', `PATH=${path}`],
			];
			const cacheDir = makeDirectory('cache');
			const buildpack = isOffline ? offlinePackageWith(archive) : buildpackWith(archive);
			for (const begin of [isOffline ? '' : downloading, '']) {
				const { status, stdout, stderr } = await buildWithout({ shell, path, buildpack, before, cacheDir, mirror });
				expect([status, stdout, stderr]).to.deep.equal([0, begin + installed, '']);
			}
			expect(mirror.requests).to.have.length(isOffline ? 0 : 1);
		});
	}
});

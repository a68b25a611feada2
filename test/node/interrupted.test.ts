import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { makeDirectory } from '../support/directories.ts';
import { processesNaming } from '../support/entry-points.ts';
import { TestServer } from '../support/server.ts';
import { describeInEachShell } from '../support/shells.ts';
import {
	archivePath,
	buildpackWith,
	buildWithout,
	type BuildOptions,
	commands,
	downloading,
	makeArchive,
	replaceCommand,
	version,
} from './machine.ts';

const installed = '-----> Installing one (from the app)\n-----> Installed 1 package, with 0 downloads.\n';

describeInEachShell('while the buildpack brings its own Node.js', (shell) => {
	const isBusybox = shell.name === 'busybox ash'; // it runs its own tar and sha256sum
	const archive = makeArchive();
	let path: string;
	let buildpack: string;
	let mirror: TestServer;
	let cacheDir: string;
	let temporary: string;
	const build = (options: Partial<BuildOptions> = {}) =>
		buildWithout({ shell, buildpack, path, mirror, cacheDir, env: { TMPDIR: temporary }, ...options });
	const runtimes = () => join(cacheDir, 'modular-v1', 'node');

	/** Runs a build to which something is done at a moment. */
	async function buildUntil(moment: () => boolean, kill: (pid: number) => void, options: Partial<BuildOptions> = {}) {
		let pid = 0;
		const result = build({ ...options, onOutput: (_log, child) => (pid = child.pid ?? 0) });
		const deadline = Date.now() + 8000;
		while (!(pid > 0 && moment())) {
			if (Date.now() > deadline) throw new Error('the moment does not come');
			await delay(5);
		}
		kill(pid);
		return await result;
	}

	beforeEach(async () => {
		[cacheDir, temporary] = [makeDirectory('cache'), makeDirectory('temporary')];
		path = commands();
		buildpack = buildpackWith(archive);
		mirror = await TestServer.start({
			[archivePath]: (_request, response) => {
				response.writeHead(200, { 'Content-Length': archive.length });
				response.write(archive.subarray(0, 100)); // and no more
			},
		});
	});

	for (const [signal, status] of [
		['SIGTERM', 143],
		['SIGINT', 130],
		['SIGHUP', 129],
	] as const) {
		for (const program of ['curl', 'wget']) {
			for (const place of ['cache', 'no cache']) {
				if (signal !== 'SIGTERM' && place !== 'cache') continue;
				it(`${signal} ends a download by ${program} at once and leaves no file (${place})`, async () => {
					path = commands([program]);
					const app = makeDirectory('app');
					const call = ['compile', app, ...(place === 'cache' ? [cacheDir] : [])];
					const env = { TMPDIR: temporary, MODULAR_NODE_MIRROR: mirror.link() };
					const began = Date.now();
					const result = await buildUntil(
						() => mirror.requests.length > 0,
						(pid) => process.kill(pid, signal),
						{ app, call, env },
					);
					expect([result.status, result.stdout, result.stderr]).to.deep.equal([status, downloading, '']);
					expect(Date.now() - began).to.be.lessThan(3000);
					expect([readdirSync(temporary), readdirSync(app)]).to.deep.equal([[], []]);
					if (place === 'cache') expect(readdirSync(runtimes())).to.deep.equal([]);
					expect(processesNaming(temporary)).to.deep.equal([]);
				});
			}
		}
	}

	it('TERM ends the pause before another try', async () => {
		mirror.answer(archivePath, { status: 503 });
		const began = Date.now();
		const result = await buildUntil(
			() => mirror.requests.length === 2,
			(pid) => setTimeout(() => process.kill(pid, 'SIGTERM'), 100),
		);
		expect([result.status, result.stderr, readdirSync(runtimes())]).to.deep.equal([143, '', []]);
		expect(Date.now() - began).to.be.lessThan(4000);
		expect(mirror.requests).to.have.length(2);
		expect(processesNaming(temporary)).to.deep.equal([]);
	});

	if (!isBusybox) {
		for (const name of ['sha256sum', 'tar', 'mv']) {
			it(`KILL during ${name} leaves a cache that the next build can use`, async () => {
				mirror.answer(archivePath, archive);
				const marker = join(makeDirectory(), 'reached');
				const slow = commands();
				replaceCommand(slow, name, `PATH=/usr/bin:/bin\n: >'${marker}'\nsleep 0.5\nexec ${name} "$@"`);
				const killed = await buildUntil(
					() => existsSync(marker),
					(pid) => process.kill(pid, 'SIGKILL'),
					{ path: slow },
				);
				expect([killed.signal, killed.stderr]).to.deep.equal(['SIGKILL', '']);
				const { status, stdout, stderr } = await build();
				// what was renaming was an orphan then, and may have come to its end
				const begin = name === 'mv' && stdout === installed ? '' : downloading;
				expect([status, stdout, stderr]).to.deep.equal([0, begin + installed, '']);
				expect((await build()).stdout).to.equal(installed);
				expect(mirror.requests).to.have.length(begin === '' ? 1 : 2);
			});
		}
	}

	it('KILL during the download leaves a cache that the next build can use, and a file that later builds remove', async () => {
		await buildUntil(
			() => mirror.requests.length > 0,
			(pid) => process.kill(pid, 'SIGKILL'),
		);
		await mirror.stop(); // so that the orphaned curl ends
		mirror = await TestServer.start({ [archivePath]: archive });
		const { status, stdout, stderr } = await build();
		expect([status, stdout, stderr]).to.deep.equal([0, downloading + installed, '']);
		const left = readdirSync(runtimes()).filter((name) => name !== version);
		expect(left).to.have.length(1);
		expect(left[0]).to.match(/^\.modular-\d{13}-[0-9a-f]{32}\.part$/);
	});

	it('two other builds do the same, with one cache, and all are good', async () => {
		mirror.answer(archivePath, (_request, response, count) => {
			// nobody gets it before everybody has asked
			waiting.push(() => response.end(archive));
			if (count === 3) for (const answer of waiting.splice(0)) answer();
		});
		const waiting: (() => void)[] = [];
		const results = await Promise.all([build(), build(), build()]);
		for (const { status, stdout, stderr } of results)
			expect([status, stdout, stderr]).to.deep.equal([0, downloading + installed, '']);
		expect(readdirSync(runtimes())).to.deep.equal([version]);
		expect((await build()).stdout).to.equal(installed);
		expect(mirror.requests).to.have.length(3);
	});
});

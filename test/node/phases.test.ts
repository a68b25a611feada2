import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { makeDirectory, makeFiles } from '../support/directories.ts';
import { TestServer } from '../support/server.ts';
import { describeInEachShell } from '../support/shells.ts';
import {
	archivePath,
	type BuildResult,
	buildpackWith,
	buildWithout,
	commands,
	makeArchive,
	version,
} from './machine.ts';

/* Who else needs a Node.js: Cloud Foundry's phases, and people. */

describeInEachShell('without Node.js on PATH', (shell) => {
	const archive = makeArchive();
	let mirror: TestServer;
	let call: (cacheDir: string, ...words: string[]) => Promise<BuildResult>;
	const isKept = (cacheDir: string) =>
		existsSync(join(cacheDir, 'modular-v1', 'node', version, process.arch, 'complete'));

	beforeEach(async () => {
		mirror = await TestServer.start({ [archivePath]: archive });
		const [path, buildpack] = [commands(['curl', 'readlink']), buildpackWith(archive)];
		call = async (cacheDir, ...words) =>
			await buildWithout({
				shell,
				buildpack,
				path,
				mirror,
				call: words,
				cacheDir,
				env: { MODULAR_NODE_MIRROR: mirror.link(), HOME: '', XDG_CACHE_HOME: cacheDir },
			});
	});

	it('supply of the final buildpack gets one into the cache, and finalize finds it there', async () => {
		const [app, deps, caches] = [makeFiles({ 'src/a': '' }), makeDirectory('deps'), makeDirectory('caches')];
		const cache = join(caches, 'final');
		const supplied = await call(cache, 'supply', app, cache, deps, '0');
		expect([supplied.status, supplied.stderr, isKept(cache)]).to.deep.equal([0, '', true]);
		expect([mirror.requests.length, readdirSync(app)]).to.deep.equal([1, ['src']]);
		const finalized = await call(cache, 'finalize', app, cache, deps, '0');
		expect([finalized.status, finalized.stderr, mirror.requests.length]).to.deep.equal([0, '', 1]);
		expect(existsSync(join(app, 'boot.sh'))).to.be.true;
	});

	it('bin/modular keeps one in the cache of its user', async () => {
		const caches = makeDirectory('caches');
		const first = await call(caches, 'modular', '--version');
		expect([first.status, first.stderr]).to.deep.equal([0, '']);
		expect(isKept(join(caches, 'heroku-modular-buildpack'))).to.be.true;
		const second = await call(caches, 'modular', '--version');
		expect([second.status, second.stderr, mirror.requests.length]).to.deep.equal([0, '', 1]);
	});
});

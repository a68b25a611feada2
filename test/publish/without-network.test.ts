import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { told } from '../install/builds.ts';
import { ageIndexes, buildFrom, hashOf, indexOf, startRepository } from '../resolve/repository.ts';
import { makeDirectory, makeFiles } from '../support/directories.ts';
import type { TestServer } from '../support/server.ts';

/* MODULAR_OFFLINE=1, with a server that is there and counts: it must not be asked. */

const offline = { MODULAR_OFFLINE: '1' };
const advice = 'Build once without MODULAR_OFFLINE, or use an offline package of the buildpack.';
const tool = 'cached_download file.bin "$CACHE_DIR/file.bin" && cp "$CACHE_DIR/file.bin" "$BUILD_DIR/file.bin"';

describe('a build with MODULAR_OFFLINE=1', () => {
	let server: TestServer;
	let repos: string;
	let cacheDir: string;
	beforeEach(async () => {
		server = await startRepository(
			{ tool, more: 'download more.txt "$BUILD_DIR/more.txt"' },
			{ '/repo/file.bin': 'kept' },
		);
		repos = server.link('/repo/index');
		cacheDir = makeDirectory('cache');
		const warm = await buildFrom(repos, 'tool', { cacheDir });
		expect([warm.status, warm.stderr, server.takePaths().length]).to.deep.equal([0, '', 3]);
	});

	for (const [title, minutes, config] of [
		['young', 0, {}],
		['a year old', 60 * 24 * 365, {}],
		['from the future', -600, {}],
		['to be reloaded', 0, { RELOAD_REPOSITORY: '1' }],
	] as const) {
		for (const how of ['a config variable', 'a variable of the environment']) {
			it(`as ${how} takes what the cache has, the index ${title}, and asks nobody`, async () => {
				ageIndexes(cacheDir, minutes);
				const isConfig = how === 'a config variable';
				const envDir = makeFiles({ ...config, ...(isConfig ? offline : {}) });
				const env = isConfig ? {} : offline;
				const { status, stderr, app } = await buildFrom(repos, 'tool', { cacheDir, envDir, env });
				expect([status, stderr, server.requests]).to.deep.equal([0, '', []]);
				expect(readFileSync(join(app, 'file.bin'), 'utf8')).to.equal('kept');
			});
		}
	}

	it('is an error for a file that the cache does not have, which names file and package', async () => {
		const installers = { mine: `cached_download ${server.link('/repo/other.bin')} "$BUILD_DIR/other.bin"` };
		const { status, stderr, app } = await buildFrom(repos, 'tool mine', { cacheDir, installers, env: offline });
		const line = `mine wants a file: ${server.link('/repo/other.bin')} is not in the cache, and MODULAR_OFFLINE forbids to fetch it.`;
		expect([status, stderr, server.requests]).to.deep.equal([1, told(line, advice), []]);
		expect(existsSync(join(app, 'other.bin'))).to.be.false;
	});

	it('is an error for an installer that the cache does not have', async () => {
		const { status, stderr } = await buildFrom(repos, 'more', { cacheDir, env: offline });
		const line = `more wants a file: ${server.link('/repo/more.sh')} is not in the cache, and MODULAR_OFFLINE forbids to fetch it.`;
		expect([status, stderr, server.requests]).to.deep.equal([1, told(line, advice), []]);
	});

	it('is an error for a name that the index in the cache does not have, even if the repository has it now', async () => {
		server.answer('/repo/index', indexOf({ newer: 'print newer' }));
		const { status, stderr, app } = await buildFrom(repos, 'newer', { cacheDir, env: offline });
		expect(stderr).to.contain('There is no package newer, which is required by build/heroku/install, line 1.');
		expect([status, server.requests, existsSync(join(app, '.modular'))]).to.deep.equal([1, [], false]);
	});

	it('is an error for everything once the cache was emptied', async () => {
		const env = { ...offline, CLEAN_CACHE: '1' };
		const { status, stderr, stdout } = await buildFrom(repos, 'tool', { cacheDir, env });
		const line = `tool wants a file: ${repos} is not in the cache, and MODULAR_OFFLINE forbids to fetch it.`;
		expect([status, stderr, server.requests]).to.deep.equal([1, told(line, advice), []]);
		expect(stdout).to.contain('The cache was emptied.');
	});

	it('takes everything by file links, without a cache too', async () => {
		const text = 'download "$INSTALLER_DIR/local.txt" "$BUILD_DIR/local.txt"';
		const directory = makeFiles({
			index: `local local.sh ${hashOf(text)}\n`,
			'local.sh': text,
			'local.txt': 'local\n',
		});
		const link = pathToFileURL(join(directory, 'index')).href;
		const { status, stderr, app } = await buildFrom(link, 'local', { env: { ...offline, CLEAN_CACHE: '1' } });
		expect([status, stderr]).to.deep.equal([0, '']);
		expect(readFileSync(join(app, 'local.txt'), 'utf8')).to.equal('local\n');
	});

	for (const value of ['', '0']) {
		it(`is none with MODULAR_OFFLINE=${value}`, async () => {
			const { status } = await buildFrom(repos, 'tool', { env: { MODULAR_OFFLINE: value } });
			expect([status, server.requests.length]).to.deep.equal([0, 3]);
		});
	}
});

import { join } from 'node:path';
import { expect } from 'chai';
import { buildFrom, startRepository } from '../resolve/repository.ts';
import { makeDirectory } from '../support/directories.ts';
import { snapshotOf } from '../support/snapshot.ts';
import { type Fixture, fixtures } from './fixtures.ts';

/** Builds a fixture once more, with the directories that differ written as BUILD_DIR and CACHE_DIR. */
async function buildFixture(index: string, { install, installers, env }: Fixture, ahead: string, cacheDir: string) {
	const options = { env: { ...env, MODULAR_FETCH_AHEAD: ahead }, cacheDir };
	const { app, ...result } = await buildFrom(index, install, {
		...options,
		...(installers === undefined ? {} : { installers }),
	});
	const neutral = (text: string) => text.replaceAll(app, 'BUILD_DIR').replaceAll(cacheDir, 'CACHE_DIR');
	const ofInstallers = Object.entries(
		snapshotOf(cacheDir, { times: false, without: [join(cacheDir, 'modular-v1/artifacts')] }),
	);
	return {
		status: result.status,
		stdout: neutral(result.stdout),
		stderr: neutral(result.stderr),
		tree: snapshotOf(app, { times: false }),
		cache: Object.fromEntries(ofInstallers.map(([name, content]) => [name, name.includes('indexes/') ? '' : content])),
	};
}

describe('A build that fetches ahead does what it does without', () => {
	for (const [title, fixture] of Object.entries(fixtures)) {
		it(`with ${title}: log, tree, cache, status, and requests of a cold build and of a warm one`, async () => {
			const server = await startRepository(fixture.packages, fixture.more);
			const index = server.link('/repo/index');
			const [plainCache, aheadCache] = [makeDirectory('cache'), makeDirectory('cache')];
			for (const pass of ['cold', 'warm']) {
				const plain = await buildFixture(index, fixture, '0', plainCache);
				const plainPaths = server.takePaths();
				const ahead = await buildFixture(index, fixture, '', aheadCache);
				const aheadPaths = server.takePaths();
				expect(ahead, pass).to.deep.equal(plain);
				const wrongGuesses = aheadPaths.filter((path) => !plainPaths.includes(path));
				const rest = aheadPaths.filter((path) => plainPaths.includes(path));
				const again = rest.length > plainPaths.length ? rest.indexOf(fixture.useless ?? '') : -1;
				if (again !== -1) rest.splice(again, 1);
				expect(rest.sort(), pass).to.deep.equal(plainPaths.sort());
				expect(new Set(wrongGuesses).size, `a wrong guess costs one request: ${wrongGuesses.join(' ')}`).to.equal(
					wrongGuesses.length,
				);
			}
		});
	}
});

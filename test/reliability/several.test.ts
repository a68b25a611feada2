import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { told } from '../install/builds.ts';
import { ageIndexes } from '../resolve/repository.ts';
import { makeDirectory } from '../support/directories.ts';
import { DiskApp, type DiskBuild } from './disk-app.ts';
import { amount, Survival } from './survival.ts';

/** How many builds run at the same time, and how often that is tried. */
const together = 16;
const rounds = amount('MODULAR_TEST_ROUNDS', 1);

/** What `download` fetches in every build; everything else is in a warm cache. */
const always = '/repo/data';

const changedFiles = ['data', 'one.tgz'];

/** What a build may say of files that have changed: the first one that sees it removes them. */
const removed = changedFiles.map((name) =>
	told(`${name} in the cache is no longer what was downloaded, and is removed.`),
);

describe(`${together} builds that share a cache`, () => {
	const survival = new Survival(`${together} builds that share a cache`);

	async function buildTogether(
		app: DiskApp,
		row: string,
		options: Parameters<DiskApp['build']>[0],
		mayBeSaid: readonly string[] = [],
	): Promise<DiskBuild[]> {
		const builds = Array.from({ length: together }, () => app.build(options));
		return await Promise.all(
			builds.map((each) =>
				survival.try(row, async () => {
					const result = await each;
					const said = mayBeSaid.reduce((rest, line) => rest.replace(line, ''), result.said);
					expect([result.status, said]).to.deep.equal([0, '']);
					app.expectWhole(result.app);
					return result;
				}),
			),
		);
	}

	/** Asserts that everything is in a cache, and nothing that does not belong there. */
	async function expectWarm(app: DiskApp, cacheDir: string): Promise<void> {
		app.server.takePaths();
		await app.expectGoodCache(cacheDir);
		expect(app.server.takePaths()).to.deep.equal([always]);
	}

	const states: readonly (readonly [string, (cacheDir: string) => void, mayBeSaid?: readonly string[]])[] = [
		['with indexes that are to be asked for again', (cacheDir) => ageIndexes(cacheDir, 6)],
		[
			'with files that have changed',
			(cacheDir) => {
				for (const name of changedFiles) {
					rmSync(join(cacheDir, name));
					writeFileSync(join(cacheDir, name), 'changed');
				}
			},
			removed,
		],
		['with nothing in its store', (cacheDir) => rmSync(join(cacheDir, 'modular-v1/store'), { recursive: true })],
	];

	it('are good where it is cold, and leave a good one', async () => {
		for (let round = 0; round < rounds; round += 1) {
			const app = await DiskApp.make();
			const cacheDir = makeDirectory('cache');
			await buildTogether(app, 'cold', { cacheDir });
			await expectWarm(app, cacheDir);
			await buildTogether(app, 'warm', { cacheDir });
			expect(app.server.takePaths()).to.deep.equal(Array.from({ length: together }, () => always));
		}
	});

	it('are whole, or end with an error, where some of them have CLEAN_CACHE', async () => {
		for (let round = 0; round < rounds; round += 1) {
			const app = await DiskApp.make();
			const cacheDir = await app.warmCache();
			const builds = Array.from({ length: together }, async (_, i) => {
				await delay(i * 50);
				return await app.build({ cacheDir, env: i % 3 === 0 ? { CLEAN_CACHE: '1' } : {} });
			});
			const ended = await Promise.all(
				builds.map((each) =>
					survival.try('some of which have CLEAN_CACHE: whole, or ended with an error', async () => {
						const { app: built, status, said } = await each;
						if (status === 0) {
							expect(said).to.equal('');
							app.expectWhole(built);
							return false;
						}
						// an installer, or an archive, was removed right before it was used
						expect(said).to.match(
							/: cannot open .*\/installers\/\w+\.sh|: ENOENT: .*, open '.*\/cache\/one\.tgz'\.\n$/,
						);
						expect(status).to.be.oneOf([1, 2]);
						expect(existsSync(join(built, '.modular/packages.json'))).to.be.false;
						return true;
					}),
				),
			);
			expect(ended.filter(Boolean).length, 'builds that have ended').to.be.below(together / 2);
			await app.expectGoodCache(cacheDir);
		}
	});

	for (const [title, disturb, mayBeSaid] of states) {
		it(`are good ${title}, and leave a good one`, async () => {
			for (let round = 0; round < rounds; round += 1) {
				const app = await DiskApp.make();
				const cacheDir = await app.warmCache();
				disturb(cacheDir);
				await buildTogether(app, title, { cacheDir }, mayBeSaid);
				await expectWarm(app, cacheDir);
			}
		});
	}
});

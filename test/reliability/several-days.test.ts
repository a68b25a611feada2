import { readdirSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { ageIndexes, buildFrom, filesBelow, hashOf, repositoryAnswers } from '../resolve/repository.ts';
import { makeDirectory } from '../support/directories.ts';
import { TestServer } from '../support/server.ts';
import { DiskApp } from './disk-app.ts';
import { amount, Survival } from './survival.ts';

/*
 * Builds one after another. Each of them also asserts that no process of its own and no temporary file is left: see
 * `compile` in ../support/entry-points.ts.
 */

const builds = amount('MODULAR_TEST_BUILDS', 4);

/** How many files a cache has, and how many bytes are in them. */
function sizeOf(cacheDir: string): { files: number; bytes: number } {
	const files = filesBelow(cacheDir);
	return { files: files.length, bytes: files.reduce((sum, file) => sum + statSync(file).size, 0) };
}

const day = 24 * 3600;

/** Makes what the cache keeps for a while look a day older. */
function letADayPass(cacheDir: string): void {
	for (const name of ['installers', 'artifacts', 'indexes']) {
		for (const file of filesBelow(join(cacheDir, 'modular-v1', name))) {
			const time = statSync(file).mtimeMs / 1000 - day;
			utimesSync(file, time, time);
		}
	}
}

describe(`${builds} builds, one after another`, () => {
	const survival = new Survival(`${builds} builds, one after another`);

	for (const [title, env, disturb] of [
		['that have all they need', {}, () => {}],
		['that ask for their index again', {}, (cacheDir: string) => ageIndexes(cacheDir, 6)],
		['with RELOAD_REPOSITORY', { RELOAD_REPOSITORY: '1' }, () => {}],
	] as const) {
		it(`let the cache not grow: ${title}`, async () => {
			const app = await DiskApp.make();
			const cacheDir = await app.warmCache();
			await app.build({ cacheDir }); // whose compiled code is kept
			const before = sizeOf(cacheDir);
			for (let i = 0; i < builds; i += 1) {
				await survival.try(title, async () => {
					disturb(cacheDir);
					const result = await app.build({ cacheDir, env });
					expect([result.status, result.said]).to.deep.equal([0, '']);
					app.expectWhole(result.app);
					const { files, bytes } = sizeOf(cacheDir);
					expect(files).to.equal(before.files);
					expect(bytes, 'bytes').to.be.closeTo(before.bytes, 100); // an index says when it was fetched
				});
			}
			await app.expectGoodCache(cacheDir);
		});
	}

	it('let the cache keep a month of packages that change every day, and nothing else', async () => {
		const fileOf = (i: number) => `file of day ${i}\n`.repeat(1000);
		const installersOf = (i: number) => ({
			one: `cached_download "$INSTALLER_DIR/file" "$CACHE_DIR/file" ${hashOf(fileOf(i))}\ncp "$CACHE_DIR/file" "$BUILD_DIR"\n`,
			two: 'print two',
		});
		const server = await TestServer.start({});
		const cacheDir = makeDirectory('cache');
		for (let i = 0; i < builds; i += 1) {
			await survival.try('with packages that change every day', async () => {
				for (const [path, answer] of Object.entries(repositoryAnswers(installersOf(i), { '/repo/file': fileOf(i) })))
					server.answer(path, answer);
				const { app, status, stderr } = await buildFrom(server.link('/repo/index'), 'one\ntwo', { cacheDir });
				expect([status, stderr]).to.deep.equal([0, '']);
				expect(readFileSync(join(app, 'file'), 'utf8')).to.equal(fileOf(i));
				expect(server.takePaths()).to.have.members([
					'/repo/index',
					'/repo/one.sh',
					'/repo/file',
					...(i > 0 ? [] : ['/repo/two.sh']),
				]);
				const own = join(cacheDir, 'modular-v1');
				expect(readdirSync(join(own, 'installers')).length).to.equal(Math.min(i + 1, 30) + 1);
				expect(readdirSync(join(own, 'store')).length).to.be.at.most(2);
				for (const name of ['artifacts', 'indexes']) expect(filesBelow(join(own, name)).length, name).to.equal(1);
				expect(readFileSync(join(cacheDir, 'file'), 'utf8')).to.equal(fileOf(i));
				letADayPass(cacheDir);
				ageIndexes(cacheDir, 24 * 60);
			});
		}
	});
});

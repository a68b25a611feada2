import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { expect } from 'chai';
import { giveToOrdinaryUser, ordinaryUser } from '../entry-points/ordinary-user.ts';
import { told } from '../install/builds.ts';
import { ageIndexes, indexFiles } from '../resolve/repository.ts';
import { makeDirectory } from '../support/directories.ts';
import { missing } from '../support/shells.ts';
import { DiskApp, type DiskBuild, todo } from './disk-app.ts';
import { canMount, compileCommand, mounting } from './small-disks.ts';
import { Survival } from './survival.ts';

const cacheError = (cacheDir: string, file: string, reason: string) =>
	told(`The cache directory ${cacheDir} cannot be used: ${file}: ${reason}.`, `${todo} CLEAN_CACHE=1 empties it.`);

/** Builds as an ordinary user, with a temporary directory and an app of that user. */
async function buildAsOrdinary(app: DiskApp, cacheDir: string, env: Record<string, string> = {}): Promise<DiskBuild> {
	const TMPDIR = giveToOrdinaryUser(makeDirectory('temporary'));
	return await app.build({ ...ordinaryUser, cacheDir, env: { TMPDIR, ...env } }, giveToOrdinaryUser);
}

/** What a build says that cannot keep the index that it has asked for. */
const notKept = (app: DiskApp, cacheDir: string, reason: string) =>
	told(`${app.link('index')} cannot be saved as ${indexFiles(cacheDir)[0] ?? ''}: ${reason}.`, todo);

describe('a cache that cannot be written', () => {
	const survival = new Survival('A cache that cannot be written');

	for (const [title, isMounted] of [
		['on a file system that is read-only', true],
		['by its modes', false],
	] as const) {
		if (isMounted && !canMount()) {
			missing('a file system of our own cannot be mounted');
			continue;
		}
		const reason = isMounted ? 'the file system is read-only' : 'permission denied';
		const readOnly = () =>
			mounting(`mount --bind "$2" "$2" && mount -o remount,bind,ro "$2" || exit 99\n${compileCommand}`);
		const build = async (app: DiskApp, cacheDir: string, env: Record<string, string> = {}) => {
			if (isMounted) return await app.build({ program: readOnly(), cacheDir, env });
			giveToOrdinaryUser(cacheDir);
			spawnSync('find', [cacheDir, '-type', 'd', '-exec', 'chmod', '555', '{}', '+']);
			return await buildAsOrdinary(app, cacheDir, env);
		};

		it(`${title} is an error before anything is run if it is empty`, async () => {
			await survival.try(`${title}, cold`, async () => {
				const app = await DiskApp.make();
				const cacheDir = makeDirectory('cache');
				const result = await build(app, cacheDir);
				expect(result.said).to.equal(cacheError(cacheDir, `${cacheDir}/modular-v1`, reason));
				expect([result.status, readdirSync(result.app), readdirSync(cacheDir)]).to.deep.equal([1, ['build'], []]);
			});
		});

		it(`${title} is good for a build that needs nothing new`, async () => {
			await survival.try(`${title}, warm`, async () => {
				const app = await DiskApp.make();
				const result = await build(app, await app.warmCache());
				expect([result.status, result.said]).to.deep.equal([0, '']);
				app.expectWhole(result.app);
			});
		});

		it(`${title} is an error for a build that needs a newer index`, async () => {
			await survival.try(`${title}, with an old index`, async () => {
				const app = await DiskApp.make();
				const cacheDir = await app.warmCache();
				ageIndexes(cacheDir, 6);
				const before = indexFiles(cacheDir).map((file) => readFileSync(file, 'utf8'));
				const result = await build(app, cacheDir);
				expect([result.status, result.said]).to.deep.equal([1, notKept(app, cacheDir, reason)]);
				expect(indexFiles(cacheDir).map((file) => readFileSync(file, 'utf8'))).to.deep.equal(before);
			});
		});

		it(`${title} is an error for CLEAN_CACHE`, async () => {
			await survival.try(`${title}, with CLEAN_CACHE`, async () => {
				const app = await DiskApp.make();
				const cacheDir = await app.warmCache();
				const result = await build(app, cacheDir, { CLEAN_CACHE: '1' });
				const [, file = ''] = /cannot be used: (.*): /.exec(result.said) ?? [];
				expect([result.status, result.said]).to.deep.equal([1, cacheError(cacheDir, file, reason)]);
				expect(dirname(file)).to.equal(cacheDir);
				expect(readdirSync(result.app)).to.deep.equal(['build']);
			});
		});
	}
});

describe('a cache of somebody else', () => {
	if (ordinaryUser.uid === undefined) {
		missing('only root can give a cache to somebody else');
		return;
	}
	const survival = new Survival('A cache of somebody else');
	const openedCache = async (app: DiskApp, mode: number) => {
		const cacheDir = await app.warmCache();
		chmodSync(dirname(cacheDir), 0o755);
		const directories = spawnSync('find', [cacheDir, '-type', 'd', '-print0'], { encoding: 'utf8' }).stdout.split('\0');
		for (const directory of directories.slice(0, -1)) chmodSync(directory, mode);
		return cacheDir;
	};

	it('is an error where an index can neither be read nor replaced', async () => {
		await survival.try('to read', async () => {
			const app = await DiskApp.make();
			const cacheDir = await openedCache(app, 0o755);
			const result = await buildAsOrdinary(app, cacheDir);
			expect([result.status, result.said]).to.deep.equal([1, notKept(app, cacheDir, 'permission denied')]);
			await app.expectGoodCache(cacheDir);
		});
	});

	it('is an error where a file has changed and cannot be removed', async () => {
		await survival.try('to read, with a file that has changed', async () => {
			const app = await DiskApp.make();
			const cacheDir = await openedCache(app, 0o755);
			writeFileSync(join(cacheDir, 'data'), 'changed');
			const result = await buildAsOrdinary(app, cacheDir);
			expect(result.said).to.equal(cacheError(cacheDir, `${cacheDir}/data`, 'permission denied'));
			expect([result.status, readdirSync(result.app)]).to.deep.equal([1, ['build']]);
			expect(readFileSync(join(cacheDir, 'data'), 'utf8')).to.equal('changed');
		});
	});

	it('is good where its directories can be written, for both of them', async () => {
		await survival.try('to write', async () => {
			const app = await DiskApp.make();
			const cacheDir = await openedCache(app, 0o777);
			const result = await buildAsOrdinary(app, cacheDir);
			expect([result.status, result.said]).to.deep.equal([0, '']);
			app.expectWhole(result.app);
			await app.expectGoodCache(cacheDir);
		});
	});
});

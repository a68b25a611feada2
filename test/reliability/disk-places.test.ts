import { chmodSync, lstatSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { told } from '../install/builds.ts';
import { makeDirectory, makeFiles } from '../support/directories.ts';
import { DiskApp, todo } from './disk-app.ts';
import { Survival } from './survival.ts';

const file = 'a part of its path is a file, not a directory';

/** Puts a file where something else may be. */
function putFile(path: string): void {
	rmSync(path, { recursive: true, force: true });
	mkdirSync(dirname(path), { recursive: true });
	writeFileSync(path, 'a file');
}

describe('a file where a directory should be', () => {
	const survival = new Survival('A file where a directory should be');

	for (const name of ['artifacts', 'compiled', 'indexes', 'installers', 'node', 'store']) {
		it(`is removed, with a warning, for modular-v1/${name} in a cold cache and in a warm one`, async () => {
			const app = await DiskApp.make();
			const cacheDir = makeDirectory('cache');
			const path = join(cacheDir, 'modular-v1', name);
			for (const title of ['cold', 'warm']) {
				await survival.try(`modular-v1/${name}`, async () => {
					putFile(path);
					const { status, said, app: built } = await app.build({ cacheDir });
					expect([status, said], title).to.deep.equal([0, told(`${path} is not a directory, and is removed.`)]);
					app.expectWhole(built);
				});
			}
			await app.expectGoodCache(cacheDir);
		});
	}

	for (const [title, put, reason] of [
		['a file for modular-v1', (own: string) => putFile(own), `OWN: ${file}`],
		['a link to nowhere for modular-v1', (own: string) => symlinkSync('/missing', own), `OWN: ${file}`],
		[
			'a directory for modular-v1/filled-for',
			(own: string) => mkdirSync(join(own, 'filled-for'), { recursive: true }),
			'OWN/filled-for: it is a directory',
		],
	] as const) {
		it(`is an error for ${title}, which CLEAN_CACHE mends`, async () => {
			await survival.try(title, async () => {
				const app = await DiskApp.make();
				const cacheDir = makeDirectory('cache');
				const own = join(cacheDir, 'modular-v1');
				put(own);
				const { status, said, app: built } = await app.build({ cacheDir });
				expect(said).to.equal(
					told(
						`The cache directory ${cacheDir} cannot be used: ${reason.replace('OWN', own)}.`,
						`${todo} CLEAN_CACHE=1 empties it.`,
					),
				);
				expect([status, readdirSync(built)]).to.deep.equal([1, ['build']]);
				const next = await app.build({ cacheDir, env: { CLEAN_CACHE: '1' } });
				expect([next.status, next.said]).to.deep.equal([0, '']);
				app.expectWhole(next.app);
				await app.expectGoodCache(cacheDir);
			});
		});
	}

	for (const [title, place] of [
		['CACHE_DIR', ''],
		['a directory above CACHE_DIR', '/below/it'],
	] as const) {
		it(`is an error for ${title}`, async () => {
			await survival.try('CACHE_DIR', async () => {
				const app = await DiskApp.make();
				const path = join(makeFiles({ file: 'text' }), 'file');
				const { status, said, app: built } = await app.build({ cacheDir: `${path}${place}` });
				const named = place === '' ? path : `${path}${place}`;
				expect(said).to.equal(told(`${named} cannot be written: ${file}.`, todo));
				expect([status, readdirSync(built), lstatSync(path).isFile()]).to.deep.equal([1, ['build'], true]);
			});
		});
	}

	for (const name of ['', '/missing'] as const) {
		it(`is an error for TMPDIR${name && ', and so is none'}`, async () => {
			await survival.try('TMPDIR', async () => {
				const app = await DiskApp.make();
				const TMPDIR = `${join(makeFiles({ file: 'text' }), 'file')}${name}`;
				const { status, said, app: built } = await app.build({ env: { TMPDIR } });
				const advice = 'Check TMPDIR, its permissions, and the room on the disk.';
				expect(said).to.equal(told(`The temporary directory ${TMPDIR} cannot be used: ${file}.`, advice));
				expect([status, readdirSync(built)]).to.deep.equal([1, ['build']]);
			});
		});
	}

	const inApp: readonly (readonly [path: string, kind: 'file' | 'directory', message: string, also?: string])[] = [
		['vendor', 'file', 'LINK is to be unpacked into APP/vendor, but APP/vendor is not a directory.'],
		[
			'.profile.d',
			'file',
			`APP/.profile.d/one.sh, which sets variables when the app boots, cannot be written: ${file}.\n${todo}`,
		],
		[
			'.profile.d/one.sh',
			'directory',
			`APP/.profile.d/one.sh, which sets variables when the app boots, cannot be written: it is a directory.\n${todo}`,
		],
		['.modular', 'file', `APP/.modular/packages.json cannot be written: ${file}.\n${todo}`],
		[
			'.modular/packages.json',
			'directory',
			`APP/.modular/packages.json cannot be written: it is a directory.\n${todo}`,
		],
		['boot.sh', 'directory', 'APP/boot.sh is a directory, where the buildpack has to write a file. Rename it.'],
	];
	for (const [path, kind, message] of inApp) {
		it(`is an error for the app's ${path}${kind === 'directory' ? ', the other way round' : ''}`, async () => {
			await survival.try(`BUILD_DIR/${path}`, async () => {
				const app = await DiskApp.make();
				const result = await app.build({}, (directory) => {
					if (kind === 'file') putFile(join(directory, path));
					else mkdirSync(join(directory, path), { recursive: true });
				});
				const text = message.replaceAll('APP', result.app).replace('LINK', app.link('one.tgz'));
				expect([result.status, result.said]).to.deep.equal([1, told(...text.split('\n'))]);
				const status = lstatSync(join(result.app, path));
				expect(kind === 'file' ? status.isFile() : status.isDirectory(), 'as it was').to.be.true;
				await app.expectGoodCache(result.cacheDir);
			});
		});
	}

	it('is an error for a target of a download, and a warning for one that was a file', async () => {
		await survival.try('CACHE_DIR/data', async () => {
			const app = await DiskApp.make();
			const cacheDir = join(makeFiles({ 'cache/data/mine': 'text' }), 'cache');
			chmodSync(cacheDir, 0o755);
			const { status, said } = await app.build({ cacheDir });
			const target = join(cacheDir, 'data');
			expect([status, said]).to.deep.equal([
				1,
				told(`${app.link('data')} cannot be saved as ${target}, which is a directory.`),
			]);
			rmSync(target, { recursive: true });
			await app.expectGoodCache(cacheDir);
			rmSync(target);
			mkdirSync(target);
			const next = await app.build({ cacheDir });
			expect([next.status, next.said]).to.deep.equal([
				0,
				told('data in the cache is no longer what was downloaded, and is removed.'),
			]);
			app.expectWhole(next.app);
		});
	});
});

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { build, detailsOf, told } from '../install/builds.ts';
import { ageIndexes, copyBuildpack, indexFiles } from '../resolve/repository.ts';
import { appFiles, makeDirectory, makeFiles } from '../support/directories.ts';
import { compile } from '../support/entry-points.ts';
import { TestServer } from '../support/server.ts';
import { missing } from '../support/shells.ts';
import { DiskApp, todo } from './disk-app.ts';
import { canMount, compileCommand, compileOn, mounting } from './small-disks.ts';
import { Survival } from './survival.ts';

/** Leaves no room on a file system that is mounted already. */
const fill = (directory: string) =>
	`mount -o remount,nr_inodes=$(find "${directory}" | wc -l) "${directory}" || exit 99`;

/** A bin/compile whose cache is a disk with what is in the cache, and no room for anything else. */
const onFullCache = () =>
	mounting(
		'cp -a "$2" "$2.before" && mount -t tmpfs none "$2" && cp -a "$2.before/." "$2" || exit 99',
		`${fill('$2')}\nexec ${compileCommand}`,
	);

describe('a disk that is full, for a build that can do without it', () => {
	if (!canMount()) {
		missing('a file system of our own cannot be mounted');
		return;
	}
	const survival = new Survival('A disk that is full, elsewhere');

	it('is no fault where the cache has all that is needed', async () => {
		await survival.try('a full cache that is warm', async () => {
			const app = await DiskApp.make();
			const cacheDir = await app.warmCache();
			const result = await app.build({ program: onFullCache(), cacheDir });
			expect([result.status, result.said]).to.deep.equal([0, '']);
			app.expectWhole(result.app);
		});
	});

	it('is one error where a newer index cannot be kept, and the old one stays', async () => {
		await survival.try('a full cache with an old index', async () => {
			const app = await DiskApp.make();
			const cacheDir = await app.warmCache();
			ageIndexes(cacheDir, 6);
			const result = await app.build({ program: onFullCache(), cacheDir });
			const [index = ''] = indexFiles(cacheDir);
			expect(result.said).to.equal(told(`${app.link('index')} cannot be saved as ${index}: the disk is full.`, todo));
			expect(result.status).to.equal(1);
			await app.expectGoodCache(cacheDir);
		});
	});

	it('is made free of what nobody has asked for yet, where that is what fills it', async () => {
		await survival.try('a cache full of what is fetched ahead', async () => {
			const late = ['1', '2', '3', '4'];
			const body = 'x'.repeat(100_000);
			const server = await TestServer.start(Object.fromEntries(late.map((name) => [`/${name}`, body])));
			// only once the disk is full of the others
			server.answer('/first', (_request, response) => {
				const wait = setInterval(() => {
					if (!late.slice(0, 3).every((name) => server.requests.some(({ path }) => path === `/${name}`))) return;
					clearInterval(wait);
					setTimeout(() => response.end(body), 100);
				}, 10);
			});
			const downloads = late.map(
				(name) => `download '${server.link(`/${name}`)}' "$BUILD_DIR/${name}" || fail ${name}`,
			);
			const first = `cached_download '${server.link('/first')}' "$CACHE_DIR/first"`;
			const { program, after } = compileOn('CACHE_DIR', 'size=320k');
			const result = await build({ first, late: downloads.join('\n') }, { program });
			expect([result.status, result.stderr]).to.deep.equal([0, '']);
			expect(readdirSync(result.app)).to.include.members(late);
			expect(readdirSync(after).filter((name) => name !== 'modular-v1')).to.deep.equal(['first']);
			expect(readdirSync(join(after, 'modular-v1')).filter((name) => name.endsWith('.part'))).to.deep.equal([]);
		});
	});
});

describe('a disk that is full, with what goes beside a build', () => {
	if (!canMount()) {
		missing('a file system of our own cannot be mounted');
		return;
	}
	const survival = new Survival('A disk that is full, beside the build');

	it('is one error for the log, which says so where it can', async () => {
		for (const [streams, said] of [
			['>>"$disk/log"', told('The build log cannot be written: the disk is full.', 'Check where it is kept.')],
			['>>"$disk/log" 2>&1', ''],
		] as const) {
			await survival.try('the log', async () => {
				const disk = makeDirectory();
				const program = mounting(
					`disk='${disk}'; mount -t tmpfs -o size=4k none "$disk" && head -c 4096 </proc/self/exe >"$disk/log" || exit 99`,
					`exec ${compileCommand} ${streams}`,
				);
				const result = await build({ one: ': >ran' }, { program });
				expect([result.status, result.stdout, result.stderr]).to.deep.equal([1, '', said]);
				expect(existsSync(join(result.app, '.modular/packages.json'))).to.be.false;
			});
		}
	});

	it('is one error for what the next buildpack is told', async () => {
		await survival.try('export', async () => {
			const bin = join(copyBuildpack({}), '..');
			const buildpack = join(bin, '..');
			const program = mounting(
				`cp -a '${buildpack}' '${buildpack}.before' && mount -t tmpfs none '${buildpack}' || exit 99`,
				`cp -a '${buildpack}.before/.' '${buildpack}' || exit 99\n${fill(buildpack)}`,
				`'${buildpack}/bin/compile' "$@"\nstatus=$?\nls -A '${buildpack}' >'${buildpack}.after'\nexit "$status"`,
			);
			const app = makeFiles(appFiles({ one: 'env_extend A b\nprint ready' }));
			const result = await compile(app, { program, envDir: makeDirectory() });
			expect(result.stderr).to.equal(told(`${buildpack}/export cannot be written: the disk is full.`, todo));
			expect([result.status, detailsOf(result)]).to.deep.equal([1, ['ready']]);
			expect(readFileSync(`${buildpack}.after`, 'utf8')).not.to.match(/^export$|\.part$/m);
		});
	});
});

import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { warningsOf } from '../install/builds.ts';
import { filesBelow } from '../resolve/repository.ts';
import { missing } from '../support/shells.ts';
import { DiskApp, type DiskBuild, todo } from './disk-app.ts';
import { canMount, compileOn, type Disk } from './small-disks.ts';
import { amount, Survival } from './survival.ts';

const saved = (name: string, target: string) =>
	`REPOSITORY/${name} cannot be saved as ${target}: the disk is full.\n${todo}`;
const profile = (name: string) =>
	`BUILD_DIR/.profile.d/${name}.sh, which sets variables when the app boots, cannot be written: the disk is full.\n${todo}`;
const checkTmpdir = 'Check TMPDIR, its permissions, and the room on the disk.';
const cacheError = (file: string) =>
	`The cache directory CACHE_DIR cannot be used: ${file}the disk is full.\n${todo} CLEAN_CACHE=1 empties it.`;

/** What is said where a disk is full, by the place that has no room. */
const errors: Readonly<Record<string, string>> = {
	'boot.sh': `BUILD_DIR/boot.sh cannot be written: the disk is full.\n${todo}`,
	members:
		'REPOSITORY/one.tgz cannot be unpacked: there is not enough room on the disk of BUILD_DIR.\nMake room there. Nothing of the archive was kept in the app.',
	vendor: `REPOSITORY/one.tgz cannot be unpacked into BUILD_DIR/vendor: the disk is full.\n${todo}`,
	'vendor/data': `${saved('data', 'BUILD_DIR/vendor/data')}\nThere is no data.`,
	'one.sh': profile('one'),
	'two.sh': profile('two'),
	'compile.sh': profile('compile'),
	'packages.json': `BUILD_DIR/.modular/packages.json cannot be written: the disk is full.\n${todo}`,

	'modular-v1': cacheError('CACHE_DIR/modular-v1: '),
	marker: cacheError(''),
	index: saved('index', 'CACHE_DIR/modular-v1/indexes/HASH'),
	'first installer': saved('one.sh', 'CACHE_DIR/modular-v1/installers/HASH.sh'),
	'second installer': saved('two.sh', 'CACHE_DIR/modular-v1/installers/HASH.sh'),
	archive: saved('one.tgz', 'CACHE_DIR/one.tgz'),
	data: saved('data', 'CACHE_DIR/data'),

	'private directory': `The temporary directory TMPDIR cannot be used: the disk is full.\n${checkTmpdir}`,
	question: 'A subshell cannot put its question in TMPDIR/PRIVATE, see above.\nCheck TMPDIR, and the room on the disk.',
};

/** So many numbers of a range, with both of its ends. */
function spread(from: number, to: number, count: number): number[] {
	const numbers = Array.from({ length: Math.min(count, to - from + 1) }, (_, i) => i);
	return numbers.map((i) => Math.round(from + (i * (to - from)) / Math.max(1, numbers.length - 1)));
}

/** What was said, without what differs from build to build. */
function wordsOf({ app, cacheDir, said }: DiskBuild, repository: string): string {
	return warningsOf({ stderr: said })
		.join('\n')
		.replaceAll(app, 'BUILD_DIR')
		.replaceAll(cacheDir, 'CACHE_DIR')
		.replaceAll(repository, 'REPOSITORY')
		.replaceAll(/\/\S*\/modular test \w+\/temporary/g, 'TMPDIR')
		.replaceAll(/modular-\w{6}\b/g, 'PRIVATE')
		.replaceAll(/[0-9a-f]{32,}/g, 'HASH');
}

/** Asserts a build that is good, or bad with one of the errors; gives the place that the error names. */
function expectRight(result: DiskBuild, buildDir: string, app: DiskApp): string | undefined {
	const words = wordsOf(result, dirname(app.link('index')));
	const [place] = Object.entries(errors).find(([, text]) => text === words) ?? [];
	if (result.status === 0) {
		expect(words).to.equal('');
		app.expectWhole(buildDir);
		return undefined;
	}
	expect(place, `an error that says: ${words}`).to.be.a('string');
	expect(result.status).to.equal(1);
	expect(result.stderr).not.to.match(/^\s+at .*:\d+/m);
	expect(existsSync(join(buildDir, '.modular/packages.json'))).to.be.false;
	return place;
}

/** Of 4 kB each. */
const pages = (count: number) => `size=${count * 4}k`;
const files = (count: number) => `nr_inodes=${count}`;

/** The places that are full at one size at least, where all sizes are tried. */
const rows: readonly (readonly [Disk, (n: number) => string, number, number, number, readonly string[]])[] = [
	['BUILD_DIR', pages, 4, 31, 5, ['boot.sh', 'members', 'vendor/data', 'one.sh', 'two.sh', 'packages.json']],
	['BUILD_DIR', files, 7, 24, 5, ['boot.sh', 'members', 'vendor', 'one.sh', 'two.sh', 'compile.sh', 'packages.json']],
	['CACHE_DIR', pages, 1, 25, 5, ['index', 'archive']],
	['CACHE_DIR', files, 1, 26, 5, ['modular-v1', 'marker', 'index', 'first installer', 'archive']],
	['TMPDIR', files, 1, 5, 4, ['private directory', 'question']],
];

describe('a disk that is full', () => {
	if (!canMount()) {
		missing('a file system of our own cannot be mounted');
		return;
	}
	const survival = new Survival('A disk that is full');

	for (const [disk, option, from, to, few, places] of rows) {
		it(`is one right error for ${disk} with ${option.name} from ${from} to ${to}, and the next build is good`, async () => {
			const app = await DiskApp.make();
			const sizes = spread(from, to, amount('MODULAR_TEST_SIZES', few));
			const full = new Set<string>();
			for (const size of sizes) {
				await survival.try(`${disk} with room for a number of ${option.name}`, async () => {
					const { program, after } = compileOn(disk, option(size));
					const result = await app.build({ program });
					const buildDir = disk === 'BUILD_DIR' ? after : result.app;
					const cacheDir = disk === 'CACHE_DIR' ? after : result.cacheDir;
					const place = expectRight(result, buildDir, app);
					if (place !== undefined) full.add(place);
					expect(filesBelow(buildDir).filter((path) => /\.part$|\.unpack-/.test(path))).to.deep.equal([]);
					if (disk === 'TMPDIR') expect(readdirSync(after)).to.deep.equal([]);
					await app.expectGoodCache(cacheDir);
				});
			}
			if (sizes.length > to - from) expect([...full]).to.include.members([...places]);
			else expect(full).not.to.be.empty;
		});
	}
});

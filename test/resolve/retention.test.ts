import { mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { TestServer } from '../support/server.ts';
import { ageIndexes, buildFrom, filesBelow, startRepository } from './repository.ts';

const day = 24 * 60 * 60;

/** Makes files of the cache last used so many days ago. */
function setUse(files: readonly string[], days: number): void {
	const then = Date.now() / 1000 - days * day;
	for (const file of files) utimesSync(file, then, then);
}

/** How many days ago each file was last used, in order and rounded to halves. */
function uses(files: readonly string[]): number[] {
	return files.map((file) => Math.round(((Date.now() - statSync(file).mtimeMs) / 1000 / day) * 2) / 2);
}

describe('an index or installer in the cache', () => {
	let server: TestServer;
	let cacheDir: string;
	let link: string;
	/** What the cache holds of a repository that the app has no more. */
	let old: string[];
	/** What it holds of the one that it has. */
	let used: string[];

	const kept = () => filesBelow(cacheDir).filter((file) => /\/(?:indexes|installers)\//.test(file));

	beforeEach(async () => {
		const other = await startRepository({ two: 'print two' });
		server = await startRepository({ one: ':' });
		link = server.link('/repo/index');
		cacheDir = (await buildFrom(other.link('/repo/index'), 'two')).cacheDir;
		old = kept();
		await buildFrom(link, 'one', { cacheDir });
		used = kept().filter((file) => !old.includes(file));
		expect([old.length, used.length]).to.deep.equal([2, 2]);
		server.takePaths();
	});

	it('goes at the end of a good build once none has used it for 30 days', async () => {
		for (const [days, expected] of [
			[29, [...old, ...used]],
			[31, used],
		] as const) {
			setUse(old, days);
			const { status, stderr } = await buildFrom(link, 'one', { cacheDir });
			expect([status, stderr, kept().sort()]).to.deep.equal([0, '', [...expected].sort()]);
		}
		expect(server.takePaths()).to.deep.equal([]);
	});

	it('that a killed build has left half-written goes a day later', async () => {
		const name = (hours: number) => `.modular-${Date.now() - hours * 60 * 60 * 1000}-abc123.part`;
		const left = ['indexes', 'installers'].flatMap((place) =>
			[25, 23].map((hours) => join(cacheDir, 'modular-v1', place, name(hours))),
		);
		for (const file of left) writeFileSync(file, 'half');
		const { status, stderr } = await buildFrom(link, 'one', { cacheDir });
		expect([status, stderr]).to.deep.equal([0, '']);
		expect(kept().sort()).to.deep.equal([...old, ...used, left[1] ?? '', left[3] ?? ''].sort());
	});

	it('stays where the build uses it, which is noted once a day', async () => {
		for (const [days, after] of [
			[0.5, 0.5],
			[2, 0],
			[31, 0],
		] as const) {
			setUse(used, days);
			const { status, stderr } = await buildFrom(link, 'one', { cacheDir });
			expect([status, stderr, server.takePaths()]).to.deep.equal([0, '', []]);
			expect(uses(used)).to.deep.equal([after, after]);
		}
	});

	it('is used whatever its age where the repository cannot be reached, and stays', async () => {
		setUse(used, 31);
		ageIndexes(cacheDir, 31 * 24 * 60);
		setUse(used, 31);
		server.answer('/repo/index', { status: 599 });
		const { status, stderr } = await buildFrom(link, 'one', { cacheDir });
		expect(stderr).to.contain('The index that is in the cache is used instead; it is 31 days old.\n');
		expect([status, uses(used)]).to.deep.equal([0, [0, 0]]);
	});

	it('stays in a build that fails, and in one that asks no repository', async () => {
		setUse(old, 31);
		const failed = await buildFrom(link, 'one', { cacheDir, compileScript: 'exit 3' });
		expect([failed.status, kept().length]).to.deep.equal([3, 4]);
		for (const install of ['', 'local']) {
			const good = await buildFrom(link, install, { cacheDir, installers: { local: ':' } });
			expect([good.status, kept().length]).to.deep.equal([0, 4]);
		}
		expect(uses(old)).to.deep.equal([31, 31]);
	});

	it('that cannot be removed does not end the build', async () => {
		const directory = join(cacheDir, 'modular-v1/installers');
		mkdirSync(join(directory, '0-directory'));
		writeFileSync(join(directory, '0-directory', 'file'), '');
		setUse([join(directory, '0-directory'), ...old], 31);
		const { status, stderr } = await buildFrom(link, 'one', { cacheDir });
		expect([status, stderr, kept().filter((file) => old.includes(file))]).to.deep.equal([0, '', []]);
		expect(readdirSync(directory)).to.include('0-directory');
	});

	it('is used by builds at the same time that find others in it to remove', async () => {
		for (let round = 0; round < 3; round += 1) {
			setUse(
				[...old, ...used].filter((file) => kept().includes(file)),
				31,
			);
			const builds = await Promise.all([1, 2, 3].map(() => buildFrom(link, 'one', { cacheDir })));
			for (const { status, stderr } of builds) expect([status, stderr]).to.deep.equal([0, '']);
			expect(kept().sort()).to.deep.equal([...used].sort());
		}
	});
});

import type { ChildProcess } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { hashOf } from '../resolve/repository.ts';
import { DiskApp } from './disk-app.ts';
import { amount, Survival } from './survival.ts';

const count = amount('MODULAR_TEST_FILES', 1000);

/** How much longer than with a small cache a warm build may take. Milliseconds. */
const mostTime = 2000;

/** How much more memory it may need. Kilobytes. */
const mostMemory = 128 * 1024;

const hash = (i: number) => i.toString(16).padStart(64, '0');
const own = (...path: readonly string[]) => join('modular-v1', ...path);

/** Puts many files into a directory, as old as files that are removed some day, or new. */
function fill(directory: string, nameOf: (i: number) => string, daysAgo = 0): void {
	mkdirSync(directory, { recursive: true });
	const time = Date.now() / 1000 - daysAgo * 24 * 3600;
	for (let i = 0; i < count; i += 1) {
		const file = join(directory, nameOf(i));
		writeFileSync(file, '');
		if (daysAgo > 0) utimesSync(file, time, time);
	}
}

/** Makes what is left of records that were forgotten. */
function emptyRecords(cacheDir: string): void {
	for (let i = 0; i < count; i += 1) {
		const directory = join(cacheDir, own('artifacts', hash(i)));
		mkdirSync(directory);
		utimesSync(directory, 1_700_000_000, 1_700_000_000);
	}
}

/** Makes a cache of a build that has downloaded many files. */
function record(cacheDir: string): void {
	for (let i = 0; i < count; i += 1) {
		const [target, link] = [`file-${i}`, `http://127.0.0.1/file-${i}`];
		const directory = join(cacheDir, own('artifacts', hashOf(target, 'sha256')));
		mkdirSync(directory, { recursive: true });
		writeFileSync(join(cacheDir, target), '');
		utimesSync(join(cacheDir, target), 1_700_000_000, 1_700_000_000);
		const text = { target, link, sha256: hashOf('', 'sha256'), size: 0, mtime: 1_700_000_000 };
		writeFileSync(join(directory, hashOf(link, 'sha256')), JSON.stringify(text));
	}
}

const contents: readonly (readonly [
	title: string,
	prepare: (cacheDir: string) => void,
	left: string | undefined,
	perFile?: number,
])[] = [
	["installers' own files", (cache) => fill(cache, (i) => `own-${i}`), ''],
	["installers' own files, deep in it", (cache) => fill(join(cache, 'deep/in/it'), (i) => `own-${i}`), 'deep/in/it'],
	['installers', (cache) => fill(join(cache, own('installers')), (i) => `${hash(i)}.sh`), own('installers')],
	['old installers', (cache) => fill(join(cache, own('installers')), (i) => `${hash(i)}.sh`, 40), undefined],
	['indexes', (cache) => fill(join(cache, own('indexes')), hash), own('indexes')],
	['files that no record names', (cache) => fill(join(cache, own('store')), hash), undefined],
	['directories of forgotten records', emptyRecords, undefined],
	['records of downloads', record, own('artifacts'), 0.1], // each is read, and its file looked at
];

describe(`a cache with ${count} more files`, () => {
	const survival = new Survival(`A cache with ${count} more files`);

	for (const [title, prepare, left, perFile = 0] of contents) {
		it(`takes little more time and memory where they are ${title}, and CLEAN_CACHE removes them`, async () => {
			await survival.try(title, async () => {
				const app = await DiskApp.make();
				const cacheDir = await app.warmCache();
				const before = await measure(app, cacheDir);
				prepare(cacheDir);
				if (left === undefined) await measure(app, cacheDir); // which removes them
				const most = before.time + mostTime + count * perFile;
				let { time, memory } = await measure(app, cacheDir);
				// a machine that is busy with something else makes one build slow, but not each
				if (time > most) ({ time, memory } = await measure(app, cacheDir));
				expect(time, 'milliseconds').to.be.below(most);
				expect(memory, 'kilobytes').to.be.below(before.memory + mostMemory);
				const there = Math.max(
					...[left ?? '', own('store'), own('installers'), own('artifacts')].map((name) => countIn(cacheDir, name)),
				);
				expect(there >= count, `${there} are there`).to.equal(left !== undefined);
				await measure(app, cacheDir, { CLEAN_CACHE: '1' });
				await app.expectGoodCache(cacheDir);
			});
		});
	}
});

const countIn = (cacheDir: string, name: string) => readdirSync(join(cacheDir, name)).length;

/** Asserts a good build, and gives how long it took and how much memory it had needed before it ran any installer. */
async function measure(
	app: DiskApp,
	cacheDir: string,
	env: Record<string, string> = {},
): Promise<{ time: number; memory: number }> {
	const start = performance.now();
	let memory = 0;
	const onOutput = (_log: string, { pid }: ChildProcess) => {
		if (memory > 0) return;
		const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
		memory = Number(kilobytes);
	};
	const result = await app.build({ cacheDir, env, onOutput });
	expect([result.status, result.said]).to.deep.equal([0, '']);
	app.expectWhole(result.app);
	expect(memory, 'kilobytes').to.be.above(0);
	return { time: performance.now() - start, memory };
}

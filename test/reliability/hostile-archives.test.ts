import { existsSync, lstatSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { BuildpackError } from '../../src/errors.ts';
import { unpack, type UnpackOptions } from '../../src/install/unpack.ts';
import { type Member, rawTar, temporariesIn, treeOf } from '../install/archives.ts';
import { makeDirectory, makeFiles } from '../support/directories.ts';
import { minimalEnvironment } from '../support/entry-points.ts';
import { filled, headerOf, manyFiles, writeArchive } from './hostile-tar.ts';
import { amount, Survival } from './survival.ts';

/*
 * Archives that try to get out of the directory into which they are unpacked, or to fill the disk or the memory.
 */

const limits = { bytes: 1e10, members: 2e6, memory: 1e9 };
const trials = amount('MODULAR_TEST_HOSTILE', 8);
const many = amount('MODULAR_TEST_MEMBERS', 20_000);

interface Place {
	/** BUILD_DIR, with something in its target. */
	readonly app: string;
	/** A directory that is no part of it, with the file `mine`. */
	readonly outside: string;
	readonly archive: string;
}

function makePlace(): Place {
	return {
		app: makeFiles({ 'vendor/mine': 'mine', 'vendor/bin/mine': 'mine', 'vendor/l/mine': 'mine' }, 'app'),
		outside: makeFiles({ mine: 'mine' }, 'o'),
		archive: join(makeDirectory('archives'), 'some.tgz'),
	};
}

async function unpackInto({ app, archive }: Place, options: Partial<UnpackOptions> = {}): Promise<void> {
	const { signal } = new AbortController();
	const place = { link: 'LINK', archive, buildDir: app, target: 'vendor', clean: false };
	await unpack({ ...place, path: minimalEnvironment.PATH, limits, abort: signal, ...options });
}

/** Unpacks what has to be refused: nothing has changed then. Gives the error. */
async function refusalOf(place: Place, options: Partial<UnpackOptions> = {}): Promise<BuildpackError> {
	const before = [treeOf(place.app), treeOf(place.outside)];
	const error = await unpackInto(place, options).then(
		() => undefined,
		(reason: unknown) => reason,
	);
	expect([treeOf(place.app), treeOf(place.outside)]).to.deep.equal(before);
	expect(temporariesIn(place.app)).to.deep.equal([]);
	expect(error).to.be.instanceOf(BuildpackError);
	return error as BuildpackError;
}

/** Numbers that look random, and are the same in each run. */
function dice(seed: number): (sides: number) => number {
	let state = seed;
	return (sides) => {
		state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
		return Math.floor((state / 2 ** 31) * sides);
	};
}

type Evil = (outside: string, roll: (sides: number) => number) => readonly Member[];

const up = (roll: (sides: number) => number) => '../'.repeat(1 + roll(9));
const device = (type: string) => () => [{ name: 'bin/special', type, mode: 0o666 }];

const rows: readonly (readonly [row: string, code: string, evil: Evil])[] = [
	['a name with ..', 'unpack::member-outside', (_, roll) => [{ name: `${'bin/'.repeat(roll(3))}${up(roll)}evil` }]],
	['an absolute name', 'unpack::member-outside', (outside) => [{ name: `${outside}/evil`, text: 'evil' }]],
	['a name with .. and a newline', 'unpack::member-outside', (_, roll) => [{ name: `${up(roll)}evil\nd` }]],
	[
		'a link, and a file through it',
		'unpack::failed',
		(outside, roll) => {
			const link = roll(2) === 0 ? outside : up(roll);
			return [{ name: 'x/y', type: '2', link }, { name: `x/y/${'d/'.repeat(roll(3))}evil` }];
		},
	],
	[
		'a hard link to the outside',
		'unpack::member-outside',
		(outside, roll) => [
			{ name: 'x', type: '1', link: roll(2) === 0 ? `${outside}/mine` : `${up(roll)}mine` },
			{ name: 'x', text: 'evil' },
		],
	],
	['a character device', 'unpack::device', device('3')],
	['a block device', 'unpack::device', device('4')],
	['a FIFO', 'unpack::device', device('6')],
];

describe('a hostile archive', () => {
	const survival = new Survival('hostile archives');

	for (const [row, code, evil] of rows) {
		it(`is refused, and leaves nothing, for ${row}, wherever that stands among other members`, async () => {
			for (let seed = 1; seed <= trials; seed += 1) {
				const roll = dice(seed * 7919 + row.length);
				const place = makePlace();
				const good = Array.from({ length: roll(20) }, (_, index) => ({ name: `good/${index}`, text: 'good' }));
				const at = roll(good.length + 1);
				const members = [...good.slice(0, at), ...evil(place.outside, roll), ...good.slice(at)];
				writeFileSync(place.archive, rawTar(...members));
				await survival.try(row, async () => {
					expect((await refusalOf(place, { clean: roll(2) === 0 })).code).to.equal(code);
				});
				for (const directory of [place.app, place.outside]) rmSync(join(directory, '..'), { recursive: true });
			}
		});
	}

	it('makes what names with newlines are, whatever their lines look like', async () => {
		const lines = ['-rw-r--r-- 0/0 1 2026-01-31 12:00 /etc/x', 'crw-r--r-- 0/0 1,3 2026-01-31 12:00 x', 'tar: a', ''];
		for (const line of lines) {
			const place = makePlace();
			const name = `a\n${line}`.replaceAll('/', '|');
			writeFileSync(place.archive, rawTar({ name }, { name: `${name}b` }));
			await survival.try('a name with a newline', async () => {
				await unpackInto(place);
				const made = readdirSync(join(place.app, 'vendor')).filter((each) => each.startsWith('a'));
				expect(made).to.deep.equal([name, `${name}b`]);
			});
		}
	});

	const tooLarge = 'Nothing of the archive was kept in the app. If it is what it should be, set';
	type Refusal = readonly [
		row: string,
		pieces: () => Generator<Buffer>,
		options: Partial<typeof limits>,
		message: string,
	];
	const twoMillionMembers: Refusal = [
		'2,000,001 members',
		function* () {
			const thousand = Buffer.concat(Array<Buffer>(1000).fill(headerOf({ name: 'd/', type: '5', mode: 0o755 })));
			for (let index = 0; index <= 2000; index += 1) yield thousand;
		},
		{},
		`LINK has more than 2,000,000 members.\n${tooLarge} MODULAR_UNPACK_MEMBERS.`,
	];
	const refusals: readonly Refusal[] = [
		[
			'one file above 10 GB',
			function* () {
				yield headerOf({ name: 'zeros', size: 1e10 + 1 });
				yield* filled(50e6);
			},
			{},
			`LINK would be more than 10,000,000,000 bytes when it is unpacked.\n${tooLarge} MODULAR_UNPACK_BYTES.`,
		],
		[
			'files above the setting',
			function* () {
				for (let index = 0; index < 100; index += 1) {
					yield headerOf({ name: `zeros${index}`, size: 1e6 });
					yield* filled(1e6);
				}
			},
			{ bytes: 20e6 },
			`LINK would be more than 20,000,000 bytes when it is unpacked.\n${tooLarge} MODULAR_UNPACK_BYTES.`,
		],
		[
			'members above the setting',
			() => manyFiles(1001, 10),
			{ members: 1000 },
			`LINK has more than 1,000 members.\n${tooLarge} MODULAR_UNPACK_MEMBERS.`,
		],
		[
			'directories that no member is',
			function* () {
				for (let index = 0; index < 100; index += 1) yield headerOf({ name: `${index}/${'d/'.repeat(40)}x` });
			},
			{ members: 1000 },
			`LINK has more than 1,000 members.\n${tooLarge} MODULAR_UNPACK_MEMBERS.`,
		],
		...(many < 1e6 ? [] : [twoMillionMembers]),
		...(['L', 'x'] as const).map(
			(type) =>
				[
					'a header that fills the memory',
					function* () {
						yield headerOf({ name: 'long', type, size: 400e6 });
						if (type === 'x') yield Buffer.from('400000000 comment=');
						yield* filled(type === 'x' ? 400e6 - 18 : 400e6, 0x61);
						yield headerOf({ name: 'x' });
					},
					{ memory: 50e6 },
					'LINK has headers that take more memory than any archive needs.\nNothing of the archive was kept in the app.',
				] as const,
		),
	];
	for (const [row, pieces, options, message] of refusals) {
		it(`is refused, and leaves nothing, for ${row}`, async () => {
			const place = makePlace();
			await writeArchive(place.archive, pieces());
			await survival.try(row, async () => {
				const start = performance.now();
				expect((await refusalOf(place, { limits: { ...limits, ...options } })).message).to.equal(message);
				expect(performance.now() - start, 'milliseconds').to.be.lessThan(many < 1e6 ? 20_000 : 600_000);
			});
		}).timeout(20 * 60_000);
	}

	it('takes no more of the disk, for a moment, than it may', async () => {
		const place = makePlace();
		const bytes = 100e6;
		await writeArchive(
			place.archive,
			(function* () {
				yield headerOf({ name: 'first', size: 60e6 });
				yield* filled(60e6);
				yield headerOf({ name: 'second', size: 3e9 });
				yield* filled(300e6);
			})(),
		);
		let most = 0;
		const watch = setInterval(() => (most = Math.max(most, bytesBelow(place.app))), 5);
		const { code } = await refusalOf(place, { limits: { ...limits, bytes } }).finally(() => clearInterval(watch));
		expect(code).to.equal('unpack::too-large');
		expect(most).to.be.within(1, 1.5 * bytes);
	});

	it('is unpacked as ever at exactly its limits', async () => {
		const place = makePlace();
		writeFileSync(place.archive, rawTar({ name: 'a', text: '12345' }, { name: 'b', text: '67890' }));
		await unpackInto(place, { limits: { ...limits, bytes: 10, members: 2 } });
		expect(Object.keys(treeOf(join(place.app, 'vendor')))).to.include.members(['a', 'b']);
	});

	it(`is unpacked with ${many.toLocaleString('en')} members, beside what stands there, in bounded memory`, async () => {
		const place = makePlace();
		const directories = 10;
		for (let index = 0; index < directories; index += 1) {
			mkdirSync(join(place.app, 'vendor', `d${index}`));
			writeFileSync(join(place.app, 'vendor', `d${index}`, 'mine'), 'mine');
		}
		await writeArchive(place.archive, manyFiles(many, directories));
		await survival.try(`${many.toLocaleString('en')} members`, async () => {
			const before = process.memoryUsage.rss();
			let most = before;
			const watch = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 100);
			await unpackInto(place).finally(() => clearInterval(watch));
			most = Math.max(most, process.memoryUsage.rss());
			const names = Array.from({ length: directories }, (_, index) =>
				readdirSync(join(place.app, 'vendor', `d${index}`)),
			).flat();
			expect(names.length).to.equal(many + directories);
			expect(most - before, 'bytes of memory').to.be.lessThan(100e6 + 700 * many);
		});
		expect(temporariesIn(place.app)).to.deep.equal([]);
	}).timeout(20 * 60_000);
});

/** The sizes of all files below a directory, some of which may be gone meanwhile. */
function bytesBelow(directory: string): number {
	if (!existsSync(directory)) return 0;
	return readdirSync(directory, { recursive: true, encoding: 'utf8' }).reduce((sum, name) => {
		const status = lstatSync(join(directory, name), { throwIfNoEntry: false });
		return sum + (status?.isFile() ? status.size : 0);
	}, 0);
}

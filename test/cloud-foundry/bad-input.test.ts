import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { type Container, makeContainer, runPhase } from '../support/cloud-foundry.ts';
import { appFiles, makeFiles } from '../support/directories.ts';
import { root, runScript } from '../support/entry-points.ts';
import { snapshotOf } from '../support/snapshot.ts';

type Change = (args: string[], container: Container) => unknown;
type Script = 'supply' | 'finalize';

/** Arguments that are wrong, and what the one line about them says. `final` and others are told apart by CACHE. */
const faults: Record<string, { change: Change; says: (container: Container, name: Script) => string }> = {
	'no arguments': { change: (args) => args.splice(0), says: usage },
	'one argument': { change: (args) => args.splice(1), says: usage },
	'three arguments': { change: (args) => args.splice(3), says: usage },
	'one argument too many': { change: (args) => args.push('more'), says: usage },
	'an empty BUILD': { change: (args) => (args[0] = ''), says: usage },
	'an empty CACHE': { change: (args) => (args[1] = ''), says: usage },
	'an empty DEPS_DIR': { change: (args) => (args[2] = ''), says: usage },
	'an empty IDX': { change: (args) => (args[3] = ''), says: usage },
	'a BUILD that does not exist': {
		change: (_, { build }) => rmSync(build, { recursive: true }),
		says: ({ build }, name) => `bin/${name}: BUILD_DIR is not a directory: ${build}\n`,
	},
	'a BUILD that is a file': {
		change: (_, { build }) => replaceByFile(build),
		says: ({ build }, name) => `bin/${name}: BUILD_DIR is not a directory: ${build}\n`,
	},
	'a DEPS_DIR that does not exist': {
		change: (_, { depsDir }) => rmSync(depsDir, { recursive: true }),
		says: ({ depsDir }, name) => `bin/${name}: DEPS_DIR is not a directory: ${depsDir}\n`,
	},
	'a DEPS_DIR that is a file': {
		change: (_, { depsDir }) => replaceByFile(depsDir),
		says: ({ depsDir }, name) => `bin/${name}: DEPS_DIR is not a directory: ${depsDir}\n`,
	},
	...Object.fromEntries(
		['x', '-1', '1x', '1.5', '../0', '0/..', ' 1', '1 ', '0x1', '١'].map((idx) => [
			`the IDX ${JSON.stringify(idx)}`,
			{
				change: (args: string[]) => (args[3] = idx),
				says: (_: Container, name: Script) => `bin/${name}: IDX is not a number: ${idx}\n`,
			},
		]),
	),
};

function replaceByFile(directory: string): void {
	rmSync(directory, { recursive: true });
	writeFileSync(directory, '');
}

function usage(_: Container, name: Script): string {
	const profile = name === 'finalize' ? ' [PROFILE_DIR]' : '';
	return `usage: bin/${name} BUILD_DIR CACHE_DIR DEPS_DIR IDX${profile}\n`;
}

/** Runs a script in a new container, with arguments that were changed. */
async function run(name: Script, cacheName: string, change: Change) {
	const container = makeContainer({ app: makeFiles(appFiles({ one: ': >"$BUILD_DIR/ran"' })) });
	const cache = join(container.cache, cacheName);
	mkdirSync(cache);
	const args = [container.build, cache, container.depsDir, '0', ...(name === 'finalize' ? [container.profileDir] : [])];
	change(args, container);
	const before = snapshotOf(container.directory);
	const result = await runPhase({ name, buildpack: root, args }, container);
	return { ...result, container, before, cache };
}

describe('Wrong input', () => {
	for (const { name, cacheName, role } of [
		{ name: 'supply', cacheName: 'final', role: 'of the final buildpack' },
		{ name: 'supply', cacheName: '0123456789', role: 'of another buildpack' },
		{ name: 'finalize', cacheName: 'final', role: 'of the final buildpack' },
	] as const) {
		describe(`of bin/${name} ${role} is one clear line, and nothing is done:`, () => {
			for (const [title, { change, says }] of Object.entries(faults)) {
				it(title, async () => {
					const { status, stdout, stderr, container, before } = await run(name, cacheName, change);
					expect(stderr).to.equal(says(container, name));
					expect([status, stdout]).to.deep.equal([64, '']);
					expect(snapshotOf(container.directory)).to.deep.equal(before);
				});
			}

			it('but a missing DEPS_DIR/IDX is made', async () => {
				const { status, stderr, container } = await run(name, cacheName, (_, { depsDir }) =>
					rmSync(join(depsDir, '0'), { recursive: true }),
				);
				expect([status, stderr]).to.deep.equal([0, '']);
				if (name === 'finalize' || cacheName !== 'final') expect(existsSync(join(container.depsDir, '0'))).to.be.true;
			});

			it('but a missing CACHE is made', async () => {
				const { status, stderr } = await run(name, cacheName, ([, cache = '']) => rmSync(cache, { recursive: true }));
				expect([status, stderr]).to.deep.equal([0, '']);
			});
		});
	}

	it('a DEPS_DIR/IDX that is a file is one clear line', async () => {
		for (const name of ['supply', 'finalize'] as const) {
			const { status, stdout, stderr, container } = await run(name, '0123456789', (_, { depsDir }) => {
				rmSync(join(depsDir, '0'), { recursive: true });
				writeFileSync(join(depsDir, '0'), '');
			});
			expect(stderr).to.equal(
				` !     ${join(container.depsDir, '0')} cannot be written: a part of its path is a file, not a directory.\n !     Check the path, its permissions, and the room on the disk.\n`,
			);
			expect([status, stdout]).to.deep.equal([1, '']);
			expect(readdirSync(container.build)).to.deep.equal(['build']);
		}
	});

	it('a PROFILE_DIR that does not exist is made', async () => {
		const { status, stderr } = await run('finalize', 'final', (_, { profileDir, depsDir }) => {
			rmSync(profileDir, { recursive: true });
			mkdirSync(join(depsDir, '0/bin'));
		});
		expect([status, stderr]).to.deep.equal([0, '']);
	});
});

describe('bin/release', () => {
	const broken = 'default_process_types: [\n';
	for (const { title, files, says } of [
		{ title: 'an app without release', files: {}, says: '---\ndefault_process_types:\n  web: sh boot.sh\n' },
		{ title: 'an app with an empty one', files: { 'build/heroku/release': '' }, says: '' },
		{ title: 'an app with its own', files: { 'build/heroku/release': '---\nx: 1\n' }, says: '---\nx: 1\n' },
		{ title: 'one that is no YAML', files: { 'build/heroku/release': broken }, says: broken },
	]) {
		it(`says nothing but what it is asked for, of ${title}`, async () => {
			const { status, stdout, stderr } = await runScript('release', [makeFiles(appFiles({}, files))]);
			expect([status, stdout, stderr]).to.deep.equal([0, says, '']);
		});
	}

	it('says nothing on standard output where something is wrong', async () => {
		const app = makeFiles(appFiles({}, { 'build/heroku/release/file': 'a directory' }));
		for (const args of [[], [''], ['', app]]) {
			const { status, stdout, stderr } = await runScript('release', args);
			expect([status, stdout, stderr]).to.deep.equal([64, '', 'usage: bin/release BUILD_DIR\n']);
		}
		if (process.getuid?.() === 0) return;
		const closed = makeFiles(appFiles({}, { 'build/heroku/release': 'x: 1\n' }));
		chmodSync(join(closed, 'build/heroku/release'), 0);
		const { status, stdout } = await runScript('release', [closed]);
		expect([status, stdout]).to.deep.equal([1, '']);
	});
});

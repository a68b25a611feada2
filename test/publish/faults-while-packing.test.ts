import { spawnSync } from 'node:child_process';
import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { told } from '../install/builds.ts';
import { makeDirectory, makeFiles } from '../support/directories.ts';
import { missing } from '../support/shells.ts';
import { copyTree, expectNoPackage, makePackage } from './packages.ts';

const canMount = spawnSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0;

/** A copy of the tree whose first file, by name, takes a while to pack. */
function treeWithBig(size: string): { tree: string; big: string } {
	const tree = copyTree();
	const big = join(tree, 'LICENSE');
	spawnSync('truncate', ['--size', size, big]);
	return { tree, big };
}

/** Changes a file in a way that neither its size nor its time tells. */
function writeAndDateBack(file: string): void {
	const dated = join(makeFiles({ dated: '' }), 'dated');
	spawnSync('touch', ['-r', file, dated]);
	writeFileSync(file, 'x', { flag: 'r+' });
	spawnSync('touch', ['-r', dated, file]);
}

/** A program that runs bin/modular, given as `$modular`, in another way. */
function wrapper(tree: string, text: string): string {
	const modular = join(tree, 'bin', 'modular');
	return join(makeFiles({ wrapper: { text: `#!/bin/sh\nmodular='${modular}'\n${text}\n`, mode: 0o755 } }), 'wrapper');
}

/** Waits until a package is being written into a directory. */
async function packingInto(out: string): Promise<void> {
	while (!readdirSync(out).some((name) => name.startsWith('.modular-'))) await delay(2);
	await delay(200);
}

for (const format of ['zip', 'tgz']) {
	describe(`While a package is written as ${format}`, () => {
		for (const [title, change] of [
			['grows', (file: string) => appendFileSync(file, 'more')],
			['is written to', (file: string) => writeFileSync(file, 'x', { flag: 'r+' })],
			['is cut off', (file: string) => writeFileSync(file, '')],
			['is written to and dated back', writeAndDateBack],
		] as const) {
			it(`a file that ${title} is an error, and no package is left`, async () => {
				const { tree, big } = treeWithBig('100M');
				const out = makeDirectory('out');
				const making = makePackage(['--format', format], { tree, out });
				await packingInto(out);
				change(big);
				const text =
					'LICENSE has changed while it was packed. No package was made; try again when nobody writes there.';
				expectNoPackage(await making, 1, told(text));
			});
		}

		it('a signal ends it; the older package stays, and nothing else', async () => {
			const { tree } = treeWithBig('4000M');
			const out = makeDirectory('out');
			const name = `modular-buildpack-1.${format}`;
			writeFileSync(join(out, name), 'older');
			const text = '"$modular" "$@" & sleep 1; kill -TERM "$!"; wait "$!"';
			const options = { tree, out, program: wrapper(tree, text) };
			const result = await makePackage(['--version', '1', '--format', format], options);
			expect([result.status, result.stderr, result.made]).to.deep.equal([143, '', [name]]);
			expect(readFileSync(join(out, name), 'utf8')).to.equal('older');
		});

		if (!canMount) missing('a file system of our own cannot be mounted');
		else
			it('a disk that is full is an error, and leaves it empty', async () => {
				const tree = copyTree();
				const out = makeDirectory('out');
				const kept = join(makeDirectory(), 'kept');
				const text = `[ -n "$INSIDE" ] || INSIDE=1 exec unshare --mount "$0" "$@"
mount -t tmpfs -o size=64k none "$3" || exit 99
"$modular" "$@"; status=$?
ls -A "$3" >'${kept}'
exit "$status"`;
				const options = { tree, out, program: wrapper(tree, text) };
				const result = await makePackage(['--version', '1', '--format', format], options);
				const file = join(out, `modular-buildpack-1.${format}`);
				expectNoPackage(result, 1, told(`${file} cannot be written: the disk is full. Nothing was changed.`));
				expect(readFileSync(kept, 'utf8')).to.equal('');
			});

		it('most of a large file is not in memory', async () => {
			const { tree } = treeWithBig('250M');
			const peak = join(makeDirectory(), 'peak');
			const text = `"$modular" "$@" &
while status=$(grep -s VmHWM "/proc/$!/status"); do printf '%s\\n' "$status" >'${peak}'; sleep 0.05; done
wait "$!"`;
			const { status, stderr } = await makePackage(['--format', format], { tree, program: wrapper(tree, text) });
			expect([status, stderr]).to.deep.equal([0, '']);
			const kilobytes = Number(/(\d+) kB/.exec(readFileSync(peak, 'utf8'))?.[1]);
			expect(kilobytes).to.be.within(30_000, 200_000);
		}).timeout(60_000);
	});
}

describe('A package that is too large for a zip', () => {
	it('is an error before anything is packed', async () => {
		const { tree } = treeWithBig('5000M');
		const lines = [
			'The package would be 5.2 GB, and a zip holds 4.3 GB. No package was made.',
			'Make it for fewer packages and apps, or with --format tgz.',
		];
		expectNoPackage(await makePackage([], { tree }), 1, told(...lines));
	});
});

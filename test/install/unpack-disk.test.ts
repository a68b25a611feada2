import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { appFiles, makeFiles } from '../support/directories.ts';
import { compile } from '../support/entry-points.ts';
import { TestServer } from '../support/server.ts';
import { missing } from '../support/shells.ts';
import { filter, tarOf, treeOf } from './archives.ts';
import { told, wrapped } from './builds.ts';

describe('unpack onto a disk that is full', () => {
	if (spawnSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'none', '/mnt']).status !== 0) {
		missing('a file system of our own cannot be mounted');
		return;
	}

	/** A bin/compile whose BUILD_DIR is a small disk; what is there at the end is in BUILD_DIR.after. */
	const onSmallDisk = (limits: string) =>
		wrapped(
			(command) =>
				`[ -n "$INSIDE" ] || INSIDE=1 exec unshare --mount "$0" "$@"\ncp -R "$1" "$1.before"; mount -t tmpfs -o ${limits} none "$1" && cp -R "$1.before/." "$1" || exit 99\n${command}\nstatus=$?\ncp -R "$1" "$1.after"\nexit $status`,
		);

	const big = Buffer.alloc(400_000, 'x');
	const many = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`new/${i}`, `text ${i}`]));
	const disks: readonly (readonly [string, string, Readonly<Record<string, string | Buffer>>])[] = [
		['in the middle of a file', 'size=256k', { 'a-file': 'text', big }],
		['after many files', 'size=256k', many],
		['of files, with room for bytes', 'nr_inodes=60', many],
	];
	for (const [title, limits, files] of disks) {
		for (const [checksum, sum] of [
			['with', true],
			['without', false],
		] as const) {
			it(`${title} is told as that, ${checksum} a checksum, and the archive stays in the cache`, async () => {
				const archive = filter(tarOf(files), 'gzip');
				const server = await TestServer.start({ '/a.tgz': archive });
				const link = server.link('/a.tgz');
				const digest = sum ? createHash('sha256').update(archive).digest('hex') : '';
				const installer = `unpack '${link}' '${digest}'\nprint never`;
				const app = makeFiles(appFiles({ one: installer }, { 'vendor/mine': 'mine' }));
				const { status, stdout, stderr, cacheDir } = await compile(app, { program: onSmallDisk(limits) });
				expect(stderr).to.equal(
					told(
						`${link} cannot be unpacked: there is not enough room on the disk of ${app}.`,
						'Make room there. Nothing of the archive was kept in the app.',
					),
				);
				expect([status, stdout.includes('never')]).to.deep.equal([1, false]);
				expect(treeOf(`${app}.after/vendor`)).to.deep.equal({ mine: '644 mine' });
				expect(spawnSync('ls', ['-A', `${app}.after`], { encoding: 'utf8' }).stdout).not.to.contain('.unpack-');

				const next = makeFiles(appFiles({ one: installer.replace('print never', '') }));
				const again = await compile(next, { cacheDir });
				expect([again.status, again.stderr, server.takePaths()]).to.deep.equal([0, '', ['/a.tgz']]);
				expect(existsSync(join(next, 'vendor', Object.keys(files)[0] ?? ''))).to.be.true;
			});
		}
	}
});

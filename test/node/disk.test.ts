import { spawnSync } from 'node:child_process';
import { expect } from 'chai';
import { makeDirectory } from '../support/directories.ts';
import { TestServer } from '../support/server.ts';
import { describeInEachShell, missing } from '../support/shells.ts';
import {
	archivePath,
	buildpackWith,
	buildWithout,
	commands,
	downloading,
	expectFailed,
	makeArchive,
} from './machine.ts';

describeInEachShell('the disk with the cache is full: a build without Node.js on PATH', (shell) => {
	const canMount = spawnSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0;
	if (!canMount) {
		missing('a file system of our own cannot be mounted');
		return;
	}
	const large = makeArchive('script', {
		LICENSE: Array.from({ length: 9000 }, (_, i) => `${i * 7919}`).join(' '),
	});
	for (const [program, size, done] of [
		['curl', '16k', 'saved'],
		['wget', '16k', 'saved'],
		['curl', '60k', 'unpacked'],
	] as const) {
		it(`says that the disk is full if there the archive cannot be ${done}, with ${program}`, async () => {
			const path = commands([program]);
			const mirror = await TestServer.start({ [archivePath]: large });
			const cacheDir = makeDirectory('cache');
			const mount = `mount -t tmpfs -o size=${size} none "${cacheDir}" || exit 99; "$@"; status=$?; find "${cacheDir}" -name '*.part' >&2; exit $status`;
			const before = ['/usr/bin/env', `PATH=/usr/bin:/bin`, 'unshare', '--mount', 'sh', '-c', mount, 'sh'];
			const result = await buildWithout({
				shell,
				path,
				mirror,
				cacheDir,
				buildpack: buildpackWith(large),
				before: [...before, '/usr/bin/env', `PATH=${path}`],
			});
			const [, reason = ''] = /modular-v1\/node: (.*)\.\n/.exec(result.stderr) ?? [];
			expect(reason).to.match(/[Nn]o space left on device|[Ff]ail(?:ure|ed) writing|short write|^the disk is full$/);
			expectFailed(
				result,
				downloading,
				`The buildpack's own Node.js cannot be ${done} in ${cacheDir}/modular-v1/node: ${reason}.`,
				'Check the permissions there, and the room on the disk.',
			);
		});
	}
});

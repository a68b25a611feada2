import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { findProgram } from '../entry-points/plain-shell.ts';
import { makeDirectory } from '../support/directories.ts';
import { TestServer } from '../support/server.ts';
import { describeInEachShell, missing } from '../support/shells.ts';
import { archivePath, buildpackWith, buildWithout, commands, downloading, makeArchive, version } from './machine.ts';

const installed = '-----> Installing one (from the app)\n-----> Installed 1 package, with 0 downloads.\n';

/** Where the commands of each kind are; undefined where this machine does not have them. */
const kinds: readonly (readonly [name: string, find: () => string | undefined])[] = [
	['GNU coreutils', () => undefinedUnless(versionOf('sha256sum').includes('GNU'), '/usr/bin')],
	['uutils coreutils', () => ['/usr/lib/cargo/bin/coreutils', '/usr/bin'].find((place) => isUutils(place))],
	['busybox', () => (findProgram('busybox') === undefined ? undefined : makeBusyboxLinks())],
];

const undefinedUnless = (condition: boolean, place: string) => (condition ? place : undefined);
const versionOf = (program: string) => spawnSync(program, ['--version'], { encoding: 'utf8' }).stdout;

function isUutils(place: string): boolean {
	const program = join(place, 'sha256sum');
	return existsSync(program) && !/GNU|BusyBox/.test(versionOf(program));
}

/** All commands that busybox has, whatever else this machine has under their names. */
function makeBusyboxLinks(): string {
	const directory = join(makeDirectory('busybox', 'kept'), 'links');
	mkdirSync(directory);
	for (const name of spawnSync('busybox', ['--list'], { encoding: 'utf8' }).stdout.trim().split('\n'))
		if (name !== 'sh') symlinkSync(findProgram('busybox') ?? '', join(directory, name));
	return directory;
}

describeInEachShell('without Node.js on PATH, a build', (shell) => {
	const archive = makeArchive();
	for (const [name, find] of kinds) {
		describe(`with ${name}`, () => {
			const place = find();
			if (place === undefined) {
				missing(`${name} is not installed`);
				return;
			}
			for (const program of ['curl', 'wget']) {
				it(`brings its own with ${program}`, async () => {
					const path = commands([program], place);
					const mirror = await TestServer.start({ [archivePath]: archive });
					const options = { shell, path, mirror, buildpack: buildpackWith(archive), cacheDir: makeDirectory('cache') };
					for (const begin of [downloading, '']) {
						const { status, stdout, stderr, temporary } = await buildWithout(options);
						expect([status, stdout, stderr]).to.deep.equal([0, begin + installed, '']);
						expect(readdirSync(temporary)).to.deep.equal([]);
					}
					expect(readdirSync(join(options.cacheDir, 'modular-v1', 'node'))).to.deep.equal([version]);
					expect(mirror.takePaths()).to.deep.equal([archivePath]);

					const app = makeDirectory(); // a temporary one
					const env = { MODULAR_NODE_MIRROR: mirror.link() };
					const { status, stderr, temporary } = await buildWithout({ ...options, app, call: ['compile', app], env });
					expect([status, stderr, readdirSync(temporary)]).to.deep.equal([0, '', []]);
				});
			}
		});
	}
});

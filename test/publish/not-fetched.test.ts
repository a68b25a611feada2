import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect } from 'chai';
import { told } from '../install/builds.ts';
import { hashOf, startRepository } from '../resolve/repository.ts';
import { makeFiles } from '../support/directories.ts';
import { missing } from '../support/shells.ts';
import type { Answer, TestServer } from '../support/server.ts';
import {
	copyTree,
	expectNoPackage,
	makePackage,
	nodeAnswers,
	type PackageOptions,
	type PackageResult,
} from './packages.ts';

const notMade = 'No package was made: this build has to succeed, so that it is known what its packages fetch.';
const lacking =
	'An offline package would lack files that could not be fetched, although installers go on without them:';

/** Makes an offline package with the package `careless`, whose installer ends well whatever happens. */
async function record(server: TestServer, options: PackageOptions = {}) {
	const repos = join(makeFiles({ list: `${server.link('/repo/index')}\n` }), 'list');
	const args = ['--offline', '--repos', repos, '--version', '2.1', '--packages', 'careless'];
	const env = { MODULAR_NODE_MIRROR: server.link(), ...options.env };
	return await makePackage(args, { ...options, env });
}

const start = async (careless: string, files: Readonly<Record<string, Answer>>) =>
	await startRepository({ careless: `${careless}\nreturn 0` }, { ...files, ...nodeAnswers() });

describe('no offline package is made of a build whose installer goes on without a file', () => {
	/** Asserts the whole of what is said: what the helper says of the file, and the end. */
	function expectRefused(result: PackageResult, reason: string, ...more: readonly string[]): void {
		const end = told(lacking, `- for careless: ${reason}`) + told(notMade);
		expectNoPackage(result, 1, told(reason, ...more) + end);
	}

	it('that the server does not give', async () => {
		const server = await start('download file "$BUILD_DIR/file"', { '/repo/file': { status: 403 } });
		const reason = `${server.link('/repo/file')} cannot be fetched: HTTP 403.`;
		const advice = 'Check the user and password in the link, or in the repository that it comes from.';
		expectRefused(await record(server), reason, advice);
	});

	it('whose checksum is another', async () => {
		for (const [helper, more] of [
			['download', ''],
			['cached_download', 'false'],
		] as const) {
			const line = `${helper} file "$BUILD_DIR/file" ${hashOf('right')} ${more}`;
			const server = await start(line, { '/repo/file': 'wrong' });
			const reason = `careless got a wrong file. ${server.link('/repo/file')} does not have the md5 that it should have.`;
			expectRefused(await record(server), reason, `Wanted: ${hashOf('right')}`, `Found:  ${hashOf('wrong')}`);
		}
	});

	it('for which there was no room', async function () {
		if (spawnSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'none', '/mnt']).status !== 0) {
			missing('a file system of our own cannot be mounted');
			this.skip();
		}
		const server = await start('download file "$BUILD_DIR/file"', { '/repo/file': Buffer.alloc(300_000, 'x') });
		const tree = copyTree();
		const text = `#!/bin/sh
[ -n "$INSIDE" ] || INSIDE=1 exec unshare --mount "$0" "$@"
mount -t tmpfs -o size=200k none "$TMPDIR" && exec '${tree}/bin/modular' "$@"\n`;
		const program = join(makeFiles({ wrapper: { text, mode: 0o755 } }), 'wrapper');
		const result = await record(server, { tree, program });
		const [, path = ''] = / cannot be saved as (.*): the disk is full\.\n/.exec(result.stderr) ?? [];
		const reason = `${server.link('/repo/file')} cannot be saved as ${path}: the disk is full.`;
		expectRefused(result, reason, 'Check the path, its permissions, and the room on the disk.');
	});
});

describe('an offline package is made of a build that gets all that it can', () => {
	it('from another mirror, with the same target', async () => {
		const careless = 'download first "$BUILD_DIR/file" || download second "$BUILD_DIR/file"';
		const server = await start(careless, { '/repo/first': { status: 403 }, '/repo/second': 'file' });
		const { status, made, stdout, stderr } = await record(server);
		expect([status, made]).to.deep.equal([0, ['modular-buildpack-offline-2.1.zip']]);
		expect(stdout)
			.to.contain(`  1 kB  ${server.link('/repo/second')}\n`)
			.and.not.to.contain(server.link('/repo/first'));
		expect(stderr).not.to.contain(lacking);
	});

	for (const code of [404, 410]) {
		it(`although there is no such file, as the server says with ${code}`, async () => {
			const server = await start('download file "$BUILD_DIR/file"', { '/repo/file': { status: code } });
			const { status, made, stderr } = await record(server);
			expect([status, made]).to.deep.equal([0, ['modular-buildpack-offline-2.1.zip']]);
			expect(stderr).to.match(new RegExp(`^ ! {5}http\\S+/file cannot be fetched: HTTP ${code}\\.\n`));
			expect(stderr).not.to.contain(lacking);
		});
	}
});

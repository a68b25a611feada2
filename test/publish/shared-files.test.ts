import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { sha256 } from '../node/machine.ts';
import { startRepository } from '../resolve/repository.ts';
import { makeFiles } from '../support/directories.ts';
import { missing } from '../support/shells.ts';
import { appWanting } from './offline.ts';
import { buildApart, makePackage, nodeAnswers, noIsolation, unpackPackage } from './packages.ts';

describe('an offline package for packages that have a file in common', () => {
	if (noIsolation !== undefined) {
		missing(noIsolation);
		return;
	}

	const archive = execFileSync('tar', ['-czf', '-', 'says.txt'], { cwd: makeFiles({ 'says.txt': 'hello' }) });
	const checksum = sha256(archive);
	const unpackFrom = (directory: string) => `unpack "$INSTALLER_DIR/${directory}/tool.tar.gz" ${checksum}`;
	const downloadFrom = (directory: string) =>
		`cached_download "$INSTALLER_DIR/${directory}/tool.tar.gz" "$BUILD_DIR/tool.tar.gz" ${checksum}`;
	const installers = {
		alias: 'print "one of two"',
		again: 'print "one of two"',
		unpacked: unpackFrom('one'),
		'unpacked-too': unpackFrom('other'),
		cached: downloadFrom('one'),
		'cached-too': downloadFrom('other'),
	};

	it('builds apps with each of them, alone and in any order, from whichever link', async () => {
		const files = { '/repo/one/tool.tar.gz': archive, '/repo/other/tool.tar.gz': archive };
		const server = await startRepository(installers, { ...files, ...nodeAnswers() });
		const repos = join(makeFiles({ list: server.link('/repo/index') }), 'list');
		const names = Object.keys(installers);
		const args = ['--offline', '--repos', repos, '--packages', names.join(' ')];
		const { status, stderr, file } = await makePackage(args, { env: { MODULAR_NODE_MIRROR: server.link() } });
		expect([status, stderr]).to.deep.equal([0, '']);
		await server.stop();

		const directory = unpackPackage(file);
		for (const install of [...names, names.toReversed().join(' ')]) {
			const app = appWanting(install);
			const built = await buildApart(directory, app);
			expect([built.status, built.stderr], install).to.deep.equal([0, '']);
			expect(existsSync(join(app, 'vendor', 'says.txt'))).to.equal(install.includes('unpacked'));
			expect(existsSync(join(app, 'tool.tar.gz'))).to.equal(install.includes('cached'));
		}
	});

	it('has nothing for a link that was never asked, and whose checksum nobody knows', async () => {
		const server = await startRepository(
			{ made: 'printf other >"$BUILD_DIR/tool"', tool: 'cached_download tool "$BUILD_DIR/tool"' },
			{ '/repo/tool': 'real', ...nodeAnswers() },
		);
		const repos = join(makeFiles({ list: server.link('/repo/index') }), 'list');
		const args = ['--offline', '--repos', repos, '--packages', 'made tool'];
		const { status, stdout } = await makePackage(args, { env: { MODULAR_NODE_MIRROR: server.link() } });
		expect(status).to.equal(0);
		expect(server.takePaths()).not.to.include('/repo/tool');
		expect(stdout.split('\n').filter((line) => line.endsWith('/repo/tool'))).to.deep.equal([]);
	});
});

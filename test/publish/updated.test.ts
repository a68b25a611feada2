import { join } from 'node:path';
import { expect } from 'chai';
import { indexOf, startRepository } from '../resolve/repository.ts';
import { makeDirectory, makeFiles } from '../support/directories.ts';
import { missing } from '../support/shells.ts';
import { appWanting } from './offline.ts';
import { buildApart, makePackage, nodeAnswers, noIsolation, unpackPackage } from './packages.ts';

describe('a newer offline package', () => {
	if (noIsolation !== undefined) {
		missing(noIsolation);
		return;
	}

	it('counts at once, whatever index the one before has left in the cache, and so does an older one again', async () => {
		const server = await startRepository({ tool: 'print old' }, nodeAnswers());
		const repos = join(makeFiles({ list: server.link('/repo/index') }), 'list');
		const make = async () => {
			const args = ['--offline', '--repos', repos, '--packages', 'tool'];
			const { status, stderr, file } = await makePackage(args, { env: { MODULAR_NODE_MIRROR: server.link() } });
			expect([status, stderr]).to.deep.equal([0, '']);
			return unpackPackage(file);
		};
		const older = await make();
		const installers = { tool: 'print new', more: 'print more' };
		server.answer('/repo/index', indexOf(installers));
		server.answer('/repo/tool.sh', installers.tool);
		const newer = await make();
		await server.stop();

		const cacheDir = makeDirectory('cache');
		for (const [directory, says] of [
			[older, 'old'],
			[newer, 'new'],
			[older, 'old'],
		] as const) {
			const { status, stdout, stderr } = await buildApart(directory, appWanting('tool'), { cacheDir });
			expect([status, stderr]).to.deep.equal([0, '']);
			expect(stdout).to.match(new RegExp(`^ {7}${says}$`, 'm'));
		}
	});
});

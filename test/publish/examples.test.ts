import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { archivePath, sha256, version } from '../node/machine.ts';
import { copyDirectory, makeDirectory, makeFiles } from '../support/directories.ts';
import { root } from '../support/entry-points.ts';
import { TestServer } from '../support/server.ts';
import { missing } from '../support/shells.ts';
import { buildApart, makePackage, nodeAnswers, nodeArchive, noIsolation, unpackPackage } from './packages.ts';

describe('an offline package for the examples', () => {
	if (noIsolation !== undefined) {
		missing(noIsolation);
		return;
	}

	it('builds each without a network: hello, and node-app with the package nodejs', async () => {
		const server = await TestServer.start(nodeAnswers());
		const config = {
			NODEJS_MIRROR: server.link(),
			NODEJS_VERSION: version,
			NODEJS_SHA256: sha256(nodeArchive()),
		};
		const envFile = makeFiles({
			env: Object.entries(config)
				.map((pair) => `${pair.join('=')}\n`)
				.join(''),
		});
		const apps = ['hello', 'node-app'].map((name) => join(root, 'examples', name));
		const args = ['--offline', '--env-file', join(envFile, 'env'), ...apps.flatMap((app) => ['--app', app])];
		const { status, stderr, file } = await makePackage(args, { env: { MODULAR_NODE_MIRROR: server.link() } });
		expect([status, stderr]).to.deep.equal([0, '']);
		expect(server.takePaths()).to.deep.equal([archivePath, archivePath]); // for the buildpack, and for the app
		await server.stop();

		const directory = unpackPackage(file);
		for (const app of apps) {
			const copy = join(makeDirectory('apps'), 'app');
			copyDirectory(app, copy);
			const built = await buildApart(directory, copy, { config, programs: ['chmod'] });
			expect([built.status, built.stderr]).to.deep.equal([0, '']);
			expect(existsSync(join(copy, 'boot.sh'))).to.be.true;
			expect(existsSync(join(copy, 'vendor/nodejs/bin/node'))).to.equal(app.endsWith('node-app'));
		}
	});
});

import { statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { makeDirectory } from '../support/directories.ts';
import { compile } from '../support/entry-points.ts';
import { TestServer } from '../support/server.ts';
import { describeInEachShell } from '../support/shells.ts';
import {
	archivePath,
	buildpackWith,
	buildWithout,
	commands,
	makeArchive,
	seeingApp,
	version,
} from '../node/machine.ts';

describeInEachShell('two versions of the buildpack that share a cache', (shell) => {
	it('leave each other the Node.js that they have brought', async () => {
		const archive = makeArchive();
		const [buildpack, other] = [buildpackWith(archive), buildpackWith(archive, '98.0.0')];
		const mirror = await TestServer.start({ [archivePath]: archive });
		const cacheDir = makeDirectory('cache');
		const build = async () => {
			const result = await buildWithout({ shell, buildpack, path: commands(), mirror, cacheDir });
			expect([result.status, result.stderr]).to.deep.equal([0, '']);
		};
		await build();
		const complete = join(cacheDir, 'modular-v1/node', version, process.arch, 'complete');
		const twoDaysAgo = Date.now() / 1000 - 2 * 24 * 3600;
		utimesSync(complete, twoDaysAgo, twoDaysAgo);
		const between = await compile(seeingApp(), { program: join(other, 'bin', 'compile'), cacheDir });
		expect([between.status, between.stderr]).to.deep.equal([0, '']);
		mirror.takePaths();
		await build();
		expect(mirror.takePaths()).to.deep.equal([]);
		expect(statSync(complete).mtimeMs / 1000, 'when it was last used').to.be.above(twoDaysAgo + 24 * 3600);
	});
});

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { modular } from '../local/modular.ts';
import { nodeDistribution, sha256 } from '../support/archives.ts';
import { appFiles, makeDirectory, makeFiles } from '../support/directories.ts';
import { compile, root } from '../support/entry-points.ts';
import { stopServers, TestServer } from '../support/server.ts';

const version = '24.18.0';

describe('the package nodejs', function () {
	this.timeout(180_000);
	afterEach(stopServers);

	it('fetches the pinned release, and refuses another file in its place', async () => {
		const path = `/v${version}/node-v${version}-linux-${process.arch}.tar.gz`;
		const server = await TestServer.start({ [path]: 'something else' });
		const app = makeFiles({ ...appFiles({}), 'build/heroku/install': 'nodejs\n' });
		const envDir = makeFiles({ NODEJS_MIRROR: server.link() });
		const { status, stderr } = await compile(app, { envDir });
		expect(server.takePaths()).to.deep.equal([path]);
		expect(stderr).to.match(
			/does not have the sha256 that it should have\.\n ! {5}Wanted: [0-9a-f]{64}\n ! {5}Found: {2}[0-9a-f]{64}\n$/,
		);
		expect(status).to.equal(1);
	});

	it('wants a checksum with another version', async () => {
		const app = makeFiles({ ...appFiles({}), 'build/heroku/install': 'nodejs\n' });
		const { status, stderr } = await compile(app, { envDir: makeFiles({ NODEJS_VERSION: '26.0.0' }) });
		expect(stderr).to.contain('NODEJS_VERSION is set to 26.0.0, so NODEJS_SHA256 has to be set as well');
		expect(status).to.equal(1);
	});

	it('runs the example with the Node.js of the archive, which is fetched once', async function () {
		const archive = process.arch === 'x64' ? nodeDistribution(version) : { missing: 'this machine is not an x64 one' };
		if ('missing' in archive) {
			if (process.env['CI']) throw new Error(archive.missing);
			this.skip();
		}
		const path = `/v${version}/node-v${version}-linux-x64.tar.gz`;
		const server = await TestServer.start({ [path]: archive });
		const envFile = join(makeDirectory('env'), 'env');
		writeFileSync(
			envFile,
			`NODEJS_MIRROR=${server.link()}\nNODEJS_VERSION=${version}\nNODEJS_SHA256=${sha256(archive)}\n`,
		);
		const app = join(root, 'examples', 'node-app');
		const args = ['run', app, '--cache', makeDirectory('cache'), '--env-file', envFile, '--check', '/'];
		for (const requests of [[path], []]) {
			const { status, stdout, log } = await modular(args);
			expect(status, log).to.equal(0);
			expect(stdout).to.contain(`Hello from Node.js v${version}, at /app/vendor/nodejs/bin/node\n`);
			expect(server.takePaths()).to.deep.equal(requests);
		}
	});
});

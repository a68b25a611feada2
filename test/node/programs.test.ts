import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { RecordingProxy } from '../fetch/proxy-server.ts';
import { makeDirectory } from '../support/directories.ts';
import { TestServer } from '../support/server.ts';
import { describeInEachShell } from '../support/shells.ts';
import {
	archivePath,
	buildpackWith,
	buildWithout,
	type BuildOptions,
	commands,
	downloading,
	expectBuilt,
	makeArchive,
	told,
} from './machine.ts';

describeInEachShell('a program that downloads Node.js', (shell) => {
	const archive = makeArchive();
	let path: string;
	let buildpack: string;
	let mirror: TestServer;
	const build = (options: Partial<BuildOptions> = {}) => buildWithout({ shell, buildpack, path, mirror, ...options });

	beforeEach(async () => {
		buildpack = buildpackWith(archive);
		mirror = await TestServer.start({ [archivePath]: archive });
	});

	for (const program of ['curl', 'wget']) {
		it(`keeps what the environment says to programs away from its own, with ${program}: TAR_OPTIONS, NODE_OPTIONS and the like`, async () => {
			path = commands([program]);
			const home = makeDirectory('home');
			writeFileSync(join(home, '.curlrc'), 'output = /missing/file\nheader = "X-Curlrc: yes"\n');
			writeFileSync(join(home, '.wgetrc'), 'header = X-Curlrc: yes\n');
			const env = {
				...{ HOME: home, CURL_HOME: home, TAR_OPTIONS: '--missing', GZIP: '--missing' },
				...{ NODE_OPTIONS: '--missing', NODE_PATH: '/missing' },
			};
			expectBuilt(await build({ env }), path, downloading);
			expect(mirror.requests.map(({ headers }) => headers['x-curlrc'])).to.deep.equal([undefined]);
		});

		const ownOfBusybox = program === 'wget' && shell.name === 'busybox ash'; // which knows no no_proxy
		const proxied = `sends ${program} through the proxy of ENV_DIR, in either case, and not where no_proxy says so`;
		const throughProxy = async () => {
			path = commands([program]);
			const proxy = await RecordingProxy.start();
			for (const [config, requests] of [
				[{ HTTP_PROXY: proxy.host }, 1],
				[{ http_proxy: proxy.host, NO_PROXY: '127.0.0.1' }, 0],
			] as const) {
				expectBuilt(await build({ config: { ...config, MODULAR_NODE_MIRROR: mirror.link() } }), path, downloading);
				expect(proxy.requests.splice(0)).to.have.length(requests);
			}
			proxy.stop();
		};
		if (!ownOfBusybox) it(proxied, throughProxy);

		if (ownOfBusybox) {
			it('does not put the password of a mirror into a command line that everybody can read', async () => {
				path = commands([program]);
				const { status, stdout, stderr } = await build({
					config: { MODULAR_NODE_MIRROR: mirror.link('/', 'user:se%23ret') },
				});
				expect(stderr).to.equal(
					told(
						'This buildpack needs Node.js 20 or newer, and a password in MODULAR_NODE_MIRROR needs curl or GNU wget: anybody could read it in the command line of this wget.',
						'There is none on PATH, and none in the cache.',
						'Put Node.js on PATH, use an offline package of the buildpack, or build once where it can be downloaded, with the same cache.',
					),
				);
				expect([status, stdout, mirror.requests]).to.deep.equal([1, '', []]);
			});
			continue;
		}
		it(`gives ${program} the password of a mirror, and shows it nowhere`, async () => {
			path = commands([program]);
			const asking: Parameters<TestServer['answer']>[1] = (request, response) => {
				const { authorization } = request.headers;
				if (authorization === `Basic ${Buffer.from('user:se#ret').toString('base64')}`) response.end(archive);
				else response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="x"' }).end();
			};
			mirror.answer(archivePath, asking);
			const link = (password: string) => ({ MODULAR_NODE_MIRROR: mirror.link('/', `user:${password}`) });
			expectBuilt(await build({ config: link('se%23ret') }), path, downloading);
			const { status, log } = await build({ config: link('wr%23ng') });
			expect(status).to.equal(1);
			expect(log).to.contain(`and ${mirror.link(archivePath)} cannot be fetched: `);
			expect(log).not.to.contain('wr%23ng').and.not.to.contain('user');
		});
	}
});

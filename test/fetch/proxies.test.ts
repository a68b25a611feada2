import { spawn, spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { build, type Build, type BuildOptions, told } from '../install/builds.ts';
import { makeFiles } from '../support/directories.ts';
import { TestServer } from '../support/server.ts';
import { missing } from '../support/shells.ts';
import { hasOpenssl, makeAuthority } from './certificates.ts';
import { RecordingProxy } from './proxy-server.ts';

let proxy: RecordingProxy;

/** Runs a proxy for each test of a suite. */
function useProxy(user?: string): void {
	beforeEach(async () => (proxy = await RecordingProxy.start(user)));
	afterEach(() => proxy.stop());
}

/** Builds an app that downloads links, with a status that it tells. */
async function fetchAll(links: readonly string[], options: BuildOptions): Promise<Build> {
	const lines = links.map((link, index) => `download '${link}' "$BUILD_DIR/${index}" || print "status $?"`);
	return await build({ one: lines.join('\n') }, options);
}

const fetched = ({ app }: Build, index = 0) => readFileSync(join(app, String(index)), 'utf8');

const targets = () => proxy.requests.map(({ method, target }) => `${method} ${target}`);

const withProxy = (setting: Record<string, string>) => ({ env: setting });

describe('a proxy for http', () => {
	useProxy();
	let server: TestServer;
	beforeEach(async () => {
		server = await TestServer.start({ '/file': 'text' });
	});

	for (const name of ['http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY']) {
		it(`is taken from ${name}, in the environment and in ENV_DIR`, async () => {
			for (const options of [
				{ env: { [name]: `http://${proxy.host}` } },
				{ envDir: makeFiles({ [name]: `http://${proxy.host}/\n` }, 'env') },
				{ env: { [name]: 'http://127.0.0.1:1' }, envDir: makeFiles({ [name]: proxy.host }, 'env') },
			]) {
				const result = await fetchAll([server.link('/file')], options);
				expect([result.status, result.stderr, fetched(result)]).to.deep.equal([0, '', 'text']);
				expect(targets()).to.deep.equal([`GET ${server.link('/file')}`]);
				proxy.requests.splice(0);
			}
			expect(server.takePaths()).to.have.length(3);
		});
	}

	it('is the one of the scheme before the one for all', async () => {
		const result = await fetchAll([server.link('/file')], {
			env: { http_proxy: proxy.host, all_proxy: '127.0.0.1:1', https_proxy: '127.0.0.1:1' },
		});
		expect([result.stderr, fetched(result), proxy.requests.length]).to.deep.equal(['', 'text', 1]);
	});

	it("gets the link's user and password, which are for the server behind it", async () => {
		const result = await fetchAll([server.link('/file', 'me:s3cret')], withProxy({ http_proxy: proxy.host }));
		expect([result.stderr, fetched(result)]).to.deep.equal(['', 'text']);
		expect(server.requests[0]?.headers.authorization).to.equal(`Basic ${Buffer.from('me:s3cret').toString('base64')}`);
		expect(targets()).to.deep.equal([`GET ${server.link('/file')}`]);
	});

	for (const hosts of [
		'127.0.0.1',
		'other.example, 127.0.0.1',
		'*',
		'127.0.0.1:PORT',
		'other.example\t127.0.0.1',
		'127.0.0.0/8',
	]) {
		it(`is not used for what no_proxy has as ${JSON.stringify(hosts)}`, async () => {
			for (const name of ['no_proxy', 'NO_PROXY']) {
				const result = await fetchAll([server.link('/file')], {
					env: { http_proxy: proxy.host, [name]: hosts.replace('PORT', String(server.port)) },
				});
				expect([result.stderr, fetched(result), proxy.requests]).to.deep.equal(['', 'text', []]);
			}
		});
	}

	it('is used for what only looks like something in no_proxy', async () => {
		const result = await fetchAll([server.link('/file')], {
			env: { http_proxy: proxy.host, no_proxy: '127.0.0.10 27.0.0.1,127.0.0.1:1,localhost' },
		});
		expect([result.stderr, fetched(result), proxy.requests.length]).to.deep.equal(['', 'text', 1]);
	});

	it('that cannot reach the server is tried three times', async () => {
		const result = await fetchAll(['http://127.0.0.1:1/file'], withProxy({ http_proxy: proxy.host }));
		expect(result.stderr).to.equal(
			told(
				'http://127.0.0.1:1/file cannot be fetched: HTTP 502 (tried 3 times).',
				'Try again later; if that does not help, check the link, the proxy settings and the server.',
			),
		);
		expect(proxy.requests).to.have.length(3);
	});

	for (const setting of [
		'socks5://me:s3cret@127.0.0.1:1',
		'http://me:s3cret@127.0.0.1:x',
		'http://me:s3cret%@127.0.0.1:1',
	]) {
		it(`that is none (${setting}) is an error, without its password`, async () => {
			const result = await fetchAll([server.link('/file')], withProxy({ http_proxy: setting }));
			expect(result.stderr).to.equal(
				told(
					`${server.link('/file')} cannot be fetched: its proxy is none with http or https.`,
					'Check http_proxy, https_proxy and all_proxy; special characters in a password are written as %XX.',
				),
			);
			expect(result.stdout).to.contain('       status 1\n');
			expect([result.log.includes('s3cret'), server.requests]).to.deep.equal([false, []]);
		});
	}

	it('leaves the variables of the installers as they were', async () => {
		const env = { http_proxy: proxy.host, no_proxy: 'example.com' };
		const result = await build({ one: 'env | grep -i proxy | sort' }, { env });
		expect(result.stdout).to.contain(`\nhttp_proxy=${proxy.host}\nno_proxy=example.com\n-----> `);
	});
});

describe('a proxy with user and password', () => {
	useProxy('me:s3 cret@');

	it('gets them, and the log does not', async () => {
		const server = await TestServer.start({ '/file': 'text' });
		const result = await fetchAll([server.link('/file')], withProxy({ http_proxy: `me:s3%20cret%40@${proxy.host}` }));
		expect([result.stderr, fetched(result)]).to.deep.equal(['', 'text']);
		expect(server.requests[0]?.headers.authorization).to.be.undefined;
		expect(result.log).not.to.match(/s3|cret/);
	});

	for (const scheme of ['http', 'https']) {
		it(`and without them is an error for ${scheme}, at once`, async () => {
			const result = await fetchAll(
				[`${scheme}://127.0.0.1:1/file`],
				withProxy({ all_proxy: `me:s3cret@${proxy.host}`, MODULAR_FETCH_AHEAD: '0' }),
			);
			expect(result.stderr).to.equal(
				told(
					`${scheme}://127.0.0.1:1/file cannot be fetched: HTTP 407.`,
					'The proxy wants a user and password: add them to the proxy settings.',
				),
			);
			expect([proxy.requests.length, result.log.includes('s3cret')]).to.deep.equal([1, false]);
		});
	}
});

describe('a proxy for https', () => {
	if (!hasOpenssl) {
		missing('openssl is not installed');
		return;
	}
	useProxy('me:s3cret');

	for (const name of ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY']) {
		it(`is taken from ${name}, tunnels, and sees nothing of the request`, async () => {
			const authority = makeAuthority();
			const server = await TestServer.start({ '/file': 'text' }, authority.tls);
			const result = await fetchAll([server.link('/file', 'you:other'), server.link('/file')], {
				env: { [name]: `http://me:s3cret@${proxy.host}`, SSL_CERT_FILE: authority.file },
			});
			expect([result.status, result.stderr, fetched(result), fetched(result, 1)]).to.deep.equal([
				0,
				'',
				'text',
				'text',
			]);
			expect(targets()).to.deep.equal([`CONNECT 127.0.0.1:${server.port}`]);
			expect(proxy.requests[0]?.headers.authorization).to.be.undefined;
			expect(server.requests[0]?.headers).not.to.have.property('proxy-authorization');
			expect(result.log).not.to.match(/s3cret|other/);
		});
	}

	it('does not make an unknown authority a known one', async () => {
		const server = await TestServer.start({ '/file': 'text' }, makeAuthority().tls);
		const result = await fetchAll([server.link('/file')], {
			env: { https_proxy: `http://me:s3cret@${proxy.host}`, SSL_CERT_FILE: makeAuthority().file },
		});
		expect(result.stderr).to.equal(
			told(
				`${server.link('/file')} cannot be fetched: unable to verify the first certificate (UNABLE_TO_VERIFY_LEAF_SIGNATURE).`,
				"If the server's authority is your company's, add it to the system's certificates or name a file of them in SSL_CERT_FILE.",
			),
		);
		expect([targets(), server.requests]).to.deep.equal([[`CONNECT 127.0.0.1:${server.port}`], []]);
	});
});

describe('tinyproxy', () => {
	if (!hasOpenssl || spawnSync('tinyproxy', ['-v']).status !== 0) {
		missing('openssl or tinyproxy is not installed');
		return;
	}
	it('fetches by http and by https', async () => {
		const free = createServer().listen(0, '127.0.0.1');
		await once(free, 'listening');
		const { port } = free.address() as AddressInfo;
		free.close();
		const directory = makeFiles({
			'tinyproxy.conf': `Port ${port}\nListen 127.0.0.1\nTimeout 20\nMaxClients 10\nAllow 127.0.0.1\nViaProxyName "tiny"\nBasicAuth me s3cret\n`,
		});
		const tinyproxy = spawn('tinyproxy', ['-d', '-c', join(directory, 'tinyproxy.conf')], { stdio: 'ignore' });
		try {
			const authority = makeAuthority();
			const [plain, secure] = [
				await TestServer.start({ '/file': 'plain' }),
				await TestServer.start({ '/file': 'secure' }, authority.tls),
			];
			await delay(300);
			const result = await fetchAll([plain.link('/file'), secure.link('/file')], {
				env: { ALL_PROXY: `me:s3cret@127.0.0.1:${port}`, SSL_CERT_FILE: authority.file },
			});
			expect([result.status, result.stderr]).to.deep.equal([0, '']);
			expect([fetched(result), fetched(result, 1)]).to.deep.equal(['plain', 'secure']);
			expect(plain.requests[0]?.headers.via).to.contain('tiny');
			expect(result.log).not.to.contain('s3cret');
		} finally {
			tinyproxy.kill('SIGKILL');
			await once(tinyproxy, 'exit');
		}
	});
});

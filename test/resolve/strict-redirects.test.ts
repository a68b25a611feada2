import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { hasOpenssl, makeAuthority } from '../fetch/certificates.ts';
import { told } from '../install/builds.ts';
import { type Answer, TestServer } from '../support/server.ts';
import { missing } from '../support/shells.ts';
import { buildFrom, filesBelow, indexOf, startRepository, warnedOfPlain } from './repository.ts';

const installer = ': >"$BUILD_DIR/was-run"';
const elsewhere = 'http://packages.example.com';

const to = (location: string): Answer => ({ status: 302, headers: { Location: location } });

const refused = (what: string, link: string, origin: string) =>
	told(
		`${what} would come over plain http, from ${link}, to which ${origin} redirects, and MODULAR_STRICT is on. Use https.`,
	);

describe('a strict build', () => {
	let server: TestServer;
	let proxy: TestServer;
	let settings: Record<string, string>;
	let strict: Record<string, string>;

	beforeEach(async () => {
		server = await startRepository({ one: installer }, { '/one.sh': installer });
		// the only way to hosts that are not loopback: what a proxy is asked for is a whole link
		proxy = await TestServer.start({
			[`${elsewhere}/index`]: indexOf({ one: installer }),
			[`${elsewhere}/one.sh`]: installer,
			[`${elsewhere}/back/index`]: to(server.link('/repo/index')),
		});
		settings = { http_proxy: proxy.link(), no_proxy: '127.0.0.1' };
		strict = { ...settings, MODULAR_STRICT: '1' };
	});

	for (const [title, answers, end] of [
		['to another machine', { '/index': `${elsewhere}/index` }, '/index'],
		['by way of this machine', { '/index': '/second', '/second': `${elsewhere}/index` }, '/index'],
		['there and back', { '/index': `${elsewhere}/back/index` }, '/back/index'],
	] as const) {
		it(`refuses an index that is redirected over plain http ${title}, before any request there`, async () => {
			for (const [path, location] of Object.entries(answers)) server.answer(path, to(location));
			const link = server.link('/index');
			const { status, stderr, app, cacheDir } = await buildFrom(link, 'one', { env: strict });
			expect(stderr).to.equal(refused('The index of a repository', `${elsewhere}${end}`, link));
			expect([status, server.takePaths(), proxy.takePaths()]).to.deep.equal([1, Object.keys(answers), []]);
			expect(existsSync(join(app, 'was-run'))).to.be.false;
			expect(filesBelow(cacheDir).filter((file) => file.includes('indexes'))).to.deep.equal([]);
			const lenient = await buildFrom(link, 'one', { env: settings });
			expect([lenient.status, lenient.stderr]).to.deep.equal([0, warnedOfPlain(`${link} (by a redirect)`)]);
			expect(proxy.takePaths()[0]).to.equal(`${elsewhere}${end}`);
		});
	}

	it('refuses an installer that is redirected over plain http, and runs nothing', async () => {
		server.answer('/repo/one.sh', to(`${elsewhere}/one.sh`));
		const link = server.link('/repo/index');
		const { status, stderr, app, cacheDir } = await buildFrom(link, 'one', { env: strict });
		expect(stderr).to.equal(refused('The installer of one', `${elsewhere}/one.sh`, server.link('/repo/one.sh')));
		expect([status, proxy.takePaths(), existsSync(join(app, 'was-run'))]).to.deep.equal([1, [], false]);
		expect(filesBelow(cacheDir).filter((file) => file.includes('installers'))).to.deep.equal([]);
		const lenient = await buildFrom(link, 'one', { env: settings });
		expect([lenient.status, proxy.takePaths()]).to.deep.equal([0, [`${elsewhere}/one.sh`]]);
	});

	it('lets redirects on this machine be', async () => {
		server.answer('/index', to(`http://localhost:${server.port}/repo/index`));
		const { status, stderr, app } = await buildFrom(server.link('/index'), 'one', {
			env: { ...strict, no_proxy: '127.0.0.1,localhost' },
		});
		expect([status, stderr, existsSync(join(app, 'was-run'))]).to.deep.equal([0, '', true]);
	});

	it('does not use an index in the cache that a lenient build got in such a way, however young', async () => {
		server.answer('/index', to(`${elsewhere}/index`));
		const link = server.link('/index');
		const { cacheDir } = await buildFrom(link, 'one', { env: settings });
		proxy.takePaths();
		const { status, stderr, app } = await buildFrom(link, 'one', { env: strict, cacheDir });
		expect(stderr).to.equal(refused('The index of a repository', `${elsewhere}/index`, link));
		expect([status, proxy.takePaths(), existsSync(join(app, 'was-run'))]).to.deep.equal([1, [], false]);
		const lenient = await buildFrom(link, 'one', { env: settings, cacheDir });
		expect([lenient.status, lenient.stderr]).to.deep.equal([0, warnedOfPlain(`${link} (by a redirect)`)]);
		expect(proxy.takePaths()).to.deep.equal([]);
	});

	if (!hasOpenssl) missing('openssl is not installed');
	else {
		it('refuses a redirect from https to plain http, and does not send the password there', async () => {
			const authority = makeAuthority();
			const secure = await TestServer.start({ '/index': to(`${elsewhere}/index`) }, authority.tls);
			const { status, stderr } = await buildFrom(secure.link('/index', 'me:s3cret'), 'one', {
				env: { ...strict, SSL_CERT_FILE: authority.file },
			});
			expect(stderr).to.equal(refused('The index of a repository', `${elsewhere}/index`, secure.link('/index')));
			expect([status, secure.takePaths(), proxy.takePaths()]).to.deep.equal([1, ['/index'], []]);
		});
	}
});

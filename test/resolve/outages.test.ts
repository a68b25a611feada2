import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { hasOpenssl, makeAuthority } from '../fetch/certificates.ts';
import { told } from '../install/builds.ts';
import { TestServer } from '../support/server.ts';
import { missing } from '../support/shells.ts';
import {
	ageIndexes,
	buildFrom,
	filesBelow,
	indexOf,
	repositoryAnswers,
	storedIndexes,
	warnedOfPlain,
} from './repository.ts';

/*
 * Repositories that answered once, so that the cache has an index of theirs, and do not any more.
 */

const installer = ': >"$BUILD_DIR/was-run"';
const advice = 'Try again later; if that does not help, check the link, the proxy settings and the server.';
const instead = 'The index that is in the cache is used instead; it is 7 minutes old.';

const wasRun = (app: string) => existsSync(join(app, 'was-run'));

describe('a repository with an index in the cache', () => {
	it('whose host has no address any more leaves that in use, with a warning', async () => {
		const link = 'http://packages.invalid/index';
		const answers = { [link]: indexOf({ one: installer }), 'http://packages.invalid/one.sh': installer };
		const proxy = await TestServer.start(answers);
		const { cacheDir, status } = await buildFrom(link, 'one', { env: { http_proxy: proxy.link() } });
		expect(status).to.equal(0);
		ageIndexes(cacheDir, 7);
		const again = await buildFrom(link, 'one', { cacheDir });
		const warning = (reason: string) =>
			told(`${link} cannot be fetched: ${reason} (tried 3 times).`, advice, instead) + warnedOfPlain(link);
		// the latter on a machine without a name server
		expect(again.stderr).to.be.oneOf([warning('no such host'), warning('the name server does not answer')]);
		expect([again.status, wasRun(again.app)]).to.deep.equal([0, true]);
		expect(storedIndexes(cacheDir)).to.have.length(1);
		const without = await buildFrom(link, 'one');
		expect(without.stderr).to.contain('\n !     It is the index of a repository, and the cache has no copy of it.\n');
		expect([without.status, wasRun(without.app)]).to.deep.equal([1, false]);
	}).timeout(60_000);

	for (const [title, part, reason] of [
		['at all', undefined, 'no bytes for 1 s'],
		['to its end', 'one ', 'no bytes for 1 s'],
	] as const) {
		it(`that does not answer ${title} in time leaves that in use, with a warning`, async () => {
			const server = await TestServer.start(repositoryAnswers({ one: installer }));
			const link = server.link('/repo/index');
			const { cacheDir } = await buildFrom(link, 'one');
			const before = storedIndexes(cacheDir);
			ageIndexes(cacheDir, 7);
			server.answer('/repo/index', (_request, response) => {
				if (part !== undefined) response.writeHead(200).write(part);
			});
			server.takePaths();
			const again = await buildFrom(link, 'one', { cacheDir, env: { MODULAR_TIMEOUT: '1' } });
			expect(again.stderr).to.equal(told(`${link} cannot be fetched: ${reason} (tried 3 times).`, advice, instead));
			expect([again.status, wasRun(again.app)]).to.deep.equal([0, true]);
			expect(server.takePaths()).to.deep.equal(['/repo/index', '/repo/index', '/repo/index']);
			expect(storedIndexes(cacheDir)[0]?.['entries']).to.equal(before[0]?.['entries']);
			expect(filesBelow(cacheDir).filter((file) => file.endsWith('.part'))).to.deep.equal([]);
		}).timeout(60_000);
	}

	if (!hasOpenssl) {
		missing('openssl is not installed');
		return;
	}

	for (const [title, names, isKnown, reason] of [
		[
			'of an authority that nobody trusts',
			'IP:127.0.0.1',
			false,
			'unable to verify the first certificate (UNABLE_TO_VERIFY_LEAF_SIGNATURE)',
		],
		[
			'of another name',
			'DNS:other.example',
			true,
			"Hostname/IP does not match certificate's altnames: IP: 127.0.0.1 is not in the cert's list:  (ERR_TLS_CERT_ALTNAME_INVALID)",
		],
	] as const) {
		it(`that shows a certificate ${title} is an error: that index is not used, and stays`, async () => {
			const authority = makeAuthority();
			const server = await TestServer.start(repositoryAnswers({ one: installer }), authority.tls);
			const link = server.link('/repo/index');
			const { cacheDir, status } = await buildFrom(link, 'one', { env: { SSL_CERT_FILE: authority.file } });
			expect(status).to.equal(0);
			ageIndexes(cacheDir, 7);
			const other = makeAuthority({ names });
			server.showCertificate(other.tls);
			server.takePaths();
			const env = { SSL_CERT_FILE: isKnown ? other.file : authority.file };
			const again = await buildFrom(link, 'one', { cacheDir, env });
			expect(again.stderr).to.equal(
				told(
					`${link} cannot be fetched: ${reason}.`,
					"If the server's authority is your company's, add it to the system's certificates or name a file of them in SSL_CERT_FILE.",
				),
			);
			expect([again.status, wasRun(again.app), server.takePaths()]).to.deep.equal([1, false, []]);
			expect(storedIndexes(cacheDir)).to.have.length(1);
		});
	}
});

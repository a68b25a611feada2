import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { told } from '../install/builds.ts';
import { makeDirectory, makeFiles } from '../support/directories.ts';
import { minimalEnvironment } from '../support/entry-points.ts';
import { describeInEachShell } from '../support/shells.ts';
import { ageIndexes, buildFrom, hashOf, indexOf, startRepository } from './repository.ts';

const env = { MODULAR_STRICT: '1' };

describeInEachShell('a download without a usable checksum', (shell) => {
	const calls: readonly (readonly [title: string, call: string, value: string])[] = [
		['by download', 'download archive a', ''],
		['by download, with an empty one', "download archive a ''", ''],
		['by download, with one that is none', 'download archive a PHPFPM_MD5', ' ("PHPFPM_MD5")'],
		['by cached_download', 'cached_download archive a', ''],
		['by cached_download that may fail', "cached_download archive a '' false", ''],
		['by unpack', 'unpack archive x', ' ("x")'],
		['in a subshell', '( download archive a ) || :', ''],
	];
	for (const [title, call, value] of calls) {
		it(`ends a strict build ${title}, and makes no request`, async () => {
			const one = `${call}\n: >"$BUILD_DIR/went-on"`;
			const server = await startRepository({ one }, { '/repo/archive': 'bytes' });
			const { status, stderr, app } = await buildFrom(server.link('/repo/index'), 'one', { shell, env });
			expect(stderr).to.equal(
				told(
					`one fetches ${server.link('/repo/archive')} without a usable checksum${value}, and MODULAR_STRICT is on.`,
				),
			);
			expect([status, existsSync(join(app, 'went-on')), existsSync(join(app, 'a'))]).to.deep.equal([1, false, false]);
			expect(server.takePaths()).to.deep.equal(['/repo/index', '/repo/one.sh']);
		});
	}

	it('is fine with a checksum', async () => {
		const one = `download archive a ${hashOf('bytes')} && cached_download archive a ${hashOf('bytes', 'sha256')}`;
		const server = await startRepository({ one }, { '/repo/archive': 'bytes' });
		const { status, stderr } = await buildFrom(server.link('/repo/index'), 'one', { shell, env });
		expect([status, stderr]).to.deep.equal([0, '']);
	});
});

describe('MODULAR_STRICT', () => {
	const refused = (what: string, link: string) =>
		told(`${what} would come over plain http, from ${link}, and MODULAR_STRICT is on. Use https.`);

	for (const host of ['packages.example.com', '10.0.0.1', '127.example.com', '[fe80::1]', 'localhost.example.com']) {
		it(`refuses an index over plain http from ${host}, before any request`, async () => {
			const link = `http://${host}/index`;
			const { status, stderr } = await buildFrom(link, 'one', { env });
			expect([status, stderr]).to.deep.equal([1, refused('The index of a repository', link)]);
		});
	}

	for (const scheme of ['ftp', 'tftp', 'gopher']) {
		it(`refuses an index and an installer over ${scheme}, before curl is run`, async () => {
			const plain = (text: string) => text.replace('plain http', `plain ${scheme}`);
			const link = `${scheme}://packages.example.com/one.sh`;
			const note = join(makeDirectory(), 'was-run');
			const bin = makeFiles({ curl: { text: `#!/bin/sh\n: >'${note}'\nexit 7\n`, mode: 0o755 } }, 'bin');
			const strict = { ...env, PATH: `${bin}:${minimalEnvironment.PATH}` };
			const direct = await buildFrom(link, 'one', { env: strict });
			expect([direct.status, direct.stderr]).to.deep.equal([1, plain(refused('The index of a repository', link))]);
			const index = pathToFileURL(join(makeFiles({ index: `one ${link} ${hashOf(':')}\n` }), 'index')).href;
			const { status, stderr } = await buildFrom(index, 'one', { env: strict });
			expect([status, stderr]).to.deep.equal([1, plain(refused('The installer of one', link))]);
			expect(existsSync(note)).to.be.false;
		});
	}

	for (const scheme of ['ftps', 'sftp', 'scp']) {
		it(`lets ${scheme} be`, async () => {
			const text = `#!/bin/sh\noutput=$(sed -n 's/^output = "\\(.*\\)"$/\\1/p')\necho 'one one.sh ${hashOf('one one.sh')}' >"$output"\n`;
			const bin = makeFiles({ curl: { text, mode: 0o755 } }, 'bin');
			const strict = { ...env, PATH: `${bin}:${minimalEnvironment.PATH}` };
			const link = `${scheme}://packages.example.com`;
			const { stderr } = await buildFrom(`${link}/index`, 'one', { env: strict });
			expect(stderr).to.contain(
				`The installer of one is not the one that ${link}/index names. ${link}/one.sh does not`,
			);
		});
	}

	it('refuses an installer over plain http, before any request', async () => {
		const link = 'http://packages.example.com/one.sh';
		const index = pathToFileURL(join(makeFiles({ index: `one ${link} ${hashOf(':')}\n` }), 'index')).href;
		const { status, stderr } = await buildFrom(index, 'one', { env });
		expect([status, stderr]).to.deep.equal([1, refused('The installer of one', link)]);
	});

	for (const host of ['127.0.0.1', 'localhost']) {
		it(`lets plain http from ${host} be`, async () => {
			const server = await startRepository({ one: ':' });
			const { status, stderr } = await buildFrom(`http://${host}:${server.port}/repo/index`, 'one', { env });
			expect([status, stderr]).to.deep.equal([0, '']);
		});
	}

	it('says nothing of a list of repositories that no package needs', async () => {
		const { status } = await buildFrom('http://packages.example.com/index', 'one', { env, installers: { one: ':' } });
		expect(status).to.equal(0);
	});

	it('refuses an index in the cache whose repository cannot be reached', async () => {
		const server = await startRepository({ one: ':' });
		const link = server.link('/repo/index');
		const { cacheDir } = await buildFrom(link, 'one', { env });
		server.answer('/repo/index', { status: 599 });
		const fresh = await buildFrom(link, 'one', { env, cacheDir });
		expect([fresh.status, fresh.stderr]).to.deep.equal([0, '']);
		ageIndexes(cacheDir, 6);
		const { status, stdout, stderr } = await buildFrom(link, 'one', { env, cacheDir });
		expect(stderr).to.equal(
			told(
				`${link} cannot be fetched: HTTP 599.`,
				'Check the link and the server.',
				'The cache has a copy of this index, which is not used because MODULAR_STRICT is on.',
			),
		);
		expect(stdout).not.to.contain('Installing');
		expect(status).to.equal(1);
	});

	const lines = [
		[1, '1'],
		[5, '1, 2, 3, 4, 5'],
		[8, '1, 2, 3, 4, 5 and 3 more'],
	] as const;
	for (const [count, list] of lines) {
		it(`refuses an index with ${count} malformed, fetched or cached`, async () => {
			const server = await startRepository({ one: ':' });
			const link = server.link('/repo/index');
			server.answer('/repo/index', `${'one one.sh\n'.repeat(count)}${indexOf({ one: ':' })}`);
			const { cacheDir } = await buildFrom(link, 'one');
			for (const options of [{ env }, { env, cacheDir }]) {
				const { status, stdout, stderr } = await buildFrom(link, 'one', options);
				expect(stderr).to.equal(
					told(
						`${link} has malformed lines, and MODULAR_STRICT is on: ${list}.`,
						'Each has to be a name, a link and a checksum.',
					),
				);
				expect(stdout).not.to.contain('Installing');
				expect(status).to.equal(1);
			}
		});
	}
});

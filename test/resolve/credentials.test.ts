import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { detailsOf, told, warningsOf } from '../install/builds.ts';
import { makeDirectory, makeFiles } from '../support/directories.ts';
import { minimalEnvironment } from '../support/entry-points.ts';
import { describeInEachShell } from '../support/shells.ts';
import { TestServer } from '../support/server.ts';
import {
	buildFrom,
	enabledLines,
	filesHolding,
	hashOf,
	indexOf,
	repositoryAnswers,
	startRepository,
} from './repository.ts';

const user = 'me:pass%2Fword%';
const header = `Basic ${Buffer.from('me:pass/word%').toString('base64')}`;
const secrets = ['pass%2Fword', 'pass/word', header.slice('Basic '.length), 'me:', 'me@'];

const authorizations = (server: TestServer) =>
	server.requests.splice(0).map(({ path, headers }) => [path, headers.authorization]);

describeInEachShell('a user and password in the link of a repository', (shell) => {
	it('are sent to it and for what lies beside an installer, and stand nowhere else', async () => {
		const one = [
			'print "at $INSTALLER_DIR"',
			'download "$INSTALLER_DIR/archive" a && cached_download archive "$CACHE_DIR/b" && (download /archive c)',
			'set >"$BUILD_DIR/variables"; cat /proc/self/cmdline >"$BUILD_DIR/arguments"',
		].join('\n');
		const server = await startRepository({ one }, { '/repo/archive': 'bytes' });
		const result = await buildFrom(server.link('/repo/index', user), 'one', { shell });
		expect([result.status, result.stderr]).to.deep.equal([0, '']);
		expect(detailsOf(result)).to.include(`at ${server.link('/repo')}`);
		expect(result.stdout).to.match(new RegExp(`^${enabledLines(server.link('/repo/index'))}`));
		expect(authorizations(server)).to.deep.equal(
			['index', 'one.sh', 'archive', 'archive', 'archive'].map((name) => [`/repo/${name}`, header]),
		);
		for (const secret of secrets.slice(0, 3)) expect(result.log).not.to.contain(secret);
		expect(filesHolding(result.cacheDir, secrets)).to.deep.equal([]);
		const left = filesHolding(result.app, secrets);
		expect(left).to.deep.equal([join(result.app, 'build/heroku/repos')]);
	});
});

describe('a user and password in the link of a repository', () => {
	for (const from of ['the environment', 'ENV_DIR']) {
		it(`are sent to it, and reach no installer, where they come from MODULAR_REPOS in ${from}`, async () => {
			const one = 'set >"$BUILD_DIR/variables"; env >"$BUILD_DIR/environment"; print "$MODULAR_REPOS"';
			const server = await startRepository({ one }, { '/repo/b@c': indexOf({}) + `two x ${hashOf('two')}\n` });
			const [index, other] = [server.link('/repo/index', user), server.link('/repo/b@c', 'me')];
			const setting = { MODULAR_REPOS: `${index}\n\t${other} 127.0.0.1:${server.port}/repo/index` };
			const result = await buildFrom('', 'one', from === 'ENV_DIR' ? { envDir: makeFiles(setting) } : { env: setting });
			expect([result.status, result.stderr]).to.deep.equal([0, '']);
			const shown = `${server.link('/repo/index')}\n       \t${server.link('/repo/b@c')} 127.0.0.1:${server.port}/repo/index`;
			expect(result.stdout).to.contain(`       ${shown}\n`);
			expect(server.requests.find(({ path }) => path === '/repo/index')?.headers.authorization).to.equal(header);
			for (const secret of secrets.slice(0, 3)) expect(result.log).not.to.contain(secret);
			expect(filesHolding(result.app, secrets)).to.deep.equal([]);
		});
	}

	it('are sent to no other host or port, for an installer, an archive or a redirect', async () => {
		const other = await TestServer.start({ '/archive': 'bytes', '/one.sh': ':', '/moved': 'moved' });
		const two = `download ${other.link('/archive')} a; download moved b`;
		const server = await startRepository(
			{ two },
			{ '/repo/moved': { status: 302, headers: { Location: other.link('/moved') } } },
		);
		server.answer('/repo/index', `one ${other.link('/one.sh')} ${hashOf(':')}\n${indexOf({ two })}`);
		const { status, stderr } = await buildFrom(server.link('/repo/index', user), 'one two');
		expect([status, stderr]).to.deep.equal([0, '']);
		expect(authorizations(other)).to.deep.equal([
			['/one.sh', undefined],
			['/archive', undefined],
			['/moved', undefined],
		]);
	});

	it('that stand in a line of an index are used, and are not in the cache, so that the index is asked for in each build', async () => {
		const two = 'download archive a';
		const server = await startRepository({ two }, { '/repo/archive': 'bytes' });
		const link = server.link('/repo/index');
		const line = `one ${server.link('/repo/two.sh', 'you:s3cret')} ${hashOf(two)} # ${server.link('', 'you:s3cret')}\n`;
		server.answer('/repo/index', { headers: { ETag: '"1"' }, body: line });
		const yours = `Basic ${Buffer.from('you:s3cret').toString('base64')}`;
		const first = await buildFrom(link, 'one');
		const { cacheDir } = first;
		expect(authorizations(server)).to.deep.equal([
			['/repo/index', undefined],
			['/repo/two.sh', yours],
			['/repo/archive', yours],
		]);
		const second = await buildFrom(link, 'one', { cacheDir });
		expect(server.requests.map(({ headers }) => headers['if-none-match'])).to.deep.equal([undefined, undefined]);
		expect(authorizations(server)).to.deep.equal([
			['/repo/index', undefined],
			['/repo/archive', yours],
		]);
		server.answer('/repo/index', { status: 599 });
		const third = await buildFrom(link, 'one', { cacheDir });
		expect(warningsOf(third)[2]).to.equal('The index that is in the cache is used instead; it is a minute old.');
		for (const { status, log } of [first, second, third]) {
			expect([status, log.includes('s3cret')]).to.deep.equal([0, false]);
			expect(filesHolding(cacheDir, ['s3cret', yours.slice('Basic '.length)])).to.deep.equal([]);
		}
	});

	for (const scheme of ['http', 'ftp']) {
		it(`that stand in a line of an index are not for others to read while that arrives by ${scheme}`, async () => {
			const text = `one http://you:s3cret@127.0.0.1:1/one.sh ${hashOf(':')}\n`;
			const cacheDir = makeDirectory('cache');
			const modes: string[] = [];
			const look = () => {
				for (const file of filesHolding(cacheDir, ['s3cret'])) modes.push((statSync(file).mode & 0o777).toString(8));
			};
			const server = await startRepository({});
			server.answer('/repo/index', (_request, response) => {
				response.writeHead(200).write(text);
				setTimeout(() => (look(), response.end()), 100);
			});
			const curl = `#!/bin/sh\noutput=$(sed -n 's/^output = "\\(.*\\)"$/\\1/p')\nprintf '${text.replace('\n', '\\n')}' >"$output"\nchmod --reference="$output" '${join(cacheDir, 'mode')}'\n`;
			const bin = makeFiles({ curl: { text: curl, mode: 0o755 }, index: text }, 'bin');
			writeFileSync(join(cacheDir, 'mode'), 's3cret', { mode: 0o600 });
			const link = scheme === 'http' ? server.link('/repo/index') : 'ftp://127.0.0.1/index';
			const env = { PATH: `${bin}:${minimalEnvironment.PATH}` };
			const { status } = await buildFrom(link, 'one', { cacheDir, env });
			look();
			expect([status, new Set(modes)]).to.deep.equal([1, new Set(['600'])]);
			expect(modes.length).to.be.at.least(scheme === 'http' ? 3 : 1); // the file itself, and what curl has seen of it
		}).timeout(30_000);
	}

	for (const [title, line, start] of [
		['', 'nginx http://bob:s3cret@host/nginx.sh', 'nginx http://host/nginx.sh'],
		[', long', `nginx http://bob:${'x'.repeat(100)}s3cret@host/nginx.sh`, 'nginx http://host/nginx.sh'],
		[', with odd letters', 'nginx http://bob:s3/c@s3cret@host/nginx.sh', 'nginx http://host/nginx.sh'],
		[', without a scheme', 'nginx bob:s3cret@host/nginx.sh', 'nginx host/nginx.sh'],
		[', in a page', '<a href="http://bob:s3cret@host/">', '<a href="http://host/">'],
	] as const) {
		it(`are not in the error of what is no index${title}`, async () => {
			const server = await startRepository({});
			server.answer('/repo/index', line);
			const { status, stderr, log, cacheDir } = await buildFrom(server.link('/repo/index'), 'nginy');
			expect(stderr).to.equal(
				told(
					`${server.link('/repo/index')} is no index: not one line of it is a name, a link and a checksum. It begins with ${JSON.stringify(start)}.`,
					'Is the link right, and does the server want a user and password?',
				),
			);
			expect(log).not.to.match(/s3|xxx|bob/);
			expect([status, filesHolding(cacheDir, ['s3'])]).to.deep.equal([1, []]);
		});
	}

	it('give way to those in the link of a package', async () => {
		const server = await startRepository({ one: ':' });
		server.answer('/repo/index', `one ${server.link('/repo/one.sh', 'you:there')} ${hashOf(':')}\n`);
		const { status, stdout } = await buildFrom(server.link('/repo/index', user), 'one');
		const yours = `Basic ${Buffer.from('you:there').toString('base64')}`;
		expect(authorizations(server)).to.deep.equal([
			['/repo/index', header],
			['/repo/one.sh', yours],
		]);
		expect(stdout).to.contain(`Installing one (from ${server.link('/repo/one.sh')})\n`);
		expect(status).to.equal(0);
	});

	it('are those of its own where two repositories are on one host', async () => {
		const fetches = (name: string) => `download archive ${name}`;
		const server = await TestServer.start({
			'/a/index': indexOf({ a: fetches('a') }),
			'/a/a.sh': fetches('a'),
			'/a/archive': 'bytes',
			'/b/index': indexOf({ b: fetches('b') }),
			'/b/b.sh': fetches('b'),
			'/b/archive': 'bytes',
		});
		const { status } = await buildFrom(`${server.link('/a/index', 'a')}\n${server.link('/b/index', 'b')}`, 'b a');
		expect(status).to.equal(0);
		expect(authorizations(server).sort()).to.deep.equal(
			['/a/a.sh', '/a/archive', '/a/index', '/b/archive', '/b/b.sh', '/b/index'].map((path) => [
				path,
				`Basic ${Buffer.from(`${path.charAt(1)}:`).toString('base64')}`,
			]),
		);
	});

	it('may be a user without a password, and come from a config variable', async () => {
		const server = await startRepository({ one: ':' });
		const envDir = makeFiles({ TOKEN: 'top-secret' });
		const { status, log } = await buildFrom(server.link('/repo/index', '${TOKEN}'), 'one', { envDir });
		const token = `Basic ${Buffer.from('top-secret:').toString('base64')}`;
		expect(authorizations(server).map(([, sent]) => sent)).to.deep.equal([token, token]);
		expect(log).not.to.contain('top-secret');
		expect(status).to.equal(0);
	});

	const failures: readonly (readonly [
		string,
		(server: TestServer) => void,
		(server: TestServer) => readonly string[],
	])[] = [
		[
			'refuses them',
			(server) => server.answer('/repo/index', { status: 401 }),
			(server) => [
				`${server.link('/repo/index')} cannot be fetched: HTTP 401.`,
				'Check the user and password in the link, or in the repository that it comes from.',
			],
		],
		[
			'gives a wrong installer',
			(server) => server.answer('/repo/one.sh', 'other'),
			(server) => [
				`The installer of one is not the one that ${server.link('/repo/index')} names. ${server.link('/repo/one.sh')} does not have the md5 that it should have.`,
				`Wanted: ${hashOf(':')}`,
				`Found:  ${hashOf('other')}`,
				"Nothing of it was run. The repository's index and its files have to be published together.",
			],
		],
		[
			'has a name twice',
			(server) => server.answer('/repo/index', `one a ${hashOf('a')}\none b ${hashOf('b')}\n`),
			(server) => [
				'The package one stands in more than one place, with different checksums:',
				`${server.link('/repo/index')}, line 1: md5:${hashOf('a')}`,
				`${server.link('/repo/index')}, line 2: md5:${hashOf('b')}`,
				'Remove or rename all but one.',
			],
		],
		[
			'redirects for ever',
			(server) =>
				server.answer('/repo/index', { status: 302, headers: { Location: server.link('/repo/index', user) } }),
			(server) => [
				`${server.link('/repo/index')} redirects more than 10 times, perhaps in a circle.`,
				'Check the link and the server.',
			],
		],
	];
	for (const [title, change, lines] of failures) {
		it(`are in no error where the repository ${title}`, async () => {
			const server = await TestServer.start(repositoryAnswers({ one: ':' }));
			change(server);
			const { status, stderr, cacheDir } = await buildFrom(server.link('/repo/index', user), 'one');
			expect([status, stderr]).to.deep.equal([1, told(...lines(server))]);
			expect(filesHolding(cacheDir, secrets)).to.deep.equal([]);
		});
	}

	it('are in no error where the package is in none', async () => {
		const server = await TestServer.start(repositoryAnswers({ one: ':' }));
		const result = await buildFrom(server.link('/repo/index', user), 'zzz');
		expect(warningsOf(result)[1]).to.match(new RegExp(` and ${server.link('/repo/index')}\\.$`));
		expect(result.status).to.equal(1);
	});

	for (const link of ['http://me:pass@word@[x/index', 'me:pass@word@host:port/index', 'http://me:pass/wo@rd@host/i']) {
		it(`are in no error where it is none: ${link}`, async () => {
			const { status, stderr } = await buildFrom(link, 'one');
			expect(status).to.equal(1);
			expect(stderr).not.to.match(/pass|wo@rd|word/);
			expect(stderr).to.match(/^ ! {5}build\/heroku\/repos, line 1: \S+ is not a link to a repository's index\.\n$/);
		});
	}
});

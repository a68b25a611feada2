import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { makeCaller, marked, modular } from '../local/modular.ts';
import { filesHolding, hashOf, indexOf, startRepository } from '../resolve/repository.ts';
import { root } from '../support/entry-points.ts';
import { stopServers, TestServer } from '../support/server.ts';
import { makePackages } from './package-directories.ts';

const installers = {
	websrv: 'print websrv\n',
	php: `V=8.3\ndependency_require websrv libz\n[ -z "$A" ] || dependency_require apc\nunpack "$INSTALLER_DIR/php-$V.tgz" ${hashOf('php')}\ndownload http://user:secret@other.test/a@b "$CACHE_DIR/a"\ndownload "$WHERE/b" "$CACHE_DIR/b"\n`,
};

const own = {
	'build/heroku/installers/local.sh': '#!/bin/sh\n# Something local, of the app.\n# With more to say.\nprint\n',
};

/** What is printed about the buildpack's own packages. */
const ownRows = (name: number, from: number) =>
	[
		['nginx', 'buildpack', "nginx, built from source with the build image's compiler."],
		['nodejs', 'buildpack', ''],
	].map(([a = '', b = '', c = '']) => `${a.padEnd(name)}  ${b.padEnd(from)}  ${c}`.trimEnd());

describe('modular search', () => {
	afterEach(stopServers);

	it('lists all that there is in the buildpack where nothing else is named', async () => {
		const { status, stdout, stderr } = await modular(['search']);
		expect({ status, stderr }).to.deep.equal({ status: 0, stderr: '' });
		const [head, nginx, nodejs] = stdout.split('\n');
		expect(head).to.equal('NAME    FROM       DESCRIPTION');
		expect(nginx).to.equal(ownRows(6, 9)[0]);
		expect(nodejs).to.match(/^nodejs {2}buildpack {2}Node\.js, /);
		expect(stdout.split('\n').every((line) => line.length <= 80)).to.be.true;
	});

	it('lists what an app can have: its own packages, the repositories that it names, and others', async () => {
		const server = await startRepository(installers, { '/more/index': indexOf({ more: 'print\n', nginx: 'print\n' }) });
		const app = makePackages({ ...own, 'build/heroku/repos': server.link('/repo/index', 'user:secret') });
		const args = ['search', '--app', app, '--repo', server.link('/more/index', 'user:secret'), 'ABOUT'];
		const { status, stdout, stderr } = await modular(args);
		expect({ status, stdout, stderr }).to.deep.equal({
			status: 0,
			stdout: `NAME    FROM          DESCRIPTION
more    repository 1  about more
php     repository 2  about php
websrv  repository 2  about websrv

repository 1: ${server.link('/more/index')}
repository 2: ${server.link('/repo/index')}
`,
			stderr: '',
		});
		const local = await modular(['search', 'LOCAL', '--app', app]);
		expect(local.stdout).to.equal('NAME   FROM  DESCRIPTION\nlocal  app   Something local, of the app.\n');
	});

	it('prints the same for programs', async () => {
		const server = await startRepository(installers, { '/more/index': indexOf({ websrv: 'print other\n' }) });
		const links = [server.link('/repo/index', 'user:secret'), server.link('/more/index')];
		const args = ['search', 'web', '--format', 'json', ...links.flatMap((link) => ['--repo', link])];
		const { status, stdout } = await modular(args);
		expect(status).to.equal(0);
		expect(JSON.parse(stdout)).to.deep.equal([
			{
				name: 'websrv',
				description: 'about websrv',
				source: 'repository',
				repository: server.link('/repo/index'),
				alsoIn: [server.link('/more/index')],
				isAmbiguous: true,
			},
		]);
	});

	it('takes repositories from MODULAR_REPOS, and shows no value of a variable in them', async () => {
		const server = await TestServer.start({ '/token123/index': indexOf(installers) });
		const env = { MODULAR_REPOS: server.link('/${TOKEN}/index'), TOKEN: 'token123' };
		const { status, stdout } = await modular(['search', 'php'], { env });
		expect(status).to.equal(0);
		expect(stdout).to.contain('/${TOKEN}/index').and.not.to.contain('token123');
	});

	it('keeps indexes in the cache of its user, without credentials, and asks again only when they are old', async () => {
		const server = await startRepository(installers);
		const caller = makeCaller();
		const args = ['search', '--repo', server.link('/repo/index', 'user:secret')];
		const [first, second] = [await modular(args, { caller }), await modular(args, { caller })];
		expect(second.stdout).to.equal(first.stdout);
		expect(server.takePaths()).to.deep.equal(['/repo/index']);
		expect(readdirSync(caller.caches)).to.deep.equal(['heroku-modular-buildpack']);
		expect(filesHolding(caller.caches, ['secret'])).to.deep.equal([]);
		expect(readdirSync(caller.home)).to.deep.equal([]);
	});

	it('shows nothing of a description that a terminal would obey', async () => {
		const server = await TestServer.start({ '/index': `evil evil.sh ${hashOf('')} # a\x1b[31m\u202eb\x07c\n` });
		const { stdout } = await modular(['search', 'evil', '--repo', server.link('/index')]);
		expect(stdout).to.contain('evil  repository  a [31m b c\n');
	});

	it('fails where nothing is found, with names that come close', async () => {
		const { status, stdout, stderr } = await modular(['search', 'nginy']);
		expect({ status, stdout, stderr }).to.deep.equal({
			status: 1,
			stdout: '',
			stderr: marked('No package has "nginy" in its name or description.', 'Close names: nginx.'),
		});
		const json = await modular(['search', 'zzz', '--format', 'json']);
		expect([json.status, json.stdout]).to.deep.equal([1, '[]\n']);
	});

	it('refuses an app that is not there, and what is no link', async () => {
		const app = await modular(['search', '--app', '/nowhere']);
		expect([app.status, app.stdout, app.stderr]).to.deep.equal([
			64,
			'',
			'modular: APP_DIR is not a directory: /nowhere\n',
		]);
		const link = await modular(['search', '--repo', 'http://user:secret@:x/']);
		expect([link.status, link.stdout, link.stderr]).to.deep.equal([
			64,
			'',
			'modular search: --repo http://:x/ is not a link.\n',
		]);
	});
});

describe('modular info', () => {
	afterEach(stopServers);

	it('describes a package of a repository, without running it', async () => {
		const server = await startRepository(installers);
		const { status, stdout, stderr } = await modular(['info', 'php', '--repo', server.link('/repo/index', 'u:secret')]);
		expect({ status, stdout, stderr }).to.deep.equal({
			status: 0,
			stdout: `Package      php
Description  about php
From         the repository ${server.link('/repo/index')}
Installer    ${server.link('/repo/php.sh')}
Checksum     md5:${hashOf(installers.php)}
Requires     websrv
             libz
             apc (perhaps)
Fetches      ${server.link('/repo/php-8.3.tgz')}
               ${hashOf('php')}
             http://other.test/a@b
             1 more that only a build can know
`,
			stderr: '',
		});
		expect(server.takePaths()).to.deep.equal(['/repo/index', '/repo/php.sh']);
	});

	it('prints the same for programs', async () => {
		const app = makePackages(own);
		const { status, stdout } = await modular(['info', 'local', '--app', app, '--format', 'json']);
		expect(status).to.equal(0);
		expect(JSON.parse(stdout)).to.deep.equal({
			name: 'local',
			description: 'Something local, of the app.',
			source: 'app',
			repository: null,
			alsoIn: [],
			isAmbiguous: false,
			installer: join(app, 'build/heroku/installers/local.sh'),
			checksum: null,
			requires: [],
			requiresMore: false,
			fetches: [],
			fetchesMore: 0,
		});
	});

	it('says where a package is taken from, and where else it is', async () => {
		const server = await startRepository({ nginx: 'print\n' });
		const { stdout } = await modular(['info', 'nginx', '--repo', server.link('/repo/index')]);
		expect(stdout).to.contain(
			`From         the buildpack\nAlso in      ${server.link('/repo/index')}\nInstaller    ${join(root, 'installers/nginx.sh')}\n`,
		);
		expect(server.takePaths()).to.deep.equal(['/repo/index']);
	});

	it('does not describe an installer that has another checksum than the index says', async () => {
		const server = await startRepository(installers, { '/repo/php.sh': 'print other\n' });
		const caller = makeCaller();
		const args = ['info', 'php', '--repo', server.link('/repo/index')];
		const { status, stdout, stderr } = await modular(args, { caller });
		expect({ status, stdout }).to.deep.equal({ status: 1, stdout: '' });
		expect(stderr).to.contain(`The installer of php is not the one that ${server.link('/repo/index')} names.`);
		expect(filesHolding(caller.caches, ['print other'])).to.deep.equal([]);
	});

	it('fails where repositories have different packages of a name', async () => {
		const server = await startRepository(installers, { '/more/index': indexOf({ php: 'print\n' }) });
		const links = ['/repo/index', '/more/index'].map((path) => server.link(path));
		const { status, stdout, stderr } = await modular(['info', 'php', ...links.flatMap((link) => ['--repo', link])]);
		expect({ status, stdout, stderr }).to.deep.equal({
			status: 1,
			stdout: '',
			stderr: marked(
				'The package php stands in more than one place, with different checksums:',
				`${server.link('/repo/index')}, line 2: md5:${hashOf(installers.php)}`,
				`${server.link('/more/index')}, line 1: md5:${hashOf('print\n')}`,
				'Remove or rename all but one.',
			),
		});
	});

	it('fails for a package that is nowhere, with names that come close', async () => {
		const server = await startRepository(installers);
		const { status, stdout, stderr } = await modular(['info', 'phq', '--repo', server.link('/repo/index', 'u:secret')]);
		expect({ status, stdout, stderr }).to.deep.equal({
			status: 1,
			stdout: '',
			stderr: marked(
				'There is no package phq.',
				`Looked for it in ${join(root, 'installers')} and ${server.link('/repo/index')}.`,
				'Close names: php.',
			),
		});
	});

	it('refuses what is no package name', async () => {
		const { status, stdout, stderr } = await modular(['info', '../nginx']);
		expect([status, stdout, stderr]).to.deep.equal([64, '', 'modular info: "../nginx" is not a package name.\n']);
	});
});

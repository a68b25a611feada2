import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { detailsOf, told } from '../install/builds.ts';
import { appFiles, makeDirectory, makeFiles } from '../support/directories.ts';
import { compile } from '../support/entry-points.ts';
import { TestServer } from '../support/server.ts';
import {
	buildFrom,
	copyBuildpack,
	enabledLines,
	filesHolding,
	endLine,
	hashOf,
	installingLines,
	repositoryAnswers,
	startRepository,
} from './repository.ts';

describe('the repos file', () => {
	it('turns the package manager on, and the log says what comes from where', async () => {
		const server = await startRepository({ one: 'print "one is here"' });
		const index = server.link('/repo/index');
		const { status, stdout, stderr } = await buildFrom(index, 'one');
		expect(stderr).to.equal('');
		expect(stdout).to.equal(
			`${enabledLines(index)}${installingLines('one', server.link('/repo/one.sh'), index)}       one is here\n${endLine('1 package', '1 download')}`,
		);
		expect(status).to.equal(0);
		expect(server.takePaths()).to.deep.equal(['/repo/index', '/repo/one.sh']);
	});

	it('leads to no request where every package is local', async () => {
		const server = await startRepository({ one: 'fail never' });
		const index = server.link('/repo/index');
		const { status, stdout } = await buildFrom(index, 'one', { installers: { one: ':' } });
		expect(stdout).to.equal(
			`${enabledLines(index)}-----> Installing one (from the app)\n${endLine('1 package', '0 downloads')}`,
		);
		expect([status, server.takePaths()]).to.deep.equal([0, []]);
	});

	it('may name several repositories, on one line or on several, with comments, tabs and CRLF', async () => {
		const [first, second, third] = await Promise.all(
			['one', 'two', 'three'].map((name) => startRepository({ [name]: `print "${name} ran"` })),
		);
		const links = [first, second, third].map((server) => server?.link('/repo/index') ?? '');
		const repos = `# all of ours\r\n\r\n${links[0]}\t${links[1]} # http://127.0.0.1:1/index\r\n\t #http://127.0.0.1:1/\r\n${links[2]}`;
		const result = await buildFrom(repos, 'three one two');
		expect(result.stderr).to.equal('');
		expect(result.stdout).to.match(new RegExp(`^${enabledLines(...links)}`));
		expect(detailsOf(result).filter((line) => line.endsWith(' ran'))).to.deep.equal([
			'three ran',
			'one ran',
			'two ran',
		]);
		for (const [server, name] of [
			[first, 'one'],
			[second, 'two'],
			[third, 'three'],
		] as const)
			expect(server?.takePaths()).to.deep.equal(['/repo/index', `/repo/${name}.sh`]);
	});

	it('keeps a # inside of a link', async () => {
		const server = await startRepository({ one: ':' });
		const { status, stdout } = await buildFrom(server.link('/repo/index#part'), 'one');
		expect(stdout).to.contain(`- ${server.link('/repo/index#part')}\n`);
		expect([status, server.takePaths()]).to.deep.equal([0, ['/repo/index', '/repo/one.sh']]);
	});

	it('means http by a link without a scheme', async () => {
		const server = await startRepository({ one: ':' });
		const { status, stdout } = await buildFrom(`127.0.0.1:${server.port}/repo/index`, 'one');
		expect(stdout).to.match(new RegExp(`^${enabledLines(server.link('/repo/index'))}`));
		expect([status, server.takePaths()]).to.deep.equal([0, ['/repo/index', '/repo/one.sh']]);
	});

	it('counts a link that stands there twice once', async () => {
		const server = await startRepository({ one: ':' });
		const index = server.link('/repo/index');
		const { status, stdout } = await buildFrom(`${index} ${index}`, 'one');
		expect(stdout).to.contain(`${enabledLines(index)}-----> Installing one`);
		expect([status, server.takePaths()]).to.deep.equal([0, ['/repo/index', '/repo/one.sh']]);
	});

	for (const [title, repos] of [
		['is empty', ''],
		['is only comments', ' # nothing\n#\n'],
	] as const) {
		it(`leaves the package manager off where it ${title}, even with a list in the buildpack`, async () => {
			const program = copyBuildpack({ repos: 'http://127.0.0.1:1/index' });
			const { status, stdout, stderr, fileOf } = await buildFrom(repos, 'one', { program });
			const buildpack = join(program, '../../installers');
			expect([status, stdout]).to.deep.equal([1, '']);
			expect(stderr).to.equal(
				told(
					'There is no package one, which is required by build/heroku/install, line 1.',
					`Looked for it in ${join(fileOf('one'), '..')} and ${buildpack}.`,
					'Check its name, and the repositories of the app.',
				),
			);
		});
	}

	it('that is a directory is an error, before anything is run', async () => {
		const app = makeFiles(appFiles({ one: ': >ran' }, { 'build/heroku/repos/file': '' }));
		const { status, stdout, stderr } = await compile(app);
		expect(existsSync(join(app, 'ran'))).to.be.false;
		expect([status, stdout, stderr]).to.deep.equal([
			1,
			'',
			told('build/heroku/repos is not a file. Make it one, or remove it.'),
		]);
	});
});

describe('the list of repositories', () => {
	it("is the buildpack's own repos where the app has none", async () => {
		const server = await startRepository({ one: ':' });
		const program = copyBuildpack({ repos: `${server.link('/repo/index')}\n` });
		const app = makeFiles({ 'build/heroku/package': 'x', 'build/heroku/install': 'one' });
		const { status, stdout } = await compile(app, { program });
		expect(stdout).to.match(new RegExp(`^${enabledLines(server.link('/repo/index'))}`));
		expect([status, server.takePaths()]).to.deep.equal([0, ['/repo/index', '/repo/one.sh']]);
	});

	it("is the app's repos where both have one", async () => {
		const server = await startRepository({ one: ':' });
		const program = copyBuildpack({ repos: 'http://127.0.0.1:1/index' });
		const { status, stdout } = await buildFrom(server.link('/repo/index'), 'one', { program });
		expect(stdout).to.match(new RegExp(`^${enabledLines(server.link('/repo/index'))}`));
		expect(status).to.equal(0);
	});

	for (const [title, inEnvDir] of [
		['the environment', false],
		['a config variable', true],
	] as const) {
		it(`is MODULAR_REPOS from ${title} instead of both, separated by white space`, async () => {
			const server = await TestServer.start({
				...repositoryAnswers({ one: ':' }),
				'/other': `two repo/one.sh ${'0'.repeat(32)}`,
			});
			const links = [server.link('/repo/index'), server.link('/other')];
			const program = copyBuildpack({ repos: 'http://127.0.0.1:1/index' });
			const value = ` ${links.join('\n\t')}\n`;
			const { status, stdout } = await buildFrom('http://127.0.0.1:1/index', 'one', {
				program,
				...(inEnvDir ? { envDir: makeFiles({ MODULAR_REPOS: value }) } : { env: { MODULAR_REPOS: value } }),
			});
			expect(stdout).to.match(new RegExp(`^${enabledLines(...links)}`));
			expect(status).to.equal(0);
			expect(server.takePaths().sort()).to.deep.equal(['/other', '/repo/index', '/repo/one.sh']);
		});
	}

	it('is not asked for anything, and not there, without packages of repositories', async () => {
		const cacheDir = makeDirectory('cache');
		const { status } = await buildFrom('http://127.0.0.1:1/index', 'one', { installers: { one: ':' }, cacheDir });
		expect([status, existsSync(join(cacheDir, 'modular-v1/indexes'))]).to.deep.equal([0, false]);
		rmSync(cacheDir, { recursive: true });
	});
});

describe('variables in the list of repositories', () => {
	it('are taken from config variables, and from the environment', async () => {
		const server = await startRepository({ one: ':' });
		const { status, stdout } = await buildFrom('${SCHEME}://127.0.0.1:${PORT_}/${STACK}/index', 'one', {
			env: { SCHEME: 'gopher', PORT_: String(server.port), STACK: 'repo' },
			envDir: makeFiles({ SCHEME: 'http\n' }),
		});
		expect(status).to.equal(0);
		expect(stdout).to.contain('- ${SCHEME}://127.0.0.1:${PORT_}/repo/index\n');
		expect(server.takePaths()).to.deep.equal(['/repo/index', '/repo/one.sh']);
	});

	for (const [title, options, place] of [
		['the repos file', {}, 'build/heroku/repos, line 3'],
		['MODULAR_REPOS', { env: { MODULAR_REPOS: '\n\nhttp://x/${NOT_SET}/index' } }, 'MODULAR_REPOS, line 3'],
	] as const) {
		it(`that are not set are an error that names them, in ${title}`, async () => {
			const { status, stdout, stderr, app } = await buildFrom('# one\n\nhttp://x/${NOT_SET}/index', 'one', {
				installers: { one: ': >ran' },
				...options,
			});
			expect(stderr).to.equal(
				told(`${place}, needs the variable NOT_SET, which is not set. Set it as a config variable.`),
			);
			expect([status, stdout, existsSync(join(app, 'ran'))]).to.deep.equal([1, '', false]);
		});
	}

	it('that make a link invalid are shown as they are written', async () => {
		const { status, stdout, stderr } = await buildFrom('https://me:pass@${HOST_}/index', 'one', {
			env: { HOST_: 'secret host:x' },
		});
		expect([status, stdout, stderr]).to.deep.equal([
			1,
			'',
			told("build/heroku/repos, line 1: https://${HOST_}/index is not a link to a repository's index."),
		]);
	});

	it('leave links what they are where a value is too short to be a secret', async () => {
		const installer = 'download archive archive';
		const server = await startRepository({ one: installer }, { '/repo/archive': 'bytes' });
		const repos = server.link('/r${E}po/index${NOTHING}').replace('127', '${ONE}27');
		const env = { ONE: '1', E: 'e', NOTHING: '' };
		const { status, stderr, stdout, app } = await buildFrom(repos, 'one', { env });
		expect([status, stderr]).to.deep.equal([0, '']);
		const index = server.link('/repo/index');
		expect(stdout).to.equal(
			[
				enabledLines(index),
				installingLines('one', server.link('/repo/one.sh'), index),
				`       Downloaded ${server.link('/repo/archive')}\n`,
				endLine('1 package', '2 downloads'),
			].join(''),
		);
		const manifest = readFileSync(join(app, '.modular/packages.json'), 'utf8');
		for (const path of ['/repo/one.sh', '/repo/archive']) expect(manifest).to.contain(`"${server.link(path)}"`);
	});

	it('are shown where the platform prints them itself: CF_STACK', async () => {
		const server = await startRepository({ one: ':' });
		const repos = server.link('/${CF_STACK}/index');
		const { status, stdout } = await buildFrom(repos, 'one', { env: { CF_STACK: 'repo' } });
		expect(stdout).to.contain(enabledLines(server.link('/repo/index')));
		expect(status).to.equal(0);
	});

	it('may be empty, and are not looked for in comments', async () => {
		const server = await startRepository({ one: ':' });
		const repos = `${server.link('/repo/${EMPTY}index')} # \${NOT_SET}`;
		const { status } = await buildFrom(repos, 'one', { env: { EMPTY: '' } });
		expect([status, server.takePaths()]).to.deep.equal([0, ['/repo/index', '/repo/one.sh']]);
	});

	it('appear neither in the log nor in errors nor in what is left behind, but for the stack', async () => {
		const server = await TestServer.start({});
		const path = '/cedar/s%20ecret-Token/x';
		server.answer(`${path}/index`, `one one.sh ${'0'.repeat(32)}\n`);
		server.answer(`${path}/one.sh`, ':');
		const env = { TOKEN: 's ecret-Token', STACK: 'cedar' };
		const repos = `${server.link()}/\${STACK}/\${TOKEN}/x/index`;
		const mismatch = await buildFrom(repos, 'one', { env });
		const shown = `${server.link()}/cedar/\${TOKEN}/x`;
		expect(mismatch.stderr).to.equal(
			told(
				`The installer of one is not the one that ${shown}/index names. ${shown}/one.sh does not have the md5 that it should have.`,
				`Wanted: ${'0'.repeat(32)}`,
				`Found:  ${hashOf(':')}`,
				"Nothing of it was run. The repository's index and its files have to be published together.",
			),
		);
		expect(mismatch.stdout).to.equal(enabledLines(`${shown}/index`));
		const gone = await buildFrom(repos.replace('/x/', '/y/'), 'one', { env });
		expect(gone.stderr).to.equal(
			told(
				`${server.link()}/cedar/\${TOKEN}/y/index cannot be fetched: HTTP 404.`,
				'There is no such file: check the link.',
			),
		);
		expect([mismatch.status, gone.status]).to.deep.equal([1, 1]);

		const installer = 'download "$INSTALLER_DIR/archive" archive';
		server.answer(`${path}/one.sh`, installer);
		server.answer(`${path}/archive`, 'bytes');
		server.answer(`${path}/index`, `one one.sh ${hashOf(installer)}\n`);
		const good = await buildFrom(repos, 'one', { env });
		expect([good.status, good.stderr]).to.deep.equal([0, '']);
		const manifest = readFileSync(join(good.app, '.modular/packages.json'), 'utf8');
		expect(manifest).to.contain(`"from": "${shown}/one.sh"`).and.to.contain(`"link": "${shown}/archive"`);
		expect(good.stdout).to.contain(installingLines('one', `${shown}/one.sh`, `${shown}/index`));
		expect(good.stdout).not.to.match(/ecret/);
		expect(filesHolding(good.app, ['ecret-'])).to.deep.equal([]);
	});
});

import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { told } from '../install/builds.ts';
import { hashOf, indexOf } from '../resolve/repository.ts';
import { missing } from '../support/shells.ts';
import type { TestServer } from '../support/server.ts';
import { appWanting, makeOffline, otherInstaller, startTeamRepository, token } from './offline.ts';
import { buildApart, noIsolation } from './packages.ts';

const config = { TOKEN: token };
const advice = 'Make a package that has it, with `modular package --offline` and --packages or --app.';

describe('an offline package that lacks something', () => {
	if (noIsolation !== undefined) {
		missing(noIsolation);
		return;
	}

	/** Asserts that a build has failed with an error and nothing else, and that the app has nothing of it. */
	async function expectLack(directory: string, app: string, ...lines: readonly string[]): Promise<void> {
		const { status, stderr, stdout } = await buildApart(directory, app, { config });
		expect(stderr).to.equal(told(...lines));
		expect(status).to.equal(1);
		expect(stdout).not.to.contain('-----> Installed');
		expect(existsSync(join(app, '.modular'))).to.be.false;
	}

	let server: TestServer;
	let at: (name: string) => string;
	beforeEach(async () => {
		server = await startTeamRepository();
		const base = server.link('/');
		at = (name) => `${base}\${TOKEN}/${name}`;
	});

	it('names a package whose installer is not in it', async () => {
		const { directory } = await makeOffline(server, ['--packages', 'app']);
		await server.stop();
		const app = appWanting('app moved');
		await expectLack(
			directory,
			app,
			`moved wants a file: ${at('moved.sh')} is not in this offline package of the buildpack.`,
			advice,
		);
	});

	it('names a package that no index has, and where it looked', async () => {
		const { directory } = await makeOffline(server, ['--packages', 'app']);
		await server.stop();
		const app = appWanting('ap');
		await expectLack(
			directory,
			app,
			'There is no package ap, which is required by build/heroku/install, line 1.',
			`Looked for it in ${app}/build/heroku/installers and ${join(directory, 'installers')} and ${at('index')}.`,
			'Close names: app.',
		);
	});

	for (const helper of ['download', 'cached_download', 'unpack'] as const) {
		it(`names link and package of a file that ${helper} wants`, async () => {
			const { directory } = await makeOffline(server, ['--packages', 'app']);
			const link = server.link('/elsewhere/new.tar.gz');
			await server.stop();
			const target = helper === 'unpack' ? '""' : '"$BUILD_DIR/x"';
			const app = appWanting('mine', {
				'build/heroku/installers/mine.sh': `${helper} ${link} ${target} || fail "cannot go on"\n`,
			});
			const lines = [`mine wants a file: ${link} is not in this offline package of the buildpack.`, advice];
			await expectLack(directory, app, ...lines, ...(helper === 'download' ? ['cannot go on'] : []));
			expect(existsSync(join(app, 'x'))).to.be.false;
		});
	}

	it('names the index of a repository that the app alone has', async () => {
		const { directory } = await makeOffline(server, ['--packages', 'app']);
		const link = server.link('/another/index');
		await server.stop();
		const app = appWanting('app', { 'build/heroku/repos': link });
		await expectLack(
			directory,
			app,
			`app wants a file: ${link} is not in this offline package of the buildpack.`,
			advice,
		);
	});

	it('names a file of the machine that is not on this one', async () => {
		const { directory } = await makeOffline(server, ['--packages', 'app']);
		await server.stop();
		const app = appWanting('mine', {
			'build/heroku/installers/mine.sh': 'cached_download file:///missing/x "$BUILD_DIR/x"\n',
		});
		const text = 'mine wants a file: file:///missing/x is not in this offline package of the buildpack.';
		await expectLack(directory, app, text, advice);
	});

	it('hands nothing to curl either', async () => {
		const { directory } = await makeOffline(server, ['--packages', 'app']);
		await server.stop();
		const app = appWanting('mine', {
			'build/heroku/installers/mine.sh': 'cached_download ftp://127.0.0.1/x "$BUILD_DIR/x"\n',
		});
		await expectLack(
			directory,
			app,
			'mine wants a file: ftp://127.0.0.1/x is not in this offline package of the buildpack.',
			advice,
		);
	});

	for (const [title, file, damage, reason] of [
		[
			'an installer',
			otherInstaller,
			'touch "$BUILD_DIR/evil"\n',
			`its sha256 is ${hashOf('touch "$BUILD_DIR/evil"\n', 'sha256')}`,
		],
		['a file without a checksum', 'other\n', 'evil\n', `its sha256 is ${hashOf('evil\n', 'sha256')}`],
		['a file that is gone', 'other\n', undefined, 'it does not exist'],
		['what stands for links', 'links.json', '{', 'it is no JSON'],
		['what stands for links, which is gone', 'links.json', undefined, 'it does not exist'],
	] as const) {
		it(`says that it is damaged, and runs nothing of it: ${title}`, async () => {
			const { directory } = await makeOffline(server, ['--packages', 'other']);
			await server.stop();
			const offline = join(directory, 'offline');
			const path = file === 'links.json' ? join(offline, file) : join(offline, 'files', hashOf(file, 'sha256'));
			expect(existsSync(path)).to.be.true;
			if (damage === undefined) rmSync(path);
			else writeFileSync(path, damage);
			const app = appWanting('other');
			await expectLack(
				directory,
				app,
				`This offline package of the buildpack is damaged: ${path}: ${reason}.`,
				'Make or fetch it again.',
				...(file === 'other\n' ? ['cannot go on'] : []),
			);
			for (const name of ['evil', 'other.txt']) expect(existsSync(join(app, name))).to.be.false;
		});
	}

	it('says which variable of a link is not set', async () => {
		const { directory } = await makeOffline(server, ['--packages', 'other']);
		const { status, stderr } = await buildApart(directory, appWanting('other'));
		expect([status, stderr]).to.deep.equal([
			1,
			told("The buildpack's repos, line 1, needs the variable TOKEN, which is not set. Set it as a config variable."),
		]);
	});

	it('does not ask for a newer index, whatever that would say', async () => {
		const { directory } = await makeOffline(server, ['--packages', 'other']);
		server.answer(`/${token}/index`, indexOf({ newer: 'print newer' }));
		server.takePaths();
		const app = appWanting('newer');
		const { status } = await buildApart(directory, app, { config: { ...config, RELOAD_REPOSITORY: '1' } });
		expect([status, server.requests]).to.deep.equal([1, []]);
	});
});

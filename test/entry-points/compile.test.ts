import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect } from 'chai';
import { appFiles, makeDirectory, makeFiles } from '../support/directories.ts';
import { compile, minimalEnvironment, root, runScript } from '../support/entry-points.ts';

const usage = 'usage: bin/compile BUILD_DIR [CACHE_DIR [ENV_DIR]]\n';
const bothInstalled = '-----> Installing one (from the app)\n-----> Installed 1 package, with 0 downloads.\n';

describe('bin/compile', () => {
	describe('takes directories', () => {
		for (const args of [[], ['']]) {
			it(`and says so, given ${args.length === 0 ? 'nothing' : 'an empty argument'}`, async () => {
				const { status, stdout, stderr } = await runScript('compile', args);
				expect([status, stdout, stderr]).to.deep.equal([64, '', usage]);
			});
		}

		it('and refuses a BUILD_DIR that is a file, before anything is made', async () => {
			const directory = makeFiles({ file: 'text' });
			const file = join(directory, 'file');
			const { status, stdout, stderr } = await runScript('compile', [file, join(directory, 'cache')]);
			expect(stderr).to.equal(`bin/compile: BUILD_DIR is not a directory: ${file}\n`);
			expect([status, stdout]).to.deep.equal([64, '']);
			expect(readdirSync(directory)).to.deep.equal(['file']);
			expect(readFileSync(file, 'utf8')).to.equal('text');
		});

		it('and does without CACHE_DIR and ENV_DIR', async () => {
			const app = makeFiles(
				appFiles({ one: 'printf %s "$ENV_DIR" >env_dir; [ -d "$CACHE_DIR" ]; : >"$CACHE_DIR/file"' }),
			);
			for (const more of [[], [''], ['', '']]) {
				const { status, stdout, stderr } = await runScript('compile', [app, ...more]);
				expect(stderr.replace(/^ ! +The app's own boot.sh is replaced.*\n/, '')).to.equal('');
				expect([status, stdout]).to.deep.equal([0, bothInstalled]);
				expect(readFileSync(join(app, 'env_dir'), 'utf8')).to.equal('');
			}
		});

		it('and does without ENV_DIR alone', async () => {
			const { status, stderr } = await compile(makeFiles(appFiles({ one: ':' })));
			expect([status, stderr]).to.deep.equal([0, '']);
		});

		it('and makes those that are missing, BUILD_DIR with a warning', async () => {
			const directory = makeDirectory();
			const [build, cache, env] = ['a/build', 'b/cache', 'c/env'].map((name) => join(directory, name)) as [
				string,
				string,
				string,
			];
			const { status, stdout, stderr } = await compile(build, { cacheDir: cache, envDir: env });
			expect(stderr).to.equal(` !     BUILD_DIR did not exist and is made: ${build}\n`);
			expect(stdout).to.equal(
				'       No packages to install: build/heroku/install does not exist.\n-----> Installed 0 packages, with 0 downloads.\n',
			);
			expect(status).to.equal(0);
			for (const each of [build, cache, env]) expect(statSync(each).isDirectory(), each).to.be.true;
			expect(readdirSync(env)).to.deep.equal([]);
		});

		for (const name of ['build', 'with space', `it's "$HOME" $(id)`, 'new\nline', '-e']) {
			it(`called ${JSON.stringify(name)}, relative to where it is called, and makes them absolute for installers`, async () => {
				const installer = 'printf "%s\\0" "$PWD" "$BUILD_DIR" "$CACHE_DIR" "$ENV_DIR" "$INSTALLER_DIR" >seen';
				const app = makeFiles(appFiles({ one: installer }), name);
				const cwd = dirname(app);
				const { status, stdout, stderr } = await compile(name, {
					cwd,
					cacheDir: `${name}.cache`,
					envDir: `./${name}.env`,
				});
				expect([status, stdout, stderr]).to.deep.equal([0, bothInstalled, '']);
				expect(readFileSync(join(app, 'seen'), 'utf8').split('\0')).to.deep.equal([
					...[app, app, `${app}.cache`, `${app}.env`, join(app, 'build/heroku/installers'), ''],
				]);
				expect(readdirSync(cwd).sort()).to.deep.equal([name, `${name}.cache`, `${name}.env`].sort());
			});
		}

		it('and names one below /proc, where nothing can be made, instead of trying for ever', () => {
			const { status, stdout, stderr } = spawnSync(
				join(root, 'bin', 'compile'),
				['/proc/modular/build', makeDirectory('cache')],
				{
					env: { ...minimalEnvironment, TMPDIR: makeDirectory('temporary') },
					timeout: 5000,
					killSignal: 'SIGKILL',
					encoding: 'utf8',
				},
			);
			expect(stderr).to.contain(' !     /proc/modular/build cannot be written: ');
			expect([status, stdout]).to.deep.equal([1, '']);
		});

		it('and refuses a CACHE_DIR that is a file', async () => {
			const app = makeFiles(appFiles({ one: ': >ran' }));
			const file = join(makeFiles({ file: 'text' }), 'file');
			const { status, stdout, stderr } = await compile(app, { cacheDir: file });
			expect(stderr).to.equal(
				` !     ${file} cannot be written: a part of its path is a file, not a directory.\n !     Check the path, its permissions, and the room on the disk.\n`,
			);
			expect([status, stdout]).to.deep.equal([1, '']);
			expect(existsSync(join(app, 'ran'))).to.be.false;
			expect(readFileSync(file, 'utf8')).to.equal('text');
		});
	});

	it('is found through a link to its directory, and in another working directory', async () => {
		const app = makeFiles({ ...appFiles({ one: ':' }), 'buildpack here': { link: root } });
		const program = join('.', basename(app), 'buildpack here', 'bin', 'compile');
		const { status, stdout, stderr } = await compile(app, { program: `./${program}`, cwd: dirname(app) });
		expect([status, stdout, stderr]).to.deep.equal([0, bothInstalled, '']);
	});

	describe('works in TMPDIR', () => {
		it('that is relative, in a subshell as well, and leaves nothing there', async () => {
			const directory = makeFiles({ 'temporary/.keep': '' });
			const app = makeFiles(
				appFiles({ one: '( dependency_require two )', two: ': >ran' }, { 'build/heroku/install': 'one' }),
			);
			const { status, stdout, stderr } = await runScript('compile', [app, makeDirectory('cache')], {
				cwd: directory,
				env: { TMPDIR: 'temporary' },
			});
			expect(stderr).to.equal(
				' !     two is installed in a subshell: functions and variables that it defines stay there.\n',
			);
			expect(stdout).to.contain('-----> Installed 2 packages, with 0 downloads.\n');
			expect(status).to.equal(0);
			expect(existsSync(join(app, 'ran'))).to.be.true;
			expect(readdirSync(join(directory, 'temporary'))).to.deep.equal(['.keep']);
		});

		it('and names one that does not exist', async () => {
			const app = makeFiles(appFiles({ one: ': >ran' }));
			const env = { TMPDIR: '/missing' };
			const { status, stdout, stderr } = await runScript('compile', [app, makeDirectory('cache')], { env });
			expect(stderr).to.equal(
				' !     The temporary directory /missing cannot be used: it does not exist.\n !     Check TMPDIR, its permissions, and the room on the disk.\n',
			);
			expect([status, stdout]).to.deep.equal([1, '']);
			expect(readdirSync(app)).to.deep.equal(['build']);
		});
	});

	describe('runs on a Node.js', () => {
		const variables = {
			NODE_OPTIONS: '--require=/missing.js',
			NODE_PATH: '/missing',
			NODE_DEBUG: 'fs,module,child_process',
			NODE_DEBUG_NATIVE: 'MKSNAPSHOT',
			NODE_V8_COVERAGE: '/missing/coverage',
			NODE_REDIRECT_WARNINGS: '/missing/warnings',
			NODE_EXTRA_CA_CERTS: '/missing/certificates',
			NODE_CHANNEL_FD: '99',
			UV_THREADPOOL_SIZE: 'many',
		};

		it('that variables of the app do not reach, while installers get them as they are', async () => {
			const app = makeFiles(appFiles({ one: 'env >seen' }));
			const broken = join(makeFiles({ 'openssl.cnf': '[no bracket\n' }), 'openssl.cnf'); // a missing one does no harm
			const poison = { ...variables, OPENSSL_CONF: broken };
			const { status, stdout, stderr } = await compile(app, { env: poison });
			expect(stderr).to.equal('');
			expect([status, stdout]).to.deep.equal([0, bothInstalled]);
			const seen = readFileSync(join(app, 'seen'), 'utf8').split('\n');
			expect(seen).to.include.members(Object.entries(poison).map(([name, value]) => `${name}=${value}`));
			expect(seen.filter((line) => line.startsWith('MODULAR_KEPT_'))).to.deep.equal([]);
		});
	});

	it('leaves an app without packages able to boot', async () => {
		const app = makeDirectory();
		mkdirSync(join(app, 'build'));
		const { status, stderr } = await compile(app);
		expect([status, stderr]).to.deep.equal([0, '']);
		expect(readdirSync(app).sort()).to.deep.equal(['.modular', 'boot.sh', 'build']);
	});
});

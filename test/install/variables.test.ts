import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { appFiles, makeDirectory, makeFiles } from '../support/directories.ts';
import { compile, root } from '../support/entry-points.ts';
import { describeInEachShell } from '../support/shells.ts';
import { build, detailsOf } from './builds.ts';

const names = [
	...['BUILD_DIR', 'CACHE_DIR', 'ENV_DIR', 'INSTALLER_DIR', 'PACKAGE', 'APP_DIR', 'RUNTIME_DIR', 'CONFIG_DIR', 'STACK'],
];

const printAll = names.map((name) => `print "${name} \${${name}-unset}"`).join('\n');

const withoutStack = names.slice(0, -1);

describeInEachShell('the variables of an installer', (shell) => {
	it('are those of the contract, for packages and for compile', async () => {
		const envDir = makeDirectory('env');
		const result = await build(
			{ first: printAll },
			{ shell, envDir, env: { STACK: 'heroku-24' }, compileScript: printAll },
		);
		const common = (installerDir: string, name: string) => [
			`BUILD_DIR ${result.app}`,
			`CACHE_DIR ${result.cacheDir}`,
			`ENV_DIR ${envDir}`,
			`INSTALLER_DIR ${installerDir}`,
			`PACKAGE ${name}`,
			`APP_DIR ${result.app}`,
			'RUNTIME_DIR /app',
			`CONFIG_DIR ${result.app}/build/heroku`,
			'STACK heroku-24',
		];
		expect(result.stderr).to.equal('');
		expect(detailsOf(result)).to.deep.equal([
			...common(`${result.app}/build/heroku/installers`, 'first'),
			...common(`${result.app}/build/heroku`, 'compile'),
		]);
	});

	it('are set although the environment has others of these names, and no trace of those is left', async () => {
		const env = Object.fromEntries(withoutStack.map((name) => [name, 'wrong']));
		const result = await build({ first: `${printAll}\nenv` }, { shell, env });
		expect(result.stderr).to.equal('');
		expect(detailsOf(result)).to.include.members([
			`BUILD_DIR ${result.app}`,
			`CACHE_DIR ${result.cacheDir}`,
			'PACKAGE first',
			'RUNTIME_DIR /app',
		]);
		expect(result.stdout).not.to.contain('wrong');
	});

	for (const [title, env, stack] of [
		['STACK', { STACK: 'heroku-24', CF_STACK: 'cflinuxfs4' }, 'heroku-24'],
		['CF_STACK', { CF_STACK: 'cflinuxfs4' }, 'cflinuxfs4'],
		['CF_STACK beside an empty STACK', { STACK: '', CF_STACK: 'cflinuxfs4' }, 'cflinuxfs4'],
		['neither', {}, 'unset'],
	] as const) {
		it(`tell the stack that the platform says by ${title}`, async () => {
			const result = await build({ first: 'print "${STACK-unset}"' }, { shell, env });
			expect(detailsOf(result)).to.deep.equal([stack]);
		});
	}

	it('name package and directory of each installer, and again after what it required', async () => {
		const look = 'print "$PACKAGE ${INSTALLER_DIR#"$BUILD_DIR/"}"';
		const nested = (name: string) => `${look}\ndependency_require ${name}\n${look}`;
		const result = await build(
			{
				a: nested('b c'),
				b: nested('d'),
				c: look,
				d: `PACKAGE=x\nINSTALLER_DIR=y\n${nested('e')}`,
				e: 'unset PACKAGE',
			},
			{ shell, install: 'a', compileScript: nested('c') },
		);
		const directory = 'build/heroku/installers';
		expect(result.stderr).to.equal('');
		expect(detailsOf(result)).to.deep.equal([
			...[`a ${directory}`, `b ${directory}`, 'x y', 'x y', `b ${directory}`, `c ${directory}`, `a ${directory}`],
			...['compile build/heroku', 'compile build/heroku'],
		]);
	});

	it('name the directory of a package that comes with the buildpack', async () => {
		const buildpack = makeDirectory('build pack');
		for (const part of ['bin', 'lib', 'dist']) cpSync(join(root, part), join(buildpack, part), { recursive: true });
		mkdirSync(join(buildpack, 'installers'));
		writeFileSync(join(buildpack, 'installers/theirs.sh'), 'print "$PACKAGE $INSTALLER_DIR"\ndependency_require ours');
		const result = await build(
			{ ours: 'print "$PACKAGE $INSTALLER_DIR"' },
			{ shell, install: 'theirs', program: join(buildpack, 'bin/compile') },
		);
		expect(result.stderr).to.equal('');
		expect(result.stdout).to.contain('-----> Installing theirs (from the buildpack)\n');
		expect(detailsOf(result)).to.deep.equal([
			`theirs ${buildpack}/installers`,
			`ours ${result.app}/build/heroku/installers`,
		]);
	});

	it('are absolute although the arguments of bin/compile are not', async () => {
		const app = makeFiles(appFiles({ first: printAll }));
		const parent = dirname(app);
		mkdirSync(join(parent, 'env'));
		const result = await compile('directory', { shell, cwd: parent, cacheDir: './new/cache', envDir: 'env/' });
		expect(result.stderr).to.equal('');
		expect(detailsOf(result).slice(0, 3)).to.deep.equal([
			`BUILD_DIR ${app}`,
			`CACHE_DIR ${parent}/new/cache`,
			`ENV_DIR ${parent}/env`,
		]);
	});

	it('keep what an installer writes to CACHE_DIR for the next build', async () => {
		const installer = 'if [ -f "$CACHE_DIR/kept" ]; then print found; fi\n: >"$CACHE_DIR/kept"';
		const cold = await build({ first: installer }, { shell });
		const warm = await build({ first: installer }, { shell, cacheDir: cold.cacheDir });
		expect([detailsOf(cold), detailsOf(warm)]).to.deep.equal([[], ['found']]);
	});

	for (const name of [
		...['with space', "it's", 'double"quote', 'dollar$HOME ${x} $(id)', 'back\\slash\\', '`id`', 'new\nline', 'end\n'],
		...[
			'glob*[a]?',
			'~',
			'-dash',
			"it's!",
			'!"\'$\\`',
			'semi;colon & pipe|',
			'tab\there',
			'ů',
			'#hash',
			'a:b=c',
			'%s%n',
		],
	]) {
		it(`may hold any character: ${JSON.stringify(name)}`, async () => {
			const write =
				'for name in BUILD_DIR CACHE_DIR INSTALLER_DIR PWD; do eval "printf %s. \\"\\$$name\\"" >"$BUILD_DIR/$PACKAGE.$name"; done';
			const result = await build(
				{
					outer: `${write}\nmkdir "$CACHE_DIR/sub"\ncd "$CACHE_DIR/sub"\n( dependency_require other )\ndependency_require inner\npwd >pwd`,
					inner: write,
					other: write,
				},
				{ shell, directory: name, cacheDir: makeDirectory(name), install: 'outer', compileScript: write },
			);
			const { app, cacheDir } = result;
			expect(result.status).to.equal(0);
			for (const [by, directory] of [
				...['outer', 'inner', 'other'].map((each) => [each, `${app}/build/heroku/installers`] as const),
				['compile', `${app}/build/heroku`] as const,
			]) {
				const values = ['BUILD_DIR', 'CACHE_DIR', 'INSTALLER_DIR', 'PWD'].map((each) =>
					readFileSync(join(app, `${by}.${each}`), 'utf8'),
				);
				expect(values, by).to.deep.equal([app, cacheDir, directory, app].map((value) => `${value}.`));
			}
			expect(readFileSync(join(cacheDir, 'sub/pwd'), 'utf8')).to.equal(`${cacheDir}/sub\n`);
		});
	}

	it('are named as they are in errors', async () => {
		const result = await build({ first: 'exit 3' }, { shell, directory: 'it\'s "new\nline" $HOME\\' });
		const advice = 'It called `exit`, or a command failed under its `set -e` or `set -u`; what went wrong is above.';
		const error = `first ended the build with status 3 (${result.fileOf('first')}).\n${advice}`;
		expect(result.stderr).to.equal(` !     ${error.replaceAll('\n', '\n !     ')}\n`);
	});

	it('keep the way by a link that BUILD_DIR was given by', async () => {
		const app = makeFiles(
			appFiles({
				first: 'print "$BUILD_DIR"\nprint "$PWD"\ncd /\ndependency_require second\nprint "$PWD"',
				second: 'print "$PWD"',
			}),
		);
		const link = join(dirname(app), 'link');
		symlinkSync(app, link);
		const result = await compile(link, { shell });
		expect(result.stderr).to.equal('');
		expect(detailsOf(result)).to.deep.equal([link, link, link, '/']);
	});
});

import { expect } from 'chai';
import { describeInEachShell } from '../support/shells.ts';
import { begunIn, build, detailsOf, told, warningsOf, wrapped } from './builds.ts';

/** What the other installers of a build do after one of them took a name: everything that needs bookkeeping. */
const others = {
	outer: 'command cd build\nset -- a b\ndependency_require inner more\nlog "outer $PACKAGE $# ${PWD##*/}"',
	inner:
		'command umask 077\nlog "inner $PACKAGE $# ${PWD##*/} ${INSTALLER_DIR##*/}"\n( dependency_require sub )\ndependency_mark ghost',
	more: 'dependency_require inner ghost\nlog "more $PACKAGE"',
	sub: 'log "sub $PACKAGE"',
	last: 'log "last $PACKAGE"\nreturn 1',
};

const log = 'log() { command printf "       %s\\n" "$*"; }';

const expected = ['inner inner 0 directory installers', 'sub sub', 'more more', 'outer outer 2 build', 'last last'];

const variables = [
	...['name', 'package', 'location', 'url', 'id', 'file', 'status', 'directory', 'list', 'number', 'line', 'lines'],
	...[
		'rest',
		'prefix',
		'next',
		'job',
		'answer',
		'question',
		'value',
		'script',
		'installers',
		'dependencies',
		'LINENO2',
	],
	...['path', 'shell', 'BUILDPACK_DIR', 'INSTALLED_DEPENDENCIES', 'NAME', 'FILE', 'STATUS', 'PACKAGES', 'OPTARG', '_x'],
];

const functions = [
	...['print', 'printf', 'read', 'cd', 'umask', 'echo', 'test', 'pwd', 'kill', 'mkfifo', 'true', 'false', 'cat'],
	...['print_action', 'print_warning', 'install', 'require', 'ask', 'main', 'end', 'finish', 'type', 'hash'],
	...['getopts', 'wait', 'alias', 'jobs', 'sh', 'rm', 'node', 'env', 'download_file', 'log_message'],
];

describeInEachShell('names that an installer defines', (shell) => {
	const expectGood = (result: Awaited<ReturnType<typeof build>>) => {
		expect(warningsOf(result)).to.deep.equal([
			'sub is installed in a subshell: functions and variables that it defines stay there.',
			`The last command of last failed with status 1 (${result.fileOf('last')}).`,
		]);
		expect(detailsOf(result)).to.deep.equal(expected);
		expect(begunIn(result)).to.deep.equal(['first', 'outer', 'inner', 'sub', 'more', 'last']);
		expect(result.status).to.equal(0);
	};
	const compileAfter = (first: string) =>
		build(
			{ first, ...others },
			{ shell, install: 'first outer last', program: wrapped((compile) => `exec timeout 5 ${compile}`) },
		);

	it('change nothing for the build when they are variables', async () => {
		expectGood(await compileAfter(`${log}\n${variables.map((name) => `${name}='taken * \${HOME}'`).join('\n')}`));
	});

	it('change nothing for the build when the variables are read-only, exported or unset', async () => {
		const list = variables.join(' ');
		expectGood(
			await compileAfter(
				`${log}\n${variables.map((name) => `${name}=taken`).join('\n')}\nexport ${list}\nreadonly ${list}`,
			),
		);
		expectGood(await compileAfter(`${log}\nunset ${list} HOME STACK CACHE_DIR ENV_DIR CONFIG_DIR RUNTIME_DIR APP_DIR`));
	});

	it('change nothing for the build when all of them are functions that do nothing', async () => {
		expectGood(await compileAfter(`${log}\n${functions.map((name) => `${name}() { :; }`).join('\n')}`));
	});

	it('change nothing for the build when all of them are functions that exit', async () => {
		const all = functions.map((name) => `${name}() { command echo never; exit 9; }`);
		const result = await compileAfter(`${log}\n${all.join('\n')}`);
		expectGood(result);
		expect(result.stdout).not.to.contain('never');
	});

	// only bash lets a function be called local
	for (const name of shell.name === 'bash --posix' ? ['local', 'command'] : ['command']) {
		it(`change nothing for the build when ${name} is a function`, async () => {
			const result = await build(
				{ first: `${name}() { exit 9; }`, second: '( dependency_require third )\nprint second', third: 'print third' },
				{ shell, install: 'first second' },
			);
			expect(result.status).to.equal(0);
			expect(detailsOf(result)).to.deep.equal(['third', 'second']);
		});
	}

	it('change nothing for the build when they are aliases', async () => {
		const text = functions.filter((name) => name !== 'alias').map((name) => `alias ${name}=false`);
		expectGood(await compileAfter(`${log}\n${text.join('\n')}`));
	});

	it('change what the next installers call', async () => {
		const result = await build(
			{
				first: 'print() { echo "mine: $*"; }',
				second: 'print hello',
				third: 'dependency_require fourth',
				fourth: 'print four',
			},
			{ shell },
		);
		expect(result.stderr).to.equal('');
		expect(result.stdout).to.contain('\nmine: hello\n');
		expect(result.stdout).to.contain('\nmine: four\n');
	});
});

describeInEachShell('the environment of a build', (shell) => {
	it('marks no package as installed', async () => {
		const env = Object.fromEntries(
			['INSTALLED_DEPENDENCIES', 'DEPENDENCIES', 'INSTALLED', 'installed', 'dependencies', 'MODULAR_INSTALLED'].map(
				(name) => [name, ' x '],
			),
		);
		const result = await build({ x: 'print x', y: 'dependency_require x\nprint y' }, { shell, env, install: 'y x' });
		expect(result.stderr).to.equal('');
		expect(detailsOf(result)).to.deep.equal(['x', 'y']);
	});

	it('cannot take the names of the build itself', async () => {
		const names = ['__id', '__private', '__path', '__ifs', '__newline', '__answer', '__log', '__build_dir', '__app'];
		const env = Object.fromEntries(names.map((name) => [name, '/nowhere 7']));
		const result = await build(
			{ outer: '( dependency_require inner )\nprint outer', inner: 'print "inner\nlines"' },
			{ shell, env, install: 'outer', program: wrapped((compile) => `exec timeout 5 ${compile}`) },
		);
		expect(result.stderr).to.equal(
			told('inner is installed in a subshell: functions and variables that it defines stay there.'),
		);
		expect(detailsOf(result)).to.deep.equal(['inner', 'lines', 'outer']);
		expect(result.status).to.equal(0);
	});

	const nodeVariables = {
		NODE_OPTIONS: '--require=/missing.js',
		NODE_PATH: "/some where/it's $HOME",
		NODE_EXTRA_CA_CERTS: '/missing.pem',
		NODE_DEBUG: 'fs',
		NODE_V8_COVERAGE: '',
		NODE_NO_WARNINGS: '1',
		NODE_ENV: 'production',
	};

	it('brings the variables of Node.js to installers, and not to the Node.js of the buildpack', async () => {
		const text = Object.keys(nodeVariables)
			.map((name) => `print "${name}=\${${name}-unset}"\nprint "$(sh -c 'printf %s "\${${name}-unset}"')"`)
			.join('\n');
		const result = await build({ first: text }, { shell, env: nodeVariables, compileScript: text });
		expect(result.stderr).to.equal('');
		expect(result.status).to.equal(0);
		const lines = Object.entries(nodeVariables).flatMap(([name, value]) => [`${name}=${value}`, value]);
		expect(detailsOf(result)).to.deep.equal([...lines, ...lines]);
	});

	it('shows installers no variable that the buildpack needs for that', async () => {
		const result = await build({ first: 'env' }, { shell, env: nodeVariables });
		expect(result.stdout).to.contain('NODE_OPTIONS=--require=/missing.js\n');
		expect(result.stdout).not.to.contain('MODULAR_KEPT');
	});
});

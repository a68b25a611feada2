import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { appFiles, type FileContent, makeFiles } from '../support/directories.ts';
import { compile, minimalEnvironment, root } from '../support/entry-points.ts';
import { describeInEachShell } from '../support/shells.ts';
import { keepsEnvironment, seenBy } from './variables.ts';

const installed = '-----> Installing one (from the app)\n-----> Installed 1 package, with 0 downloads.\n';

/** A config variable of any bytes: what installers get are the same. */
const values: Readonly<Record<string, string>> = {
	PLAIN: 'value',
	SPACES: '  a  b\tc ',
	SINGLE_QUOTES: `it's 'quoted' ''`,
	DOUBLE_QUOTES: 'say "hi" ""',
	ALL_QUOTES: `'"'"'"\`\\'!"`,
	DOLLARS: '$HOME ${HOME} $(id) $((1+1)) `id` $$ $',
	BACKSLASHES: '\\ \\\\ \\n \\$ \\',
	ONLY_BACKSLASH: '\\',
	BANGS: '!! !$ wow! \'!\' "!"',
	GLOBS: '* ? [a-z] {a,b} ~ ~root #x &|;<>()',
	NEWLINES: '\nfirst\n\nsecond\r\nthird',
	NO_UTF8: 'caf\xe9 \xff\xfe\x80 \xc3',
	UTF8: 'caf\xc3\xa9 \xe2\x98\x83',
	CONTROL: '\x01\x02\x07\x1b[31m\x7f\x08',
	CARRIAGE_RETURN: 'value\r',
	EMPTY: '',
	LEADING_DASH: '-n -e --',
	EQUALS: '=a=b=',
	SEMICOLON: 'a; exit 3',
	_lower_9: 'value',
	JSON: '{"a": "b\\n", "c": [1]}',
	LONG: 'x'.repeat(100_000),
};

const protectedNames = [
	...['PATH', 'GIT_DIR', 'CPATH', 'CPPATH', 'LD_PRELOAD', 'LD_LIBRARY_PATH', 'LIBRARY_PATH', 'IFS', 'ENV', 'BASH_ENV'],
	...['HOME', 'PWD', 'CDPATH', 'OPTIND', 'UID', 'EUID', 'PPID', 'SHELLOPTS', 'BASHOPTS', 'LANG'],
	...['BUILD_DIR', 'CACHE_DIR', 'ENV_DIR', 'INSTALLER_DIR', 'PACKAGE', 'APP_DIR', 'RUNTIME_DIR', 'CONFIG_DIR'],
];

describeInEachShell('config variables', (shell) => {
	it('reach installers byte for byte, but for the newlines at their end', async () => {
		const files = Object.entries(values).flatMap(([name, value]): [string, Buffer][] => [
			[name, Buffer.from(value, 'latin1')],
			[`${name}_END`, Buffer.from(`${value}\n\n`, 'latin1')],
		]);
		const app = makeFiles(appFiles({ one: keepsEnvironment }));
		const { status, stdout, stderr } = await compile(app, { shell, envDir: makeFiles(Object.fromEntries(files)) });
		expect([status, stdout, stderr]).to.deep.equal([0, installed, '']);
		const seen = seenBy(app);
		for (const [name, value] of Object.entries(values)) {
			expect(seen.get(name), name).to.equal(value);
			expect(seen.get(`${name}_END`), `${name} with newlines at its end`).to.equal(value);
		}
	});

	it('are the same in the shell itself, and nothing of them is run', async () => {
		const envDir = makeFiles({ VALUE: '$(touch "$BUILD_DIR/run")\n`touch run`\n\'; touch run; \'\\\n\n' });
		const app = makeFiles(appFiles({ one: 'printf %s "$VALUE" >seen' }));
		const { status, stderr } = await compile(app, { shell, envDir });
		expect([status, stderr]).to.deep.equal([0, '']);
		expect(readFileSync(join(app, 'seen'), 'utf8')).to.equal(
			'$(touch "$BUILD_DIR/run")\n`touch run`\n\'; touch run; \'\\',
		);
		expect(existsSync(join(app, 'run'))).to.be.false;
	});

	it('that would break the build are not loaded, and it goes on unharmed', async () => {
		const envDir = makeFiles(Object.fromEntries(protectedNames.map((name) => [name, `/poison-${name}`])));
		const app = makeFiles(appFiles({ one: `set >shell; ${keepsEnvironment}`, two: 'print "$PACKAGE in $BUILD_DIR"' }));
		const { status, stdout, stderr, cacheDir } = await compile(app, { shell, envDir });
		expect(stderr).to.equal(
			` !     Config variables that are not loaded, because they would break the build: ${[...protectedNames].sort().join(', ')}.\n`,
		);
		expect(stdout).to.equal(
			`-----> Installing one (from the app)\n-----> Installing two (from the app)\n       two in ${app}\n-----> Installed 2 packages, with 0 downloads.\n`,
		);
		expect(status).to.equal(0);
		expect(readFileSync(join(app, 'shell'), 'utf8')).not.to.contain('poison');
		expect([...seenBy(app).values()].join('\n')).not.to.contain('poison');
		expect(seenBy(app).get('PATH')).to.equal(minimalEnvironment.PATH);
		expect(readFileSync(join(cacheDir, 'modular-v1/filled-for'), 'utf8')).to.match(/^unknown /);
	});

	const hostile: readonly (readonly [name: string, value: string])[] = [
		['NODE_OPTIONS', '--require=/missing.js'],
		['TMPDIR', '/missing'],
		['POSIXLY_CORRECT', 'secret'],
		['PS4', '$(exit 7)'],
		['LINENO', 'secret'],
		['MODULAR_KEPT_NODE_OPTIONS', 'secret'],
		['PRINT', 'secret'],
		['print', 'secret'],
		['LC_ALL', 'secret'],
		['LC_CTYPE', 'secret'],
		['BASH_COMPAT', 'secret'],
		['__id', '7'],
		['__private', '/secret'],
		['__path', '/secret'],
		['__ifs', 'abc'],
		['__log', '/secret'],
	];
	for (const [name, value] of hostile) {
		it(`may be called ${name} without harm, and without a word of the value in the log`, async () => {
			const app = makeFiles(
				appFiles({ one: '( dependency_require two )', two: 'print "$PACKAGE"' }, { 'build/heroku/install': 'one' }),
			);
			const { status, stdout, stderr } = await compile(app, { shell, envDir: makeFiles({ [name]: value }) });
			// whether it is loaded or not: a warning may say that it is not
			const notLoaded = ` !     Config variables that are not loaded, because they would break the build: ${name}.\n`;
			expect(stderr.replace(notLoaded, '')).to.equal(
				' !     two is installed in a subshell: functions and variables that it defines stay there.\n',
			);
			expect(stdout).to.equal(
				'-----> Installing one (from the app)\n-----> Installing two (from the app)\n       two\n-----> Installed 2 packages, with 0 downloads.\n',
			);
			expect(status).to.equal(0);
		});
	}

	it("of the process that are called like the build's own do no harm", async () => {
		const names = ['__private', '__path', '__log', '__ifs', '__id', '__app', '__build_dir', '__newline', '__answer'];
		const app = makeFiles(
			appFiles({ one: '( dependency_require two )', two: ': >ran' }, { 'build/heroku/install': 'one' }),
		);
		const env = Object.fromEntries(names.map((name) => [name, '/secret']));
		const { status, stdout, stderr } = await compile(app, { shell, env });
		expect(stderr).to.equal(
			' !     two is installed in a subshell: functions and variables that it defines stay there.\n',
		);
		expect(stdout).to.contain('-----> Installed 2 packages, with 0 downloads.\n');
		expect(status).to.equal(0);
		expect(existsSync(join(app, 'ran'))).to.be.true;
	});

	it('do not reach the build by NODE_OPTIONS, which installers get', async () => {
		const envDir = makeFiles({ NODE_OPTIONS: '--require=/missing.js', NODE_PATH: '/missing\n' });
		const app = makeFiles(appFiles({ one: keepsEnvironment }));
		const { status, stdout, stderr } = await compile(app, {
			shell,
			envDir,
			env: { NODE_OPTIONS: '--require=/other.js' },
		});
		expect([status, stdout, stderr]).to.deep.equal([0, installed, '']);
		expect(seenBy(app).get('NODE_OPTIONS')).to.equal('--require=/missing.js');
		expect(seenBy(app).get('NODE_PATH')).to.equal('/missing');
	});

	const endings: readonly (readonly [title: string, installer: string, env: Record<string, string>])[] = [
		['a good build', ':', {}],
		['a failing command in strict mode', 'false', { MODULAR_STRICT: '1' }],
		['a package that is missing', 'dependency_require missing', {}],
		['a syntax error', 'if', {}],
		['an early end', 'exit 3', {}],
	];
	for (const [title, installer, env] of endings) {
		it(`never appear in the log of ${title}`, async () => {
			const secret = 'SeCrEt-12345';
			const envDir = makeFiles({
				TOKEN: secret,
				'no-name': secret,
				PATH: secret,
				NUL: `${secret}\0`,
				CLEAN_CACHE: secret,
			});
			const { status, log } = await compile(makeFiles(appFiles({ one: installer })), { shell, envDir, env });
			expect(status === 0).to.equal(installer === ':');
			expect(log).not.to.contain(secret);
		});
	}

	it('that come with the process reach installers byte for byte, where there is no ENV_DIR', async () => {
		const octal = (value: string) =>
			[...Buffer.from(value, 'latin1')].map((byte) => `\\0${byte.toString(8).padStart(3, '0')}`).join('');
		// a command substitution would cut newlines, but these values have none at their end
		const lines = Object.entries(values)
			.filter(([name]) => name !== 'LONG')
			.map(([name, value]) => `export ${name}="$(printf %b '${octal(value)}')"`);
		const program = makeFiles({
			compile: { text: `#!/bin/sh\n${lines.join('\n')}\nexec '${root}/bin/compile' "$@"\n`, mode: 0o755 },
		});
		const app = makeFiles(appFiles({ one: keepsEnvironment }));
		const { status, stdout, stderr } = await compile(app, { shell, program: join(program, 'compile') });
		expect([status, stdout, stderr]).to.deep.equal([0, installed, '']);
		const seen = seenBy(app);
		for (const [name, value] of Object.entries(values)) {
			if (name !== 'LONG') expect(seen.get(name), name).to.equal(value);
		}
	});

	it('stand before those of the process, whether they are settings or not', async () => {
		const env: Record<string, string> = { ONLY_PROCESS: 'process', BOTH: 'process', GIT_DIR: '/process', LANG: 'C' };
		const envDir = makeFiles({ BOTH: 'config', ONLY_CONFIG: 'config', GIT_DIR: '/config' } satisfies Record<
			string,
			FileContent
		>);
		const app = makeFiles(appFiles({ one: keepsEnvironment }));
		const { status } = await compile(app, { shell, env, envDir });
		expect(status).to.equal(0);
		const seen = seenBy(app);
		const names = ['ONLY_PROCESS', 'BOTH', 'ONLY_CONFIG', 'GIT_DIR', 'LANG'];
		expect(names.map((name) => seen.get(name))).to.deep.equal(['process', 'config', 'config', '/process', 'C']);
	});
});

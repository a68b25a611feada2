import { expect } from 'chai';
import { appFiles, makeFiles } from '../support/directories.ts';
import { compile, root } from '../support/entry-points.ts';
import { describeInEachShell } from '../support/shells.ts';
import { begunIn, build, countLine, detailsOf, told, warningsOf, wrapped } from './builds.ts';

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

describeInEachShell('requirements', (shell) => {
	it('installs packages in the order of the install file, and what they require before them', async () => {
		const app = makeFiles(
			appFiles(
				{ first: 'dependency_require third\nprint first', second: 'print second', third: 'print third' },
				{ 'build/heroku/install': 'first second' },
			),
		);
		const { status, stdout, stderr } = await compile(app, { shell });
		expect(stderr).to.equal('');
		expect(status).to.equal(0);
		expect(stdout).to.equal(
			[
				'-----> Installing first (from the app)',
				'-----> Installing third (from the app)',
				'       third',
				'       first',
				'-----> Installing second (from the app)',
				'       second',
				'-----> Installed 3 packages, with 0 downloads.',
				'',
			].join('\n'),
		);
	});

	it('installs every package once, however often it is listed and required', async () => {
		const result = await build(
			{
				a: 'dependency_require c\ndependency_require c c\nprint a',
				b: 'dependency_require a c\nprint b',
				c: 'print c',
			},
			{ shell, install: 'a b a\nc b a', compileScript: 'dependency_require a b c\nprint compile' },
		);
		expect(result.stderr).to.equal('');
		expect(begunIn(result)).to.deep.equal(['a', 'c', 'b']);
		expect(detailsOf(result)).to.deep.equal(['c', 'a', 'b', 'compile']);
		expect(result.stdout.endsWith(countLine(3))).to.be.true;
	});

	it('installs several arguments in order, and returns 0, also without any', async () => {
		const result = await build(
			{
				outer:
					'dependency_require one two three && print "status $?"\nfalse\ndependency_require\nprint "status $?"\ndependency_require two three one\nprint "status $?"\nif dependency_require four; then print yes; fi',
				...Object.fromEntries(['one', 'two', 'three', 'four'].map((name) => [name, `print ${name}`])),
			},
			{ shell, install: 'outer' },
		);
		expect(result.stderr).to.equal('');
		expect(detailsOf(result)).to.deep.equal([
			...['one', 'two', 'three', 'status 0', 'status 0', 'status 0', 'four', 'yes'],
		]);
	});

	it('tells names apart that a pattern would not', async () => {
		const names = ['php5', 'php5.', 'php55', 'PHP5', 'a.b', 'axb', 'c++', 'c', 'under_score', 'minus-', '7z'];
		const result = await build(Object.fromEntries(names.map((name) => [name, 'print "$PACKAGE"'])), { shell });
		expect(result.stderr).to.equal('');
		expect(detailsOf(result)).to.deep.equal(names);
	});

	it('does not install what is marked, in the list or required, there or not', async () => {
		const result = await build(
			{
				a: 'dependency_mark b ghost "other.ghost"\nprint "status $?"\ndependency_require ghost b other.ghost\nprint "status $?"\n( dependency_mark c )',
				b: 'print never',
				c: 'print never',
				d: 'dependency_require c\ndependency_mark d\ndependency_require d\nprint d',
			},
			{ shell },
		);
		expect(result.stderr).to.equal('');
		expect(result.status).to.equal(0);
		expect(begunIn(result)).to.deep.equal(['a', 'd']);
		expect(detailsOf(result)).to.deep.equal(['status 0', 'status 0', 'd']);
		expect(result.stdout.endsWith(countLine(2))).to.be.true;
	});

	for (const [title, installers, circle] of [
		['itself', { a: 'dependency_require a\nprint never' }, 'a -> a'],
		['another one', { a: 'dependency_require b', b: 'dependency_require a\nprint never' }, 'a -> b -> a'],
		[
			'itself through two others',
			{ a: 'dependency_require b', b: 'dependency_require d c', c: 'dependency_require a\nprint never', d: ':' },
			'a -> b -> c -> a',
		],
		['a circle', { a: 'dependency_require b', b: 'dependency_require c', c: 'dependency_require b' }, 'b -> c -> b'],
		[
			'itself from a subshell',
			{ a: '( dependency_require b )', b: 'dependency_require a\nprint never' },
			'a -> b -> a',
		],
		['itself from a job', { a: 'dependency_require b &\nwait', b: 'dependency_require a' }, 'a -> b -> a'],
		[
			'in two jobs the package of the other',
			{
				a: 'dependency_require b &\ndependency_require c &\nwait',
				b: 'sleep 0.1\ndependency_require c\nprint never',
				c: 'sleep 0.35\ndependency_require b\nprint never',
			},
			'b -> c -> b',
		],
		[
			'in a job what the main shell waits for it to install',
			{
				a: 'dependency_require b &\nsleep 0.1\ndependency_require c',
				b: 'sleep 0.35\ndependency_require c',
				c: 'dependency_require b',
			},
			'c -> b -> c',
		],
	] as const) {
		it(`ends the build when a package requires ${title}, and names the whole circle`, async () => {
			const result = await build(installers, {
				shell,
				install: 'a',
				compileScript: 'print never',
				program: wrapped((compile) => `exec timeout 5 ${compile}`),
			});
			const errors = warningsOf(result).filter((line) => !line.includes('in a subshell'));
			expect(errors).to.deep.equal([
				`Packages require each other in a circle: ${circle}.`,
				'Take one of these requirements out of its installer.',
			]);
			expect(result.status).to.equal(1);
			expect(result.stdout).not.to.contain('never');
			expect(result.stdout).not.to.contain('-----> Installed');
		});
	}

	it('installs a chain of 400 nested requirements', async () => {
		const chain = Object.fromEntries(
			numbers(400).map((n) => [`p${n}`, `${n < 399 ? `dependency_require p${n + 1}\n` : ''}print "$PACKAGE"`]),
		);
		const result = await build(chain, { shell, install: 'p0' });
		expect(result.stderr).to.equal('');
		expect(result.status).to.equal(0);
		expect(detailsOf(result)).to.deep.equal(numbers(400).map((n) => `p${399 - n}`));
	});

	it('installs a list of 500 packages, and 500 arguments', async () => {
		const packages = Object.fromEntries(numbers(500).map((n) => [`p${n}`, 'print "$PACKAGE"']));
		const names = Object.keys(packages);
		const listed = await build(packages, { shell });
		expect(listed.stderr).to.equal('');
		expect(detailsOf(listed)).to.deep.equal(names);
		const required = await build(
			{ ...packages, all: `dependency_require ${names.join(' ')}` },
			{ shell, install: 'all' },
		);
		expect(required.stderr).to.equal('');
		expect(detailsOf(required)).to.deep.equal(names);
	});

	const directories = (app: string) => `${app}/build/heroku/installers and ${root}/installers`;
	for (const [title, installers, install, compileScript, by] of [
		['the install file', {}, 'nginx\n# none\n redis nginz', ':', 'build/heroku/install, line 3'],
		['a package', { outer: 'dependency_require redis nginz\nprint never' }, 'nginx outer', ':', 'installers/outer.sh'],
		['compile', {}, 'nginx', 'dependency_require nginz\nprint never', 'build/heroku/compile'],
	] as const) {
		it(`names an unknown package, close names, where it looked, and ${title} that requires it`, async () => {
			const result = await build(
				{ nginx: 'print nginx', redis: ':', ngin: ':', nginz2: ':', ...installers },
				{ shell, install, compileScript },
			);
			const requirer = by.startsWith('build/heroku/install,')
				? by
				: `${result.app}/${by.replace(/^installers/, 'build/heroku/installers')}`;
			expect(result.stderr).to.equal(
				told(
					`There is no package nginz, which is required by ${requirer}.`,
					`Looked for it in ${directories(result.app)}.`,
					'Close names: ngin, nginx, nginz2.',
				),
			);
			expect(result.status).to.equal(1);
			expect(detailsOf(result)).to.deep.equal(['nginx']);
			expect(result.stdout).not.to.contain('-----> Installed');
		});
	}

	it('suggests nothing where no name comes close', async () => {
		const result = await build({ outer: 'dependency_require zookeeper' }, { shell });
		expect(result.stderr).to.equal(
			told(
				`There is no package zookeeper, which is required by ${result.fileOf('outer')}.`,
				`Looked for it in ${directories(result.app)}.`,
				'Check its name, and the repositories of the app.',
			),
		);
	});

	for (const [helper, names] of [
		['dependency_require', ['../inner', 'a/b', '$(inner)', '', 'a b', '*', '-a', '.a', 'inner\n', "it's", 'é']],
		['dependency_require inner', ['../inner', '']],
		['dependency_mark inner', ['../inner', '']],
	] as const) {
		for (const name of names) {
			it(`refuses ${JSON.stringify(name)} given to ${helper}`, async () => {
				const word = `'${name.replaceAll("'", String.raw`'\''`)}'`;
				const result = await build(
					{ outer: `${helper} ${word}\nprint never`, inner: 'print inner' },
					{ shell, install: 'outer' },
				);
				expect(result.stderr).to.equal(
					told(
						`${JSON.stringify(name)} is required or marked (${result.fileOf('outer')}), and is not a package name.`,
						'A name begins with a letter or digit, and goes on with these and . _ + - only.',
					),
				);
				expect(result.status).to.equal(1);
				expect(detailsOf(result)).to.deep.equal(helper === 'dependency_require inner' ? ['inner'] : []);
			});
		}
	}
});

import { expect } from 'chai';
import { describeInEachShell } from '../support/shells.ts';
import { begunIn, build, countLine, detailsOf, told, warningsOf, wrapped } from './builds.ts';

describeInEachShell('the one shell of a build', (shell) => {
	it('keeps functions and variables of an installer for the next ones and for compile', async () => {
		const result = await build(
			{
				first: 'greet() { print "hello $1 from $PACKAGE"; }\nnoted=variable\nexport exported=environment',
				second: 'greet second\nprint "$noted $(sh -c \'printf %s "$exported"\')"\nnoted=changed',
			},
			{ shell, compileScript: 'greet compile\nprint "$noted"' },
		);
		expect(result.stderr).to.equal('');
		expect(result.status).to.equal(0);
		expect(detailsOf(result)).to.deep.equal([
			'hello second from second',
			'variable environment',
			'hello compile from compile',
			'changed',
		]);
	});

	it('is one process for all installers and for compile', async () => {
		const look = 'IFS=" " read -r process rest </proc/self/stat\nprint "$process is $$"';
		const result = await build(
			{ first: look, second: `dependency_require third\n${look}`, third: look },
			{
				shell,
				compileScript: look,
			},
		);
		const [first = '', ...others] = detailsOf(result);
		expect(first).to.match(/^(\d+) is \1$/);
		expect(others).to.deep.equal([first, first, first]);
	});

	it('keeps the functions of a required package for its requirer', async () => {
		const result = await build(
			{ tool: 'tool() { print "tool $1"; }', user: 'dependency_require tool\ntool used' },
			{ shell, install: 'user' },
		);
		expect(result.stderr).to.equal('');
		expect(detailsOf(result)).to.deep.equal(['tool used']);
	});

	it('runs compile after all packages', async () => {
		const result = await build({ one: 'print one', two: 'print two' }, { shell, compileScript: 'print compile' });
		expect(result.stderr).to.equal('');
		expect(result.stdout).to.equal(
			[
				'-----> Installing one (from the app)',
				'       one',
				'-----> Installing two (from the app)',
				'       two',
				"-----> Running the app's build/heroku/compile",
				'       compile',
				countLine(2),
			].join('\n'),
		);
	});

	for (const shebang of ['#!/usr/bin/env python3', '#!/bin/false', '#!/missing/interpreter -x', '#! /bin/sh -eu\r']) {
		it(`ignores the shebang ${JSON.stringify(shebang)}`, async () => {
			const text = `${shebang}\nfalse\nprint "as ever: $undefined"`;
			const result = await build({ first: text }, { shell, compileScript: text });
			expect(result.stderr).to.equal('');
			expect(result.status).to.equal(0);
			expect(detailsOf(result)).to.deep.equal(['as ever: ', 'as ever: ']);
		});
	}

	it('goes on after a failing command, without a word', async () => {
		const result = await build({ first: 'false\nls /missing 2>/dev/null\nprint "still here"' }, { shell });
		expect(result.stderr).to.equal('');
		expect(result.status).to.equal(0);
		expect(detailsOf(result)).to.deep.equal(['still here']);
	});

	for (const [ending, status] of [
		['false', 1],
		['( exit 5 )', 5],
		['return 7', 7],
		['sh -c "exit 200"', 200],
	] as const) {
		it(`warns of an installer that ends with ${ending}, and goes on`, async () => {
			const result = await build({ first: `print begun\n${ending}`, second: 'print second' }, { shell });
			expect(result.stderr).to.equal(
				told(`The last command of first failed with status ${status} (${result.fileOf('first')}).`),
			);
			expect(result.status).to.equal(0);
			expect(begunIn(result)).to.deep.equal(['first', 'second']);
			expect(result.stdout).to.contain(countLine(2));
		});

		it(`ends the build after ${ending} with MODULAR_STRICT=1`, async () => {
			const env = { MODULAR_STRICT: '1' };
			const result = await build({ first: `print begun\n${ending}`, second: 'print second' }, { shell, env });
			expect(result.stderr).to.equal(
				told(
					`The last command of first failed with status ${status} (${result.fileOf('first')}), and MODULAR_STRICT is on.`,
				),
			);
			expect(result.status).to.equal(1);
			expect(begunIn(result)).to.deep.equal(['first']);
			expect(result.stdout).not.to.contain('-----> Installed');
		});
	}

	it('warns of the required package whose last command failed, and not of its requirer', async () => {
		const result = await build(
			{ inner: 'false', outer: 'dependency_require inner\nprint "status $?"' },
			{ shell, install: 'outer' },
		);
		expect(result.stderr).to.equal(told(`The last command of inner failed with status 1 (${result.fileOf('inner')}).`));
		expect(result.status).to.equal(0);
		expect(detailsOf(result)).to.deep.equal(['status 0']);
	});

	it('warns when the last command of compile failed, and with MODULAR_STRICT=1 ends the build', async () => {
		const warned = await build({ first: ':' }, { shell, compileScript: 'false' });
		const file = (app: string) => `(${app}/build/heroku/compile)`;
		expect(warned.stderr).to.contain(`failed with status 1 ${file(warned.app)}.\n`);
		expect(warned.status).to.equal(0);
		const ended = await build({ first: ':' }, { shell, compileScript: 'false', env: { MODULAR_STRICT: '1' } });
		expect(ended.stderr).to.contain(`failed with status 1 ${file(ended.app)}, and MODULAR_STRICT is on.\n`);
		expect(ended.status).to.equal(1);
		expect(ended.stdout).not.to.contain('-----> Installed');
	});

	it('lets MODULAR_STRICT be anything else without a change', async () => {
		for (const strict of ['', '0']) {
			const { status } = await build({ first: 'false' }, { shell, env: { MODULAR_STRICT: strict } });
			expect(status, `MODULAR_STRICT=${strict}`).to.equal(0);
		}
	});

	it("honours an installer's own set -e", async () => {
		const result = await build(
			{ inner: 'set -e\nprint inner\nfalse\nprint unreachable', outer: 'dependency_require inner\nprint unreachable' },
			{ shell, install: 'outer' },
		);
		// bash has something to say of its own
		expect(warningsOf(result)).to.deep.equal([
			`inner ended the build with status 1 (${result.fileOf('inner')}).`,
			'It called `exit`, or a command failed under its `set -e` or `set -u`; what went wrong is above.',
		]);
		expect(result.status).to.equal(1);
		expect(detailsOf(result)).to.deep.equal(['inner']);
	});

	it('lets local be used at the top of installers and of compile', async () => {
		const text = 'local kept other=set\nkept=mine\nprint "$PACKAGE: ${kept-unset} ${other-unset}"';
		const result = await build(
			{ first: `${text}\ndependency_require second\nprint "$PACKAGE: $kept"`, second: text },
			{ shell, compileScript: `print "\${kept-gone}"\n${text}` },
		);
		expect(result.stderr).to.equal('');
		expect(result.status).to.equal(0);
		expect(detailsOf(result)).to.deep.equal([
			'first: mine set',
			'second: mine set',
			'first: mine',
			'gone',
			'compile: mine set',
		]);
	});

	it('gives installers an empty standard input, whatever its own is', async () => {
		const text = 'if read -r word; then print "read $word"; else print nothing; fi\nprint "$(cat)."';
		const result = await build(
			{ first: text, second: `dependency_require third <<END\ntext for nobody\nEND\n${text}`, third: text },
			{ shell, compileScript: text, program: wrapped((compile) => `printf 'a line\\n' | ${compile}`) },
		);
		expect(result.stderr).to.equal('');
		expect(detailsOf(result)).to.deep.equal(Array(4).fill(['nothing', '.']).flat());
	});

	it('puts standard input back after an installer that replaced it', async () => {
		const result = await build(
			{
				first: 'exec <"$INSTALLER_DIR/first.sh"',
				second: 'print "$(cat)."',
				third: 'exec <&-',
				fourth: 'print "$(cat)."',
			},
			{ shell },
		);
		expect(result.stderr).to.equal('');
		expect(detailsOf(result)).to.deep.equal(['.', '.']);
	});

	it('starts each installer and compile in BUILD_DIR', async () => {
		const text = 'print "$PWD"\nprint "$(pwd -P)"\ncd build';
		const result = await build(
			{ first: text, second: `${text}\ndependency_require third`, third: text },
			{
				shell,
				compileScript: text,
			},
		);
		expect(result.stderr).to.equal('');
		expect(detailsOf(result)).to.deep.equal(Array(8).fill(result.app));
	});
});

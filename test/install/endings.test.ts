import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { describeInEachShell, type Shell } from '../support/shells.ts';
import { build, type Build, countLine, detailsOf, told, warningsOf, wrapped } from './builds.ts';

/** Asserts that a build ended where it failed, and left nothing that only a good build makes. */
function expectNothingAfter(result: Build): void {
	expect(result.stdout).not.to.contain('never');
	expect(result.stdout).not.to.contain('-----> Installed');
	expect(existsSync(join(result.app, '.modular')), 'a manifest').to.be.false;
}

const halfDone = (name: string, file: string) => [
	`${name} ended the build half done, by \`exit 0\` or \`exec\` (${file}).`,
	'An installer ends early with `return`, and runs a program without `exec`.',
];

interface Ending {
	readonly script: string;
	readonly status: number;
	/** The error, by the installer's file. */
	readonly error: (file: string) => readonly string[];
}

const exitAdvice = 'It called `exit`, or a command failed under its `set -e` or `set -u`; what went wrong is above.';

const exited = (status: number) => (file: string) => [
	`culprit ended the build with status ${status} (${file}).`,
	exitAdvice,
];
const killed = (signal: string) => (file: string) => [
	`The build's shell was ended by ${signal} during culprit (${file}).`,
	'Does the installer kill it, or has the machine run out of memory?',
];
const early = (file: string) => halfDone('culprit', file);

const endings: readonly Ending[] = [
	{ script: 'exit 3', status: 3, error: exited(3) },
	{ script: 'exit 1', status: 1, error: exited(1) },
	{ script: 'exit 255', status: 255, error: exited(255) },
	{ script: '( exit 9 ); exit', status: 9, error: exited(9) },
	{ script: 'give_up() { exit 4; }\ngive_up', status: 4, error: exited(4) },
	{ script: 'if true; then while true; do exit 6; done; fi', status: 6, error: exited(6) },
	{ script: 'exit 0', status: 1, error: early },
	{ script: 'true; exit', status: 1, error: early },
	{ script: "trap 'exit 0' EXIT\nexit 3", status: 1, error: early },
	{ script: 'exec true', status: 1, error: early },
	{ script: 'exec sh -c "exit 5"', status: 5, error: exited(5) },
	{ script: 'kill -9 $$\nsleep 5', status: 137, error: killed('SIGKILL') },
	{ script: 'kill $$\nsleep 5', status: 143, error: killed('SIGTERM') },
	{ script: 'kill 0\nsleep 5', status: 143, error: killed('SIGTERM') },
	{ script: 'kill -s HUP $$\nsleep 5', status: 129, error: killed('SIGHUP') },
];

describeInEachShell('the end of an installer', (shell) => {
	for (const { script, status, error } of endings) {
		it(`is the build's by ${JSON.stringify(script)}, and the error names package and file`, async () => {
			const result = await build(
				{ before: 'print before', culprit: `print culprit\n${script}\nprint never`, after: 'print never' },
				{ shell, compileScript: 'print never' },
			);
			expect(warningsOf(result)).to.deep.equal(error(result.fileOf('culprit')));
			expect(result.status).to.equal(status);
			expect(detailsOf(result)).to.deep.equal(['before', 'culprit']);
			expectNothingAfter(result);
		});

		if (!['exit 3', 'exit 0', 'exec true', 'kill $$\nsleep 5'].includes(script)) continue;
		it(`names the innermost package after ${JSON.stringify(script)}`, async () => {
			const result = await build(
				{
					outer: 'dependency_require middle\nprint never',
					middle: 'dependency_require culprit\nprint never',
					culprit: script,
				},
				{ shell, install: 'outer' },
			);
			expect(warningsOf(result)).to.deep.equal(error(result.fileOf('culprit')));
			expect(result.status).to.equal(status);
			expectNothingAfter(result);
		});
	}

	it('is the requirer that exits, not what it required before', async () => {
		const result = await build(
			{ inner: 'print inner', culprit: 'dependency_require inner\nexit 3' },
			{ shell, install: 'culprit' },
		);
		expect(warningsOf(result)).to.deep.equal(exited(3)(result.fileOf('culprit')));
		expect(result.status).to.equal(3);
	});

	it('lets an EXIT trap call helpers', async () => {
		const trap = 'print trapped; dependency_require other; env_extend A /app/x';
		const result = await build(
			{ first: `trap '${trap}' EXIT`, other: 'print other' },
			{ shell, install: 'first', compileScript: 'print compile' },
		);
		expect(result.stderr).to.equal('');
		expect(result.status).to.equal(0);
		expect(detailsOf(result)).to.deep.equal(['compile', 'trapped', 'other']);
		expect(readFileSync(join(result.app, '.profile.d/modular.sh'), 'utf8')).to.contain('/app/x');
	});

	it('runs EXIT traps when an installer ends the build', async () => {
		const result = await build({ first: "trap 'print trapped' EXIT", second: 'exit 3' }, { shell });
		expect(result.status).to.equal(3);
		expect(detailsOf(result)).to.deep.equal(['trapped']);
	});

	for (const script of ['if true; then\nprint never', 'print never )', '}', 'echo "open']) {
		it(`names package, file and the shell's message for the syntax error in ${JSON.stringify(script)}`, async () => {
			const result = await build({ culprit: script, after: 'print never' }, { shell, compileScript: 'print never' });
			const file = result.fileOf('culprit');
			const message = syntaxMessage(shell, file);
			expect(message).not.to.equal('');
			expect(warningsOf(result)).to.deep.equal([`culprit has a syntax error (${file}):`, ...message.split('\n')]);
			expect(result.stderr.endsWith(told(`culprit has a syntax error (${file}):`, ...message.split('\n')))).to.be.true;
			expect(result.status).to.equal(1);
			expectNothingAfter(result);
		});
	}

	it('names a required package that has a syntax error, and compile', async () => {
		const required = await build(
			{ outer: 'dependency_require culprit\nprint never', culprit: 'fi' },
			{ shell, install: 'outer' },
		);
		expect(warningsOf(required)[0]).to.equal(`culprit has a syntax error (${required.fileOf('culprit')}):`);
		expect(required.status).to.equal(1);
		expectNothingAfter(required);
		const compiled = await build({ first: ':' }, { shell, compileScript: 'print begun\nfi' });
		const file = join(compiled.app, 'build/heroku/compile');
		expect(warningsOf(compiled)[0]).to.equal(`build/heroku/compile has a syntax error (${file}):`);
		expect(compiled.status).to.equal(1);
		expectNothingAfter(compiled);
	});

	it('is that installer alone, by return', async () => {
		const result = await build(
			{
				outer: 'dependency_require inner\nprint outer\nreturn\nprint never',
				inner: 'print inner\nreturn 0\nprint never',
				next: 'print next',
			},
			{ shell, install: 'outer next', compileScript: 'print compile\nreturn\nprint never' },
		);
		expect(result.stderr).to.equal('');
		expect(result.status).to.equal(0);
		expect(detailsOf(result)).to.deep.equal(['inner', 'outer', 'next', 'compile']);
	});

	for (const word of ['break', 'continue', 'break 3', 'continue 7']) {
		it(`is no other installer by a top-level ${word}`, async () => {
			const result = await build(
				{
					outer: 'dependency_require inner other\nprint outer\ndependency_require inner other',
					inner: `print inner\n${word}`,
					other: `print other\n${word}`,
					next: `print next\n${word}`,
					last: 'print last',
				},
				{ shell, install: 'outer next last', compileScript: `${word}\nprint compile` },
			);
			expect(warningsOf(result)).to.deep.equal([]);
			expect(result.status).to.equal(0);
			expect(detailsOf(result)).to.deep.equal(['inner', 'other', 'outer', 'next', 'last', 'compile']);
		});
	}

	for (const word of ['break', 'continue']) {
		it(`is no loop of its requirer by a top-level ${word}`, async () => {
			const result = await build(
				{
					outer: 'for each in 1 2; do dependency_require "inner$each" other; print "outer $each"; done\nprint done',
					inner1: `print inner1\n${word}`,
					inner2: 'print inner2',
					other: 'print other',
					next: 'dependency_require inner1\nprint next',
				},
				{ shell, install: 'outer next', program: wrapped((compile) => `exec timeout 3 ${compile}`) },
			);
			expect(warningsOf(result)).to.deep.equal([]);
			expect(detailsOf(result)).to.deep.equal(['inner1', 'other', 'outer 1', 'inner2', 'outer 2', 'done', 'next']);
			expect(result.status).to.equal(0);
		});
	}
});

describeInEachShell('the end of compile', (shell) => {
	for (const script of ['exit 0', 'true; exit', 'finish', '( exit 0 ); exit $?']) {
		it(`is a good one by ${JSON.stringify(script)}`, async () => {
			const result = await build(
				{ first: "finish() { exit 0; }\ntrap 'print trapped' EXIT" },
				{ shell, compileScript: `print compile\n${script}\nprint never` },
			);
			expect(result.stderr).to.equal('');
			expect(result.status).to.equal(0);
			expect(detailsOf(result)).to.deep.equal(['compile', 'trapped']);
			expect(result.stdout.endsWith(countLine(1))).to.be.true;
			expect(existsSync(join(result.app, '.modular/packages.json'))).to.be.true;
		});
	}

	it('is a bad one by exit 4', async () => {
		const result = await build({ first: ':' }, { shell, compileScript: 'print compile\nexit 4\nprint never' });
		const file = join(result.app, 'build/heroku/compile');
		expect(warningsOf(result)).to.deep.equal([
			`build/heroku/compile ended the build with status 4 (${file}).`,
			exitAdvice,
		]);
		expect(result.status).to.equal(4);
		expectNothingAfter(result);
	});

	it('is a bad one by exit 0 in a package that it requires', async () => {
		const result = await build(
			{ late: 'exit 0' },
			{ shell, install: '', compileScript: 'dependency_require late\nprint never' },
		);
		expect(warningsOf(result)).to.deep.equal(halfDone('late', result.fileOf('late')));
		expect(result.status).to.equal(1);
		expectNothingAfter(result);
	});

	it('is a bad one when an EXIT trap fails after it', async () => {
		const result = await build({ first: "trap 'exit 7' EXIT" }, { shell, compileScript: 'print compile' });
		expect(warningsOf(result)).to.deep.equal(['the end of the build ended the build with status 7.', exitAdvice]);
		expect(result.status).to.equal(7);
		expectNothingAfter(result);
	});
});

/** What the shell itself says is wrong in a file. */
function syntaxMessage({ command }: Shell, file: string): string {
	const [program = '', ...options] = command.split(' ');
	return spawnSync(program, [...options, '-n', file], { env: {}, encoding: 'utf8' }).stderr.trim();
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { makeDirectory } from '../support/directories.ts';
import { describeInEachShell } from '../support/shells.ts';
import { build, countLine, detailsOf, told, wrapped } from './builds.ts';

/** Arguments as an installer writes them, and the lines of the message that they make. */
const messages: readonly (readonly [title: string, words: string, lines: readonly string[]])[] = [
	['one word', 'hello', ['hello']],
	['several arguments', "one 'two  three' four", ['one two  three four']],
	['empty arguments', "one '' two ''", ['one  two ']],
	['an empty argument', "''", ['']],
	['no argument', '', ['']],
	['backslashes', String.raw`'a\nb\tc\\d\0101\c e\'`, [String.raw`a\nb\tc\\d\0101\c e` + '\\']],
	['percent signs', "'100% %s %d %n %%' '%s'", ['100% %s %d %n %% %s']],
	['what looks like an option', "-n -e '--' '--help'", ['-n -e -- --help']],
	['an option alone', '-n', ['-n']],
	['shell syntax', "'$HOME `id` \"$(id)\" *; exit 3 # no' '~'", ['$HOME `id` "$(id)" *; exit 3 # no ~']],
	['spaces at both ends', "'  in  '", ['  in  ']],
	['newlines', "'first\nsecond' 'third\n  fourth'", ['first', 'second third', '  fourth']],
	['empty lines', "'first\n\nlast'", ['first', '', 'last']],
	['a newline first', "'\nlast'", ['', 'last']],
	['tabs and carriage returns', "'a\tb\rc'", ['a\tb\rc']],
	['letters of other alphabets', "'žluťoučký 🐎'", ['žluťoučký 🐎']],
];

const helpers = [
	{ helper: 'print_action', stream: 'stdout', first: '-----> ', next: '       ' },
	{ helper: 'print', stream: 'stdout', first: '       ', next: '       ' },
	{ helper: 'print_warning', stream: 'stderr', first: ' !     ', next: ' !     ' },
] as const;

const format = (lines: readonly string[], first: string, next: string) =>
	lines.map((line, index) => `${index === 0 ? first : next}${line}\n`).join('');

describeInEachShell('messages of installers', (shell) => {
	for (const { helper, stream, first, next } of helpers) {
		it(`are printed as they are, and aligned, by ${helper}`, async () => {
			const script = messages.map(([, words]) => `${helper} ${words}`).join('\n');
			const result = await build({ first: script }, { shell });
			const text = messages.map(([, , lines]) => format(lines, first, next)).join('');
			const begin = '-----> Installing first (from the app)\n';
			expect(result.stdout).to.equal(`${begin}${stream === 'stdout' ? text : ''}${countLine(1)}`);
			expect(result.stderr).to.equal(stream === 'stderr' ? text : '');
			expect(result.status).to.equal(0);
		});

		it(`go to the log by ${helper}, wherever output goes`, async () => {
			const result = await build(
				{
					first: [
						`captured=$(${helper} one 2>/dev/null)`,
						`${helper} "two:$captured" >/dev/null 2>&1`,
						`${helper} three | sed s/three/never/`,
						`( exec >/dev/null 2>&1; ${helper} four ) & wait`,
						'exec >/dev/null 2>&-',
						`IFS=o-\nset -efuC\n${helper} five six`,
					].join('\n'),
				},
				{ shell },
			);
			const text = ['one', 'two:', 'three', 'four', 'five six'].map((word) => `${first}${word}\n`).join('');
			expect(result[stream]).to.contain(text);
			expect(result.stdout).not.to.contain('never');
			expect(result.status).to.equal(0);
		});

		it(`leave the status 0 and the shell as it was by ${helper}`, async () => {
			const result = await build(
				{
					first: `false\n${helper} "x\ny"\nprint "status $? IFS \${#IFS} $#"\nset -- a b\nrest=mine\n${helper} x\nprint "$* $rest"`,
				},
				{ shell },
			);
			expect(detailsOf(result)).to.include.members(['status 0 IFS 3 0', 'a b mine']);
		});
	}

	it('keep bytes that are no UTF-8', async () => {
		const script = [
			String.raw`bytes=$(printf '\303\050\377\001\200')`,
			...helpers.map(({ helper }) => `${helper} "$bytes"`),
			'fail "$bytes"',
		].join('\n');
		const log = join(makeDirectory(), 'log');
		await build({ first: script }, { shell, program: wrapped((compile) => `${compile} >'${log}' 2>&1`) });
		const bytes = '\u00c3(\u00ff\u0001\u0080';
		expect(readFileSync(log, 'latin1')).to.equal(
			[
				'-----> Installing first (from the app)',
				...[...helpers.map(({ first }) => first), ' !     '].map((prefix) => `${prefix}${bytes}`),
				'',
			].join('\n'),
		);
	});

	for (const [title, words, lines] of messages.filter((_, index) => index % 3 === 1 || index === 11)) {
		it(`end the build by fail with ${title}`, async () => {
			const result = await build(
				{ first: `print begun\nfail ${words}\nprint never`, second: 'print never' },
				{ shell, compileScript: 'print never' },
			);
			expect(result.stderr).to.equal(told(...lines));
			expect(result.status).to.equal(1);
			expect(result.stdout).to.equal('-----> Installing first (from the app)\n       begun\n');
		});
	}

	for (const [where, script] of [
		['a required package', 'dependency_require inner'],
		['a function', 'give_up() { fail "no way"; }\ngive_up'],
		['a condition', 'if fail "no way"; then print never; fi || print never'],
		['a list', 'true && fail "no way" || print never'],
		['a subshell', '( fail "no way"; print never )'],
		['a command substitution', 'x=$(fail "no way")'],
		['a pipe', 'echo text | fail "no way"'],
		['the beginning of a pipe', 'fail "no way" | cat'],
		['a background job', 'fail "no way" &\nwait'],
		['a job that nobody waits for', '( sleep 0.2; fail "no way" ) &\nsleep 5'],
		['a subshell with other descriptors', '( fail "no way" ) >/dev/null 2>&1 </dev/null'],
		['an installer under set -e', 'set -e\nfail "no way"'],
	]) {
		it(`end the build by fail in ${where ?? ''}`, async () => {
			const result = await build(
				{ first: `${script ?? ''}\nsleep 3\nprint never`, inner: 'fail "no way"', second: 'print never' },
				{ shell, install: 'first second', compileScript: 'print never' },
			);
			expect(result.stderr).to.contain(told('no way'));
			expect(result.stderr.match(/no way/g)).to.have.length(1);
			expect(result.status).to.equal(1);
			expect(result.stdout).not.to.contain('never');
			expect(result.stdout).not.to.contain('-----> Installed');
		});
	}

	it('end the build by fail in compile, and EXIT traps run', async () => {
		const result = await build(
			{ first: "trap 'print trapped; exit 0' EXIT" },
			{ shell, compileScript: 'fail one two' },
		);
		expect(result.stderr).to.equal(told('one two'));
		expect(result.status).to.equal(1);
		expect(detailsOf(result)).to.deep.equal(['trapped']);
		expect(result.stdout).not.to.contain('-----> Installed');
	});
});

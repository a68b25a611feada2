import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { doubleQuoted, quoteBytes, quoteWord } from '../src/shell-text.ts';
import { makeDirectory } from './support/directories.ts';
import { describeInEachShell, type Shell } from './support/shells.ts';

/** What a shell makes of these words of shell text; one character a byte. */
function evaluate(shell: Shell, words: readonly Buffer[], locale = 'C'): string[] {
	const file = join(makeDirectory(), 'script');
	const lines = words.map((word) =>
		Buffer.concat([Buffer.from('value='), word, Buffer.from('\nprintf "%s\\0" "$value"\n')]),
	);
	writeFileSync(file, Buffer.concat(lines));
	const [program = '', ...options] = shell.command.split(' ');
	const { status, stdout, stderr } = spawnSync(program, [...options, file], {
		env: { PATH: process.env['PATH'], HOME: '/home/of mine', LC_ALL: locale, X: 'a  *  b' },
		timeout: 10_000,
		maxBuffer: 16 * 1024 * 1024,
	});
	expect(stderr.toString()).to.equal('');
	expect(status).to.equal(0);
	return stdout.toString('latin1').split('\0').slice(0, -1);
}

/** Numbers below a limit, the same in every run: a linear congruential generator. */
function randomNumbers(seed: number): (limit: number) => number {
	let state = seed;
	return (limit) => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return Math.floor((state / 2 ** 32) * limit);
	};
}

/** Byte strings without NUL: of any bytes, and of those that mean something to a shell. */
function randomStrings(count: number): string[] {
	const next = randomNumbers(20_240_229);
	const special = '\'"\\$`!#&()*;<>?[]{}|~^%=:-/ab1 \t\n\r\x01\x7f\x80\xa0\xff';
	return Array.from({ length: count }, (_, index) =>
		Array.from({ length: next(12) }, () =>
			index % 2 === 0 ? String.fromCharCode(1 + next(255)) : special.charAt(next(special.length)),
		).join(''),
	);
}

describeInEachShell('quoting', (shell) => {
	it('gives bytes back as they were, whatever they are', () => {
		const strings = ['', ...randomStrings(3000)];
		const words = strings.map((text) => quoteBytes(Buffer.from(text, 'latin1')));
		evaluate(shell, words).forEach((value, index) => expect(value).to.equal(strings[index]));
	});

	it('gives every single byte back, and every pair with a backslash or a quote', () => {
		const bytes = Array.from({ length: 255 }, (_, index) => String.fromCharCode(index + 1));
		const strings = bytes.flatMap((byte) => [byte, `\\${byte}`, `'${byte}`, `"${byte}`, `${byte}!'`]);
		const words = strings.map((text) => quoteBytes(Buffer.from(text, 'latin1')));
		expect(evaluate(shell, words)).to.deep.equal(strings);
	});

	it('gives text back as it was, in an encoding of several bytes as well', () => {
		const strings = [
			'caf\u00e9',
			'\u2603 $HOME',
			"it's \u{1f600}!",
			'\u2028',
			'\u00a0',
			'\ufeffa',
			'~\u00e9',
			'\u0100\\',
		];
		const words = strings.map((text) => Buffer.from(quoteWord(text)));
		for (const locale of ['C', 'C.UTF-8']) {
			const values = evaluate(shell, words, locale).map((value) => Buffer.from(value, 'latin1').toString());
			expect(values).to.deep.equal(strings);
		}
	});
});

describeInEachShell('double quoting', (shell) => {
	const texts: readonly (readonly [text: string, value: string])[] = [
		['', ''],
		['plain', 'plain'],
		['  two  spaces ', '  two  spaces '],
		['$HOME', '/home/of mine'],
		['${HOME}/bin', '/home/of mine/bin'],
		['$X', 'a  *  b'],
		['${MISSING:-y}', 'y'],
		['${MISSING:-"a  b"}', 'a  b'],
		['$(echo hi)', 'hi'],
		['$(echo "a  b")', 'a  b'],
		['`echo "a  b"`', 'a  b'],
		['$(echo "$(echo "x  y")")', 'x  y'],
		['$((1 + (2 * 3)))', '7'],
		['$( (echo "in  it") )', 'in  it'],
		['say "hi"', 'say "hi"'],
		['"', '"'],
		['""', '""'],
		['"$HOME"', '"/home/of mine"'],
		['$(echo a)"b"`echo c`"', 'a"b"c"'],
		['\\"', '"'],
		['\\\\"', '\\"'],
		['\\$HOME', '$HOME'],
		['\\`', '`'],
		['\\a', '\\a'],
		['back\\', 'back\\'],
		['back\\\\', 'back\\'],
		['back\\\\\\', 'back\\\\'],
		["it's", "it's"],
		["'$HOME'", "'/home/of mine'"],
		['one\ntwo', 'one\ntwo'],
		['joined \\\nline', 'joined line'],
		['* ? ~ # ; & | < > ( ) { } !', '* ? ~ # ; & | < > ( ) { } !'],
		['$', '$'],
		['a $ b', 'a $ b'],
		['caf\xe9\xff', 'caf\xe9\xff'],
		['; exit 7', '; exit 7'],
		['"; exit 7; "', '"; exit 7; "'],
		// what ends a substitution does not do so within quotes
		['$(echo "a)b")', 'a)b'],
		['$(echo \')\')"x"', ')"x"'],
		['${MISSING:-"}"}', '}'],
	];
	for (const [text, value] of texts) {
		it(`makes ${JSON.stringify(value)} of ${JSON.stringify(text)}`, () => {
			const word = Buffer.concat([Buffer.from('"'), doubleQuoted(Buffer.from(text, 'latin1')), Buffer.from('"')]);
			expect(evaluate(shell, [word])).to.deep.equal([value]);
		});
	}

	it('leaves every byte alone that means nothing between double quotes', () => {
		const strings = randomStrings(2000).map((text) => text.replace(/[$`\\]/g, ''));
		const words = strings.map((text) =>
			Buffer.from(`"${doubleQuoted(Buffer.from(text, 'latin1')).toString('latin1')}"`, 'latin1'),
		);
		evaluate(shell, words).forEach((value, index) => expect(value).to.equal(strings[index]));
	});
});

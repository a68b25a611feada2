import { expect } from 'chai';
import fc from 'fast-check';
import { relocateScript, relocateWord } from '../../../src/relocated-text.ts';
import { doubleQuoted, quoteBytes, quoteWord } from '../../../src/shell-text.ts';
import { describeInEachShell, type Shell } from '../../support/shells.ts';
import { bytes, characters, holdsForAll, latin1, printedBy } from './properties.ts';

/** What a shell makes of words of shell text; one character a byte. */
function valuesOf(shell: Shell, words: readonly Buffer[], env: Readonly<Record<string, string>> = {}): string[] {
	const print = Buffer.from('\nprintf \'%s\\0\' "$value"\n');
	return printedBy(shell, Buffer.concat(words.flatMap((word) => [Buffer.from('value='), word, print])), env);
}

const inQuotes = (word: Buffer) => Buffer.concat([Buffer.from('"'), word, Buffer.from('"')]);

describeInEachShell('everything that is quoted', (shell) => {
	it('is the same again for the shell, as bytes and as text', async () => {
		await holdsForAll(`quoting: bytes, ${shell.name}`, bytes(), (values) => {
			const found = valuesOf(shell, values.map(quoteBytes));
			expect(found).to.deep.equal(values.map((value) => value.toString('latin1')));
		});
		const text = characters().map((value) => value.replaceAll('\0', ''));
		await holdsForAll(`quoting: text, ${shell.name}`, text, (values) => {
			const words = values.map((value) => Buffer.from(quoteWord(value)));
			for (const locale of ['C', 'C.UTF-8']) {
				const found = valuesOf(shell, words, { LC_ALL: locale });
				expect(found.map((value) => Buffer.from(value, 'latin1').toString())).to.deep.equal(values);
			}
		});
	});

	it('between double quotes is the same again where each dollar, backquote and backslash is escaped', async () => {
		await holdsForAll(`double quotes, ${shell.name}`, latin1(), (values) => {
			const words = values.map((value) => {
				const escaped = value.replaceAll(/[$`\\]/g, '\\$&');
				return inQuotes(doubleQuoted(Buffer.from(escaped, 'latin1')));
			});
			expect(valuesOf(shell, words)).to.deep.equal(values);
		});
	});
});

/** Where directories are during the build, and what they are called at boot: with both the same, nothing may change. */
const names = new Map([
	['/tmp/build_1', '$HOME'],
	['/tmp/build_1/.deps', '$DEPS'],
]);
const env = { HOME: '/tmp/build_1', DEPS: '/tmp/build_1/.deps' };

const path = fc.constantFrom(
	...['/tmp/build_1', '/tmp/build_1/.deps', '/tmp/build_1/x', '/tmp/build_12', 'a/tmp/build_1', '-I/tmp/build_1'],
);
const escapedPath = path.map((text) => `\\${text}`);
const joined = (part: fc.Arbitrary<string>, maxLength: number) =>
	fc.array(part, { maxLength }).map((parts) => parts.join(''));

describeInEachShell('every text that names directories of the build', (shell) => {
	it('means the same at boot when it is a word of env_extend', async () => {
		const escaped = latin1(4).map((text) => text.replaceAll(/[$`\\"]/g, '\\$&'));
		const inner = joined(fc.oneof(path, fc.constantFrom(':', ' ', '=', 'x')), 3);
		const part = fc.oneof(
			...[path, path, escaped, escapedPath, fc.constantFrom(':', ' ', '\\\\', '=', '"', "'", '$HOME', '${DEPS}')],
			inner.map((text) => `\${X-${text}}`),
			inner.map((text) => `$(printf '%s' "${text}")`),
			inner.map((text) => `$(printf '%s' '${text}')`),
		);
		await holdsForAll(`relocated words, ${shell.name}`, joined(part, 4), (words) => {
			const texts = words.map((text) => Buffer.from(text, 'latin1'));
			const values = (word: (text: Buffer) => Buffer) =>
				valuesOf(
					shell,
					texts.map((text) => inQuotes(doubleQuoted(word(text)))),
					env,
				);
			expect(values((text) => relocateWord(text, names))).to.deep.equal(values((text) => text));
		});
	});

	it('means the same at boot when it is a script', async () => {
		const inner = joined(fc.oneof(path, fc.constantFrom(':', ' ', 'x', '#', '=', '\n')), 4);
		const word = fc.oneof(
			inner.map((text) => `'${text}'`),
			inner.map((text) => `'${text}"'`),
			inner.map((text) => `"${text}'"`),
			inner.map((text) => `"${text}\\""`),
			inner.map((text) => text.replaceAll(/[\s#]/g, '')),
			escapedPath,
			fc.constantFrom("\\'", '\\"', '\\\\', '${HOME}', '"$DEPS"'),
		);
		const line = fc.oneof(
			joined(word, 6).map((words) => `printf '%s\\n' ${words}`),
			inner.map((text) => `# it's "${text}`.replaceAll('\n', '')),
			inner.map((text) => `while read -r x; do printf '%s\\n' "$x"; done <<E\nit's "${text}\nE`),
		);
		await holdsForAll(`relocated scripts, ${shell.name}`, fc.array(line, { maxLength: 3 }), (scripts) => {
			const printed = (change: (script: Buffer) => Buffer) => {
				const texts = scripts.map((lines) => change(Buffer.from(lines.join('\n'))));
				return printedBy(shell, Buffer.concat(texts.flatMap((text) => [text, Buffer.from("\nprintf '\\0'\n")])), env);
			};
			expect(printed((script) => relocateScript(script, names))).to.deep.equal(printed((script) => script));
		});
	});
});

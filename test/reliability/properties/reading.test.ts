import { expect } from 'chai';
import fc from 'fast-check';
import { readInstaller } from '../../../src/reading/installer-facts.ts';
import { quoteWord } from '../../../src/shell-text.ts';
import { pieces } from '../../reading/reading.ts';
import { describeInEachShell } from '../../support/shells.ts';
import { holds, holdsForAll, latin1, printedBy } from './properties.ts';

describe('every text that is read as an installer', () => {
	const piece = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...pieces) }, { weight: 1, arbitrary: latin1(3) });

	it('gives facts that fit it, and never an error', async () => {
		const property = fc.property(fc.array(piece, { maxLength: 30 }), (parts) => {
			const text = parts.join('');
			const lines = text.split('\n').length;
			const { requires, marks, fetches, extensions, commands } = readInstaller(text, {
				a: 'x',
				INSTALLER_DIR: 'http://h',
			});
			for (const { line } of [...requires, ...fetches, ...extensions, ...commands]) expect(line).to.be.within(1, lines);
			expect(fetches.length + marks.length + requires.length).to.be.at.most(text.length);
		});
		await holds('reading: any text', property);
	});

	it('takes time in proportion to its length, however its parts are repeated', async () => {
		const length = 20_000;
		const property = fc.property(
			fc.array(piece, { minLength: 1, maxLength: 4 }),
			fc.array(piece, { maxLength: 3 }),
			(parts, start) => {
				const unit = parts.join('') || 'a';
				const text = start.join('') + unit.repeat(Math.ceil(length / unit.length));
				const began = process.cpuUsage();
				readInstaller(text);
				const { user, system } = process.cpuUsage(began);
				expect((user + system) / 1000, 'milliseconds').to.be.lessThan(500); // a few, and minutes where it is not so
			},
		);
		await holds('reading: long repeated text', property, 1 / 10);
	});
});

/*
 * Shell text that is good in every shell, and does nothing but set variables and call helpers. What is done in it may be
 * hard to know, and then it is enough to say so.
 */

const name = fc.constantFrom('A', 'B', 'C');
const plain = fc.stringMatching(/^[ab.:=~#%@+,-]{0,3}$/);
const inner = fc.constantFrom('', 'x', 'a b', '*', "it's", '#', '$', '~');
const expansion = fc.oneof(
	name.map((name) => `$${name}`),
	name.map((name) => `\${${name}}`),
	fc.tuple(name, fc.constantFrom('-', ':-'), plain).map(([name, operator, text]) => `\${${name}${operator}${text}}`),
	fc
		.tuple(name, fc.constantFrom('+x', ':+x', '#a', '%b', '%%b*', ':=y', '=y'))
		.map(([name, rest]) => `\${${name}${rest}}`),
	fc.constantFrom('$#', '${#A}', '$((1 + 2))', "$(printf '%s' x)", '`printf x`', '$', '$((Z = 3))', '$((B += 1))'),
);
const quoted = fc.oneof(
	inner.map((text) => `'${text.replaceAll("'", '"')}'`),
	fc
		.tuple(inner, expansion, inner)
		.map(([a, middle, b]) => `"${a.replaceAll('$', '\\$')}${middle}${b.replaceAll('$', '\\$')}"`),
	fc.constantFrom('\\ ', '\\$', "\\'", '\\\\', '"\\a"', '"\\\\"', '\\\n', '"a\\\nb"', '""', '{a,b}', '?', '[a]', '!'),
);
const word = fc
	.array(
		fc.oneof({ weight: 3, arbitrary: plain }, { weight: 2, arbitrary: expansion }, { weight: 2, arbitrary: quoted }),
		{ minLength: 1, maxLength: 4 },
	)
	.map((parts) => parts.join(''));
const assignment = fc.tuple(name, word).map(([name, word]) => `${name}=${word}`);
const command = fc.oneof(
	{ weight: 6, arbitrary: assignment },
	{ weight: 4, arbitrary: fc.tuple(word, word).map(([url, target]) => `download u${url} "t"${target}`) },
	assignment.map(
		(text) => `export ${text.split('=')[0] ?? ''}="${(text.split('=')[1] ?? '').replaceAll(/["\\`]/g, '')}"`,
	),
	assignment.map((text) => `${text} :`),
	assignment.map((text) => `${text} true`),
	fc.constantFrom(
		'unset A',
		'eval "A=2"',
		'read -r B <<E\nfrom here\nE',
		'IFS=a',
		'f() { A=f; }',
		'f 2>/dev/null',
		'# A=3',
		': && C=4',
		'false || C=5',
		'IFS=:',
		'set -- a b',
		'cd .',
		': ${C:=6}',
	),
);
const nested = fc.oneof(
	{ weight: 8, arbitrary: command },
	command.map((text) => `( ${text}\n)`),
	command.map((text) => `{ ${text}\n}`),
	fc
		.tuple(fc.constantFrom('true', 'false'), command, command)
		.map(([test, yes, no]) => `if ${test}; then\n${yes}\nelse\n${no}\nfi`),
	command.map((text) => `for A in 1 2; do\n${text}\ndone`),
	command.map((text) => `case $A in\na) ${text}\n;;\n*) B=9 ;;\nesac`),
	assignment.map((text) => `${text} &\nwait`),
	assignment.map((text) => `${text} | cat`),
	assignment.map((text) => `true | ${text}`),
	command.map((text) => `while :; do\n${text}\nbreak\ndone`),
);
const script = fc.array(nested, { minLength: 1, maxLength: 5 }).map((commands) => commands.join('\n'));

describeInEachShell('every call of a helper that is known for certain', (shell) => {
	it('is made, in this order and with these words', async () => {
		const known = { A: 'one', C: 'a b' };
		await holdsForAll(`reading: what shells do, ${shell.name}`, script, (scripts) => {
			const prelude = 'download() { printf \'%s\\n\\1%s\\1%s\' "$#" "$1" "$2"; printf \'\\2\'; }\n';
			const runs = scripts.map((text) => {
				const quoted = quoteWord(`${text}\nprintf '\\3'\n`);
				return `( unset B; A=one C='a b'; eval ${quoted} ) 2>/dev/null\nprintf '\\0'\n`;
			});
			const outputs = printedBy(shell, Buffer.from(`${prelude}${runs.join('')}`, 'latin1'), { HOME: '/home/me' });
			expect(outputs.length).to.equal(scripts.length);
			scripts.forEach((text, index) => {
				const output = outputs[index] ?? '';
				if (!output.endsWith('\x03')) return; // it ended in an error
				const calls = output
					.split('\x02')
					.slice(0, -1)
					.map((call) => call.split('\x01').slice(1));
				const certain = readInstaller(text, known).fetches.filter(
					({ isCertain, isConditional, url, target }) =>
						isCertain && !isConditional && url !== undefined && target !== undefined,
				);
				for (const { url, target } of certain) expect(calls, text).to.deep.include([url, target]);
			});
		});
	});
});

import { expect } from 'chai';
import { type Extension, plainText, WordReader } from '../../src/reading/shell-words.ts';
import { show } from './reading.ts';

function read(text: string): { word: string; rest: string; extensions: readonly Extension[] } {
	const extensions: Extension[] = [];
	const onCommands = (words: WordReader) => void words.take(/[^)]*\)?/y);
	const reader = new WordReader(text, {
		onCommands,
		onExtension: (each) => void extensions.push(each),
		onAssignment: () => {},
	});
	const word = show(reader.readWord());
	return { word, rest: text.slice(reader.at), extensions };
}

const events = { onCommands: () => {}, onExtension: () => {}, onAssignment: () => {} };

describe('words of shell text', () => {
	const words: readonly (readonly [string, string, string])[] = [
		['plain next', 'plain', ' next'],
		["'single $quoted' next", 'single $quoted', ' next'],
		['"double $quoted" next', 'double $quoted', ' next'],
		['a\'b c\'"d e"f;g', 'ab cd ef', ';g'],
		['"\\$x \\" \\\\ \\n"', '$x " \\ \\n', ''],
		['a\\ b\\;c d', 'a b;c', ' d'],
		['a\\\nb', 'ab', ''],
		['"a\\\nb"', 'ab', ''],
		['a#b', 'a#b', ''],
		['a\rb\vc', 'a\rb\vc', ''],
		['a\u00a0b\u2028c', 'a\u00a0b\u2028c', ''],
		['$name.sh', '$name.sh', ''],
		['${name}x', '$namex', ''],
		['${name:-other}', '$name', ''],
		['${name-other}', '$name', ''],
		['${name:-$other}', '@', ''],
		['${name:-}', '$name', ''],
		['${name%/*}/x', '@/x', ''],
		['${#name}', '@', ''],
		['${name:=x}', '@', ''],
		['${a:-"}"}b', '$ab', ''],
		["${a:-'}'}b", '$ab', ''],
		['"${a:-\'}"b', '$ab', ''],
		['${a:-${b:-c}}d', '@d', ''],
		['$(a b)c', '@c', ''],
		['`a b`c', '@c', ''],
		['`a \\`b\\` c`d', '@d', ''],
		['$((1 + (2 * 3)))d', '@d', ''],
		['$1$@$#x', '@@@x', ''],
		['a$', 'a$', ''],
		['a$/b', 'a$/b', ''],
		['"unfinished', 'unfinished', ''],
		["'unfinished", 'unfinished', ''],
		['${unfinished', '$unfinished', ''],
		['unfinished\\', 'unfinished', ''],
		['a>b', 'a', '>b'],
		['a|b', 'a', '|b'],
	];
	for (const [text, word, rest] of words)
		it(`reads ${JSON.stringify(text)}`, () => expect(read(text)).to.deep.equal({ word, rest, extensions: [] }));

	const extended: readonly (readonly [string, string])[] = [
		["$'a\\'b'", "$'"],
		['$"a"', '$"'],
		['${name/a/b}', '${name/'],
		['${name//a/b}', '${name/'],
		['${name:1:2}', '${name:'],
		['${name^^}', '${name^'],
		['${name,,}', '${name,'],
		['${name@Q}', '${name@'],
		['${name[0]}', '${name['],
		['${#name[@]}', '${#name['],
		['${!name}', '${!name'],
		['$[1 + 2]', '$['],
	];
	for (const [text, extension] of extended)
		it(`tells that ${text} is an extension`, () =>
			expect(read(`${text}x y`)).to.deep.equal({
				word: '@x',
				rest: ' y',
				extensions: [{ line: 1, text: extension }],
			}));

	it('takes no extension for one between double quotes where the shell does not', () =>
		expect(read(`"a$'b'"`)).to.deep.equal({ word: "a$'b'", rest: '', extensions: [] }));

	it('knows the default of a variable', () => {
		for (const [text, isForEmpty] of [
			['${NAME:-a b}', true],
			['${NAME-a b}', false],
		] as const)
			expect(new WordReader(text, events).readWord()).to.deep.equal([
				{ is: 'variable', name: 'NAME', otherwise: 'a b', isForEmpty, isQuoted: false },
			]);
	});

	it('tells of the variables that a word assigns', () => {
		const assigned: string[] = [];
		const onAssignment = (name: string, line: number) => void assigned.push(`${line} ${name}`);
		const word = '${a:=x}\'\n\'"${b=$((c += d))}"$((e == 1 && f != g && h <= i))$((j <<= 1))${k:-l}$((m++))';
		new WordReader(word, { ...events, onAssignment }).readWord();
		expect(assigned).to.deep.equal(['1 a', '2 c', '2 d', '2 b', '2 j', '2 m']);
	});

	it('knows the line that it is at', () => {
		const reader = new WordReader("'a\nb'\\\nc d", events, 7);
		reader.readWord();
		expect(reader.line).to.equal(9);
	});

	it('gives the text only of a word that is nothing else', () => {
		const part = { is: 'text', text: 'a', isQuoted: false } as const;
		expect(plainText([part, part])).to.equal('aa');
		expect(plainText([])).to.equal('');
		expect(plainText([part, { is: 'open' }])).to.be.undefined;
		expect(plainText(undefined)).to.be.undefined;
	});
});

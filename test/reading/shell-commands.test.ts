import { expect } from 'chai';
import { readCommands, readShell } from '../../src/reading/shell-commands.ts';
import { commandsOf, makeRandom, pieces } from './reading.ts';

describe('commands of shell text', () => {
	const texts: readonly (readonly [string, readonly string[]])[] = [
		['a b\nc; d & e', ['a b', 'c', 'd', 'e']],
		['a # b\n# c\nd #', ['a', 'd']],
		['# a\rb\nc', ['c']],
		['a \\\n b', ['a b']],
		['a\r\nif b\r\nthen c\r\nfi\r\n', ['a', 'b', '? c']],
		['a | b |\n c', ['a', 'b', 'c']],
		['A=1 B=2 c d=3', ['A=1 B=2 c d=3']],
		['A= b', ['A= b']],
		['a && b || c; d', ['a', '? b', '? c', 'd']],
		['a &&\n\n # why\n b\nc', ['a', '? b', 'c']],
		['a && b | c; d', ['a', '? b', '? c', 'd']],
		['if a; then b; elif c; then d; else e; fi; f', ['a', '? b', '? c', '? d', '? e', 'f']],
		['if if a; then b; fi; then c; fi', ['a', '? b', '? c']],
		['while a; do b; done <in; c', ['a', '? b', '<in', 'c']],
		['until a\ndo b\ndone>x; c', ['a', '? b', '>x', 'c']],
		['for x in a "b;c" $d; do e $x; done; f', ['x=@', 'for x in a b;c $d', '? e $x', 'f']],
		['for x\ndo a; done', ['x=@', 'for x', '? a']],
		['case $x in a) b ;; (c | d) e ;; *) f\nesac; g', ['? b', '? e', '? f', 'g']],
		['case $x\nin\n# why\ncurl) a;;\nesac\nb', ['? a', 'b']],
		['case x in esac; a', ['a']],
		['case x in a) case y in b) c;; esac;; d) e;; esac; f', ['? c', '? e', 'f']],
		['case x in a) if b; then c; fi;; esac; d', ['? b', '? c', 'd']],
		['f() { a; }; b', ['? a', 'b']],
		['f ( )\n{\na\n}\nb', ['? a', 'b']],
		['f() (a); b', ['? a', 'b']],
		['f() if a; then b; fi; c', ['? a', '? b', 'c']],
		['{ a; b; }; c', ['a', 'b', 'c']],
		['a || { b; c; }; d', ['a', '? b', '? c', 'd']],
		['(a; b); c', ['? a', '? b', 'c']],
		['! a', ['a']],
		['echo if then { fi', ['echo if then { fi']],
		['a "$(b; c)" d', ['? b', '? c', 'a @ d']],
		['x=$(case a in b) c;; esac) d', ['? c', 'x=@ d']],
		['a `b \\`c\\`` d', ['? c', '? b @', 'a @ d']],
		['a "${x:-$(b)}"', ['? b', 'a @']],
		['a $(b # )\n) c', ['? b', 'a @ c']],
		['a <b >>c 2>&1 d >|e', ['a d <b >>c >&1 >|e']],
		['cat <<E\nb\n E\nE\nc', ['cat <<E', 'c']],
		["cat <<-'E F' | a\nb\n\tE F\nc", ['cat <<-E F', 'a', 'c']],
		['cat <<A <<B\na\nB\nA\nA\nB\nc', ['cat <<A <<B', 'c']],
		['a <<E && b\nx\nE\nc', ['a <<E', '? b', 'c']],
		['x=$(cat <<E\nb\nE\n) c', ['? cat <<E', 'x=@ c']],
		['cat <<E\nnever ends', ['cat <<E']],
		['[ a ] && return\nb', ['[ a ]', '? return', '? b']],
		['f() { return; }\nb', ['? return', 'b']],
		['(exit 0)\nexit 1\nb', ['? exit 0', 'exit 1', 'b']],
		['fi done } ) esac a', ['a']],
		['\ufeffa', ['\ufeffa']],
		['', []],
	];
	for (const [text, commands] of texts)
		it(`reads ${JSON.stringify(text)}`, () => expect(commandsOf(text)).to.deep.equal(commands));

	it('knows the line of each command', () => {
		const text = 'a\n\nb \'c\nd\' \\\n e\nf "$(\ng\n)" `\nh`\ncat <<E\nx\nE\ni';
		const lines = readCommands(text).map(({ line, words }) => [
			words[0]?.map((part) => 'text' in part && part.text),
			line,
		]);
		expect(lines).to.deep.equal([
			[['a'], 1],
			[['b'], 3],
			[['g'], 7],
			[['h'], 9],
			[['f'], 6],
			[['cat'], 10],
			[['i'], 13],
		]);
	});

	it('tells functions and subshells apart', () => {
		const flags = readCommands('f() { a; }; (b); c $(d); g() (e)').map(({ isInFunction, isInSubshell }) => [
			isInFunction,
			isInSubshell,
		]);
		expect(flags).to.deep.equal([
			[true, false], // a
			[false, true], // b
			[false, true], // d
			[false, false], // c
			[true, true], // e
		]);
	});

	it('tells what a return may have kept from running', () => {
		const behind = (text: string) => readCommands(text).map(({ isBehindReturn }) => isBehindReturn);
		expect(behind('a\n[ b ] && return\nc\nif d; then e; fi')).to.deep.equal([false, false, false, true, true, false]);
		expect(behind('a\nreturn\nb')).to.deep.equal([false, false, false]);
		expect(behind('[ a ] && return\nb\nreturn\nc')).to.deep.equal([false, false, true, true, false]);
		expect(behind('f() { return; }\n(return)\nb')).to.deep.equal([false, false, false]);
	});

	it('knows the functions that are defined', () =>
		expect(readShell('a() { b; }\nfunction c { d; }\ne ( ) (f)').functions).to.deep.equal(['a', 'c', 'e']));

	describe('that dash does not know', () => {
		const texts: readonly (readonly [string, string])[] = [
			['[[ a && b < c ]]', '[['],
			['[[ $x =~ (a|b) ]] && c', '[['],
			['function f { a; }', 'function'],
			['function f() { a; }', 'function'],
			['a=(1 2 3)', 'a=('],
			['a=(\n"x)" # y\n)', 'a=('],
			['a+=b', 'a+='],
			['a[0]=b', 'a[0]='],
			['a <<<b', '<<<'],
			['a <(b)', '<('],
			['a >(b)', '>('],
			['a &>b', '&>'],
			['a &>>b', '&>>'],
			['a >&b', '>&'],
			['a |& b', '|&'],
			['case a in b) c;& d) e;; esac', ';&'],
			['case a in b) c;;& d) e;; esac', ';;&'],
			['((i++))', '(('],
			['for ((i = 0; i < 3; i++)); do a; done', 'for (('],
			['select a in b c; do d; done', 'select'],
			['a {b,c}', '{b,c}'],
			['a "$b"/{1..3}/c', '{1..3}'],
			['a "$(b <<<c)"', '<<<'],
			['a `b <<<c`', '<<<'],
		];
		for (const [text, extension] of texts)
			it(`finds ${text}`, () => {
				const { extensions } = readShell(`first\n${text}`);
				expect(extensions).to.deep.equal([{ line: 2, text: extension }]);
			});
		for (const text of [
			'a \'[[ b ]]\' "<<<" # <<<',
			'cat <<E\n[[ a ]] <<<b ${c//d}\nE',
			'a >&2 2>&1 >&- <&3 >&"$fd"',
			'a {} "{b,c}" {b} x=',
			'((a); b)',
			'a[0] b+=c',
			'echo function select [[ a',
			"awk '{ print $1, a[1] }'",
		])
			it(`finds nothing in ${JSON.stringify(text)}`, () => expect(readShell(text).extensions).to.deep.equal([]));

		it('goes on behind it', () => {
			const commands = commandsOf('a=(1 2)\n[[ b && c ]] && d\nfunction f { e; }\ng <(h) i\nj');
			expect(commands).to.deep.equal(['a=', '[[ b c', '? d', '? e', '? h', 'g i', 'j']);
		});
	});

	it('reads whatever it is given, to the end', () => {
		const random = makeRandom(20131);
		for (let round = 0; round < 3000; round += 1) {
			let text = '';
			const length = 1 + random() * 40;
			for (let count = 0; count < length; count += 1) text += pieces[Math.floor(random() * pieces.length)] ?? '';
			const { commands, extensions } = readShell(text);
			const lines = text.split('\n').length;
			for (const { line } of [...commands, ...extensions]) expect(line, JSON.stringify(text)).to.be.within(1, lines);
		}
	});

	for (const piece of pieces)
		it(`takes time in proportion to the text, of nothing but ${JSON.stringify(piece)}`, () => {
			const time = (bytes: number) => {
				const start = process.cpuUsage();
				readShell(piece.repeat(bytes / piece.length));
				return process.cpuUsage(start).user / 1000;
			};
			expect(time(300_000)).to.be.below(3000); // over a minute if each character were compared with each
		});
});

import { type Assignment, assignmentIn, type Command, type Redirection, type ShellText } from './shell-command.ts';
import { ShellFrames } from './shell-frames.ts';
import { RedirectionReader } from './shell-redirections.ts';
import { type Extension, type Part, plainText, type Word, WordReader } from './shell-words.ts';

/*
 * Takes shell text apart into simple commands, as far as that is possible without running it: quotes, comments, variables,
 * here-documents, redirections, keywords and the commands in `$( )` are understood. Text that is no shell at all gives odd
 * commands, never an error. It is read once, from its beginning to its end.
 */

export function readShell(text: string): ShellText {
	const commands: Command[] = [];
	const functions: string[] = [];
	const extensions: Extension[] = [];
	const read = (words: WordReader, isSubstitution: boolean) =>
		new CommandReader(words, commands, functions, isSubstitution).read();
	const events = {
		onCommands: (words: WordReader) => read(words, true),
		onExtension: (extension: Extension) => void extensions.push(extension),
		onAssignment: (name: string, line: number) => void commands.push(assignmentIn(name, line)),
	};
	read(new WordReader(text.replaceAll('\r\n', '\n'), events), false);
	return { commands, functions, extensions };
}

/** The simple commands of a shell text. */
export function readCommands(text: string): readonly Command[] {
	return readShell(text).commands;
}

/** Where `((` may be arithmetic, how far its end is looked for. */
const longestArithmetic = 200;

class CurrentCommand {
	line: number | undefined;
	readonly assignments: Assignment[] = [];
	words: Word[] = [];
	readonly redirections: Redirection[] = [];
}

class CommandReader {
	readonly #words: WordReader;
	readonly #commands: Command[];
	readonly #functions: string[];
	readonly #isSubstitution: boolean;
	readonly #frames = new ShellFrames();
	readonly #redirections: RedirectionReader;
	#current = new CurrentCommand();
	#isBehindCondition = false;
	#isBehindPipe = false;
	/** Behind `&&`, `||` and `|` a command goes on in the next line. */
	#goesOn = false;
	/** Whether a `return` above it ends the text before its end, as far as is known. */
	#returned: 'no' | 'perhaps' | 'yes' = 'no';

	constructor(words: WordReader, commands: Command[], functions: string[], isSubstitution: boolean) {
		this.#words = words;
		this.#redirections = new RedirectionReader(words);
		this.#commands = commands;
		this.#functions = functions;
		this.#isSubstitution = isSubstitution;
	}

	read(): void {
		const words = this.#words;
		while (!words.isAtEnd) {
			if (words.take(/[ \t]+|\\\n|#[^\n]*/y)) continue;
			if (this.#frames.isAtPattern) this.#readPattern();
			else if (words.take(/\n/y)) {
				if (!this.#goesOn || !this.#isAtBeginning) this.#endCommand('end');
				this.#redirections.skipHereDocuments();
			} else if (words.take(/&&|\|\|/y)) this.#endCommand('condition');
			else if (!this.#readRedirection()) {
				if (this.#isSubstitution && !this.#frames.isInParenthesis && words.take(/\)/y)) break;
				if (!this.#readOperator()) this.#readCommandWord();
			}
		}
		this.#endCommand('end');
	}

	#readOperator(): boolean {
		const words = this.#words;
		const isName = this.#current.words.length === 1 && this.#current.assignments.length === 0;
		if (isName && words.take(/\([ \t]*\)/y)) {
			this.#functions.push(plainText(this.#current.words[0]) ?? '');
			this.#current = new CurrentCommand();
			this.#frames.expectFunction();
			return true;
		}
		if (this.#isAtBeginning && this.#takeArithmetic()) words.noteExtension('((');
		else if (words.take(/\(/y)) this.#enter('(');
		else if (words.take(/\)/y)) this.#leave('(');
		else {
			const [operator] = words.take(/;;&?|;&|;|&|\|&?/y) ?? [];
			if (operator === undefined) return false;
			if (/^(?:;;?&|\|&)$/.test(operator)) words.noteExtension(operator);
			const isPipe = operator.startsWith('|');
			this.#endCommand(isPipe ? 'pipe' : 'end', isPipe || operator === '&');
			this.#isBehindPipe = isPipe;
			if (operator.startsWith(';') && operator !== ';') this.#frames.expectPattern();
		}
		return true;
	}

	/** Takes `((i += 1))`, which is not told from a subshell in a subshell but by what stands in it. */
	#takeArithmetic(): boolean {
		const { text, at } = this.#words;
		const [all = '', inside = ''] = /^\(\(([^()\n]*)\)\)/.exec(text.slice(at, at + longestArithmetic)) ?? [];
		if (!/[-=<>+*/%]/.test(inside)) return false;
		this.#words.at += all.length;
		return true;
	}

	#enter(opener: string): void {
		this.#endCommand('pipe');
		this.#frames.enter(opener, this.#isBehindCondition);
		this.#isBehindCondition = false;
	}

	#leave(opener: string): void {
		this.#endCommand('end');
		this.#frames.leave(opener);
	}

	/** Whether nothing of a command is there yet. */
	get #isAtBeginning(): boolean {
		const { words, assignments, redirections } = this.#current;
		return words.length + assignments.length + redirections.length === 0;
	}

	#readCommandWord(): void {
		const words = this.#words;
		const { assignments, words: before } = this.#current;
		if (this.#isAtBeginning && this.#readKeyword()) return;
		this.#current.line ??= words.line;
		const start = words.at;
		if (before.length === 0) {
			const [assignment, name, index, plus] = words.take(/([A-Za-z_]\w*)(\[[^\]\s]{0,80}\])?(\+?)=/y) ?? [];
			if (assignment !== undefined && name !== undefined) {
				if (index !== undefined || plus !== '' || words.text[words.at] === '(') this.#noteArray(assignment);
				assignments.push({ name, value: plus === '' ? words.readWord() : [...words.readWord(), { is: 'open' }] });
				return;
			}
			if (words.take(/\[\[(?=\s)/y)) {
				this.#readDoubleBracket();
				return;
			}
		}
		const word = words.readWord();
		for (const braces of word.flatMap(bracesIn)) words.noteExtension(braces);
		before.push(word);
		if (words.at === start) words.at += 1;
	}

	#noteArray(assignment: string): void {
		const isList = this.#words.take(/\(/y);
		this.#words.noteExtension(`${assignment}${isList ? '(' : ''}`, this.#current.line);
		if (isList) while (!this.#words.isAtEnd && !this.#words.take(/\)/y)) this.#readAnything();
	}

	/** Reads `[[ ]]`, whose operators are none. */
	#readDoubleBracket(): void {
		const words = this.#words;
		words.noteExtension('[[', this.#current.line);
		this.#current.words.push([text('[[')]);
		while (!words.isAtEnd && !/[;\n]/.test(words.text.charAt(words.at)) && !words.take(/\]\](?=[\s;&|)]|$)/y)) {
			const word = this.#readAnything();
			if (word.length > 0) this.#current.words.push(word);
		}
	}

	/** Takes a word, or a character that is none. */
	#readAnything(): Word {
		const start = this.#words.at;
		const word = this.#words.readWord();
		if (this.#words.at === start) this.#words.at += 1;
		return word;
	}

	#readKeyword(): boolean {
		const words = this.#words;
		const { line } = words;
		const [, name] = words.take(/function[ \t]+([^\s;&|()<>]+)(?:[ \t]*\([ \t]*\))?/y) ?? [];
		if (name !== undefined) {
			words.noteExtension('function', line);
			this.#functions.push(name);
			this.#frames.expectFunction();
			return true;
		}
		const [keyword] =
			words.take(/(?:if|then|elif|else|fi|while|until|do|done|for|select|case|esac|[{}!])(?=[ \t\n;&|()<>]|$)/y) ?? [];
		if (keyword === undefined) return false;
		if (keyword === 'select') words.noteExtension(keyword, line);
		if (keyword === 'for' || keyword === 'select') this.#readFor(line);
		else if (keyword === 'case') {
			words.take(/[ \t]+/y);
			words.readWord();
			while (words.take(/[ \t\n]+|#[^\n]*/y));
			words.take(/in(?=\s)/y);
		}
		this.#frames.readKeyword(keyword, this.#isBehindCondition);
		this.#isBehindCondition = false;
		return true;
	}

	#readFor(line: number): void {
		const words = this.#words;
		words.take(/[ \t]+/y);
		if (words.text.startsWith('((', words.at)) {
			words.noteExtension('for ((', line);
			words.at += 2;
			while (!words.isAtEnd && !words.take(/\)\)/y)) this.#readAnything();
			return;
		}
		const name = plainText(words.readWord()) ?? '';
		words.take(/[ \t\n]+/y);
		const list: Word[] = [[text('for')], [text(name)]];
		if (words.take(/in(?=[ \t\n;])/y)) {
			for (let word: Word = [text('in')]; word.length > 0; word = words.readWord()) {
				list.push(word);
				while (words.take(/[ \t]+|\\\n/y));
			}
		}
		this.#current.line = line;
		this.#current.assignments.push({ name, value: [{ is: 'open' }] });
		this.#endCommand('pipe');
		this.#current.line = line;
		this.#current.words = list;
		this.#endCommand('pipe');
	}

	/** Reads a pattern of `case`, or its end. */
	#readPattern(): void {
		const words = this.#words;
		while (words.take(/[ \t\n]+|\\\n|#[^\n]*/y));
		if (words.take(/esac(?=[ \t\n;&|()<>]|$)/y)) {
			this.#frames.leave('case');
			return;
		}
		words.take(/\(/y);
		do {
			while (words.take(/[ \t]+|\\\n/y));
			words.readWord();
			while (words.take(/[ \t]+|\\\n/y));
		} while (words.take(/\|/y));
		words.take(/\)/y);
		this.#frames.expectCommands();
	}

	/**
	 * @param end what is between this command and the next one
	 * @param isAside whether a shell of its own runs it, so that it assigns nothing for what follows
	 */
	#endCommand(end: 'condition' | 'pipe' | 'end', isAside = false): void {
		const { line, ...parts } = this.#current;
		if (line !== undefined) {
			const { isConditional, isInFunction, isInParenthesis } = this.#frames;
			const isInSubshell = this.#isSubstitution || isInParenthesis;
			const isBranch = isConditional || isInSubshell || this.#isBehindCondition;
			const assignsAside = (isAside || this.#isBehindPipe) && parts.words.length === 0;
			this.#isBehindPipe = false;
			const command = {
				line,
				...parts,
				isConditional: isBranch || assignsAside || this.#returned !== 'no',
				isBehindReturn: !isBranch && !assignsAside && this.#returned === 'perhaps',
				isInFunction,
				isInSubshell,
			};
			this.#commands.push(command);
			const called = plainText(command.words[0]);
			const returns = called === 'return' || (called === 'exit' && plainText(command.words[1]) === '0');
			if (returns && !isInFunction && !isInSubshell && this.#returned !== 'yes')
				this.#returned = isBranch ? 'perhaps' : 'yes';
			this.#current = new CurrentCommand();
		}
		this.#goesOn = end !== 'end';
		if (end !== 'pipe') this.#isBehindCondition = end === 'condition';
	}

	#readRedirection(): boolean {
		const taken = this.#redirections.take();
		if (taken === undefined) return false;
		this.#current.line ??= taken.line;
		if (taken.redirection !== undefined) this.#current.redirections.push(taken.redirection);
		return true;
	}
}

const text = (characters: string): Part => ({ is: 'text', text: characters, isQuoted: false });

/** What bash would make several words of: `{a,b}`, `{1..3}`. */
function bracesIn(part: Part): string[] {
	if (part.is !== 'text' || part.isQuoted) return [];
	return [...part.text.matchAll(/\{([^{}]*)\}/g)].flatMap(([all, inside = '']) => (/,|\.\./.test(inside) ? all : []));
}

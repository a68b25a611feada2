import { skipNested } from './shell-nesting.ts';

/** A piece of a word: text as it is, a variable, or what only the shell can know (a command's output, arithmetic). */
export type Part =
	| { readonly is: 'text'; readonly text: string; readonly isQuoted: boolean }
	| {
			readonly is: 'variable';
			readonly name: string;
			/** Of `${name:-otherwise}`. */
			readonly otherwise: string | undefined;
			/** Whether that stands for an empty value as well, which it does not in `${name-otherwise}`. */
			readonly isForEmpty: boolean;
			readonly isQuoted: boolean;
	  }
	| { readonly is: 'open' };

export type Word = readonly Part[];

/** Something in shell text that dash does not know, or understands in another way than bash. */
export interface Extension {
	/** From 1. */
	readonly line: number;
	/** What it is, as its author wrote it, or a part of that: `<<<`, `${name/`, `a=(`. */
	readonly text: string;
}

/** What a reader tells of. */
export interface WordEvents {
	/** Called at the first character of the commands in `$( )`; leaves the reader behind the parenthesis that ends them. */
	readonly onCommands: (words: WordReader) => void;
	readonly onExtension: (extension: Extension) => void;
	/** Called for a variable that a word assigns: `${name:=value}`, `$((name += 1))`. */
	readonly onAssignment: (name: string, line: number) => void;
}

/** Substitutions that are deeper inside of others are passed over. Nobody writes them, and the stack is finite. */
const deepest = 40;

/** Reads words of shell text, one after another. */
export class WordReader {
	readonly text: string;
	/** Where the next character is. It only grows. */
	at = 0;
	readonly #events: WordEvents;
	#depth: number;
	#line: number;
	#lineAt = 0;

	/** @param line of the first character */
	constructor(text: string, events: WordEvents, line = 1, depth = 0) {
		this.text = text;
		this.#events = events;
		this.#line = line;
		this.#depth = depth;
	}

	get isAtEnd(): boolean {
		return this.at >= this.text.length;
	}

	/** Of the next character. */
	get line(): number {
		for (; this.#lineAt < this.at; this.#lineAt += 1) if (this.text[this.#lineAt] === '\n') this.#line += 1;
		return this.#line;
	}

	/** Takes what a pattern, which has to be sticky, matches here. */
	take(pattern: RegExp): RegExpExecArray | undefined {
		pattern.lastIndex = this.at;
		const match = pattern.exec(this.text);
		if (match !== null) this.at += match[0].length;
		return match ?? undefined;
	}

	/** Tells of an extension that begins here, or did. */
	noteExtension(text: string, line = this.line): void {
		this.#events.onExtension({ line, text });
	}

	/** Reads a word up to white space or an operator; without any part where there is none. */
	readWord(): Word {
		const parts: Part[] = [];
		while (!this.isAtEnd) {
			const [text] = this.take(/[^ \t\n;&|()<>'"\\$`]+/y) ?? [];
			if (text !== undefined) parts.push({ is: 'text', text, isQuoted: false });
			else if (this.take(/'/y)) parts.push({ is: 'text', text: this.#takeUpTo("'"), isQuoted: true });
			else if (this.take(/"/y)) this.#readDoubleQuoted(parts);
			else if (this.take(/\\/y)) this.#readEscaped(parts);
			else if (/[$`]/.test(this.text.charAt(this.at))) parts.push(this.#readExpansion(false));
			else break;
		}
		return parts;
	}

	#readEscaped(parts: Part[]): void {
		const [, next] = this.take(/\n|([^])/y) ?? [];
		if (next !== undefined) parts.push({ is: 'text', text: next, isQuoted: true });
	}

	#readDoubleQuoted(parts: Part[]): void {
		parts.push({ is: 'text', text: '', isQuoted: true }); // "" is a word
		while (!this.isAtEnd && !this.take(/"/y)) {
			const [text] = this.take(/[^"\\$`]+/y) ?? [];
			if (text !== undefined) parts.push({ is: 'text', text, isQuoted: true });
			else if (this.take(/\\\n/y)) continue;
			else if (this.take(/\\/y)) {
				const [next = ''] = this.take(/[^]/y) ?? [];
				parts.push({ is: 'text', text: /[$`"\\]/.test(next) ? next : `\\${next}`, isQuoted: true });
			} else parts.push(this.#readExpansion(true));
		}
	}

	/** Reads what `$` or a backquote begins. */
	#readExpansion(isQuoted: boolean): Part {
		const [, name] = this.take(/\$([A-Za-z_]\w*|(?=\\\n))/y) ?? [];
		if (name !== undefined && this.text.startsWith('\\\n', this.at)) return { is: 'open' }; // a name may go on
		if (name !== undefined) return { is: 'variable', name, otherwise: undefined, isForEmpty: false, isQuoted };
		if (this.take(/`/y)) this.#readBackquoted(isQuoted);
		else if (this.take(/\$(?=\(\(|\[)/y)) {
			if (this.text[this.at] === '[') this.noteExtension('$[');
			this.#readArithmetic();
		} else if (this.take(/\$(?=\()/y)) this.readParenthesis();
		else if (this.take(/\$(?=\{)/y)) return this.#readBraced(isQuoted);
		else if (!isQuoted && this.take(/\$(?=['"])/y)) return this.#readDollarQuoted();
		else if (!this.take(/\$[\d@*#?$!-]/y)) {
			this.at += 1;
			return { is: 'text', text: '$', isQuoted };
		}
		return { is: 'open' };
	}

	/** Reads the commands in `( )`, from the opening parenthesis on. */
	readParenthesis(): void {
		if (this.#enterNested()) {
			this.#events.onCommands(this);
			this.#depth -= 1;
		}
	}

	/** Goes behind an opening bracket, or behind all that is in it where that is too deep. */
	#enterNested(): boolean {
		const isDeep = this.#depth >= deepest;
		this.at = isDeep ? skipNested(this.text, this.at) : this.at + 1;
		this.#depth += isDeep ? 0 : 1;
		return !isDeep;
	}

	#readBackquoted(isQuoted: boolean): void {
		const { line, at: start } = this;
		while (!this.isAtEnd && this.text[this.at] !== '`') this.at += this.text[this.at] === '\\' ? 2 : 1;
		const inner = this.text.slice(start, this.at).replaceAll(isQuoted ? /\\([$`\\"])/g : /\\([$`\\])/g, '$1');
		this.at += 1;
		if (this.#depth < deepest) this.#events.onCommands(new WordReader(inner, this.#events, line, this.#depth + 1));
	}

	/** Reads `$'...'` and `$"..."`, which dash takes for a dollar and a string. */
	#readDollarQuoted(): Part {
		this.noteExtension(`$${this.text.charAt(this.at)}`);
		if (this.take(/"/y)) this.#readDoubleQuoted([]);
		else {
			this.at += 1;
			while (!this.isAtEnd && this.text[this.at] !== "'") this.at += this.text[this.at] === '\\' ? 2 : 1;
			this.at += 1;
		}
		return { is: 'open' };
	}

	/** Passes over `((a += 1))`. */
	#readArithmetic(): void {
		const { line, at: start } = this;
		this.at = skipNested(this.text, start);
		const inside = this.text.slice(start, this.at);
		if (!/(?<![=!<>])=(?!=)|<<=|>>=|\+\+|--/.test(inside)) return;
		for (const [name] of inside.matchAll(/[A-Za-z_]\w*/g)) this.#events.onAssignment(name, line);
	}

	/** Reads `{ }` behind a dollar. */
	#readBraced(isQuoted: boolean): Part {
		const { line } = this;
		if (!this.#enterNested()) return { is: 'open' };
		const [, mark = '', name = ''] = this.take(/([#!]?)([A-Za-z_]\w*|\d+|[@*?$!-]|)/y) ?? [];
		const [operator = ''] = this.take(/:?[-+=?](?=[^])|%%?|##?/y) ?? [];
		const [extension] = operator === '' ? (this.take(/[[/^,@:]/y) ?? []) : [];
		if (extension !== undefined) this.noteExtension(`\${${mark}${name}${extension}`, line);
		else if (mark === '!' && name !== '') this.noteExtension(`\${!${name}`, line);
		const otherwise: Part[] = [];
		const isLiteralQuote = isQuoted && !/[%#]/.test(operator) && extension === undefined;
		while (!this.isAtEnd && !this.take(/\}/y)) {
			const [text] = this.take(/[^}'"\\$`]+/y) ?? [];
			if (text !== undefined) otherwise.push({ is: 'text', text, isQuoted });
			else if (this.take(/'/y)) {
				const quoted = isLiteralQuote ? "'" : this.#takeUpTo("'");
				otherwise.push({ is: 'text', text: quoted, isQuoted: true });
			} else if (this.take(/"/y)) this.#readDoubleQuoted(otherwise);
			else if (this.take(/\\/y)) this.#readEscaped(otherwise);
			else otherwise.push(this.#readExpansion(isQuoted));
		}
		this.#depth -= 1;
		if (operator.endsWith('=')) this.#events.onAssignment(name, line);
		const isVariable = mark === '' && extension === undefined && /^[A-Za-z_]/.test(name);
		const text = /^(?::?-)?$/.test(operator) ? plainText(otherwise) : undefined;
		if (!isVariable || text === undefined) return { is: 'open' };
		const isForEmpty = operator === ':-';
		return { is: 'variable', name, otherwise: operator === '' ? undefined : text, isForEmpty, isQuoted };
	}

	/** Takes what stands before a character, and the character. */
	#takeUpTo(closer: string): string {
		const end = this.text.indexOf(closer, this.at);
		const text = this.text.slice(this.at, end === -1 ? undefined : end);
		this.at = end === -1 ? this.text.length : end + 1;
		return text;
	}
}

/** The text of a word that is nothing but text. */
export function plainText(word: Word | undefined): string | undefined {
	if (word === undefined) return undefined;
	let text = '';
	for (const part of word) {
		if (part.is !== 'text') return undefined;
		text += part.text;
	}
	return text;
}

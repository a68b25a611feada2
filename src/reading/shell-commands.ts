import { type Word, WordReader } from './shell-words.ts';

/*
 * Takes shell text apart into simple commands, as far as that is possible without running it: quotes, comments, variables,
 * here-documents, redirections and keywords are understood. Text that is no shell at all gives odd commands, never an error.
 */

export interface Assignment {
	readonly name: string;
	readonly value: Word;
}

/** A simple command: assignments, then words, of which the first is what is called. */
export interface Command {
	/** Where it begins, from 1. */
	readonly line: number;
	readonly assignments: readonly Assignment[];
	readonly words: readonly Word[];
	/** Whether it may not run, or more than once: in `if`, in a loop, in a function, behind `&&` or `||`. */
	readonly isConditional: boolean;
}

/** How much deeper what follows a keyword is. */
const keywords = new Map([
	...['if', 'while', 'until', '{'].map((word): [string, number] => [word, 1]),
	...['fi', 'done', 'esac', '}'].map((word): [string, number] => [word, -1]),
	...['then', 'else', 'elif', 'do', '!'].map((word): [string, number] => [word, 0]),
]);

/** The simple commands of a shell text, in its order. */
export function readCommands(text: string): Command[] {
	return new CommandReader(text).read();
}

class CommandReader {
	readonly #words: WordReader;
	readonly #commands: Command[] = [];
	readonly #hereDocuments: { readonly end: string; readonly isIndented: boolean }[] = [];
	#current: { assignments: Assignment[]; words: Word[]; at: number } = { assignments: [], words: [], at: 0 };
	/** Of `if`, loops and functions; of parentheses. */
	#depth = 0;
	#parentheses = 0;
	#isBehindCondition = false;
	#line = 1;
	#lineAt = 0;

	constructor(text: string) {
		this.#words = new WordReader(text);
	}

	read(): Command[] {
		const words = this.#words;
		while (!words.isAtEnd) {
			if (words.take(/(?:[ \t]|\\\r?\n)+|#.*/y)) continue;
			if (words.take(/\r?\n/y)) {
				this.#endCommand(false);
				this.#skipHereDocuments();
			} else if (words.take(/&&|\|\|/y)) this.#endCommand(true);
			else if (words.take(/\(\s*\)/y))
				this.#current = { assignments: [], words: [], at: 0 }; // NAME()
			else if (words.take(/\(/y)) this.#enterParenthesis(1);
			else if (words.take(/\)/y)) this.#enterParenthesis(-1);
			else if (!this.#readRedirection()) {
				if (words.take(/[;&|]/y)) this.#endCommand(false);
				else this.#readCommandWord();
			}
		}
		this.#endCommand(false);
		return this.#commands;
	}

	#enterParenthesis(change: 1 | -1): void {
		this.#endCommand(false);
		this.#parentheses = Math.max(0, this.#parentheses + change); // patterns of `case` have only the closing one
	}

	get #isAtBeginning(): boolean {
		return this.#current.words.length === 0 && this.#current.assignments.length === 0;
	}

	#readCommandWord(): void {
		const words = this.#words;
		if (this.#isAtBeginning) {
			this.#current.at = words.at;
			if (this.#readKeyword()) return;
		}
		const mayAssign = this.#current.words.length === 0;
		const [, name] = (mayAssign ? words.take(/([A-Za-z_]\w*)=/y) : undefined) ?? [];
		if (name !== undefined) this.#current.assignments.push({ name, value: words.readWord() });
		else this.#current.words.push(words.readWord());
	}

	#readKeyword(): boolean {
		const [keyword] =
			this.#words.take(/(?:if|then|elif|else|fi|while|until|do|done|for|case|esac|[{}!])(?=[\s;&|()]|$)/y) ?? [];
		if (keyword === undefined) return false;
		this.#isBehindCondition = false;
		if (keyword === 'for') {
			const [, name = ''] = this.#words.take(/[ \t]+(\w*)[^;\n]*/y) ?? [];
			this.#current.assignments.push({ name, value: [{ is: 'open' }] });
			this.#endCommand(false);
			this.#depth += 1;
		} else if (keyword === 'case') {
			this.#words.readWord();
			this.#words.take(/[^\n]*?\sin(?=\s)/y);
			this.#depth += 1;
		} else this.#depth = Math.max(0, this.#depth + (keywords.get(keyword) ?? 0));
		return true;
	}

	/** @param isCondition whether the next command depends on this one's status */
	#endCommand(isCondition: boolean): void {
		if (!this.#isAtBeginning) {
			const { assignments, words, at } = this.#current;
			const isConditional = this.#depth > 0 || this.#parentheses > 0 || this.#isBehindCondition;
			this.#commands.push({ line: this.#lineOf(at), assignments, words, isConditional });
		}
		this.#isBehindCondition = isCondition;
		this.#current = { assignments: [], words: [], at: 0 };
	}

	#readRedirection(): boolean {
		const [operator] = this.#words.take(/\d*(?:<<-?|<>|>>|>\||[<>]&?)[ \t]*/y) ?? [];
		if (operator === undefined) return false;
		const start = this.#words.at;
		this.#words.readWord();
		if (operator.includes('<<')) {
			const end = this.#words.text.slice(start, this.#words.at).replaceAll(/['"\\]/g, '');
			this.#hereDocuments.push({ end, isIndented: operator.includes('-') });
		}
		return true;
	}

	#skipHereDocuments(): void {
		for (const { end, isIndented } of this.#hereDocuments.splice(0)) {
			while (!this.#words.isAtEnd) {
				const [, line = ''] = this.#words.take(/(.*)(?:\n|$)/y) ?? [];
				if ((isIndented ? line.replace(/^\t+/, '') : line) === end) break;
			}
		}
	}

	/** The line of a place that is not before the last one that was asked for. */
	#lineOf(at: number): number {
		for (; this.#lineAt < at; this.#lineAt += 1) if (this.#words.text[this.#lineAt] === '\n') this.#line += 1;
		return this.#line;
	}
}

/** A piece of a word: text as it is, a variable, or what only the shell can know (a command's output, arithmetic). */
export type Part =
	| { readonly is: 'text'; readonly text: string; readonly isQuoted: boolean }
	| {
			readonly is: 'variable';
			readonly name: string;
			/** Of `${name:-otherwise}`. */
			readonly otherwise: string | undefined;
			readonly isQuoted: boolean;
	  }
	| { readonly is: 'open' };

export type Word = readonly Part[];

/** Reads words of shell text, one after another. */
export class WordReader {
	readonly text: string;
	/** Where the next character is. */
	at = 0;

	constructor(text: string) {
		this.text = text;
	}

	get isAtEnd(): boolean {
		return this.at >= this.text.length;
	}

	/** Takes what a pattern, which has to be sticky, matches here. */
	take(pattern: RegExp): RegExpExecArray | undefined {
		pattern.lastIndex = this.at;
		const match = pattern.exec(this.text);
		if (match !== null) this.at += match[0].length;
		return match ?? undefined;
	}

	/** Reads a word up to white space or an operator; without any part where there is none. */
	readWord(): Word {
		const parts: Part[] = [];
		while (!this.isAtEnd) {
			const [text] = this.take(/[^\s;&|()<>'"\\$`]+/y) ?? [];
			if (text !== undefined) parts.push({ is: 'text', text, isQuoted: false });
			else if (this.take(/'/y)) {
				const end = this.#endOf("'");
				parts.push({ is: 'text', text: this.text.slice(this.at, end), isQuoted: true });
				this.at = end + 1;
			} else if (this.take(/"/y)) this.#readDoubleQuoted(parts);
			else if (this.take(/\\/y)) this.#readEscaped(parts);
			else if (/[$`]/.test(this.text.charAt(this.at))) parts.push(this.#readExpansion(false));
			else break;
		}
		return parts;
	}

	#readEscaped(parts: Part[]): void {
		const [, next] = this.take(/\r?\n|([^])/y) ?? [];
		if (next !== undefined) parts.push({ is: 'text', text: next, isQuoted: true });
	}

	#readDoubleQuoted(parts: Part[]): void {
		parts.push({ is: 'text', text: '', isQuoted: true }); // "" is a word
		while (!this.isAtEnd && !this.take(/"/y)) {
			const [text] = this.take(/[^"\\$`]+/y) ?? [];
			if (text !== undefined) parts.push({ is: 'text', text, isQuoted: true });
			else if (this.take(/\\\r?\n/y)) continue;
			else if (this.take(/\\/y)) {
				const [next = ''] = this.take(/[^]/y) ?? [];
				parts.push({ is: 'text', text: /[$`"\\]/.test(next) ? next : `\\${next}`, isQuoted: true });
			} else parts.push(this.#readExpansion(true));
		}
	}

	/** Reads what `$` or a backquote begins. */
	#readExpansion(isQuoted: boolean): Part {
		const variable = this.take(/\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?::?-([^}$`"'\\]*))?\})/y);
		if (variable !== undefined) {
			const [, plain, braced = '', otherwise] = variable;
			return { is: 'variable', name: plain ?? braced, otherwise, isQuoted };
		}
		if (this.take(/`/y)) this.at = this.#endOf('`') + 1;
		else if (this.take(/\$(?=[({])/y)) this.#skipNested();
		else if (!this.take(/\$[\w@*#?$!-]/y)) {
			this.at += 1;
			return { is: 'text', text: '$', isQuoted };
		}
		return { is: 'open' };
	}

	/** Skips `( )` or `{ }` with all that is in it. */
	#skipNested(): void {
		const closers: string[] = [];
		do {
			const inside = closers.at(-1);
			const char = this.text.charAt(this.at);
			this.at += 1;
			if (char === '\\') this.at += 1;
			else if (char === inside) closers.pop();
			else if (char === "'" && inside !== '"') this.at = this.#endOf("'") + 1;
			else if (char === '"') closers.push('"');
			else if (char === '(' && (inside === ')' || inside === undefined)) closers.push(')');
			else if (char === '{' && inside === undefined) closers.push('}');
			else if (char === '$' && this.take(/(?=[({])/y)) {
				closers.push(this.text[this.at] === '(' ? ')' : '}');
				this.at += 1;
			}
		} while (!this.isAtEnd && closers.length > 0);
	}

	#endOf(closer: string): number {
		const end = this.text.indexOf(closer, this.at);
		return end === -1 ? this.text.length : end;
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

import { quote } from 'shell-quote';

/** One word of shell text that stands for these characters, whatever they are. */
export function quoteWord(text: string): string {
	return quote([text]);
}

/** The same for bytes, which need not be text in any encoding. */
export function quoteBytes(bytes: Buffer): Buffer {
	// latin1 has a character for each byte, so that none changes on its way through a string
	return Buffer.from(quote([bytes.toString('latin1')]), 'latin1');
}

/** What ends a part of a word, by what it begins with; `'` stands for a string in single quotes. */
type Closer = ')' | '}' | '`' | '"' | "'";

/**
 * Text for between double quotes, in which the shell expands what it would expand there, and in which a double
 * quote stands for itself. Quotes inside of `$( )`, `${ }` and backquotes belong to those and stay as they are.
 */
export function doubleQuoted(bytes: Buffer): Buffer {
	const text = bytes.toString('latin1');
	const closers: Closer[] = [];
	let word = '';
	for (let at = 0; at < text.length; at += 1) {
		const char = text.charAt(at);
		const next = text.charAt(at + 1);
		const inside = closers.at(-1);
		if (char === '\\' && inside !== "'") {
			word += char + (next || char); // at the very end it would escape the closing quote
			at += 1;
			continue;
		}
		word += char === '"' && inside === undefined ? '\\"' : char;
		if (char === inside) closers.pop();
		else if (inside !== "'") closers.push(...opened(char, next, inside));
		if (char === '$' && (next === '(' || next === '{') && inside !== "'") {
			word += next;
			at += 1;
		}
	}
	return Buffer.from(word, 'latin1');
}

function opened(char: string, next: string, inside: Closer | undefined): Closer[] {
	if (char === '$' && next === '(') return [')'];
	if (char === '$' && next === '{') return ['}'];
	if (char === '`') return ['`'];
	if (char === '"' && (inside === ')' || inside === '}')) return ['"'];
	if (inside === ')' && (char === "'" || char === '(')) return [char === '(' ? ')' : char];
	return [];
}

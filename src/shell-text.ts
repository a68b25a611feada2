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

/**
 * Text for between double quotes, in which the shell expands what it would expand there, and in which a double
 * quote stands for itself. Quotes inside of `$( )`, `${ }` and backquotes belong to those and stay as they are.
 */
export function doubleQuoted(bytes: Buffer): Buffer {
	const text = bytes.toString('latin1');
	const closers: string[] = [];
	let word = '';
	for (let at = 0; at < text.length; at += 1) {
		const char = text.charAt(at);
		const next = text.charAt(at + 1);
		if (char === '\\') {
			word += char + (next || char); // at the very end it would escape the closing quote
			at += 1;
			continue;
		}
		if (char === closers.at(-1)) closers.pop();
		else if (char === '$' && next === '(') closers.push(')');
		else if (char === '$' && next === '{') closers.push('}');
		else if (char === '`') closers.push('`');
		else if (char === '(' && closers.at(-1) === ')' && text.charAt(at - 1) !== '$') closers.push(')');
		word += char === '"' && closers.length === 0 ? '\\"' : char;
	}
	return Buffer.from(word, 'latin1');
}

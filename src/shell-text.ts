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

/**
 * Text in which a directory is called by another name, wherever one of its paths begins: at the start of a word, or behind
 * what parts words and the elements of variables like PATH.
 *
 * @param directories absolute paths, all of which mean that directory
 * @param name shell text, such as `$HOME`
 */
export function relocate(bytes: Buffer, directories: readonly string[], name: string): Buffer {
	const alternatives = [...directories].sort((a, b) => b.length - a.length).map((path) => escape(latin1(path)));
	// behind an option's letter as well: -I/app/include
	const isBeginning = '(?:(?<![\\w.~/-])|(?<=(?<![\\w/-])-[A-Z]))';
	const pattern = new RegExp(`${isBeginning}(?:${alternatives.join('|')})(?![\\w.-])`, 'g');
	return Buffer.from(
		bytes.toString('latin1').replaceAll(pattern, () => name),
		'latin1',
	);
}

function latin1(text: string): string {
	return Buffer.from(text).toString('latin1');
}

function escape(text: string): string {
	return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

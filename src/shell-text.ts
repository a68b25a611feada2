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

/** A character of a word for between double quotes, or two that belong together, and what it is in. */
interface Piece {
	readonly at: number;
	readonly text: string;
	readonly inside: Closer | undefined;
}

/**
 * Text for between double quotes, in which the shell expands what it would expand there, and in which a double
 * quote stands for itself. Quotes inside of `$( )`, `${ }` and backquotes belong to those and stay as they are.
 */
export function doubleQuoted(bytes: Buffer): Buffer {
	let word = '';
	for (const { text, inside } of piecesOf(bytes.toString('latin1'))) {
		if (text === '\\')
			word += inside === "'" ? text : '\\\\'; // at the very end it would escape the closing quote
		else word += text === '"' && inside === undefined ? '\\"' : text;
	}
	return Buffer.from(word, 'latin1');
}

/** Where such a text has strings in single quotes, which it can have in `$( )` only: the places of their characters. */
export function singleQuotedIn(bytes: Buffer): ReadonlySet<number> {
	const places = new Set<number>();
	for (const { at, inside } of piecesOf(bytes.toString('latin1'))) if (inside === "'") places.add(at);
	return places;
}

function* piecesOf(text: string): Iterable<Piece> {
	const closers: Closer[] = [];
	for (let at = 0; at < text.length;) {
		const char = text.charAt(at);
		const next = text.charAt(at + 1);
		const inside = closers.at(-1);
		const isEscape = char === '\\' && inside !== "'";
		const isPair = isEscape || (char === '$' && (next === '(' || next === '{') && inside !== "'");
		const piece = isPair ? char + next : char;
		yield { at, text: piece, inside };
		at += piece.length;
		if (isEscape) continue;
		if (char === inside) closers.pop();
		else if (inside !== "'") closers.push(...opened(char, next, inside));
	}
}

function opened(char: string, next: string, inside: Closer | undefined): Closer[] {
	if (char === '$' && next === '(') return [')'];
	if (char === '$' && next === '{') return ['}'];
	if (char === '`') return ['`'];
	if (char === '"' && (inside === ')' || inside === '}')) return ['"'];
	if (inside === ')' && (char === "'" || char === '(')) return [char === '(' ? ')' : char];
	return [];
}

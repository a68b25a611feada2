import { singleQuotedIn } from './shell-text.ts';

/*
 * Shell text that names directories of a build, for the time when they are elsewhere. Text is handled with one character a
 * byte, since it may be in any encoding.
 */

/** What absolute directories are called at boot, in shell text, such as `$HOME`. */
export type NamesAtBoot = ReadonlyMap<string, string>;

/**
 * A word for between double quotes in which directories are called what they are at boot, wherever one of their paths
 * begins: at the start, or behind what parts words and the elements of variables like PATH.
 */
export function relocateWord(word: Buffer, names: NamesAtBoot): Buffer {
	if (names.size === 0) return word;
	const singleQuoted = singleQuotedIn(word);
	return relocate(word, names, (index) => singleQuoted.has(index));
}

/** The same for a script. Where single quotes would keep a variable from being expanded, they are left and begun again. */
export function relocateScript(script: Buffer, names: NamesAtBoot): Buffer {
	const strings = findSingleQuoted(script.toString('latin1'));
	return relocate(script, names, (index) => strings.some(([start, end]) => start < index && index < end));
}

function relocate(bytes: Buffer, names: NamesAtBoot, isSingleQuoted: (index: number) => boolean): Buffer {
	if (names.size === 0) return bytes;
	const byPath = new Map([...names].map(([path, name]) => [Buffer.from(path).toString('latin1'), name]));
	const longestFirst = [...byPath.keys()].sort((a, b) => b.length - a.length);
	const beginning = '(?:(?<![\\w.~/-])|(?<=(?<![\\w/-])-[A-Z]))'; // or behind an option's letter: -I/app/include
	const pattern = new RegExp(`${beginning}(?:${longestFirst.map(escape).join('|')})(?![\\w.-])`, 'g');
	const script = bytes.toString('latin1');
	const text = script.replaceAll(pattern, (path, index: number) => {
		const name = byPath.get(path) ?? path;
		if (isSingleQuoted(index)) return `'"${name}"'`;
		return isEscaped(script, index) ? path : name; // a dollar would be escaped as well
	});
	return Buffer.from(text, 'latin1');
}

/** Whether an odd number of backslashes stands before a place. */
function isEscaped(text: string, index: number): boolean {
	let start = index;
	while (text[start - 1] === '\\') start -= 1;
	return (index - start) % 2 === 1;
}

/** Where the strings in single quotes of a script begin and end. */
function findSingleQuoted(script: string): (readonly [start: number, end: number])[] {
	const strings: (readonly [number, number])[] = [];
	// a comment; a here-document; what a backslash escapes; a string in double quotes; one in single quotes
	const tokens =
		/(?<=^|[\s;&|(])#.*|<<-?[ \t]*(['"\\]?)(\w+)\1.*\n(?:.*\n)*?\t*\2$|\\[^]|"(?:\\[^]|[^"\\])*"?|'[^']*'?/gm;
	for (const match of script.matchAll(tokens)) {
		if (match[0].startsWith("'")) strings.push([match.index, match.index + match[0].length]);
	}
	return strings;
}

function escape(text: string): string {
	return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

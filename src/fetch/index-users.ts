import { type Link, withoutUser } from './link.ts';

/*
 * Indexes as they are kept: the users and passwords in them are for the server that gave them, and for nobody who reads a
 * cache or an offline package.
 */

/** An index without the users and passwords in its lines; the same bytes where there are none. */
export function indexWithoutUsers(body: Buffer, index: Link): Buffer {
	if (!body.includes('@')) return body;
	const lines = body.toString('latin1').split('\n');
	return Buffer.from(lines.map((line) => lineWithoutUsers(line, index)).join('\n'), 'latin1');
}

/** The parts of a line, a character a byte: what is before its link, the link, what is behind it. */
export function partsOfLine(line: string): readonly [before: string, link: string, after: string] {
	const [, before = '', link = '', after = line] = /^(\s*[^\s#]\S*\s+)([^\s#]\S*)([^]*)$/.exec(line) ?? [];
	return [before, link, after];
}

/** A line of an index without users and passwords. */
export function lineWithoutUsers(line: string, index: Link): string {
	const [before, link, after] = partsOfLine(line);
	return withoutUsers(before) + linkWithoutUser(link, index) + withoutUsers(after);
}

/** In a comment, or in a line that is none. */
function withoutUsers(text: string): string {
	return text.replaceAll(/\/\/[^\s/?#\\]*@/g, '//');
}

/** What a link becomes; as it is written, but where only a parser of links sees that a user is in it. */
function linkWithoutUser(text: string, index: Link): string {
	if (!text.includes('@')) return text;
	const url = parse(text, index);
	if (url === undefined) return withoutUser(text);
	if (url.username === '' && url.password === '') return text.replace(/^[^/?#\\:]+:[^/?#\\]*@/, '');
	url.username = '';
	url.password = '';
	const plain = withoutUser(text);
	return parse(plain, index)?.href === url.href ? plain : url.href;
}

function parse(text: string, index: Link): URL | undefined {
	try {
		return new URL(Buffer.from(text, 'latin1').toString(), index.url);
	} catch {
		return undefined;
	}
}

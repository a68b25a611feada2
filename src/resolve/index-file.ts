import { type Checksum, parseChecksum } from '../fetch/checksum.ts';

/*
 * A repository's index: plain text, a package a line.
 *
 *     <name> <link> <checksum> [# description]
 *
 * Blank lines and lines that begin with # are skipped. Spaces or tabs, LF or CRLF.
 */

/** A package in an index. */
export interface IndexEntry {
	readonly name: string;
	/** As it stands there, perhaps relative to the index. */
	readonly link: string;
	readonly checksum: Checksum;
	readonly line: number;
}

/** What is wrong in an index: the lines from which nothing can be installed. */
export interface IndexReport {
	readonly entries: number;
	readonly malformed: readonly number[];
}

const packageName = /^[A-Za-z0-9][A-Za-z0-9._+-]*$/;

/** Reads a line; undefined for one that is blank, a comment, or malformed. */
function parseLine(text: string, line: number): IndexEntry | undefined {
	const words = text.replace(/^\uFEFF|\r$/g, '');
	const [name = '', link, checksumText] = words.split(/[ \t]+/).filter((word) => word !== '');
	const checksum = parseChecksum(checksumText ?? '');
	if (!packageName.test(name) || link === undefined || checksum === undefined) return undefined;
	return { name, link, checksum, line };
}

/** Every line of an index is looked at once, when it comes from its repository. */
export function checkIndex(body: Buffer): IndexReport {
	let entries = 0;
	const malformed: number[] = [];
	body
		.toString()
		.split('\n')
		.forEach((text, index) => {
			if (/^\uFEFF?[ \t]*(?:#|\r?$)/.test(text)) return;
			if (parseLine(text, index + 1) === undefined) malformed.push(index + 1);
			else entries += 1;
		});
	return { entries, malformed };
}

/**
 * The entries of one name, in their order. Searches the bytes: of an index of 100,000 lines a build needs twenty.
 */
export function findInIndex(body: Buffer, name: string): IndexEntry[] {
	const entries: IndexEntry[] = [];
	for (let at = body.indexOf(name); at !== -1; at = body.indexOf(name, at + name.length)) {
		const start = body.lastIndexOf(0x0a, at) + 1;
		if (body.toString('utf8', start, at).trim() !== '') continue;
		const newline = body.indexOf(0x0a, at);
		const text = body.toString('utf8', start, newline === -1 ? undefined : newline);
		const entry = parseLine(text, 0);
		if (entry?.name === name) entries.push({ ...entry, line: lineNumber(body, start) });
	}
	return entries;
}

function lineNumber(body: Buffer, offset: number): number {
	let line = 1;
	for (let at = body.indexOf(0x0a); at !== -1 && at < offset; at = body.indexOf(0x0a, at + 1)) line += 1;
	return line;
}

/** All the entries of an index, with what it says of them. */
export function entriesInIndex(body: Buffer): (IndexEntry & { readonly description: string | undefined })[] {
	return body
		.toString()
		.split('\n')
		.flatMap((text, index) => {
			const entry = parseLine(text, index + 1);
			const [, description = ''] = /^\S+[ \t]+\S+[ \t]+\S+[ \t]+#(.*)$/.exec(text.trim()) ?? [];
			return entry === undefined ? [] : { ...entry, description: description.trim() || undefined };
		});
}

/** All the names in an index. */
export function namesInIndex(body: Buffer): string[] {
	return body
		.toString()
		.split('\n')
		.flatMap((text) => parseLine(text, 0)?.name ?? []);
}

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
	const lines = new LineCounter(body);
	let at = body.indexOf(name);
	while (at !== -1) {
		const start = body.lastIndexOf(0x0a, at) + 1;
		const newline = body.indexOf(0x0a, at);
		const end = newline === -1 ? body.length : newline;
		const isFirst = body.toString('utf8', start, at).trim() === '';
		const entry = isFirst ? parseLine(body.toString('utf8', start, end), 0) : undefined;
		if (entry?.name === name) entries.push({ ...entry, line: lines.lineAt(start) });
		at = body.indexOf(name, end); // each line once, whatever else is in it
	}
	return entries;
}

/** Numbers the lines of an index, of which only those are counted that come before what was asked for. */
class LineCounter {
	readonly #body: Buffer;
	#line = 1;
	#start = 0;

	constructor(body: Buffer) {
		this.#body = body;
	}

	/** @param start of a line, not before the one that was asked for last */
	lineAt(start: number): number {
		for (; this.#start < start; this.#line += 1) this.#start = this.#body.indexOf(0x0a, this.#start) + 1;
		return this.#line;
	}
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

import { createHash } from 'node:crypto';
import type { PublishedPackage } from './package-directory.ts';

/*
 * Makes what src/resolve/index-file.ts reads: `<name> <link> <checksum> # <description>`, a package a line.
 */

export interface IndexOptions {
	/** What the links begin with, a `/` behind it or not; without one they are relative to the index. */
	readonly baseUrl?: string | undefined;
	readonly checksum?: 'md5' | 'sha256' | undefined;
}

/** A package as an index has it. */
export interface IndexLine {
	readonly name: string;
	/** Holds nothing that ends a word, and nothing that could be a scheme. */
	readonly link: string;
	/** In hex. */
	readonly checksum: string;
	/** One line without control characters, perhaps empty. */
	readonly description: string;
}

/** The text of an index. The same packages give the same text. */
export function formatIndex(packages: readonly PublishedPackage[], options: IndexOptions = {}): string {
	return packages
		.map((each) => indexLine(each, options))
		.map(({ name, link, checksum, description }) => {
			const comment = description === '' ? '' : ` # ${description}`;
			return `${name} ${link} ${checksum}${comment}\n`;
		})
		.join('');
}

/** A package's line, in its parts. */
export function indexLine(
	{ name, path, content, description }: PublishedPackage,
	{ baseUrl, checksum = 'md5' }: IndexOptions,
): IndexLine {
	return {
		name,
		link: (baseUrl === undefined ? '' : `${baseUrl.replace(/\/+$/, '')}/`) + encodePath(path),
		checksum: createHash(checksum).update(content).digest('hex'),
		description: oneLine(description ?? ''),
	};
}

/** A path as a part of a link. Each `+` stays: packages have it in their names, and it means itself there. */
function encodePath(path: string): string {
	return path
		.split('/')
		.map((part) => encodeURIComponent(part).replaceAll('%2B', '+'))
		.join('/');
}

/** A text in one line, without what a terminal would take for more than text. */
function oneLine(text: string): string {
	return text.replaceAll(/[\p{Cc}\u2028\u2029\s]+/gu, ' ').trim();
}

import { createHash } from 'node:crypto';
import { appendFileSync, constants, copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeDirectory } from '../files.ts';
import { hideValues } from '../secrets.ts';
import { lineWithoutUsers, partsOfLine } from './index-users.ts';
import type { Link } from './link.ts';
import { linkKey } from './offline.ts';

/*
 * What a build fetches, kept for an offline package:
 *
 *     DIRECTORY/
 *       files/<sha256>
 *       fetched           a line for each: { "key": ..., "link": ..., "sha256": ..., "size": ... }, see RecordedFile
 *       own-requests      a package a line: those that have used the network without the helpers
 */

/** A file that a build has fetched. */
export interface RecordedFile {
	/** What offline packages have instead of the link. */
	readonly key: string;
	/** For people: without credentials, and with variables instead of their values. */
	readonly link: string;
	readonly sha256: string;
	/** Bytes. */
	readonly size: number;
}

/** Keeps what a build fetches. */
export class Recording {
	readonly #directory: string;
	readonly #ownDirectories: readonly string[];

	/** @param ownDirectories those of the build itself, whose files are there without a network as well */
	constructor(directory: string, ownDirectories: readonly string[]) {
		this.#directory = directory;
		this.#ownDirectories = ownDirectories;
	}

	/** Keeps a file that a link stands for. */
	add(link: Link, file: string, received: Pick<RecordedFile, 'sha256' | 'size'>, isIndex: boolean): void {
		if (link.scheme === 'file' && this.#isOwn(fileURLToPath(link.url))) return;
		makeDirectory(join(this.#directory, 'files'));
		const { sha256, size } = isIndex ? this.#keepIndex(link, file) : this.#keep(file, received);
		const line: RecordedFile = { key: linkKey(link), link: hideValues(String(link)), sha256, size };
		appendFileSync(join(this.#directory, 'fetched'), `${JSON.stringify(line)}\n`);
	}

	/** Keeps a copy: what installers do to their file is no part of it. */
	#keep(file: string, received: Pick<RecordedFile, 'sha256' | 'size'>): typeof received {
		copyFileSync(file, join(this.#directory, 'files', received.sha256), constants.COPYFILE_FICLONE);
		return received;
	}

	#keepIndex(link: Link, file: string): Pick<RecordedFile, 'sha256' | 'size'> {
		const lines = readFileSync(file, 'latin1').split('\n');
		const index = Buffer.from(lines.map((line) => publicLine(line, link)).join('\n'), 'latin1');
		const sha256 = createHash('sha256').update(index).digest('hex');
		writeFileSync(join(this.#directory, 'files', sha256), index);
		return { sha256, size: index.length };
	}

	/** Notes that a package has used the network by itself. */
	addOwnRequest(packageName: string): void {
		appendFileSync(join(this.#directory, 'own-requests'), `${packageName}\n`);
	}

	#isOwn(path: string): boolean {
		return this.#ownDirectories.some((directory) => path.startsWith(`${directory}${sep}`));
	}
}

/**
 * A line of an index without what may be secret: users and passwords, of which an offline package has no need, and what the
 * link of the index itself was made of. Links beside it become relative ones, which mean the same.
 */
function publicLine(line: string, index: Link): string {
	const [name, link, rest] = partsOfLine(lineWithoutUsers(line, index));
	const directory = new URL('.', index.url).href;
	const short = link.startsWith(directory) ? `./${link.slice(directory.length)}` : link;
	return name + short + rest;
}

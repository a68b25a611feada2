import { constants, copyFileSync, existsSync, linkSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ownCache } from '../defaults.ts';
import type { ArtifactRecord } from '../fetch/artifacts.ts';
import { makeDirectory } from '../files.ts';

/*
 * What packages of a test fetch from elsewhere, so that the next one with the same link need not. Each still has a
 * cache of its own: only the buildpack's records and the files they name (fetch/artifacts.ts) go from one to the next,
 * and nothing lies where an installer looks for a file. Whoever asks for it gets it there, if its checksum is right.
 */

/** The files that came from elsewhere. */
export class SharedDownloads {
	readonly #directory: string;
	readonly #ownLink: string;
	/** Sizes in bytes, by sha256. */
	readonly #sizes = new Map<string, number>();

	/** @param ownLink what the links begin with that every package has to fetch for itself */
	constructor(directory: string, ownLink: string) {
		this.#directory = directory;
		this.#ownLink = ownLink;
	}

	/** Hands what is there on to a new cache, and the Node.js that the build will need where it needs its own. */
	giveTo(cacheDir: string): void {
		const own = join(cacheDir, ownCache);
		linkAll(this.#directory, own);
		const [, runtimes] = /^(.*\/modular-v1\/node)\//.exec(process.execPath) ?? []; // see lib/own-node.sh
		if (runtimes !== undefined) linkAll(runtimes, join(own, 'node'));
	}

	/** Takes what a cache has got from elsewhere. */
	takeFrom(cacheDir: string): void {
		const own = join(cacheDir, ownCache);
		for (const path of listFiles(join(own, 'artifacts'))) {
			const file = join('artifacts', path);
			const record = readRecord(join(own, file));
			if (record === undefined || record.link.startsWith(this.#ownLink)) continue;
			const stored = join('store', record.sha256);
			if (!existsSync(join(own, stored))) continue;
			for (const each of [stored, file]) link(join(own, each), join(this.#directory, each));
			this.#sizes.set(record.sha256, record.size);
		}
	}

	/** The size of a file that came from elsewhere, in bytes; 0 for one that did not. */
	sizeOf(sha256: string): number {
		return this.#sizes.get(sha256) ?? 0;
	}
}

/** Undefined for what a killed build has left there. */
function readRecord(file: string): ArtifactRecord | undefined {
	try {
		return JSON.parse(readFileSync(file, 'utf8')) as ArtifactRecord;
	} catch {
		return undefined;
	}
}

function linkAll(from: string, to: string): void {
	for (const path of listFiles(from)) link(join(from, path), join(to, path));
}

function link(from: string, to: string): void {
	if (existsSync(to)) return;
	makeDirectory(dirname(to));
	try {
		linkSync(from, to);
	} catch {
		copyFileSync(from, to, constants.COPYFILE_FICLONE); // another file system, or one without hard links
	}
}

/** The paths of all files in a directory; none where it does not exist. */
function listFiles(directory: string): string[] {
	if (!existsSync(directory)) return [];
	return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
		if (entry.isFile()) return [entry.name];
		return entry.isDirectory() ? listFiles(join(directory, entry.name)).map((path) => join(entry.name, path)) : [];
	});
}

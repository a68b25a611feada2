import { createHash } from 'node:crypto';
import { linkSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { abandonedAfter } from '../defaults.ts';
import { removeTree, replaceFile, makeDirectory, statusOf, temporaryBeside } from '../files.ts';
import { warn } from '../output.ts';
import type { Checksum } from './checksum.ts';
import { hashReadable } from './hash.ts';
import { isAbandoned, isUnused, noteUse } from './retention.ts';

/*
 * What helpers have put into the cache, so that it is known of a file there whether it is still what was downloaded.
 *
 *     CACHE_DIR/modular-v1/
 *       artifacts/<sha256 of target>/<sha256 of link>    { "target": "php.tar.gz", "link": "http://...", "sha256": "...",
 *                                                          "md5": "...", "size": 1234, "mtime": 1700000000.123 }
 *       store/<sha256>                                   the file, hard-linked to its target
 *
 * `target` is relative to CACHE_DIR, the link has no credentials, `mtime` is in seconds, and compared in whole ones where
 * a platform has stored the cache as tar. A record each, because builds may share a cache. One target may have records of
 * several links: packages that take files of one name from two places would otherwise fetch both in every build. The time
 * of a record's own file is when it was last asked for (retention.ts).
 */

export interface ArtifactRecord {
	readonly target: string;
	readonly link: string;
	readonly sha256: string;
	readonly md5?: string | undefined;
	readonly size: number;
	readonly mtime: number;
}

export class ArtifactCache {
	readonly #cacheDir: string;
	readonly #ownDir: string;
	readonly #records: string;
	readonly #store: string;

	/** @param ownDir the buildpack's own directory in the cache */
	constructor(cacheDir: string, ownDir: string) {
		this.#cacheDir = cacheDir;
		this.#ownDir = ownDir;
		this.#records = join(ownDir, 'artifacts');
		this.#store = join(ownDir, 'store');
	}

	/** Whether a target is in the cache, so that it can be known of it where it came from. */
	holds(target: string): boolean {
		const path = relative(this.#cacheDir, target);
		return path !== '' && path !== '..' && !path.startsWith('../');
	}

	/** The record of what was fetched from a link to a target. */
	find(target: string, link: string): ArtifactRecord | undefined {
		const file = this.#recordFile(target, link);
		noteUse(file);
		return this.#read(file);
	}

	/**
	 * Notes that a file came from a link and is going to be a target, and keeps it also under its checksum.
	 *
	 * @param file complete; it need not be in the target's place yet
	 */
	add(target: string, link: string, file: string, { sha256, md5 }: Pick<ArtifactRecord, 'sha256' | 'md5'>): void {
		const { size, mtimeMs } = statSync(file);
		const mtime = mtimeMs / 1000;
		const record: ArtifactRecord = { target: relative(this.#cacheDir, target), link, sha256, md5, size, mtime };
		this.#keep(file, sha256);
		replaceFile(this.#recordFile(target, link), `${JSON.stringify(record)}\n`);
	}

	/**
	 * Whether a target is what a record says: by size and time, and by its content where these would fit the file of
	 * another link too.
	 */
	async isCurrent(target: string, record: ArtifactRecord): Promise<boolean> {
		if (!looksLike(target, record)) return false;
		const isAmbiguous = this.#recordsOf(target).some(
			(each) => each.sha256 !== record.sha256 && looksLike(target, each),
		);
		return !isAmbiguous || (await sha256Of(target)) === record.sha256;
	}

	/** Whether a target is known to have come from other links only. */
	isFromElsewhere(target: string, link: string): boolean {
		return this.#recordsOf(target).some((record) => record.link !== link && looksLike(target, record));
	}

	/**
	 * Puts the kept file of a record back in the target's place, if it still is what was downloaded and has the
	 * checksum that is wanted. Gives its sha256.
	 */
	async restore(target: string, record: ArtifactRecord, wanted: Checksum | undefined): Promise<string | undefined> {
		const part = temporaryBeside(target);
		const isThere = orNothing(() => (linkSync(join(this.#store, record.sha256), part), true), unlinkable);
		if (!isThere) return undefined;
		try {
			const hashes = await hashReadable(part, wanted);
			if (hashes === undefined) return undefined;
			if (hashes.sha256 !== record.sha256 || (wanted !== undefined && hashes[wanted.algorithm] !== wanted.hex))
				return undefined;
			this.add(target, record.link, part, { sha256: record.sha256, md5: hashes.md5 ?? record.md5 });
			renameSync(part, target);
			return record.sha256;
		} finally {
			rmSync(part, { force: true }); // still there if both were the same file already
		}
	}

	/** Removes what came from a link to a target, because it is of no use: the next build is to fetch it again. */
	drop(target: string, link: string): void {
		rmSync(target, { force: true });
		rmSync(this.#recordFile(target, link), { force: true });
	}

	/**
	 * Removes from the cache what is no longer what was downloaded, with a warning: old installers only test that a
	 * file exists. Also what nobody needs any more, without one.
	 */
	async clear(): Promise<void> {
		const needed = new Set<string>();
		const directories = new Set([this.#cacheDir]);
		for (const key of namesIn(this.#records)) {
			const directory = join(this.#records, key);
			const names = namesIn(directory);
			removeAbandoned(directory, names);
			const records = this.#readAll(directory, names);
			const [first] = records;
			if (first === undefined) {
				removeEmpty(directory);
				continue;
			}
			const target = join(this.#cacheDir, first.target);
			await this.#removeIfChanged(target, records);
			for (const record of records) if (!this.#forget(target, record)) needed.add(record.sha256);
			directories.add(dirname(target));
		}
		// a build that is adding one right now loses nothing but a copy that may some day spare a download
		for (const name of namesIn(this.#store)) if (!needed.has(name)) removeTree(join(this.#store, name));
		for (const name of ['', 'indexes', 'installers']) directories.add(join(this.#ownDir, name));
		for (const directory of directories) removeAbandoned(directory, namesIn(directory));
	}

	async #removeIfChanged(target: string, records: readonly ArtifactRecord[]): Promise<void> {
		const status = statusOf(target);
		if (!status || records.some((record) => looksLike(target, record))) return;
		const sha256 = status.isFile() ? await sha256Of(target) : undefined;
		const same = records.find((record) => record.sha256 === sha256);
		if (same !== undefined) {
			this.add(target, same.link, target, same); // with its new time
			return;
		}
		removeTree(target);
		// fetched anew by a build that was killed before it came to its place: what is recorded is in the store already
		if (sha256 !== undefined && statusOf(join(this.#store, sha256))?.ino === status.ino) return;
		warn(`${relative(this.#cacheDir, target)} in the cache is no longer what was downloaded, and is removed.`);
	}

	/** Removes the record of a file that is no target any more, and that nobody has asked for in a long time. */
	#forget(target: string, record: ArtifactRecord): boolean {
		const file = this.#recordFile(target, record.link);
		if (!isUnused(file) || looksLike(target, record)) return false;
		rmSync(file, { force: true });
		return true;
	}

	/** Keeps a file under its checksum. What stands there is replaced: it may be what an installer has changed. */
	#keep(file: string, sha256: string): void {
		makeDirectory(this.#store);
		const stored = join(this.#store, sha256);
		const part = temporaryBeside(stored);
		orNothing(() => linkSync(file, part), unlinkable);
		orNothing(() => renameSync(part, stored));
		rmSync(part, { force: true });
	}

	#recordsOf(target: string): ArtifactRecord[] {
		const directory = dirname(this.#recordFile(target, ''));
		return this.#readAll(directory, namesIn(directory));
	}

	#readAll(directory: string, names: readonly string[]): ArtifactRecord[] {
		const files = names.filter((name) => /^[0-9a-f]{64}$/.test(name)).map((name) => join(directory, name));
		return files.flatMap((file) => this.#read(file) ?? []);
	}

	#read(file: string): ArtifactRecord | undefined {
		const text = orNothing(() => readFileSync(file, 'utf8'));
		if (text === undefined) return undefined;
		try {
			const record = JSON.parse(text) as ArtifactRecord;
			if (this.#recordFile(join(this.#cacheDir, record.target), record.link) === file) return record;
		} catch {
			// it is told below
		}
		rmSync(file, { force: true });
		warn(`A record of the cache is broken, and is removed: ${file}`);
		return undefined;
	}

	#recordFile(target: string, link: string): string {
		return join(this.#records, sha256OfText(relative(this.#cacheDir, target)), sha256OfText(link));
	}
}

/**
 * What Linux says where there is no file to link, or none that may be linked: not every file system has hard links, and
 * a file of another user may have none (proc(5), protected_hardlinks). Such a file is fetched more often.
 */
const unlinkable = ['ENOENT', 'EPERM', 'EACCES', 'EMLINK', 'EXDEV', 'ENOTSUP'];

/** Whether a file, by size and time, is what a record says. */
function looksLike(target: string, { size, mtime }: Pick<ArtifactRecord, 'size' | 'mtime'>): boolean {
	const status = statusOf(target);
	return status?.isFile() === true && status.size === size && isSameTime(status.mtimeMs / 1000, mtime);
}

/** Whether two times are the same, as far as they are known: one that went through tar is in whole seconds. */
function isSameTime(one: number, other: number): boolean {
	const areExact = !Number.isInteger(one) && !Number.isInteger(other);
	return areExact ? one === other : Math.floor(one) === Math.floor(other);
}

function sha256OfText(text: string): string {
	return createHash('sha256').update(text).digest('hex');
}

async function sha256Of(file: string): Promise<string | undefined> {
	return (await hashReadable(file, undefined))?.sha256;
}

function namesIn(directory: string): string[] {
	return orNothing(() => readdirSync(directory)) ?? [];
}

function removeAbandoned(directory: string, names: readonly string[]): void {
	for (const name of names) if (isAbandoned(name)) rmSync(join(directory, name), { force: true });
}

/** Removes a directory that may be empty; a young one may be about to get its first record from another build. */
function removeEmpty(directory: string): void {
	if (Date.now() - (statusOf(directory)?.mtimeMs ?? 0) < abandonedAfter) return;
	orNothing(() => rmdirSync(directory), ['ENOENT', 'ENOTEMPTY']);
}

/** The result of a call, or nothing where the file does not exist: another build may have removed it. */
function orNothing<T>(call: () => T, codes: readonly string[] = ['ENOENT']): T | undefined {
	try {
		return call();
	} catch (error) {
		if (codes.includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
		throw error;
	}
}

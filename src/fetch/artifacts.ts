import { createHash } from 'node:crypto';
import { linkSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { makeDirectory, replaceFile, statusOf } from '../files.ts';
import { warn } from '../output.ts';
import type { Checksum } from './checksum.ts';
import { hashFile } from './hash.ts';

/*
 * What helpers have put into the cache, so that it is known of a file there whether it is still what was downloaded.
 *
 *     CACHE_DIR/modular-v1/
 *       artifacts/<sha256 of target and link>   { "target": "php.tar.gz", "link": "http://...", "sha256": "...",
 *                                                 "md5": "...", "size": 1234, "mtime": 1700000000 }
 *       store/<sha256>                          the file, hard-linked to its target
 *
 * `target` is relative to CACHE_DIR, the link has no credentials, `mtime` is in whole seconds, since platforms store caches as tar.
 * A record each, because builds may share a cache. One target may have records of several links: packages that
 * take files of one name from two places would otherwise fetch both in every build.
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
	readonly #records: string;
	readonly #store: string;

	/** @param ownDir the buildpack's own directory in the cache */
	constructor(cacheDir: string, ownDir: string) {
		this.#cacheDir = cacheDir;
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
		return statusOf(file) ? (JSON.parse(readFileSync(file, 'utf8')) as ArtifactRecord) : undefined;
	}

	/** Notes that a target, which is complete, came from a link, and keeps it also under its checksum. */
	add(target: string, link: string, hashes: Pick<ArtifactRecord, 'sha256' | 'md5'>): void {
		const { size, mtime } = describe(target);
		const record: ArtifactRecord = { target: relative(this.#cacheDir, target), link, ...hashes, size, mtime };
		makeDirectory(this.#store);
		const part = join(this.#store, `.${hashes.sha256}.${process.pid}.part`);
		linkSync(target, part);
		renameSync(part, join(this.#store, hashes.sha256));
		rmSync(part, { force: true }); // still there if both were the same file already
		replaceFile(this.#recordFile(target, link), `${JSON.stringify(record)}\n`);
	}

	/** Whether a target is, by size and time, what a record says. */
	isCurrent(target: string, { size, mtime }: ArtifactRecord): boolean {
		const status = statusOf(target);
		return status?.isFile() === true && status.size === size && Math.floor(status.mtimeMs / 1000) === mtime;
	}

	/** Whether a target is known to have come from other links only. */
	isFromElsewhere(target: string, link: string): boolean {
		const path = relative(this.#cacheDir, target);
		return this.#all().some(
			(record) => record.target === path && record.link !== link && this.isCurrent(target, record),
		);
	}

	/**
	 * Puts the kept file of a record back in the target's place, if it still is what was downloaded and has the
	 * checksum that is wanted. Gives its sha256.
	 */
	async restore(target: string, record: ArtifactRecord, wanted: Checksum | undefined): Promise<string | undefined> {
		const stored = join(this.#store, record.sha256);
		if (!statusOf(stored)) return undefined;
		const hashes = await hashFile(stored, wanted);
		if (hashes.sha256 !== record.sha256 || (wanted !== undefined && hashes[wanted.algorithm] !== wanted.hex))
			return undefined;
		const part = `${target}.${process.pid}.part`;
		linkSync(stored, part);
		renameSync(part, target);
		rmSync(part, { force: true });
		this.add(target, record.link, { sha256: record.sha256, md5: hashes.md5 ?? record.md5 });
		return record.sha256;
	}

	/**
	 * Removes from the cache what is no longer what was downloaded, with a warning: old installers only test that a
	 * file exists.
	 */
	async removeChanged(): Promise<void> {
		const byTarget = new Map<string, ArtifactRecord[]>();
		for (const record of this.#all()) byTarget.set(record.target, [...(byTarget.get(record.target) ?? []), record]);
		for (const [name, records] of byTarget) {
			const target = join(this.#cacheDir, name);
			if (!statusOf(target) || records.some((record) => this.isCurrent(target, record))) continue;
			if (await this.#hasContentOf(target, records)) continue;
			rmSync(target, { recursive: true, force: true });
			warn(`${name} in the cache is no longer what was downloaded, and is removed.`);
		}
	}

	/** Whether only the time of a file has changed; then the records get the new one. */
	async #hasContentOf(target: string, records: readonly ArtifactRecord[]): Promise<boolean> {
		const { size, mtime } = describe(target);
		if (!records.some((record) => record.size === size)) return false;
		const { sha256 } = await hashFile(target, undefined);
		const same = records.find((record) => record.sha256 === sha256);
		if (same !== undefined) replaceFile(this.#recordFile(target, same.link), `${JSON.stringify({ ...same, mtime })}\n`);
		return same !== undefined;
	}

	#all(): ArtifactRecord[] {
		if (!statusOf(this.#records)) return [];
		const files = readdirSync(this.#records).filter((name) => /^[0-9a-f]{64}$/.test(name));
		return files.map((name) => JSON.parse(readFileSync(join(this.#records, name), 'utf8')) as ArtifactRecord);
	}

	#recordFile(target: string, link: string): string {
		const key = createHash('sha256')
			.update(`${relative(this.#cacheDir, target)}\n${link}`)
			.digest('hex');
		return join(this.#records, key);
	}
}

function describe(file: string): { readonly size: number; readonly mtime: number } {
	const { size, mtimeMs } = statSync(file);
	return { size, mtime: Math.floor(mtimeMs / 1000) };
}

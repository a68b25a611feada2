import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { indexMode } from '../defaults.ts';
import { noteUse } from '../fetch/retention.ts';
import { replaceFile } from '../files.ts';
import type { IndexReport } from './index-file.ts';

/*
 * The indexes of a build's repositories, in the cache:
 *
 *     CACHE_DIR/modular-v1/indexes/<sha256 of the link without its credentials>
 *
 *       <sha256 of all that follows>
 *       { "link": "http://...", "etag": "...", "lastModified": "...", "fetchedAt": 1700000000000, "entries": 3, ... }
 *       <the body, as it came but for users and passwords in its lines>
 *
 * One file, so that builds that share a cache never leave the body of one under the ETag of the other: the repository
 * would then say for ever that nothing has changed. And what was damaged is known by its checksum, and asked for again.
 */

export interface IndexDescription extends IndexReport {
	readonly link: string;
	readonly etag?: string | undefined;
	readonly lastModified?: string | undefined;
	/** Milliseconds since 1970. */
	readonly fetchedAt: number;
	/** Whether a redirect on the way was to another machine over plain http. */
	readonly cameInPlain: boolean;
	/** Whether users and passwords stood in it, which the body that is kept has not: then it is good for an outage alone. */
	readonly hadUsers: boolean;
}

export interface StoredIndex {
	readonly description: IndexDescription;
	readonly body: Buffer;
}

const newline = Buffer.from('\n');

/** The index in a file of the cache; undefined where there is none, or not the whole of what was written. */
export function readStoredIndex(file: string): StoredIndex | undefined {
	noteUse(file);
	try {
		const content = readFileSync(file);
		const sum = content.subarray(0, content.indexOf(newline));
		const rest = content.subarray(sum.length + 1);
		if (sha256Of(rest) !== sum.toString()) return undefined;
		const end = rest.indexOf(newline);
		return {
			description: JSON.parse(rest.toString('utf8', 0, end)) as IndexDescription,
			body: rest.subarray(end + 1),
		};
	} catch {
		return undefined; // there is none, or another build has just removed it
	}
}

/** Puts an index into a file of the cache. */
export function writeStoredIndex(file: string, { description, body }: StoredIndex): void {
	const rest = Buffer.concat([Buffer.from(JSON.stringify(description)), newline, body]);
	replaceFile(file, Buffer.concat([Buffer.from(sha256Of(rest)), newline, rest]), indexMode);
}

function sha256Of(bytes: Buffer): string {
	return createHash('sha256').update(bytes).digest('hex');
}

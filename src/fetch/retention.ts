import { readdirSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { abandonedAfter, cacheRetention, useNoteInterval } from '../defaults.ts';
import { statusOf, temporarySince } from '../files.ts';

/*
 * How long the cache keeps what the buildpack itself has put there: the time of each such file is when a build last
 * used it, give or take a day. None of this ever ends a build: a cache that cannot be written is only not tidied.
 */

/** Notes that a build uses a file. To be called before the file is read: another build may be about to remove it. */
export function noteUse(file: string): void {
	const status = statusOf(file);
	if (status === undefined || Date.now() - status.mtimeMs < useNoteInterval) return;
	const now = Date.now() / 1000;
	orNothing(() => utimesSync(file, now, now));
}

/** Whether no build has used a file in a long time. */
export function isUnused(file: string): boolean {
	return Date.now() - (statusOf(file)?.mtimeMs ?? 0) >= cacheRetention;
}

/** Whether a file was left half-written, by a build that was killed. */
export function isAbandoned(name: string): boolean {
	const since = temporarySince(name);
	return since !== undefined && Date.now() - since > abandonedAfter;
}

/** Removes from a directory the files that no build has used in a long time, or that none will finish. */
export function removeUnused(directory: string): void {
	for (const name of orNothing(() => readdirSync(directory)) ?? []) {
		const file = join(directory, name);
		orNothing(() => (isAbandoned(name) || isUnused(file)) && rmSync(file, { force: true }));
	}
}

function orNothing<T>(call: () => T): T | undefined {
	try {
		return call();
	} catch {
		return undefined;
	}
}

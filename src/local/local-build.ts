import { createHash } from 'node:crypto';
import { basename, resolve } from 'node:path';
import { userCache } from './user-cache.ts';
import { type OutDirectory, refuseAround, refuseInside } from './app-copy.ts';
import type { Layout } from './dyno.ts';
import type { ProcessTypes } from './process-types.ts';

export interface LocalBuildOptions {
	readonly out?: string;
	readonly cache?: string;
	readonly envFile?: string;
	readonly stack?: string;
	/** The directories of all buildpacks, in order; Cloud Foundry only. */
	readonly buildpack?: readonly string[];
}

/** A process type that is started. */
export interface StartedProcess {
	readonly type: string;
	readonly port: number;
}

/** An app as a platform would have built it. */
export interface LocalBuild {
	/** What detect printed, or what the last buildpack calls itself. */
	readonly name: string;
	readonly out: OutDirectory;
	readonly processTypes: ProcessTypes;
	/** The processes that run beside those of a type, by name. */
	sidecarsOf(type: string): ProcessTypes;
	/** Where the platform has the app at run time. */
	readonly layout: Layout;
	/** The variables that the platform gives to a process, and the app's own. */
	environmentOf(process: StartedProcess): Readonly<Record<string, string>>;
}

/**
 * The cache of an app's builds: kept from one to the next, as platforms do; by default below XDG_CACHE_HOME, by the
 * app's path.
 *
 * @param suffix tells the caches of platforms that arrange them differently
 * @throws BuildpackError if it is inside of the app or around it
 */
export function chooseCache(source: string, cache: string | undefined, suffix = ''): string {
	const directory = cache === undefined ? defaultCache(source, suffix) : resolve(cache);
	refuseInside(source, directory, '--cache');
	refuseAround(source, directory);
	return directory;
}

function defaultCache(path: string, suffix: string): string {
	const id = createHash('sha256').update(path).digest('hex').slice(0, 12);
	return userCache(`${basename(path)}-${id}${suffix}`);
}

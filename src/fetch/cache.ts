import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { arch } from 'node:process';
import { join, sep } from 'node:path';
import { ownCache } from '../defaults.ts';
import { BuildpackError, reasonOf } from '../errors.ts';
import { makeDirectory, removeTree, replaceFile, statusOf } from '../files.ts';
import { detail } from '../output.ts';

/*
 * CACHE_DIR belongs to the app: installers put there what they like. The buildpack's own files stand in one
 * directory of it:
 *
 *     CACHE_DIR/modular-v1/
 *       filled-for      stack and architecture, one line: heroku-24 x64
 *       node/           the buildpack's own Node.js, which survives emptying the cache: see lib/own-node.sh
 *       compiled/       V8's compiled code of the buildpack, where Node.js keeps it: see lib/start.cjs
 *       indexes/        see resolve/stored-index.ts
 *       installers/     <checksum>.sh, as the indexes name them
 *       artifacts/      see artifacts.ts
 *       store/
 */

export interface CacheUse {
	readonly cacheDir: string;
	/** Directories that emptying the cache may never touch. */
	readonly precious: readonly string[];
	readonly stack: string | undefined;
	/** Whether the user asks for an empty cache. */
	readonly clean: boolean;
}

/**
 * Removes from the cache what is no longer what was downloaded, and what nobody needs any more. Costs nothing for a
 * cache without downloads.
 */
export async function clearArtifacts(cacheDir: string): Promise<void> {
	const ownDir = join(cacheDir, ownCache);
	if (!statusOf(join(ownDir, 'artifacts'))) return;
	const { ArtifactCache } = await import('./artifacts.ts');
	await new ArtifactCache(cacheDir, ownDir).clear();
}

/**
 * Makes the cache directory ready for a build: there, emptied if the user wants that or if it was filled for
 * another stack or architecture, and marked with this one's.
 */
export function prepareCache({ cacheDir, precious, stack, clean }: CacheUse): void {
	const marker = join(cacheDir, ownCache, 'filled-for');
	const filledFor = `${stack ?? 'unknown'} ${arch}\n`;
	try {
		const before = statusOf(marker) ? readFileSync(marker, 'utf8') : filledFor;
		if (clean) {
			empty(cacheDir, precious);
			detail('The cache was emptied.');
		} else if (before !== filledFor) {
			empty(cacheDir, precious);
			detail(`The cache was emptied: it was filled for ${before.trim()}, and this is ${filledFor.trim()}.`);
		}
		makeDirectory(cacheDir);
		if (!statusOf(marker) || before !== filledFor) replaceFile(marker, filledFor);
	} catch (cause) {
		if (cause instanceof BuildpackError) throw cause;
		throw new BuildpackError('cache::not-usable', { cacheDir, reason: reasonOf(cause) }, { cause });
	}
}

/** Removes all that is in the cache, except a Node.js runtime, which depends on nothing that changes. */
function empty(cacheDir: string, precious: readonly string[]): void {
	if (!statusOf(cacheDir)) return;
	const real = realpathSync(cacheDir);
	for (const directory of precious) {
		if (statusOf(directory) && `${realpathSync(directory)}${sep}`.startsWith(real === sep ? sep : `${real}${sep}`)) {
			throw new BuildpackError('cache::holds-something-precious', { cacheDir, directory });
		}
	}
	for (const name of readdirSync(real)) {
		if (name !== ownCache) removeTree(join(real, name));
	}
	const own = join(real, ownCache);
	for (const name of statusOf(own)?.isDirectory() ? readdirSync(own) : []) {
		if (name !== 'node') removeTree(join(own, name));
	}
}

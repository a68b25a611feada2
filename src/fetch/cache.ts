import { readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { arch } from 'node:process';
import { basename, join, sep } from 'node:path';
import { ownCache } from '../defaults.ts';
import { BuildpackError, reasonOf } from '../errors.ts';
import { linkStatusOf, makeDirectory, removeTree, replaceFile, statusOf, temporarySince } from '../files.ts';
import { detail, warn } from '../output.ts';
import { isAbandoned } from './retention.ts';

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
	try {
		await new ArtifactCache(cacheDir, ownDir).clear();
	} catch (cause) {
		throw notUsable(cacheDir, cause);
	}
}

/**
 * Makes the cache directory ready for a build: there, emptied if the user wants that or if it was filled for
 * another stack or architecture, and marked with this one's.
 */
export function prepareCache({ cacheDir, precious, stack, clean }: CacheUse): void {
	const marker = join(cacheDir, ownCache, 'filled-for');
	const filledFor = `${stack ?? 'unknown'} ${arch}\n`;
	try {
		const before = readMarker(marker) ?? filledFor;
		if (clean) {
			empty(cacheDir, precious);
			detail('The cache was emptied.');
		} else if (before !== filledFor) {
			empty(cacheDir, precious);
			detail(`The cache was emptied: it was filled for ${before.trim()}, and this is ${filledFor.trim()}.`);
		}
		makeDirectory(cacheDir);
		removeMisplaced(join(cacheDir, ownCache));
		if (readMarker(marker) !== filledFor) replaceFile(marker, filledFor);
	} catch (cause) {
		throw cause instanceof BuildpackError ? cause : notUsable(cacheDir, cause);
	}
}

/** Undefined where there is none, or another build has just removed it. */
function readMarker(marker: string): string | undefined {
	try {
		return readFileSync(marker, 'utf8');
	} catch (error) {
		if (/^(?:ENOENT|ENOTDIR|EISDIR)$/.test((error as NodeJS.ErrnoException).code ?? '')) return undefined;
		throw error;
	}
}

/** Removes what stands where one of our own directories belongs: every build would end there, or do without it. */
function removeMisplaced(own: string): void {
	for (const name of ['compiled', 'node', ...shared]) {
		const path = join(own, name);
		if (linkStatusOf(path) === undefined || statusOf(path)?.isDirectory()) continue;
		rmSync(path, { force: true });
		warn(`${path} is not a directory, and is removed.`);
	}
}

function notUsable(cacheDir: string, cause: unknown): BuildpackError {
	const { path, dest = path } = cause as NodeJS.ErrnoException & { readonly dest?: string };
	const isNamed = dest !== undefined && dest !== cacheDir && temporarySince(basename(dest)) === undefined;
	const facts = { cacheDir, file: isNamed ? dest : undefined, reason: reasonOf(cause) };
	return new BuildpackError('cache::not-usable', facts, { cause });
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
	emptyDirectory(real, [ownCache]);
	const own = join(real, ownCache);
	if (!statusOf(own)?.isDirectory()) removeTree(own);
	emptyDirectory(own, ['node', ...shared]);
	for (const name of shared) emptyDirectory(join(own, name));
}

/** Directories that other builds may be about to put something into: they stay, with what is on its way there. */
const shared = ['artifacts', 'indexes', 'installers', 'store'];

function emptyDirectory(directory: string, except: readonly string[] = []): void {
	if (!statusOf(directory)?.isDirectory()) return;
	for (const name of readdirSync(directory)) {
		const isOnItsWay = temporarySince(name) !== undefined && !isAbandoned(name);
		if (!isOnItsWay && !except.includes(name)) removeUnlessInUse(join(directory, name));
	}
}

function removeUnlessInUse(path: string): void {
	try {
		removeTree(path);
	} catch (error) {
		// another build puts something there, or removes it as well
		if (!/^(?:ENOTEMPTY|ENOENT)$/.test((error as NodeJS.ErrnoException).code ?? '')) throw error;
	}
}

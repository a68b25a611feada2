import { readdirSync, readFileSync } from 'node:fs';
import { arch } from 'node:process';
import { join } from 'node:path';
import { abandonedAfter, mostCompiled, ownCache, runtimeRetention } from '../defaults.ts';
import { removeTree, statusOf, temporarySince } from '../files.ts';
import { noteUse } from './retention.ts';

/**
 * Removes from the cache the Node.js runtimes that lib/own-node.sh put there and will not take any more: those of other
 * versions and architectures that no build has used for some days, and what killed builds left of theirs. Builds of several
 * versions of the buildpack may share a cache. What cannot be removed stays.
 */
export function clearRuntimes(cacheDir: string, buildpackDir: string): void {
	const runtimes = join(cacheDir, ownCache, 'node');
	if (!statusOf(runtimes)?.isDirectory()) return;
	const version = pinnedVersion(buildpackDir);
	noteUse(join(runtimes, String(version), arch, 'complete'));
	for (const name of readdirSync(runtimes)) {
		const since = temporarySince(name);
		const place = join(runtimes, name);
		if (since !== undefined && Date.now() - since > abandonedAfter) tryToRemove(place);
		if (since === undefined) removeOld(place, name === version ? arch : undefined);
	}
}

/** Removes from a version's directory, but for one architecture, what no build has used; and then the directory. */
function removeOld(directory: string, except: string | undefined): void {
	const old = namesIn(directory).filter((name) => name !== except && lastUse(join(directory, name)) < oldestUse());
	for (const name of old) tryToRemove(join(directory, name));
	if (except === undefined && namesIn(directory).length === 0) tryToRemove(directory);
}

const oldestUse = () => Date.now() - runtimeRetention;

/** When a runtime was last used; for one that is not complete, when something was last put there. */
function lastUse(directory: string): number {
	return (statusOf(join(directory, 'complete')) ?? statusOf(directory))?.mtimeMs ?? 0;
}

function namesIn(directory: string): string[] {
	return statusOf(directory)?.isDirectory() ? readdirSync(directory) : [];
}

/**
 * Removes the code that V8 has compiled (lib/start.cjs) once many are there: each version of Node.js, user and place of
 * the buildpack leaves its own, of about 100 kB. The builds after make theirs again.
 */
export function clearCompiled(cacheDir: string): void {
	const compiled = join(cacheDir, ownCache, 'compiled');
	if (!statusOf(compiled)?.isDirectory()) return;
	if (readdirSync(compiled, { recursive: true }).length > mostCompiled) tryToRemove(compiled);
}

function pinnedVersion(buildpackDir: string): string | undefined {
	const lines = readFileSync(join(buildpackDir, 'lib', 'node-runtime'), 'utf8').split('\n');
	return lines.map((line) => line.split(' ')).find(([, architecture]) => architecture === arch)?.[0];
}

/** The build is good, and stays so if another user's files, say, are in the way. */
function tryToRemove(path: string): void {
	try {
		removeTree(path);
	} catch {
		// the next build tries again
	}
}

import { readdirSync, readFileSync } from 'node:fs';
import { arch } from 'node:process';
import { join } from 'node:path';
import { abandonedAfter, mostCompiled, ownCache } from '../defaults.ts';
import { removeTree, statusOf, temporarySince } from '../files.ts';

/**
 * Removes from the cache the Node.js runtimes that lib/own-node.sh put there and will not take any more: those of other
 * versions and architectures, and what killed builds left of theirs. What cannot be removed stays.
 */
export function clearRuntimes(cacheDir: string, buildpackDir: string): void {
	const runtimes = join(cacheDir, ownCache, 'node');
	if (!statusOf(runtimes)?.isDirectory()) return;
	const version = pinnedVersion(buildpackDir);
	for (const name of readdirSync(runtimes)) {
		const since = temporarySince(name);
		if (since === undefined ? name !== version : Date.now() - since > abandonedAfter) tryToRemove(join(runtimes, name));
	}
	const pinned = join(runtimes, String(version));
	if (!statusOf(pinned)?.isDirectory()) return;
	for (const name of readdirSync(pinned)) if (name !== arch) tryToRemove(join(pinned, name));
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

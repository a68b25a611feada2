import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { appFiles, makeFiles } from '../support/directories.ts';
import { compile, type CompileOptions, type CompileResult } from '../support/entry-points.ts';

/*
 * Builds with one cache, and what is in it.
 */

/** Builds a new app of one installer. */
export async function buildWith(
	cacheDir: string,
	installer: string,
	options: CompileOptions = {},
): Promise<CompileResult> {
	return await compile(makeFiles(appFiles({ one: installer })), { cacheDir, ...options });
}

/** The files in a directory, by path, directories left out. */
export function filesIn(directory: string): string[] {
	const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
	return entries
		.filter((entry) => !entry.isDirectory())
		.map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
		.sort();
}

/** The paths of the records in a cache. */
export function recordsIn(cacheDir: string): string[] {
	return filesIn(join(cacheDir, 'modular-v1')).filter((path) => path.startsWith('artifacts/'));
}

export function storeIn(cacheDir: string): string[] {
	return readdirSync(join(cacheDir, 'modular-v1/store')).sort();
}

export function read(...path: readonly string[]): string {
	return readFileSync(join(...path), 'utf8');
}

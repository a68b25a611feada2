import { lstatSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isPackageName } from '../config/names.ts';
import { BuildpackError, reasonOf } from '../errors.ts';
import { makeDirectory } from '../files.ts';

/** What a template's files are copied to. */
export interface NewFiles {
	/** Of templates/. */
	readonly template: 'package' | 'app';
	readonly directory: string;
	/** What replaces NAME, in the names of files and in their text. */
	readonly name?: string;
}

/**
 * Writes files to start from: all of them, or none. No file is ever overwritten.
 *
 * @returns their paths
 */
export function writeNewFiles(buildpackDir: string, { template, directory, name = 'NAME' }: NewFiles): string[] {
	const source = join(buildpackDir, 'templates', template);
	const files = list(buildpackDir, source).map((path) => ({
		source: join(source, path),
		target: join(directory, path.replaceAll('NAME', name)),
	}));
	const existing = files.map(({ target }) => target).filter(isThere);
	if (existing.length > 0) throw new BuildpackError('publish::there-already', { files: existing });
	const written: string[] = [];
	for (const { source: from, target: file } of files) {
		try {
			makeDirectory(dirname(file));
			writeFileSync(file, readFileSync(from, 'utf8').replaceAll('NAME', name), { flag: 'wx' });
			written.push(file);
		} catch (cause) {
			for (const each of written) rmSync(each, { force: true });
			throw new BuildpackError('publish::not-written', { file, reason: reasonOf(cause) }, { cause });
		}
	}
	return written;
}

/** @throws BuildpackError if nothing can be called so */
export function checkNewName(name: string): void {
	if (!isPackageName(name)) throw new BuildpackError('publish::name-unusable', { name });
}

/** Whether something is there, be it a link that leads nowhere. */
function isThere(path: string): boolean {
	return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

function list(buildpackDir: string, source: string): string[] {
	try {
		const entries = readdirSync(source, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
		return entries.map((entry) => join(entry.parentPath, entry.name).slice(source.length + 1)).sort();
	} catch (cause) {
		const path = source.slice(buildpackDir.length + 1);
		throw new BuildpackError('publish::no-buildpack', { directory: buildpackDir, path }, { cause });
	}
}

import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isPackageName } from '../config/names.ts';
import { BuildpackError, reasonOf } from '../errors.ts';
import { linkStatusOf, makeDirectory, statusOf } from '../files.ts';

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
	const existing = files.map(({ target }) => target).filter((target) => linkStatusOf(target) !== undefined);
	if (existing.length > 0) throw new BuildpackError('publish::there-already', { files: existing });
	const parent = nearestOf(directory);
	if (statusOf(parent)?.isDirectory() === false)
		throw new BuildpackError('publish::not-written', { file: parent, reason: 'it is a file, not a directory' });
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

/** @throws BuildpackError if nothing can be called so, or no build would ever get it */
export function checkNewName(buildpackDir: string, name: string): void {
	if (!isPackageName(name)) throw new BuildpackError('publish::name-unusable', { name });
	if (statusOf(join(buildpackDir, 'installers', `${name}.sh`)) !== undefined)
		throw new BuildpackError('publish::name-taken', { name });
}

/** What is there of a path: the path itself, or the nearest one around it. */
function nearestOf(path: string): string {
	return statusOf(path) !== undefined || dirname(path) === path ? path : nearestOf(dirname(path));
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

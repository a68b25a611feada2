import { type Dirent, readdirSync, readFileSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { isPackageName } from '../config/names.ts';
import { largestInstaller } from '../defaults.ts';
import { BuildpackError, reasonOf } from '../errors.ts';

/*
 * A directory of packages, as teams keep them, and as the shell project kept its own:
 *
 *     DIR/NAME.sh             the installer of a package
 *     DIR/NAME.dsc            its description, in the first line
 *     DIR/GROUP/NAME.sh       the same in a group, which is no part of the name
 *     DIR/GROUP/anything      archives, patches, build scripts (executable: installers are not)
 */

/** A package of a directory. */
export interface PublishedPackage {
	readonly name: string;
	/** Of its installer, relative to the directory, with `/` between its parts. */
	readonly path: string;
	/** The same, absolute or as the directory was given. */
	readonly file: string;
	/** One line; undefined where there is none. */
	readonly description: string | undefined;
	readonly content: Buffer;
}

/** What looks like an installer and is none, and why. */
export interface LeftOut {
	readonly path: string;
	readonly reason: string;
}

export interface PackageDirectory {
	/** In the order of their names, byte by byte. */
	readonly packages: readonly PublishedPackage[];
	readonly leftOut: readonly LeftOut[];
}

/**
 * Reads a directory of packages.
 *
 * @throws BuildpackError if it cannot be read, a file in it can be no installer, or two have one name
 */
export function readPackageDirectory(directory: string): PackageDirectory {
	const leftOut: LeftOut[] = [];
	const packages: PublishedPackage[] = [];
	for (const entry of list(directory, '')) {
		if (isDirectory(directory, entry.name)) {
			if (entry.name.startsWith('.')) continue;
			for (const inside of list(directory, entry.name))
				readEntry(directory, join(entry.name, inside.name), packages, leftOut);
		} else readEntry(directory, entry.name, packages, leftOut);
	}
	packages.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
	packages.forEach(({ name, path }, index) => {
		const next = packages[index + 1];
		if (next?.name === name) throw new BuildpackError('publish::two-of-one-name', { name, paths: [path, next.path] });
	});
	return { packages, leftOut };
}

function readEntry(directory: string, path: string, packages: PublishedPackage[], leftOut: LeftOut[]): void {
	const name = path.slice(path.lastIndexOf('/') + 1);
	if (!name.endsWith('.sh')) return;
	const packageName = name.slice(0, -'.sh'.length);
	const status = statusOf(directory, path);
	if (status.isDirectory()) return;
	if (name.startsWith('.')) leftOut.push({ path, reason: 'it is hidden' });
	else if (!isPackageName(packageName))
		leftOut.push({ path, reason: `${JSON.stringify(packageName)} is not a package name` });
	else if ((status.mode & 0o111) !== 0) leftOut.push({ path, reason: 'it is executable, as build scripts are' });
	else if (!status.isFile()) leftOut.push({ path, reason: 'it is not a file' });
	else packages.push(readPackage(directory, path, packageName, status.size));
}

function readPackage(directory: string, path: string, name: string, size: number): PublishedPackage {
	const file = join(directory, path);
	if (size > largestInstaller)
		throw new BuildpackError('publish::installer-unusable', {
			path,
			reason: `it is ${(size / 1e6).toFixed(1)} MB large`,
		});
	const content = read(directory, path);
	if (content.includes(0))
		throw new BuildpackError('publish::installer-unusable', { path, reason: 'it holds NUL bytes' });
	return { name, path, file, description: readDescription(file.replace(/sh$/, 'dsc')), content };
}

/** The first line that is not blank. */
function readDescription(file: string): string | undefined {
	if (!statSync(file, { throwIfNoEntry: false })?.isFile()) return undefined;
	const lines = readFileSync(file, 'utf8').split(/\r?\n/);
	return lines.map((line) => line.trim()).find((line) => line !== '');
}

function list(directory: string, path: string): Dirent[] {
	try {
		const entries = readdirSync(join(directory, path), { withFileTypes: true });
		return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
	} catch (cause) {
		throw unreadable(directory, path, cause);
	}
}

function isDirectory(directory: string, path: string): boolean {
	return statusOf(directory, path).isDirectory();
}

function statusOf(directory: string, path: string): Stats {
	try {
		return statSync(join(directory, path));
	} catch (cause) {
		throw unreadable(directory, path, cause);
	}
}

function read(directory: string, path: string): Buffer {
	try {
		return readFileSync(join(directory, path));
	} catch (cause) {
		throw unreadable(directory, path, cause);
	}
}

function unreadable(directory: string, path: string, cause: unknown): BuildpackError {
	return new BuildpackError('publish::unreadable', { path: join(directory, path), reason: reasonOf(cause) }, { cause });
}

import { type Dirent, readdirSync, readFileSync, realpathSync, type Stats, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isPackageName } from '../config/names.ts';
import { largestInstaller } from '../defaults.ts';
import { BuildpackError, reasonOf } from '../errors.ts';
import { sizeText } from './size-text.ts';

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
	const packages: PublishedPackage[] = [];
	const leftOut: LeftOut[] = [];
	const groups = readGroup(directory, '', packages, leftOut);
	for (const group of groups) readGroup(directory, group, packages, leftOut);
	const order = ({ name, path }: PublishedPackage) => `${name}/${path}`; // no name has a slash
	packages.sort((a, b) => (order(a) < order(b) ? -1 : 1));
	packages.forEach(({ name, path }, index) => {
		const next = packages[index + 1];
		if (next?.name === name) throw new BuildpackError('publish::two-of-one-name', { name, paths: [path, next.path] });
	});
	return { packages, leftOut };
}

/** Reads the packages that lie in a group, or beside the groups; gives the directories there. */
function readGroup(directory: string, group: string, packages: PublishedPackage[], leftOut: LeftOut[]): string[] {
	const entries = list(directory, group);
	const names = new Set(entries.map(({ name }) => name));
	const groups: string[] = [];
	for (const entry of entries) {
		const path = join(group, entry.name);
		const isScript = entry.name.endsWith('.sh');
		if (entry.name.startsWith('.')) {
			if (isScript) leftOut.push({ path, reason: 'it is hidden' });
		} else if (entry.isDirectory()) groups.push(path);
		else if (isScript) readScript({ directory, path, names }, packages, leftOut);
		else if (entry.isSymbolicLink()) {
			const obstacle = obstacleBehind(directory, path);
			if (obstacle !== undefined) leftOut.push({ path, reason: obstacle });
			else if (statusOf(directory, path).isDirectory()) groups.push(path);
		}
	}
	return groups;
}

/** Why a link is not followed: links that lead nowhere or in a circle are common, and harm nobody. */
function obstacleBehind(directory: string, path: string): string | undefined {
	try {
		const target = realpathSync(join(directory, path));
		const leadsBack = `${realpathSync(directory)}/`.startsWith(target.replace(/\/?$/, '/'));
		return leadsBack ? 'it is a link to a directory around it' : undefined;
	} catch (cause) {
		return `it is a link that cannot be followed: ${reasonOf(cause)}`;
	}
}

/** A file whose name ends as those of installers do. */
interface Script {
	readonly directory: string;
	readonly path: string;
	/** Of all that lies beside it. */
	readonly names: ReadonlySet<string>;
}

function readScript(script: Script, packages: PublishedPackage[], leftOut: LeftOut[]): void {
	const { directory, path, names } = script;
	const status = statusOf(directory, path);
	const name = basename(path, '.sh');
	if (!isPackageName(name)) leftOut.push({ path, reason: `${JSON.stringify(name)} is not a package name` });
	else if ((status.mode & 0o111) !== 0) leftOut.push({ path, reason: 'it is executable, as build scripts are' });
	else if (!status.isFile()) leftOut.push({ path, reason: 'it is not a file' });
	else {
		const content = readInstaller(directory, path, status.size);
		const description = names.has(`${name}.dsc`) ? readDescription(directory, path.replace(/sh$/, 'dsc')) : undefined;
		packages.push({ name, path, file: join(directory, path), description, content });
	}
}

function readInstaller(directory: string, path: string, size: number): Buffer {
	const unusable = (reason: string) => new BuildpackError('publish::installer-unusable', { path, reason });
	if (size > largestInstaller) throw unusable(`it is ${sizeText(size)} large`);
	const content = read(directory, path);
	if (/^(?:\xff\xfe|\xfe\xff)/.test(content.toString('latin1', 0, 2))) throw unusable('it is in UTF-16');
	if (content.includes(0)) throw unusable('it holds NUL bytes');
	return content;
}

/** The first line that is not blank. */
function readDescription(directory: string, path: string): string | undefined {
	const status = statusOf(directory, path);
	if (!status.isFile()) return undefined;
	if (status.size > largestInstaller)
		throw unreadable(directory, path, new Error(`it is ${sizeText(status.size)} large`));
	const lines = read(directory, path).toString().split(/\r?\n/);
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
	const isFile = (cause as NodeJS.ErrnoException).code === 'ENOTDIR';
	const reason = isFile ? 'it is not a directory' : reasonOf(cause);
	return new BuildpackError('publish::unreadable', { path: join(directory, path), reason }, { cause });
}

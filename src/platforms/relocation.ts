import {
	chmodSync,
	type Dirent,
	lstatSync,
	readdirSync,
	readFileSync,
	readlinkSync,
	realpathSync,
	symlinkSync,
	unlinkSync,
} from 'node:fs';
import { posix } from 'node:path';
import { replaceFile, statusOf } from '../files.ts';
import { type NamesAtBoot, relocateScript } from '../relocated-text.ts';
import type { AppCopy } from './app-copy.ts';
import type { Phase } from './cloud-foundry.ts';

/*
 * A droplet is run elsewhere than it was built: nothing in it may name a directory of the build. The app and DEPS_DIR
 * stand side by side there, as <root>/app and <root>/deps. Paths are handled as text with one character a byte here,
 * since names may be of any bytes.
 */

/** Where the directories of a build are in a droplet, by where they are now. */
type Places = readonly (readonly [now: string, inDroplet: string])[];

/** Makes the links in an app that lead absolutely to one of its own files, or to what others supply, relative. */
export function relocateLinks({ appDir, depsDir }: Phase): void {
	const places = placesOf(appDir, depsDir);
	for (const link of findLinks(toText(appDir))) {
		const target = readLink(link);
		if (target.startsWith('/')) replaceLink(link, target, places);
	}
}

/**
 * The same for what is new in a copy of an app. Links to the app's own files, which the copy has no longer, go to the app
 * itself.
 *
 * @param added paths in the copy
 */
export function relocateAddedLinks({ appDir, depsDir }: Phase, copy: AppCopy, added: readonly Buffer[]): void {
	const [directory, app] = [toText(copy.directory), toText(appDir)];
	const places = placesOf(appDir, depsDir);
	for (const link of added.flatMap((path) => findLinks(posix.join(directory, path.toString('latin1'))))) {
		const given = readLink(link);
		const target = posix.resolve(posix.dirname(link), given);
		const atLaunch = isInside(directory, target) ? placeAtLaunch(target, app + target.slice(directory.length)) : target;
		if (exists(atLaunch) && (atLaunch !== target || given.startsWith('/'))) replaceLink(link, atLaunch, places);
	}
}

/** Of a path in a copy and the same in the app, what has all of it at launch: new things are linked into directories of the app. */
function placeAtLaunch(inCopy: string, inApp: string): string {
	const ofApp = lstatSync(toBytes(inApp), { throwIfNoEntry: false });
	return ofApp?.isDirectory() || !exists(inCopy) ? inApp : inCopy;
}

/** Makes a script call the directories of the build what they are called at boot. */
export function relocateScriptFile(file: string, names: NamesAtBoot): void {
	if (!statusOf(file)?.isFile()) return;
	const text = readFileSync(file);
	const relocated = relocateScript(text, names);
	if (!relocated.equals(text)) replaceFile(file, relocated, lstatSync(file).mode & 0o7777);
}

/** Makes a link lead to what it leads to in a droplet, by a relative path; one that leads out of the build is left. */
function replaceLink(link: string, target: string, places: Places): void {
	const [from, to] = [placeInDroplet(link, places), placeInDroplet(target, places)];
	if (from === undefined || to === undefined) return;
	inWritable(posix.dirname(link), () => {
		unlinkSync(toBytes(link));
		symlinkSync(toBytes(posix.relative(posix.dirname(from), to) || '.'), toBytes(link));
	});
}

/** Changes something in a directory that may not be writable. */
function inWritable(directory: string, change: () => void): void {
	const { mode } = lstatSync(toBytes(directory));
	if ((mode & 0o200) === 0) chmodSync(toBytes(directory), mode | 0o200);
	change();
	if ((mode & 0o200) === 0) chmodSync(toBytes(directory), mode);
}

/** Also by their paths without links, which is how installers may have found them. */
function placesOf(appDir: string, depsDir: string): Places {
	return [
		[toText(appDir), '/app'],
		[toText(depsDir), '/deps'],
		[toText(realpathSync(appDir)), '/app'],
		[toText(realpathSync(depsDir)), '/deps'],
	];
}

function placeInDroplet(path: string, places: Places): string | undefined {
	const place = places.find(([now]) => isInside(now, path));
	return place && place[1] + path.slice(place[0].length);
}

/** The links at and below a path. */
function findLinks(path: string): string[] {
	const status = lstatSync(toBytes(path));
	if (status.isSymbolicLink()) return [path];
	return status.isDirectory() ? findLinksIn(path) : [];
}

function findLinksIn(directory: string): string[] {
	return list(directory).flatMap((entry) => {
		const path = `${directory}/${entry.name.toString('latin1')}`;
		if (entry.isSymbolicLink()) return [path];
		return entry.isDirectory() ? findLinksIn(path) : [];
	});
}

/** Nobody can follow a link out of a directory that nobody can read. */
function list(directory: string): Dirent<Buffer>[] {
	try {
		return readdirSync(toBytes(directory), { withFileTypes: true, encoding: 'buffer' });
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'EACCES') throw error;
		return [];
	}
}

function readLink(link: string): string {
	return readlinkSync(toBytes(link), 'buffer').toString('latin1');
}

function isInside(directory: string, path: string): boolean {
	return path === directory || path.startsWith(`${directory}/`);
}

function exists(path: string): boolean {
	return lstatSync(toBytes(path), { throwIfNoEntry: false }) !== undefined;
}

function toText(path: string): string {
	return Buffer.from(path).toString('latin1');
}

function toBytes(text: string): Buffer {
	return Buffer.from(text, 'latin1');
}

import { lstatSync, readdirSync, readFileSync, readlinkSync, symlinkSync, unlinkSync } from 'node:fs';
import { posix } from 'node:path';
import { replaceFile, statusOf } from '../files.ts';
import { relocate } from '../shell-text.ts';
import type { AppCopy } from './app-copy.ts';

/*
 * A droplet is run elsewhere than it was built: nothing in it may name a directory of the build. Paths are handled as text
 * of one character a byte here, since names may be of any bytes.
 */

/** What a droplet's app is to DEPS_DIR/IDX/app, the directory of a copy: <root>/app to <root>/deps/IDX/app. */
const appFromCopy = '../../../app';

/** Makes the links in an app that name one of its own files absolutely, as installers do with BUILD_DIR, relative. */
export function relocateLinks(appDir: string): void {
	const root = toText(appDir);
	for (const link of findLinks(root)) {
		const target = readLink(link);
		if (isInside(root, target)) replaceLink(link, posix.relative(posix.dirname(link), target));
	}
}

/**
 * The same for what is new in a copy of an app. Links to the app's own files, which the copy has no longer, go to the app
 * itself, where it is in a droplet.
 *
 * @param added paths in the copy
 */
export function relocateAddedLinks({ directory, original }: AppCopy, added: readonly Buffer[]): void {
	const [copy, app] = [toText(directory), toText(original)];
	for (const link of added.flatMap((path) => findLinks(posix.join(copy, path.toString('latin1'))))) {
		const from = posix.dirname(link);
		const target = posix.resolve(from, readLink(link));
		const isOfApp = isInside(app, target);
		if (!isOfApp && !isInside(copy, target)) continue;
		const path = posix.relative(isOfApp ? app : copy, target);
		if (exists(posix.join(copy, path))) replaceLink(link, posix.relative(from, posix.join(copy, path)));
		else if (exists(posix.join(app, path)))
			replaceLink(link, posix.join(posix.relative(from, copy), appFromCopy, path));
	}
}

/** Makes a script call the app's directory what it is called at boot. */
export function relocateScript(file: string, directories: readonly string[]): void {
	if (!statusOf(file)?.isFile()) return;
	const text = readFileSync(file);
	const relocated = relocate(text, directories, '$HOME');
	if (!relocated.equals(text)) replaceFile(file, relocated, lstatSync(file).mode & 0o7777);
}

/** The links at and below a path. */
function findLinks(path: string): string[] {
	const status = lstatSync(toBytes(path));
	if (status.isSymbolicLink()) return [path];
	return status.isDirectory() ? findLinksIn(path) : [];
}

function findLinksIn(directory: string): string[] {
	return readdirSync(toBytes(directory), { withFileTypes: true, encoding: 'buffer' }).flatMap((entry) => {
		const path = `${directory}/${entry.name.toString('latin1')}`;
		if (entry.isSymbolicLink()) return [path];
		return entry.isDirectory() ? findLinksIn(path) : [];
	});
}

function readLink(link: string): string {
	return readlinkSync(toBytes(link), 'buffer').toString('latin1');
}

function replaceLink(link: string, target: string): void {
	unlinkSync(toBytes(link));
	symlinkSync(toBytes(target || '.'), toBytes(link));
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

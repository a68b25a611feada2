import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BuildpackError, reasonOf } from '../errors.ts';
import { statusOf } from '../files.ts';
import { isPackageName } from './names.ts';
import { parseRelease } from './release.ts';

/** Where an app says what it wants, below its root. */
export const configDirectory = 'build/heroku';

/** A package that the app asks for, and the line of the install file that does. */
export interface WantedPackage {
	readonly name: string;
	readonly line: number;
}

/** What an app says in build/heroku. */
export interface App {
	/** In the order of the install file; undefined where there is none. */
	readonly wanted: readonly WantedPackage[] | undefined;
	/** The app's own script, where it has one. Absolute. */
	readonly compileScript: string | undefined;
}

/**
 * Reads and checks all that an app says, before anything is run for it.
 *
 * @param appDir the app's root, absolute
 * @throws BuildpackError naming file and line of the first thing that is wrong
 */
export async function readApp(appDir: string): Promise<App> {
	const directory = join(appDir, configDirectory);
	const install = readConfigFile(directory, 'install');
	const wanted = install === undefined ? undefined : parseInstallFile(install);
	const release = readConfigFile(directory, 'release');
	if (release !== undefined) await parseRelease(release.toString());
	const compileScript = join(directory, 'compile');
	return {
		wanted,
		compileScript: isFile(compileScript, 'compile') ? compileScript : undefined,
	};
}

/**
 * The package names in an install file, which are separated by any white space; `#` at the start of a word
 * begins a comment.
 */
export function parseInstallFile(content: Buffer): WantedPackage[] {
	const lines = content.toString().split('\n');
	return lines.flatMap((text, index) => {
		const line = index + 1;
		if (text.includes('\0')) throw new BuildpackError('app::install-holds-nul', { line });
		const words = text.split(/\s+/).filter((word) => word !== '');
		const comment = words.findIndex((word) => word.startsWith('#'));
		return words.slice(0, comment === -1 ? undefined : comment).map((name) => {
			if (!isPackageName(name)) throw new BuildpackError('app::invalid-package-name', { name, line });
			return { name, line };
		});
	});
}

function readConfigFile(directory: string, name: string): Buffer | undefined {
	const file = join(directory, name);
	if (!isFile(file, name)) return undefined;
	try {
		return readFileSync(file);
	} catch (cause) {
		throw new BuildpackError('app::config-unreadable', { name, reason: reasonOf(cause) }, { cause });
	}
}

/** Whether the file is there. Anything else of that name is an error: the app means something by it. */
function isFile(file: string, name: string): boolean {
	const status = statusOf(file);
	if (status !== undefined && !status.isFile()) throw new BuildpackError('app::config-not-a-file', { name });
	return status !== undefined;
}

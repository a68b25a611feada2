import { join } from 'node:path';
import { configDirectory } from '../config/app.ts';
import type { Environment } from '../config/environment.ts';
import type { BuildPlace } from '../config/place.ts';
import { reposVariable, withoutPasswords } from '../config/repos.ts';
import type { LocalInstaller } from '../resolve/resolver.ts';
import { quoteBytes, quoteWord } from '../shell-text.ts';

export interface SessionStart {
	readonly place: BuildPlace;
	readonly cacheDir: string;
	readonly stack: string | undefined;
	readonly environment: Environment;
	readonly packages: readonly string[];
	/** Where local installers are, by the names that answers use. */
	readonly installers: Readonly<Record<LocalInstaller['source'], string>>;
}

/** The variables that installers rely on, but for those that differ from one to the next. */
export function startVariables({
	place,
	cacheDir,
	stack,
}: Pick<SessionStart, 'place' | 'cacheDir' | 'stack'>): Record<string, string> {
	return {
		BUILD_DIR: place.buildDir,
		CACHE_DIR: cacheDir,
		ENV_DIR: place.envDir ?? '',
		APP_DIR: place.appDir,
		RUNTIME_DIR: place.runtimeDir,
		CONFIG_DIR: join(place.appDir, configDirectory),
		...(stack === undefined ? {} : { STACK: stack }),
	};
}

/** The variables of the environment, as installers see them. */
export function givenVariables({ variables }: Environment): (readonly [name: string, value: Buffer])[] {
	return [...variables].map(([name, value]) => [name, name === reposVariable ? withoutPasswords(value) : value]);
}

/**
 * What the session's shell reads first: the environment, byte for byte, the variables that installers rely on,
 * and the packages as positional parameters.
 */
export function startText({ place, cacheDir, stack, environment, packages, installers }: SessionStart): Buffer {
	const variables = {
		...startVariables({ place, cacheDir, stack }),
		__packages: packages.join(' '), // names need no quotes
		__build_dir: place.buildDir,
		__runtime_dir: place.runtimeDir,
		__app: installers.app,
		__buildpack: installers.buildpack,
	};
	const given = givenVariables(environment);
	const exported = given.filter(([name]) => !isLocale(name));
	const locale = given.filter(([name]) => isLocale(name));
	return Buffer.concat([
		...exported.map(exportLine),
		...Object.entries(variables).map(([name, value]) => Buffer.from(`${name}=${quoteWord(value)}\n`)),
		// last: until then bash reads this text as bytes; and it would print the value of one that it does not know
		Buffer.from('{\n:\n'),
		...locale.map(exportLine),
		Buffer.from('} 2>/dev/null\n'),
	]);
}

function exportLine([name, value]: readonly [string, Buffer]): Buffer {
	return Buffer.concat([Buffer.from(`export ${name}=`), quoteBytes(value), Buffer.from('\n')]);
}

function isLocale(name: string): boolean {
	return name === 'LANG' || name.startsWith('LC_');
}

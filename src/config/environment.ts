import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { longestVariable, mostConfigBytes } from '../defaults.ts';
import { BuildpackError, reasonOf } from '../errors.ts';
import { hideValue } from '../secrets.ts';
import { inherit, type Inherited } from './inherited.ts';
import { isVariableName } from './names.ts';

/** Names that no variable from outside may have, since the build, or the shell that runs it, would break. */
const breaking = [
	...['GIT_DIR', 'LD_PRELOAD', 'HOME', 'PWD'],
	// what shells treat as their own
	...['IFS', 'ENV', 'BASH_ENV', 'CDPATH', 'OPTIND', 'UID', 'EUID', 'PPID', 'SHELLOPTS', 'BASHOPTS', 'OLDPWD'],
	...['BASH_COMPAT', 'BASH_VERSINFO', 'BASH_XTRACEFD', 'FUNCNEST', 'TMOUT'],
	// the contract with installers
	...['BUILD_DIR', 'CACHE_DIR', 'ENV_DIR', 'INSTALLER_DIR', 'PACKAGE', 'APP_DIR', 'RUNTIME_DIR', 'CONFIG_DIR'],
];

/** Names that a config variable may not have: with Heroku's documented list, and what its official buildpacks add. */
const neverLoaded = new Set([...breaking, ...['PATH', 'CPATH', 'CPPATH', 'LD_LIBRARY_PATH', 'LIBRARY_PATH', 'LANG']]);

/** Whether a variable's name says that its value is secret. */
function isSecretName(name: string): boolean {
	return /(?:^|_)(?:API_?KEY|AUTH|CREDENTIALS?|KEY|PASS|PASSPHRASE|PASSWD|PASSWORD|PWD|SECRET|TOKEN)(?:_|$)/i.test(
		name,
	);
}

/** Whether another buildpack may set a variable for this build. It may extend PATH and the like: that is what it is for. */
export function isInheritable(name: string): boolean {
	return isVariableName(name) && !breaking.includes(name);
}

/** Variables of a process that its shell sets for itself: handing them on would be wrong, or an error. */
const ownToShells = new Set([
	...['IFS', 'OPTIND', 'UID', 'EUID', 'PPID', 'SHELLOPTS', 'BASHOPTS', 'PWD', 'OLDPWD', '_'],
	...['BASH_COMPAT', 'BASH_VERSINFO', 'BASH_XTRACEFD', 'FUNCNEST', 'TMOUT'],
]);

/** Prefix under which lib/node.sh keeps NODE_OPTIONS and the like away from the buildpack's own Node.js. */
export const keptPrefix = 'MODULAR_KEPT_';

/** Config variables that were left out, by reason. Names only: values never appear anywhere. */
export interface LeftOut {
	readonly notIdentifiers: readonly string[];
	readonly protected: readonly string[];
	readonly withNul: readonly string[];
	readonly tooLong: readonly string[];
}

/** What the platform and the app's config variables say. */
export interface Environment {
	/** What installers get: the process' own environment, and the config variables over it. Bytes, as they came. */
	readonly variables: ReadonlyMap<string, Buffer>;
	readonly leftOut: LeftOut;
	/** A setting of the buildpack: the config variable if there is one, even an empty one, else the environment's. */
	setting(name: string): string | undefined;
}

/**
 * Reads the environment of this process, what earlier buildpacks add to it, and the platform's directory of config
 * variables.
 *
 * @param envDir one file per variable, as Heroku has it (https://devcenter.heroku.com/articles/buildpack-api);
 *   it may be missing
 * @throws BuildpackError when a variable cannot be read or all of them are over 1.5 MB
 */
export function readEnvironment(envDir: string | undefined, inherited: Inherited): Environment {
	const variables = readProcessEnvironment();
	inherit(variables, inherited);
	const leftOut = { notIdentifiers: [], protected: [], withNul: [], tooLong: [] } satisfies LeftOut;
	for (const [name, value] of readConfigVariables(envDir, leftOut)) variables.set(name, value);
	for (const [name, value] of variables) if (isSecretName(name)) hideValue(name, value.toString());
	return { variables, leftOut, setting: (name) => variables.get(name)?.toString() };
}

/** The variables as the kernel has them, since process.env would change bytes that are no UTF-8. */
function readProcessEnvironment(): Map<string, Buffer> {
	const variables = new Map<string, Buffer>();
	const text = readFileSync('/proc/self/environ', 'latin1');
	for (const entry of text.split('\0')) {
		const end = entry.indexOf('=');
		const given = entry.slice(0, Math.max(end, 0));
		const name = given.startsWith(keptPrefix) ? given.slice(keptPrefix.length) : given;
		if (isVariableName(name) && !ownToShells.has(name))
			variables.set(name, Buffer.from(entry.slice(end + 1), 'latin1'));
	}
	return variables;
}

function readConfigVariables(
	envDir: string | undefined,
	leftOut: { [R in keyof LeftOut]: string[] },
): Map<string, Buffer> {
	const variables = new Map<string, Buffer>();
	if (envDir === undefined) return variables;
	let total = 0;
	for (const name of listFiles(envDir)) {
		if (!isVariableName(name)) leftOut.notIdentifiers.push(name);
		else if (neverLoaded.has(name)) leftOut.protected.push(name);
		else {
			const value = withoutTrailingNewlines(readValue(envDir, name));
			if (value.includes(0)) leftOut.withNul.push(name);
			else if (`${name}=`.length + value.length + 1 > longestVariable) leftOut.tooLong.push(name);
			else {
				variables.set(name, value);
				total += name.length + value.length;
			}
		}
	}
	if (total > mostConfigBytes)
		throw new BuildpackError('config::variables-too-large', { envDir, total, most: mostConfigBytes });
	return variables;
}

function listFiles(envDir: string): string[] {
	try {
		const entries = readdirSync(envDir, { withFileTypes: true });
		return entries.flatMap((entry) => (entry.isFile() || entry.isSymbolicLink() ? [entry.name] : [])).sort();
	} catch (cause) {
		throw new BuildpackError('config::env-dir-unreadable', { envDir, reason: reasonOf(cause) }, { cause });
	}
}

function readValue(envDir: string, name: string): Buffer {
	try {
		return readFileSync(join(envDir, name));
	} catch (cause) {
		throw new BuildpackError(
			'config::variable-unreadable',
			{ file: join(envDir, name), reason: reasonOf(cause) },
			{ cause },
		);
	}
}

function withoutTrailingNewlines(value: Buffer): Buffer {
	let end = value.length;
	while (end > 0 && value[end - 1] === 0x0a) end -= 1;
	return value.subarray(0, end);
}

/** The words of the command that runs sessions: /bin/sh, unless a test wants another. */
export function shellCommand(): string[] {
	return (process.env['MODULAR_SHELL'] ?? '/bin/sh').split(' ');
}

/** The variables of this process, for what starts others or looks for its user's directories. */
export function processVariables(): Readonly<Record<string, string>> {
	return Object.fromEntries(
		Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
	);
}

import { readFileSync } from 'node:fs';
import { reasonOf } from '../errors.ts';
import { replaceFile, statusOf } from '../files.ts';
import { inOneLine, warn } from '../output.ts';

/*
 * DEPS_DIR/IDX/config.yml, by which buildpacks know each other; the platform reads name and version. Ours:
 *
 *     name: modular
 *     version: "0.1.0"
 *     config:
 *       packages: ["nginx", "php5"]     what later instances of this buildpack need not install
 *       compiled: true                  whether the app's compile script was run
 */

/** The name by which buildpacks know this one. */
const ownName = 'modular';

export interface DepsConfig {
	/** Undefined where it does not say. */
	readonly name: string | undefined;
	/** What an instance of this buildpack has installed; empty for others. */
	readonly packages: readonly string[];
	readonly isCompiled: boolean;
}

export function isOwnConfig({ name }: DepsConfig): boolean {
	return name === ownName;
}

/** Writes who has been here, and what it has done for the app. */
export function writeConfig(file: string, version: string, packages: readonly string[], isCompiled: boolean): void {
	const list = packages.map((name) => JSON.stringify(name)).join(', '); // without quotes, 1.0 would be a number
	replaceFile(
		file,
		`name: ${ownName}\nversion: ${JSON.stringify(version)}\nconfig:\n  packages: [${list}]\n  compiled: ${String(isCompiled)}\n`,
	);
}

/** What a buildpack's config.yml says; undefined, with a warning if there is one, where it cannot be read. */
export async function readConfig(file: string): Promise<DepsConfig | undefined> {
	try {
		const status = statusOf(file);
		if (status === undefined) return undefined;
		if (!status.isFile()) throw new Error(status.isDirectory() ? 'it is a directory' : 'it is not a file');
		const { parseDocument } = await import('yaml');
		const document = parseDocument(readFileSync(file, 'utf8'), { prettyErrors: false, logLevel: 'error' });
		if (document.errors[0]) throw document.errors[0];
		const content: unknown = document.toJS({ mapAsMap: false });
		if (!isMapping(content)) throw new Error('it is not a mapping');
		const config = isMapping(content['config']) ? content['config'] : {};
		const packages: unknown[] = Array.isArray(config['packages']) ? config['packages'] : [];
		return {
			name: typeof content['name'] === 'string' && content['name'] !== '' ? content['name'] : undefined,
			packages: packages.map(String),
			isCompiled: config['compiled'] === true,
		};
	} catch (error) {
		ignore(file, reasonOf(error));
		return undefined;
	}
}

function isMapping(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Says in one line that what an earlier buildpack has left is not used. */
export function ignore(file: string, reason: string): void {
	warn(`What an earlier buildpack has left in ${inOneLine(file)} is not used: ${inOneLine(reason)}.`);
}

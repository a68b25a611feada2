import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeDirectory, makeFiles } from '../support/directories.ts';
import { root } from '../support/entry-points.ts';
import { modular, type ModularOptions, type ModularResult } from './modular.ts';

/*
 * Cloud Foundry buildpacks written in sh, which write down how they are called.
 */

/** How a script was called. */
export interface Call {
	/** As in `bin/supply of first`. */
	readonly script: string;
	readonly args: readonly string[];
	/** Its working directory. */
	readonly cwd: string;
}

/** A file where buildpacks write down their calls. */
export function makeRecord(): string {
	return join(makeDirectory('record'), 'calls');
}

/** The calls in a file, in order. */
export function readCalls(record: string): readonly Call[] {
	const words = existsSync(record) ? readFileSync(record, 'utf8').split('\0').slice(0, -1) : [];
	const calls: Call[] = [];
	while (words.length > 0) {
		const [script = '', cwd = '', count = ''] = words.splice(0, 3);
		calls.push({ script, cwd, args: words.splice(0, Number(count)) });
	}
	return calls;
}

/** The scripts of a buildpack, by name; each with the arguments of the platform in `$@`. */
export type Scripts = Readonly<Record<string, string>>;

/** A buildpack of the given name that records each call, and then does what its scripts say. */
export function makeBuildpack(name: string, record: string, scripts: Scripts): string {
	const files = Object.entries(scripts).map(([script, text]) => {
		const call = `'bin/${script} of ${name}' "$PWD" "$#" "$@"`;
		return [
			`bin/${script}`,
			{ text: `#!/bin/sh\nprintf '%s\\0' ${call} >>'${record}'\n${text}\n`, mode: 0o755 },
		] as const;
	});
	return makeFiles(Object.fromEntries(files), name);
}

/** A copy of this buildpack whose own scripts are others; gives its bin/modular. */
export function makeOwnBuildpack(record: string, scripts: Scripts): string {
	const directory = makeBuildpack('own', record, scripts);
	for (const name of ['bin/modular', 'lib', 'dist', 'package.json'])
		cpSync(join(root, name), join(directory, name), { recursive: true });
	return join(directory, 'bin', 'modular');
}

/** A release that says how to start the app, and one that says nothing. */
export const releaseWeb = "printf -- '---\\ndefault_process_types:\\n  web: echo released\\n'";
export const releaseNothing = "printf -- '--- {}\\n'";

/** Runs `modular COMMAND APP --platform cloudfoundry --buildpack ...`. */
export function onCloudFoundry(
	command: 'build' | 'run',
	app: string,
	buildpacks: readonly string[],
	options: ModularOptions & { readonly args?: readonly string[] } = {},
): Promise<ModularResult> {
	const named = buildpacks.flatMap((buildpack) => ['--buildpack', buildpack]);
	return modular([command, app, '--platform', 'cloudfoundry', ...named, ...(options.args ?? [])], options);
}

/** A path below TMPDIR without the parts that are made up for each build. */
export function plainPath(path: string, temporary: string): string {
	return path
		.replace(temporary, 'TMPDIR')
		.replace(/staging_\w{6}/, 'STAGING')
		.replace(/contents\w{6}/, 'contents');
}

import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { appFiles, type FileContent, makeDirectory, makeFiles } from '../support/directories.ts';
import { compile, type CompileOptions, type CompileResult, minimalEnvironment, root } from '../support/entry-points.ts';

/** A copy of what a build needs of the buildpack: one that it may write `export` into. */
export function copyBuildpack(): string {
	const copy = makeDirectory('buildpack');
	for (const name of ['bin', 'lib', 'dist', 'installers'])
		cpSync(join(root, name), join(copy, name), { recursive: true });
	return copy;
}

export interface ExtendedBuild extends CompileResult {
	readonly app: string;
	/** What the app's package `one` left in .profile.d, undefined where it left nothing; one character a byte. */
	readonly profile: string | undefined;
	/** What the build left beside bin/, likewise. */
	readonly exported: string | undefined;
}

/** Builds an app whose installers extend variables, with a copy of the buildpack. */
export async function buildExtended(
	installers: Readonly<Record<string, string>>,
	options: CompileOptions & { readonly files?: Readonly<Record<string, FileContent>> } = {},
): Promise<ExtendedBuild> {
	const app = makeFiles(appFiles(installers, options.files));
	const buildpack = copyBuildpack();
	const result = await compile(app, {
		envDir: makeDirectory('env'),
		...options,
		program: join(buildpack, 'bin/compile'),
	});
	return { ...result, app, profile: read(join(app, '.profile.d/one.sh')), exported: read(join(buildpack, 'export')) };
}

/** The values that variables have once bash has evaluated shell text as platforms do; one character a byte. */
export function valuesAfter(
	text: string,
	names: readonly string[],
	env: Readonly<Record<string, string>> = {},
): string[] {
	const prints = names.map((name) => `printf '%s\\0' "$${name}"`);
	const { status, stdout, stderr } = spawnSync('bash', [], {
		input: Buffer.from(`set -eu\n${text}\n${prints.join('\n')}\n`, 'latin1'),
		env: { ...minimalEnvironment, HOME: '/app', ...env },
		timeout: 10_000,
	});
	if (status !== 0 || stderr.length > 0) throw new Error(`status ${String(status)}: ${stderr.toString()}`);
	return stdout.toString('latin1').split('\0').slice(0, -1);
}

/** The same for one variable. */
export function valueAfter(text: string, name: string, env: Readonly<Record<string, string>> = {}): string | undefined {
	return valuesAfter(text, [name], env)[0];
}

function read(file: string): string | undefined {
	return existsSync(file) && statSync(file).isFile() ? readFileSync(file, 'latin1') : undefined;
}

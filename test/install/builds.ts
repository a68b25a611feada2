import { join } from 'node:path';
import { appFiles, type FileContent, makeFiles } from '../support/directories.ts';
import { compile, type CompileOptions, type CompileResult, root } from '../support/entry-points.ts';

/*
 * Builds of apps that are made for one test, and what their logs say.
 */

export interface BuildOptions extends CompileOptions {
	/** The app's install file, where it does not name every installer. */
	readonly install?: string;
	/** The app's build/heroku/compile. */
	readonly compileScript?: string;
	/** More files of the app. */
	readonly files?: Readonly<Record<string, FileContent>>;
	/** The last part of BUILD_DIR. */
	readonly directory?: string;
}

export interface Build extends CompileResult {
	/** BUILD_DIR. */
	readonly app: string;
	/** The absolute path of a package's installer. */
	readonly fileOf: (name: string) => string;
}

/** Compiles a new app that has these installers, by package name. */
export async function build(installers: Readonly<Record<string, string>>, options: BuildOptions): Promise<Build> {
	const { install, compileScript, files, directory, ...rest } = options;
	const app = makeFiles(
		appFiles(installers, {
			...(install === undefined ? {} : { 'build/heroku/install': install }),
			...(compileScript === undefined ? {} : { 'build/heroku/compile': compileScript }),
			...files,
		}),
		directory,
	);
	return {
		...(await compile(app, rest)),
		app,
		fileOf: (name) => join(app, 'build/heroku/installers', `${name}.sh`),
	};
}

/** Lines as a warning or an error prints them. */
export function told(...lines: readonly string[]): string {
	return lines.map((line) => ` !     ${line}\n`).join('');
}

/** What installers have printed with `print`, line by line. */
export function detailsOf({ stdout }: Pick<Build, 'stdout'>): string[] {
	return linesWith('       ', stdout);
}

/** The lines of warnings and errors, without what shells and programs say. */
export function warningsOf({ stderr }: Pick<Build, 'stderr'>): string[] {
	return linesWith(' !     ', stderr);
}

function linesWith(prefix: string, text: string): string[] {
	return text.split('\n').flatMap((line) => (line.startsWith(prefix) ? [line.slice(prefix.length)] : []));
}

/** The packages whose installers have begun, in that order. */
export function begunIn({ stdout }: Pick<Build, 'stdout'>): string[] {
	return [...stdout.matchAll(/^-----> Installing (\S+) \(from the app\)$/gm)].map(([, name]) => name ?? '');
}

/** What a good build says at its end. */
export function countLine(packages: number): string {
	return `-----> Installed ${packages} package${packages === 1 ? '' : 's'}, with 0 downloads.\n`;
}

/** A program that runs bin/compile with another standard input or log, or for a limited time. `$@` are its arguments. */
export function wrapped(command: (compileWithArguments: string) => string): string {
	const text = `#!/bin/sh\n${command(`'${join(root, 'bin', 'compile')}' "$@"`)}\n`;
	return join(makeFiles({ wrapper: { text, mode: 0o755 } }), 'wrapper');
}

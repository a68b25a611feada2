import { existsSync, readdirSync, readFileSync, appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { BuildpackError, reasonOf } from '../errors.ts';
import { makeDirectory, replaceFile, statusOf } from '../files.ts';
import { quoteBytes } from '../shell-text.ts';

/*
 * What env_extend leaves behind. VARIABLE and VALUE end up in two places, in the same shape:
 *
 *     .profile.d/<package>.sh    export PATH="${PATH:+${PATH}:}/app/vendor/nginx/sbin"       VALUE as it was given
 *     export                     export PATH="${PATH:+${PATH}:}"'/tmp/build_1/vendor/nginx/sbin'    as it is now
 */

/** Makes the app's shell extend a variable when it boots. A line that stands there already is not added again. */
export function extendProfile(buildDir: string, packageName: string, variable: string, word: Buffer): void {
	const directory = join(buildDir, '.profile.d');
	const file = join(directory, `${packageName}.sh`);
	const line = extension(variable, word).subarray(0, -1);
	try {
		makeDirectory(directory);
		const text = existsSync(file) ? readFileSync(file) : Buffer.alloc(0);
		const lines = text.toString('latin1').split('\n');
		// a VALUE of several lines stands there as several: all of them have to, one after another
		if (`\n${lines.join('\n')}\n`.includes(`\n${line.toString('latin1')}\n`)) return;
		const separator = text.length === 0 || text.at(-1) === 0x0a ? '' : '\n';
		appendFileSync(file, Buffer.concat([Buffer.from(separator), line, Buffer.from('\n')]));
	} catch (cause) {
		throw new BuildpackError('build::profile-not-writable', { file, reason: reasonOf(cause) }, { cause });
	}
}

/** The variables that an app's shell extends when it boots, with the values as installers gave them, on one line each. */
export function readProfileExtensions(buildDir: string): { readonly variable: string; readonly value: string }[] {
	const directory = join(buildDir, '.profile.d');
	const names = existsSync(directory) ? readdirSync(directory).sort() : [];
	return names
		.filter((name) => name.endsWith('.sh') && statusOf(join(directory, name))?.isFile())
		.map((name) => readFileSync(join(directory, name), 'utf8'))
		.flatMap((text) => [...text.matchAll(/^export (\w+)="\$\{\1:\+\$\{\1\}:\}(.*)"$/gm)])
		.map(([, variable = '', value = '']) => ({ variable, value }));
}

/** One `env_extend`, as it was during the build. */
export interface Extension {
	readonly variable: string;
	/** With everything expanded, and build-time paths. */
	readonly value: Buffer;
}

/**
 * Writes the file for the buildpacks that come next, or removes what an earlier build left there. Nothing happens where
 * the directory cannot be written: on some platforms it is read-only, and none needs the file then.
 */
export function writeExportFile(file: string, extensions: readonly Extension[]): void {
	const lines = new Map<string, Buffer>();
	for (const { variable, value } of extensions) {
		const line = extension(variable, quoteBytes(value), '');
		lines.set(line.toString('latin1'), line);
	}
	try {
		if (lines.size > 0) replaceFile(file, Buffer.concat([...lines.values()]));
		else rmSync(file, { force: true });
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM') return;
		throw new BuildpackError('build::not-writable', { path: file, reason: reasonOf(error) }, { cause: error });
	}
}

/** @param word text that the shell expands: inside the double quotes by default, behind them with `close` empty */
function extension(variable: string, word: Buffer, close = '"'): Buffer {
	const opening = `export ${variable}="\${${variable}:+\${${variable}}:}`;
	return Buffer.concat([Buffer.from(close === '' ? `${opening}"` : opening), word, Buffer.from(`${close}\n`)]);
}

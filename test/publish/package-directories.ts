import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeDirectory } from '../support/directories.ts';

/** A new directory with these files. */
export function makePackages(files: Readonly<Record<string, string | Buffer>>): string {
	const directory = makeDirectory('packages');
	for (const [path, content] of Object.entries(files)) {
		mkdirSync(dirname(join(directory, path)), { recursive: true });
		writeFileSync(join(directory, path), content);
	}
	return directory;
}

/** Installers with a description each, so that nothing is to be said of that. */
export function described(installers: Readonly<Record<string, string | Buffer>>): Record<string, string | Buffer> {
	return Object.fromEntries(
		Object.entries(installers).flatMap(([name, text]) => [
			[`${name}.sh`, text],
			[`${name}.dsc`, `about ${name}\n`],
		]),
	);
}

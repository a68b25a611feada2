import { writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { BuildpackError, reasonOf } from '../errors.ts';
import { replaceFile, statusOf } from '../files.ts';
import { line, warn } from '../output.ts';
import { parseBaseUrl } from '../publish/base-url.ts';
import { formatCatalogue } from '../publish/catalogue.ts';
import { formatIndex, type IndexOptions } from '../publish/index-text.ts';
import { readPackageDirectory } from '../publish/package-directory.ts';
import { type CommandLine, tellLeftOut } from './command-line.ts';

interface Options {
	readonly baseUrl?: string;
	readonly checksum: 'md5' | 'sha256';
	/** Files. */
	readonly out?: string;
	readonly html?: string;
}

export function addIndex({ program, buildpackDir, Option, action }: CommandLine): void {
	program
		.command('index <dir>')
		.description('Print the index of a directory of installers, for repos files to name.')
		.option('--base-url <url>', 'what links begin with (default: none, they are relative to the index)')
		.addOption(new Option('--checksum <kind>', 'of the installers').choices(['md5', 'sha256']).default('md5'))
		.option('--out <file>', 'write it to this file instead')
		.option('--html <file>', 'write a page for people to this file as well')
		.action(action((directory: string, options: Options) => indexPackages(buildpackDir, directory, options)));
}

/** `modular index`: prints or writes the index of a directory of packages, and writes a page of them. */
function indexPackages(buildpackDir: string, directory: string, { baseUrl, checksum, out, html }: Options): number {
	const options: IndexOptions = { checksum, baseUrl: baseUrl === undefined ? undefined : parseBaseUrl(baseUrl) };
	const { packages, leftOut } = readPackageDirectory(directory);
	tellLeftOut(leftOut);
	if (packages.length === 0) warn(`There are no installers in ${directory}: the index is empty.`);
	const index = formatIndex(packages, options);
	if (html !== undefined) {
		const indexName = out === undefined ? 'index' : basename(out);
		writeFile(html, formatCatalogue(packages, { ...options, indexName }, buildpackDir));
	}
	if (out !== undefined) writeFile(out, index);
	else if (index !== '') line(index.slice(0, -1));
	return 0;
}

/** Says so on stderr: stdout may be the index. */
function writeFile(file: string, text: string): void {
	try {
		const isDevice = statusOf(file)?.isFile() === false; // or a pipe, which must not be replaced
		if (isDevice) writeFileSync(file, text);
		else replaceFile(file, text);
	} catch (cause) {
		throw new BuildpackError('publish::not-written', { file, reason: reasonOf(cause) }, { cause });
	}
	line(`Wrote ${file}.`, 'stderr');
}

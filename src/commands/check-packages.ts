import { join } from 'node:path';
import { readEnvironment } from '../config/environment.ts';
import { nothingInherited } from '../config/inherited.ts';
import { BuildpackError } from '../errors.ts';
import { keepStdoutForResults, line } from '../output.ts';
import { checkPackages, readChecked } from '../publish/check.ts';
import { countFindings, findingsAsJson, formatFindings } from '../publish/check-report.ts';
import { findSyntaxShell } from '../publish/check-syntax.ts';
import { openRepositories } from '../publish/offer.ts';
import { readPackageDirectory } from '../publish/package-directory.ts';
import { parseRepoOptions } from '../publish/repository-links.ts';
import { closeNames } from '../resolve/close-names.ts';
import { listInstallers } from '../resolve/resolver.ts';
import { andBefore, type CommandLine, formatOption, tellLeftOut } from './command-line.ts';

interface CheckOptions {
	readonly repo?: readonly string[];
	readonly format: 'text' | 'json';
}

export function addCheck(line: CommandLine): void {
	const { program, buildpackDir, abort, action } = line;
	program
		.command('check <dir>')
		.description('Find what would fail in builds with the packages of a directory, without running them.')
		.option('--repo <link>', 'an index that has more of the required packages; can be repeated', andBefore)
		.addOption(formatOption(line))
		.action(action((directory: string, options: CheckOptions) => check(buildpackDir, directory, options, abort)));
}

/** `modular check`: prints what is wrong with packages; 1 if something is sure to fail. */
async function check(
	buildpackDir: string,
	directory: string,
	{ repo = [], format }: CheckOptions,
	abort: AbortSignal,
): Promise<number> {
	keepStdoutForResults();
	const links = parseRepoOptions('check', repo);
	const { packages, leftOut } = readPackageDirectory(directory);
	tellLeftOut(leftOut);
	if (packages.length === 0) throw new BuildpackError('publish::no-packages', { directory });
	const environment = readEnvironment(undefined, nothingInherited);
	const network = openRepositories(links, buildpackDir, environment, abort);
	const offered = links.length === 0 ? [] : await (await network.repositories()).names();
	const checked = readChecked(packages);
	const buildpackInstallers = join(buildpackDir, 'installers');
	const names = new Set([
		...packages.map(({ name }) => name),
		...checked.flatMap(({ facts }) => facts.marks),
		...listInstallers(buildpackInstallers),
		...offered,
	]);
	const shell = findSyntaxShell();
	const known = { names, suggest: async (name: string) => await closeNames(name, names) };
	const findings = await checkPackages(checked, { directory, buildpackInstallers, known, shell, abort });
	const report = { packages: packages.length, findings, shell };
	if (format === 'json') line(findingsAsJson(report));
	else for (const text of formatFindings(report)) line(text);
	return countFindings(findings).errors > 0 ? 1 : 0;
}

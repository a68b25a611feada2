import { readFileSync } from 'node:fs';
import { BuildpackError } from '../errors.ts';
import { readEnvFile } from '../local/env-file.ts';
import { action, detail, line, quote } from '../output.ts';
import { readServedPackages } from '../publish/directory-server.ts';
import { chooseNames, openTests } from '../publish/package-tests.ts';
import { parseRepoOptions } from '../publish/repository-links.ts';
import { sizeText } from '../publish/size-text.ts';
import type { TestedPackage } from '../publish/tested-package.ts';
import { formatTable, oneLine } from '../publish/text-table.ts';
import { andBefore, type CommandLine, tellLeftOut } from './command-line.ts';

interface TestOptions {
	readonly repo?: readonly string[];
	readonly stack?: string;
	readonly envFile?: string;
	readonly jobs: number;
	readonly keep?: boolean;
}

export function addTest(commandLine: CommandLine): void {
	commandLine.program
		.command('test')
		.description('Install packages of a directory for real, each into an app of its own, as a build would.')
		.argument('<dir>', 'the packages: DIR/NAME.sh or DIR/GROUP/NAME.sh')
		.argument('[package...]', 'which of them (default: all)')
		.option('--repo <link>', 'one more repository, for what packages require; can be repeated', andBefore)
		.option('--stack <name>', 'the platform stack to build for, such as heroku-24')
		.option('--env-file <file>', 'config variables, as NAME=value lines')
		.option('--jobs <n>', 'how many packages to install at a time', asCount(commandLine), 1)
		.option('--keep', 'keep the apps, the caches and the logs, and say where they are')
		.action(
			commandLine.action((directory: string, packages: readonly string[], options: TestOptions) =>
				testPackages(commandLine, directory, packages, options),
			),
		);
}

/** `modular test`: installs packages of a directory, and tells what came of it. */
async function testPackages(
	{ buildpackDir, abort }: CommandLine,
	directory: string,
	wanted: readonly string[],
	{ repo = [], stack, envFile, jobs, keep = false }: TestOptions,
): Promise<number> {
	parseRepoOptions('test', repo);
	const config = await readEnvFile(envFile);
	const found = readServedPackages(directory);
	const names = await chooseNames(directory, found, wanted);
	if (wanted.length === 0) tellLeftOut(found.leftOut);
	const onStart = (name: string) => action(`Testing ${name}`);
	const tests = await openTests(directory, { buildpackDir, stack, config, repos: repo, jobs, onStart }, abort);
	try {
		const tested = await tests.run(names);
		printTable(tested);
		printBoot(tested);
		const failed = tested.filter(({ problem }) => problem !== undefined);
		failed.forEach(printFailure);
		if (failed.length > 0)
			throw new BuildpackError('publish::packages-failed', {
				names: failed.map(({ name }) => name),
				count: tested.length,
			});
		return 0;
	} finally {
		if (keep) action(`Kept in ${tests.scratch}: for each package its app, cache and log`);
		await tests.end(keep);
	}
}

function printTable(tested: readonly TestedPackage[]): void {
	const rows = tested.map(({ name, problem, seconds, bytes, files, extensions, bootLines }) => [
		name,
		problem === undefined ? 'ok' : 'failed',
		seconds.toFixed(1),
		sizeText(bytes),
		String(files),
		String(extensions.filter(({ variable }) => variable === 'PATH').length),
		String(bootLines.length),
	]);
	const table = [['PACKAGE', 'RESULT', 'SECONDS', 'DOWNLOADED', 'FILES', 'PATH', 'BOOT.SH'], ...rows];
	for (const row of formatTable(table, 2)) line(row);
}

/** What the apps would have at boot. */
function printBoot(tested: readonly TestedPackage[]): void {
	for (const { name, extensions, bootLines } of tested) {
		if (extensions.length + bootLines.length === 0) continue;
		line(`\n${name}`);
		for (const { variable, value } of extensions) line(`  ${variable}: ${oneLine(value)}`);
		for (const each of bootLines) line(`  boot.sh: ${oneLine(each)}`);
	}
}

function printFailure({ name, problem = '', log }: TestedPackage): void {
	line('');
	action(log === undefined ? `Why ${name} was not installed` : `The log of ${name}`);
	if (log !== undefined) quote(readFileSync(log, 'utf8').replace(/\n$/, ''));
	detail(problem);
}

/** Reads how many there are to be of something. */
function asCount({ InvalidArgumentError }: CommandLine): (text: string) => number {
	return (text) => {
		if (!/^[1-9]\d{0,2}$/.test(text)) throw new InvalidArgumentError('It has to be a number from 1 to 999.');
		return Number(text);
	};
}

import { isPackageName } from '../config/names.ts';
import { BuildpackError } from '../errors.ts';
import { keepStdoutForResults, line, warn } from '../output.ts';
import { listAvailable, matchPackages, suggestAmong } from '../publish/available.ts';
import { openOffer, type OfferOptions } from '../publish/offer.ts';
import { describePackage, formatInfo } from '../publish/package-info.ts';
import { asJson, formatAvailable } from '../publish/search-report.ts';
import type { Command } from 'commander';
import { andBefore, type CommandLine, formatOption } from './command-line.ts';

interface SearchOptions extends OfferOptions {
	readonly format: 'text' | 'json';
}

export function addSearch(line: CommandLine): void {
	const { program, buildpackDir, abort, action } = line;
	addOfferOptions(program.command('search [word]'), line)
		.description('List the packages that an app could install, or those with a word in their name or description.')
		.action(action((word: string | undefined, options: SearchOptions) => search(buildpackDir, word, options, abort)));
}

export function addInfo(line: CommandLine): void {
	const { program, buildpackDir, abort, action } = line;
	addOfferOptions(program.command('info <package>'), line)
		.description('Say where a package would come from, what it requires and what it fetches.')
		.action(action((name: string, options: SearchOptions) => info(buildpackDir, name, options, abort)));
}

function addOfferOptions(command: Command, line: CommandLine): Command {
	return command
		.option('--repo <link>', "a repository's index; can be repeated", andBefore)
		.option('--app <dir>', 'for this app: with its own installers and repositories')
		.addOption(formatOption(line));
}

/** `modular search`: lists packages; 1 if there is none such. */
async function search(
	buildpackDir: string,
	word: string | undefined,
	options: SearchOptions,
	abort: AbortSignal,
): Promise<number> {
	keepStdoutForResults();
	const { resolver, network } = openOffer('search', buildpackDir, options, abort);
	const all = await listAvailable(resolver, network);
	const found = matchPackages(all, word);
	if (options.format === 'json') line(asJson(found));
	else if (found.length > 0) for (const text of formatAvailable(found)) line(text);
	network.removeUnused();
	if (found.length > 0) return 0;
	const close = word === undefined ? [] : await suggestAmong(all, word);
	warn(
		[
			word === undefined
				? 'There are no packages.'
				: `No package has ${JSON.stringify(word)} in its name or description.`,
			...(close.length > 0 ? [`Close names: ${close.join(', ')}.`] : []),
		].join('\n'),
	);
	return 1;
}

/** `modular info`: describes a package. */
async function info(buildpackDir: string, name: string, options: SearchOptions, abort: AbortSignal): Promise<number> {
	if (!isPackageName(name))
		throw new BuildpackError('usage::wrong', {
			message: `modular info: ${JSON.stringify(name)} is not a package name.`,
		});
	keepStdoutForResults();
	const { resolver, network } = openOffer('info', buildpackDir, options, abort);
	const installer = await resolver.find(name);
	const all = await listAvailable(resolver, network);
	const available = all.find((each) => each.name === name);
	if (installer === undefined || available === undefined) {
		const searched = resolver.places.filter((place) => options.app !== undefined || place !== resolver.directories.app);
		throw new BuildpackError('publish::package-not-found', { name, searched, close: await suggestAmong(all, name) });
	}
	const described = describePackage(available, installer);
	if (options.format === 'json') line(asJson(described));
	else for (const text of formatInfo(described)) line(text);
	network.removeUnused();
	return 0;
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatChecksum } from '../fetch/checksum.ts';
import { statusOf } from '../files.ts';
import { closeNames } from '../resolve/close-names.ts';
import type { Network } from '../resolve/network.ts';
import { listInstallers, type LocalInstaller, type Resolver } from '../resolve/resolver.ts';
import { oneLine } from './text-table.ts';

/** A package that an app could install. */
export interface AvailablePackage {
	readonly name: string;
	readonly description: string | undefined;
	/** Where a build would take it from. */
	readonly source: LocalInstaller['source'] | 'repository';
	/** The link of the repository's index, without credentials. */
	readonly repository: string | undefined;
	/** Where else the name is, and is not taken from: `app`, `buildpack`, or links of indexes. */
	readonly alsoIn: readonly string[];
	/** Whether repositories have different packages of the name, so that a build refuses to take one. */
	readonly isAmbiguous: boolean;
}

/** Something of a name, in one place. */
interface Offer extends Omit<AvailablePackage, 'alsoIn' | 'isAmbiguous'> {
	readonly checksum: string | undefined;
}

/** All that is available, by name. */
export async function listAvailable(resolver: Resolver, network: Network): Promise<AvailablePackage[]> {
	const offers = [
		...listLocal(resolver, 'app'),
		...listLocal(resolver, 'buildpack'),
		...(network.links.length === 0 ? [] : await listOffered(network)),
	];
	const byName = new Map<string, Offer[]>();
	for (const offer of offers) {
		const same = byName.get(offer.name);
		if (same === undefined) byName.set(offer.name, [offer]);
		else same.push(offer);
	}
	const packages = [...byName.values()].flatMap(([first, ...others]) => {
		if (first === undefined) return [];
		const { checksum, ...chosen } = first;
		const alsoIn = [...new Set(others.map(({ source, repository }) => repository ?? source))];
		const isAmbiguous = first.source === 'repository' && others.some((other) => other.checksum !== checksum);
		return [{ ...chosen, alsoIn: alsoIn.filter((place) => place !== chosen.repository), isAmbiguous }];
	});
	return packages.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The packages whose name or description holds a word, in any case; all of them without one. */
export function matchPackages(packages: readonly AvailablePackage[], word: string | undefined): AvailablePackage[] {
	const wanted = (word ?? '').toLowerCase();
	return packages.filter(({ name, description }) => `${name}\n${description ?? ''}`.toLowerCase().includes(wanted));
}

/** Names that a misspelt one may have meant. */
export async function suggestAmong(packages: readonly AvailablePackage[], name: string): Promise<string[]> {
	return await closeNames(
		name,
		packages.map((each) => each.name),
	);
}

function listLocal({ directories }: Resolver, source: LocalInstaller['source']): Offer[] {
	const directory = directories[source];
	return listInstallers(directory).map((name) => {
		const description = describeLocal(directory, name);
		return { name, description, source, repository: undefined, checksum: undefined };
	});
}

async function listOffered(network: Network): Promise<Offer[]> {
	const offered = await (await network.repositories()).list();
	return offered.map(({ name, description, checksum, repository }) => ({
		name,
		description: description === undefined ? undefined : oneLine(description) || undefined,
		source: 'repository',
		repository: String(repository),
		checksum: formatChecksum(checksum),
	}));
}

/** The first line of NAME.dsc, else the first comment of the installer, as far as its first sentence goes. */
function describeLocal(directory: string, name: string): string | undefined {
	const [described] = readLines(join(directory, `${name}.dsc`)).filter((line) => line !== '');
	if (described !== undefined) return described;
	const [first, ...rest] = readLines(join(directory, `${name}.sh`)).filter((line) => !line.startsWith('#!'));
	const end = rest.findIndex((line) => !/^# ?\S/.test(line));
	if (first === undefined || !/^# ?\S/.test(first)) return undefined;
	const comment = [first, ...rest.slice(0, end === -1 ? undefined : end)]
		.map((line) => line.replace(/^# ?/, ''))
		.join(' ');
	return /^.*?\.(?=\s|$)/.exec(comment)?.[0] ?? comment;
}

function readLines(file: string): string[] {
	if (!statusOf(file)?.isFile()) return [];
	return readFileSync(file, 'utf8')
		.split(/\r?\n/)
		.slice(0, 50)
		.map((line) => oneLine(line));
}

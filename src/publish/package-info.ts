import { readFileSync } from 'node:fs';
import { formatChecksum } from '../fetch/checksum.ts';
import { hasScheme, Link, withoutCredentials } from '../fetch/link.ts';
import { readInstaller } from '../reading/installer-facts.ts';
import type { Installer } from '../resolve/resolver.ts';
import type { AvailablePackage } from './available.ts';
import { formatTable, oneLine } from './text-table.ts';

/** What is known of a package and of its installer, which was read, and not run. */
export interface PackageInfo extends AvailablePackage {
	/** A file, or a link without credentials. */
	readonly installer: string;
	/** What the index says. */
	readonly checksum: string | undefined;
	readonly requires: readonly { readonly name: string; readonly isConditional: boolean }[];
	/** Whether it requires more, which only a build can know. */
	readonly requiresMore: boolean;
	readonly fetches: readonly FetchedLink[];
	/** How many more files it fetches, whose links only a build can know. */
	readonly fetchesMore: number;
}

interface FetchedLink {
	readonly link: string;
	readonly checksum: string | undefined;
	/** Whether it may not be fetched, or from elsewhere. */
	readonly isConditional: boolean;
}

/** @param installer a local one, or one that was fetched and has the checksum of the index */
export function describePackage(available: AvailablePackage, installer: Installer): PackageInfo {
	const { directory, name } = installer;
	const isRemote = installer.source === 'repository';
	const known = { INSTALLER_DIR: directory, PACKAGE: name, BUILD_DIR: '$BUILD_DIR', CACHE_DIR: '$CACHE_DIR' };
	const { requires, hasOpenRequirements, fetches } = readInstaller(readFileSync(installer.file, 'utf8'), known);
	const links = fetches.flatMap(({ url, checksum, isConditional, isCertain }) =>
		url
			? [
					{
						link: showLink(url, directory),
						checksum: checksum || undefined,
						isConditional: isConditional || !isCertain,
					},
				]
			: [],
	);
	return {
		...available,
		installer: isRemote ? String(installer.link) : installer.file,
		checksum: isRemote ? formatChecksum(installer.checksum) : undefined,
		requires: requires.map(({ name, isConditional }) => ({ name, isConditional })),
		requiresMore: hasOpenRequirements,
		fetches: links,
		fetchesMore: fetches.length - links.length,
	};
}

/** A link without user and password; of a file beside the installer, whole. */
function showLink(url: string, directory: string): string {
	if (url.startsWith('/')) return url;
	const whole = hasScheme(url) ? url : `${directory}/${url}`;
	if (!hasScheme(whole)) return whole;
	try {
		return String(Link.parse(whole));
	} catch {
		return withoutCredentials(url);
	}
}

/** Where a package would come from, in words. */
export function describeSource({ source, repository, isAmbiguous }: AvailablePackage): string {
	if (isAmbiguous) return 'nowhere: repositories have different packages of this name';
	return source === 'repository' ? `the repository ${repository ?? ''}` : `the ${source}`;
}

/** For people. */
export function formatInfo(info: PackageInfo): string[] {
	const perhaps = (isConditional: boolean) => (isConditional ? ' (perhaps)' : '');
	const requires = info.requires.map(({ name, isConditional }) => `${name}${perhaps(isConditional)}`);
	if (info.requiresMore) requires.push('more, which only a build can know');
	const fetches = info.fetches.flatMap(({ link, checksum, isConditional }) => [
		`${link}${perhaps(isConditional)}`,
		...(checksum === undefined ? [] : [`  ${checksum}`]),
	]);
	if (info.fetchesMore > 0)
		fetches.push(`${info.fetchesMore} ${info.fetches.length > 0 ? 'more ' : ''}that only a build can know`);
	const rows: (readonly [string, string])[] = [
		['Package', info.name],
		['Description', info.description ?? 'none'],
		['From', describeSource(info)],
		...info.alsoIn.map((place): [string, string] => ['Also in', /^\w+$/.test(place) ? `the ${place}` : place]),
		['Installer', info.installer],
		...(info.checksum === undefined ? [] : [['Checksum', info.checksum] as const]),
		['Requires', [...new Set(requires)].join('\n') || 'nothing'],
		['Fetches', fetches.join('\n') || 'nothing'],
	];
	return rows.flatMap(([label, text]) =>
		formatTable([
			[
				label.padEnd(11),
				text
					.split('\n')
					.map((each) => `${/^ */.exec(each)?.[0] ?? ''}${oneLine(each)}`)
					.join('\n'),
			],
		]),
	);
}

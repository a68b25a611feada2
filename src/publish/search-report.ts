import type { AvailablePackage } from './available.ts';
import { formatTable } from './text-table.ts';

/** What is available, for people: a table, and the repositories that it names by number. */
export function formatAvailable(packages: readonly AvailablePackage[]): string[] {
	const repositories = [...new Set(packages.flatMap(({ repository }) => repository ?? []))];
	const numberOf = (link: string) => (repositories.length === 1 ? '' : ` ${repositories.indexOf(link) + 1}`);
	const rows = packages.map(({ name, source, repository, description, isAmbiguous }) => [
		name,
		isAmbiguous ? 'ambiguous' : `${source}${repository === undefined ? '' : numberOf(repository)}`,
		description ?? '',
	]);
	const legend = repositories.map(
		(link, index) => `repository${repositories.length === 1 ? '' : ` ${index + 1}`}: ${link}`,
	);
	const table = formatTable([['NAME', 'FROM', 'DESCRIPTION'], ...rows]);
	return legend.length === 0 ? table : [...table, '', ...legend];
}

/** For programs: what is not known is null. */
export function asJson(value: unknown): string {
	return JSON.stringify(value, (_, each: unknown) => (each === undefined ? null : each), 2);
}

import { wording } from './wording.ts';

/** Errors of repositories and the packages in them. */
export const resolveWordings = {
	'resolve::ambiguous': wording('package', ({ name, places }: { name: string; places: readonly string[] }) =>
		[
			`The package ${name} stands in more than one place, with different checksums:`,
			...places,
			'Remove or rename all but one.',
		].join('\n'),
	),
	'resolve::incomparable': wording('package', ({ name, places }: { name: string; places: readonly string[] }) =>
		[
			`The package ${name} stands in more than one place, with checksums of different kinds, which cannot be compared:`,
			...places,
			'If they are of the same file, give all of them the same kind; else remove or rename all but one.',
		].join('\n'),
	),
	'resolve::installer-mismatch': wording(
		'package',
		({ name, repository, reason }: { name: string; repository: string; reason: string }) =>
			`The installer of ${name} is not the one that ${repository} names. ${reason}\nNothing of it was run. The repository's index and its files have to be published together.`,
	),
	'resolve::invalid-link': wording(
		'package',
		({ name, link, repository, line }: { name: string; link: string; repository: string; line: number }) =>
			`The package ${name} (${repository}, line ${line}) is at ${link}, which is not a link.`,
	),
	'resolve::plain-refused': wording(
		'package',
		({ what, scheme, link, origin }: { what: string; scheme: string; link: string; origin: string | undefined }) =>
			`${what} would come over plain ${scheme}, from ${link}${origin === undefined ? '' : `, to which ${origin} redirects`}, and MODULAR_STRICT is on. Use https.`,
	),
	'resolve::file-link-refused': wording(
		'package',
		({ name, link, repository, line }: { name: string; link: string; repository: string; line: number }) =>
			`The package ${name} (${repository}, line ${line}) is at ${link}: an index that came over the network cannot name files of this machine.`,
	),
	'resolve::index-not-text': wording(
		'package',
		({ repository }: { repository: string }) =>
			`${repository} is no index: it holds NUL bytes. It has to be plain text in UTF-8.`,
	),
	'resolve::index-without-packages': wording(
		'package',
		({ repository, start }: { repository: string; start: string }) =>
			`${repository} is no index: not one line of it is a name, a link and a checksum. It begins with ${JSON.stringify(start)}.\nIs the link right, and does the server want a user and password?`,
	),
	'resolve::repository-unreachable': wording(
		'network',
		({ reason }: { repository: string; reason: string }) =>
			`${reason}\nIt is the index of a repository, and the cache has no copy of it.`,
	),
	'resolve::old-index-refused': wording(
		'network',
		({ reason }: { repository: string; reason: string }) =>
			`${reason}\nThe cache has a copy of this index, which is not used because MODULAR_STRICT is on.`,
	),
	'resolve::malformed-lines': wording(
		'package',
		({ repository, lines }: { repository: string; lines: readonly number[] }) =>
			`${repository} has malformed lines, and MODULAR_STRICT is on: ${lines.slice(0, 5).join(', ')}${lines.length > 5 ? ` and ${lines.length - 5} more` : ''}.\nEach has to be a name, a link and a checksum.`,
	),
};

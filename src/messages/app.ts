import { capitalized, wording } from './wording.ts';

/** Errors of what an app and its platform say. */
export const appWordings = {
	'app::config-not-a-file': wording(
		'app',
		({ name }: { name: string }) => `build/heroku/${name} is not a file. Make it one, or remove it.`,
	),
	'app::config-unreadable': wording(
		'app',
		({ name, reason }: { name: string; reason: string }) =>
			`build/heroku/${name} cannot be read: ${reason}. Check its mode.`,
	),
	'app::install-holds-nul': wording(
		'app',
		({ line }: { line: number }) =>
			`build/heroku/install, line ${line}, holds a NUL byte: it has to be plain text.\nSave it as UTF-8, with package names separated by white space.`,
	),
	'app::invalid-package-name': wording(
		'app',
		({ name, line }: { name: string; line: number }) =>
			`build/heroku/install, line ${line}: ${JSON.stringify(name)} is not a package name.\nA name begins with a letter or digit, and goes on with these and . _ + - only.`,
	),
	'app::release-invalid': wording(
		'app',
		({ line, reason }: { line: number; reason: string }) => `build/heroku/release, line ${line}: ${reason}.`,
	),
	'app::repos-not-a-file': wording(
		'app',
		({ place }: { place: string }) => `${capitalized(place)} is not a file. Make it one, or remove it.`,
	),
	'app::repos-unreadable': wording(
		'app',
		({ place, reason }: { place: string; reason: string }) => `${capitalized(place)} cannot be read: ${reason}.`,
	),
	'app::repos-link-invalid': wording(
		'app',
		({ place, line, link }: { place: string; line: number; link: string }) =>
			`${capitalized(place)}, line ${line}: ${link} is not a link to a repository's index.`,
	),
	'app::repos-variable-unset': wording(
		'app',
		({ place, line, variable }: { place: string; line: number; variable: string }) =>
			`${capitalized(place)}, line ${line}, needs the variable ${variable}, which is not set. Set it as a config variable.`,
	),
	'config::env-dir-unreadable': wording(
		'machine',
		({ envDir, reason }: { envDir: string; reason: string }) =>
			`The directory of config variables, ${envDir}, cannot be read: ${reason}.`,
	),
	'config::variable-unreadable': wording(
		'machine',
		({ file, reason }: { file: string; reason: string }) => `The config variable in ${file} cannot be read: ${reason}.`,
	),
	'config::variables-too-large': wording(
		'app',
		({ envDir, total, most }: { envDir: string; total: number; most: number }) =>
			`The config variables in ${envDir} are ${total} bytes in all, and no more than ${most} can be handed to a program.\nMove large values into files of the app, or into a service.`,
	),
};

import { wording } from './wording.ts';

/** Errors of what packs the buildpack and looks after repositories. */
export const publishWordings = {
	'publish::no-buildpack': wording(
		'machine',
		({ directory, path }: { directory: string; path: string }) =>
			`${directory} is no whole copy of the buildpack: ${path} cannot be read. Build it with npm run build.`,
	),
	'publish::not-written': wording(
		'machine',
		({ file, reason }: { file: string; reason: string }) =>
			`${file} cannot be written: ${reason}. Nothing was changed.`,
	),
	'publish::file-changed': wording(
		'machine',
		({ path }: { path: string }) =>
			`${path} has changed while it was packed. No package was made; try again when nobody writes there.`,
	),
	'publish::not-readable': wording(
		'machine',
		({ path, reason }: { path: string; reason: string }) => `${path} cannot be packed: ${reason}. No package was made.`,
	),
	'publish::too-large': wording(
		'machine',
		({ size, most }: { size: number; most: number }) =>
			`The package would be ${(size / 1e9).toFixed(1)} GB, and a zip holds ${(most / 1e9).toFixed(1)} GB. No package was made.\nMake it for fewer packages and apps, or with --format tgz.`,
	),
	'publish::not-recorded': wording(
		'app',
		() => 'No package was made: this build has to succeed, so that it is known what its packages fetch.',
	),
	'publish::package-name-invalid': wording(
		'usage',
		({ name }: { name: string }) =>
			`modular package: --packages has ${JSON.stringify(name)}, which is not a package name.\nA name begins with a letter or digit, and goes on with these and . _ + - only.`,
	),
	'publish::version-unusable': wording(
		'usage',
		({ version }: { version: string }) =>
			`modular package: the version ${JSON.stringify(version)} cannot be a part of a file name.\nIt begins with a letter or digit, and goes on with these and . _ + - only.`,
	),
	'publish::arch-unknown': wording(
		'usage',
		({ arch, known }: { arch: string; known: readonly string[] }) =>
			`modular package: there is no Node.js for the architecture ${JSON.stringify(arch)}. lib/node-runtime has: ${known.join(', ')}.`,
	),
	'publish::file-unreadable': wording(
		'usage',
		({ option, file, reason }: { option: string; file: string; reason: string }) =>
			`modular package: ${option} ${file} cannot be read: ${reason}.`,
	),
	'publish::unreadable': wording(
		'usage',
		({ path, reason }: { path: string; reason: string }) => `modular: ${path} cannot be read: ${reason}.`,
	),
	'publish::two-of-one-name': wording(
		'package',
		({ name, paths }: { name: string; paths: readonly string[] }) =>
			`Two installers have the name ${name}: ${paths.join(' and ')}. Rename one: a package is known by its name alone.`,
	),
	'publish::installer-unusable': wording(
		'package',
		({ path, reason }: { path: string; reason: string }) =>
			`${path} cannot be an installer: ${reason}. An installer is a small shell script in UTF-8.`,
	),
	'publish::no-packages': wording(
		'usage',
		({ directory }: { directory: string }) =>
			`modular: ${directory} has no packages: no NAME.sh in it, and none in the directories in it.`,
	),
	'publish::package-not-found': wording(
		'package',
		({ name, searched, close }: { name: string; searched: readonly string[]; close: readonly string[] }) =>
			[
				`There is no package ${name}.`,
				`Looked for it in ${searched.join(' and ')}.`,
				...(close.length === 0 ? [] : [`Close names: ${close.join(', ')}.`]),
			].join('\n'),
	),
	'publish::base-url-unusable': wording(
		'usage',
		({ text, reason }: { text: string; reason: string }) =>
			`modular index: --base-url ${JSON.stringify(text)} cannot be used: ${reason}. Give one such as https://packages.example.com/heroku.`,
	),
	'publish::there-already': wording(
		'usage',
		({ files }: { files: readonly string[] }) =>
			`modular new: ${files.join(', ')} ${files.length === 1 ? 'exists' : 'exist'} already. Nothing was written.`,
	),
	'publish::name-unusable': wording(
		'usage',
		({ name }: { name: string }) =>
			`modular new: ${JSON.stringify(name)} is not a package name. A name begins with a letter or digit, and goes on with these and . _ + - only.`,
	),
	'publish::name-taken': wording(
		'usage',
		({ name }: { name: string }) =>
			`modular new: the buildpack has a package ${name} of its own, which every build would get instead. Choose another name.`,
	),
	'publish::not-in-directory': wording(
		'usage',
		({ directory, names, close }: { directory: string; names: readonly string[]; close: readonly string[] }) =>
			`modular test: ${directory} has no package ${names.join(', ')}.${close.length === 0 ? '' : ` Did you mean ${close.join(' or ')}?`} Nothing was run.`,
	),
	'publish::packages-failed': wording(
		'package',
		({ names, count }: { names: readonly string[]; count: number }) =>
			`${names.length} of ${count} ${count === 1 ? 'package' : 'packages'} cannot be installed: ${names.join(', ')}.`,
	),
	'publish::not-listening': wording(
		'usage',
		({ host, port, reason }: { host: string; port: number; reason: string }) =>
			`modular serve: nobody can listen at ${host}, port ${port}: ${reason}. Choose others with --host and --port.`,
	),
};

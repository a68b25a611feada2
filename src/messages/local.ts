import { wording } from './wording.ts';

/** Errors of bin/modular. */
export const localWordings = {
	'local::out-in-use': wording(
		'usage',
		({ out }: { out: string }) =>
			`modular: --out ${out} is not an empty directory. Nothing was changed; name another one.`,
	),
	'local::inside-app': wording(
		'usage',
		({ option, directory, appDir }: { option: string; directory: string; appDir: string }) =>
			`modular: ${option} ${directory} is inside of ${appDir}, which is never changed. Name a directory outside.`,
	),
	'local::cache-around-app': wording(
		'usage',
		({ cache, appDir }: { cache: string; appDir: string }) =>
			`modular: --cache ${cache} holds ${appDir}, and a cache can be emptied. Name another directory.`,
	),
	'local::env-file-unreadable': wording(
		'usage',
		({ file, reason }: { file: string; reason: string }) => `modular: --env-file ${file} cannot be read: ${reason}.`,
	),
	'local::not-detected': wording(
		'app',
		({ appDir }: { appDir: string }) =>
			`This buildpack is not for ${appDir}: it has no build/heroku/package.
Put a file there whose first line is the app's name.`,
	),
	'local::phase-failed': wording(
		'app',
		({ name, status }: { name: string; status: number }) =>
			`bin/${name} failed with status ${status}. Nothing of this build was kept.`,
	),
	'local::buildpack-on-heroku': wording(
		'usage',
		() => 'modular: --buildpack is for --platform cloudfoundry only: on Heroku this buildpack builds alone.',
	),
	'local::not-a-buildpack': wording(
		'usage',
		({ buildpack }: { buildpack: string }) =>
			`modular: --buildpack ${buildpack} is not a directory with the scripts of a buildpack in bin/.`,
	),
	'local::supply-missing': wording(
		'app',
		({ buildpack }: { buildpack: string }) =>
			`${buildpack} has no bin/supply, which every buildpack but the last needs. Nothing was started: name it last.`,
	),
	'local::script-failed': wording(
		'app',
		({ name, buildpack, status }: { name: string; buildpack: string; status: number }) =>
			`bin/${name} of ${buildpack} failed with status ${status}. Nothing of this build was kept.`,
	),
	'local::script-not-started': wording(
		'app',
		({ name, buildpack, reason }: { name: string; buildpack: string; reason: string }) =>
			`bin/${name} of ${buildpack} cannot be started: ${reason}. Nothing of this build was kept.`,
	),
	'local::processes-unreadable': wording(
		'app',
		({ file, reason }: { file: string; reason: string }) =>
			`${file} cannot be used: ${reason}. Nothing of this build was kept.`,
	),
	'local::no-such-process': wording(
		'app',
		({ name, known }: { name: string; known: readonly string[] }) =>
			`The app has no process type ${name}. ${known.length === 0 ? 'It has none at all: add a Procfile.' : `It has: ${known.join(', ')}.`}`,
	),
	'local::port-in-use': wording(
		'usage',
		({ port }: { port: number }) =>
			`modular: port ${port} is in use on this machine. Choose another with --port, or none to get a free one.`,
	),
	'local::not-started': wording(
		'machine',
		({ program, reason }: { program: string; reason: string }) => `${program} cannot be started: ${reason}.`,
	),
	'local::check-failed': wording(
		'app',
		({ url, reason }: { url: string; reason: string }) => `The app gave no answer to ${url}: ${reason}.`,
	),
	'local::not-listening': wording(
		'app',
		({ port, seconds }: { port: number; seconds: number }) =>
			`The app does not listen on port ${port}: it has ended, or ${seconds} seconds have passed. Its own output is above.`,
	),
};

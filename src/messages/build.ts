import { checkPath, wording } from './wording.ts';

/** Errors of a build as a whole, its cache, its shell, the machine, and wrong calls. */
export const buildWordings = {
	'machine::refused': wording(
		'machine',
		({ message }: { message: string }) => `The machine refused what the build needs: ${message}.`,
	),
	'machine::not-copied': wording(
		'machine',
		({ from, to, reason }: { from: string; to: string; reason: string }) =>
			`${from} cannot be copied to ${to}: ${reason}.`,
	),
	'usage::wrong': wording('usage', ({ message }: { message: string }) => message),
	'machine::log-not-writable': wording(
		'machine',
		({ reason }: { reason: string }) => `The build log cannot be written: ${reason}.\nCheck where it is kept.`,
	),
	'build::not-writable': wording(
		'machine',
		({ path, reason }: { path: string; reason: string }) => `${path} cannot be written: ${reason}.\n${checkPath}`,
	),
	'build::no-temporary-directory': wording(
		'machine',
		({ directory, reason }: { directory: string; reason: string }) =>
			`The temporary directory ${directory} cannot be used: ${reason}.\nCheck TMPDIR, its permissions, and the room on the disk.`,
	),
	'build::boot-script-is-directory': wording(
		'app',
		({ file }: { file: string }) => `${file} is a directory, where the buildpack has to write a file. Rename it.`,
	),
	'build::profile-not-writable': wording(
		'app',
		({ file, reason }: { file: string; reason: string }) =>
			`${file}, which sets variables when the app boots, cannot be written: ${reason}.\n${checkPath}`,
	),
	'cache::not-usable': wording(
		'machine',
		({ cacheDir, file, reason }: { cacheDir: string; file: string | undefined; reason: string }) =>
			`The cache directory ${cacheDir} cannot be used: ${file === undefined ? '' : `${file}: `}${reason}.\n${checkPath} CLEAN_CACHE=1 empties it.`,
	),
	'cache::holds-something-precious': wording(
		'machine',
		({ cacheDir, directory }: { cacheDir: string; directory: string }) =>
			`The cache directory ${cacheDir} is to be emptied, and holds ${directory}. Nothing was removed.\nGive the build a cache directory of its own.`,
	),
	'session::shell-not-started': wording(
		'machine',
		({ shell, reason }: { shell: string; reason: string }) => `The shell ${shell} cannot be started: ${reason}.`,
	),
	'session::job-unheard': wording(
		'machine',
		({ directory }: { directory: string }) =>
			`A subshell cannot put its question in ${directory}, see above.\nCheck TMPDIR, and the room on the disk.`,
	),
	'internal::unknown-question': wording(
		'internal',
		({ verb }: { verb: string }) => `The session asked what nobody can answer: ${verb}.`,
	),
};

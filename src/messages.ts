/*
 * The wording of everything that can end a build or a command. A message says what happened, what was seen, and
 * what to do. Codes are `area::reason`.
 */

/**
 * Who can do something about an error: whoever called the program (`usage`), the app's author (`app`), the
 * installer's author (`package`), whoever runs the machine (`machine`), time or a network's owner (`network`), or we (`internal`).
 */
export type Kind = 'usage' | 'app' | 'package' | 'machine' | 'network' | 'internal';

interface Wording<F> {
	readonly kind: Kind;
	readonly text: (facts: F) => string;
}

const wording = <F>(kind: Kind, text: (facts: F) => string): Wording<F> => ({ kind, text });

/** The facts of an error about an installer: `file` is undefined for what runs at the very end of a build. */
interface InstallerFacts {
	readonly name: string;
	readonly file: string | undefined;
}

const inFile = (file: string | undefined) => (file === undefined ? '' : ` (${file})`);

const capitalized = (text: string) => text.replace(/^the /, 'The ');

function adviceFor(status: number): string {
	switch (status) {
		case 401:
		case 403:
			return 'Check the user and password in the link, or in the repository that it comes from.';
		case 407:
			return 'The proxy wants a user and password: add them to the proxy settings.';
		case 404:
		case 410:
			return 'There is no such file: check the link.';
		default:
			return 'Check the link and the server.';
	}
}

export const wordings = {
	'machine::refused': wording(
		'machine',
		({ message }: { message: string }) => `The machine refused what the build needs: ${message}.`,
	),

	'usage::wrong': wording('usage', ({ message }: { message: string }) => message),

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

	'resolve::ambiguous': wording('package', ({ name, places }: { name: string; places: readonly string[] }) =>
		[
			`The package ${name} stands in more than one place, with different checksums:`,
			...places,
			'Remove or rename all but one.',
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
	'resolve::plain-http-refused': wording(
		'package',
		({ what, link }: { what: string; link: string }) =>
			`${what} would come over plain http, from ${link}, and MODULAR_STRICT is on. Use https.`,
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

	'build::directory-not-writable': wording(
		'machine',
		({ directory, reason }: { directory: string; reason: string }) => `${directory} cannot be written: ${reason}.`,
	),
	'build::boot-script-is-directory': wording(
		'app',
		({ file }: { file: string }) => `${file} is a directory, where the buildpack has to write a file. Rename it.`,
	),
	'build::profile-not-writable': wording(
		'app',
		({ file, reason }: { file: string; reason: string }) =>
			`${file}, which sets variables when the app boots, cannot be written: ${reason}.`,
	),

	'cache::not-usable': wording(
		'machine',
		({ cacheDir, reason }: { cacheDir: string; reason: string }) =>
			`The cache directory ${cacheDir} cannot be used: ${reason}.`,
	),
	'cache::holds-something-precious': wording(
		'machine',
		({ cacheDir, directory }: { cacheDir: string; directory: string }) =>
			`The cache directory ${cacheDir} is to be emptied, and holds ${directory}. Nothing was removed.\nGive the build a cache directory of its own.`,
	),

	'fetch::invalid-link': wording('app', ({ link }: { link: string }) => `${link} is not a link.`),
	'fetch::too-many-redirects': wording(
		'network',
		({ link, most }: { link: string; most: number }) =>
			`${link} redirects more than ${most} times, perhaps in a circle.\nCheck the link and the server.`,
	),
	'fetch::redirect-leaves-http': wording(
		'network',
		({ link, to }: { link: string; to: string }) =>
			`${link} redirects to ${to}, which is not followed: only http and https are.\nCheck the link and the server.`,
	),
	'fetch::redirect-invalid': wording(
		'network',
		({ link, to }: { link: string; to: string }) =>
			`${link} redirects to ${JSON.stringify(to)}, which is not a link.\nCheck the link and the server.`,
	),
	'fetch::proxy-unusable': wording(
		'machine',
		({ link }: { link: string }) =>
			`${link} cannot be fetched: its proxy is none with http or https.\nCheck http_proxy, https_proxy and all_proxy; special characters in a password are written as %XX.`,
	),
	'fetch::certificates-unreadable': wording(
		'machine',
		({ file, reason }: { file: string; reason: string }) =>
			`The certificates that https needs cannot be read from ${file}: ${reason}.\nCheck SSL_CERT_FILE, if it is set, or the system's certificates.`,
	),
	'fetch::status': wording(
		'network',
		({ link, status }: { link: string; status: number }) =>
			`${link} cannot be fetched: HTTP ${status}.\n${adviceFor(status)}`,
	),
	'fetch::unreachable': wording(
		'network',
		({ link, reason, tries }: { link: string; reason: string; tries?: number }) =>
			`${link} cannot be fetched: ${reason}${tries === undefined ? '' : ` (tried ${tries} times)`}.\nTry again later; if that does not help, check the link, the proxy settings and the server.`,
	),
	'fetch::checksum-mismatch': wording(
		'package',
		({ link, algorithm, wanted, found }: { link: string; algorithm: string; wanted: string; found: string }) =>
			`${link} does not have the ${algorithm} that it should have.\nWanted: ${wanted}\nFound:  ${found}`,
	),
	'fetch::target-is-directory': wording(
		'package',
		({ link, target }: { link: string; target: string }) =>
			`${link} cannot be saved as ${target}, which is a directory.`,
	),
	'fetch::target-is-special': wording(
		'package',
		({ link, target }: { link: string; target: string }) =>
			`${link} cannot be saved as ${target}, which is a device or pipe.`,
	),
	'fetch::target-not-writable': wording(
		'machine',
		({ link, target, reason }: { link: string; target: string; reason: string }) =>
			`${link} cannot be saved as ${target}: ${reason}.\nCheck the path, its permissions, and the room on the disk.`,
	),
	'fetch::file-unreadable': wording(
		'package',
		({ link, reason }: { link: string; reason: string }) =>
			`${link} cannot be read: ${reason}.\nCheck the link: it names a file of this machine.`,
	),
	'fetch::no-curl': wording(
		'machine',
		({ link, scheme, reason }: { link: string; scheme: string; reason: string }) =>
			`${link} cannot be fetched: links with ${scheme} need a curl that knows it (${reason}).\nInstall one, or use a link with http, https or file.`,
	),
	'fetch::tls': wording(
		'network',
		({ link, reason, code }: { link: string; reason: string; code: string }) =>
			`${link} cannot be fetched: ${reason} (${code}).\nIf the server's authority is your company's, add it to the system's certificates or name a file of them in SSL_CERT_FILE.`,
	),

	'session::shell-not-started': wording(
		'machine',
		({ shell, reason }: { shell: string; reason: string }) => `The shell ${shell} cannot be started: ${reason}.`,
	),

	'package::unknown': wording(
		'app',
		({
			name,
			by,
			searched,
			close,
		}: {
			name: string;
			by: string;
			searched: readonly string[];
			close: readonly string[];
		}) =>
			[
				`There is no package ${name}, which is required by ${by}.`,
				`Looked for it in ${searched.join(' and ')}.`,
				close.length === 0 ? 'Check its name, and the repositories of the app.' : `Close names: ${close.join(', ')}.`,
			].join('\n'),
	),
	'package::invalid-name': wording(
		'package',
		({ name, file }: InstallerFacts) =>
			`${JSON.stringify(name)} is required or marked${inFile(file)}, and is not a package name.\nA name begins with a letter or digit, and goes on with these and . _ + - only.`,
	),
	'package::circle': wording(
		'package',
		({ circle }: { circle: readonly string[] }) =>
			`Packages require each other in a circle: ${circle.join(' -> ')}.\nTake one of these requirements out of its installer.`,
	),
	// `fail` has said in the session what there is to say, byte for byte
	'package::failed': wording('package', (_facts: object) => ''),
	'package::abandoned': wording(
		'package',
		({ name, file }: InstallerFacts) =>
			`${name} was left before its end${inFile(file)}, and is required again.\nA \`break\` or \`continue\` outside of a loop does that in some shells; an installer ends early with \`return\`.`,
	),
	'package::last-command-failed': wording(
		'package',
		({ name, file, status }: InstallerFacts & { status: number }) =>
			`The last command of ${name} failed with status ${status}${inFile(file)}, and MODULAR_STRICT is on.`,
	),
	'package::syntax-error': wording(
		'package',
		({ name, file, message }: { name: string; file: string; message: string }) =>
			`${name} has a syntax error (${file}):\n${message}`,
	),
	'package::exited': wording(
		'package',
		({ name, file, status }: InstallerFacts & { status: number }) =>
			`${name} ended the build with status ${status}${inFile(file)}.\nIt called \`exit\`, or a command failed under its \`set -e\` or \`set -u\`; what went wrong is above.`,
	),
	'package::exited-early': wording(
		'package',
		({ name, file }: InstallerFacts) =>
			`${name} ended the build half done, by \`exit 0\` or \`exec\`${inFile(file)}.\nAn installer ends early with \`return\`, and runs a program without \`exec\`.`,
	),
	'package::killed-shell': wording(
		'package',
		({ name, file, signal }: InstallerFacts & { signal: string }) =>
			`The build's shell was ended by ${signal} during ${name}${inFile(file)}.\nDoes the installer kill it, or has the machine run out of memory?`,
	),
	'package::closed-descriptor': wording(
		'package',
		({ name, file, descriptor }: InstallerFacts & { descriptor: number }) =>
			`${name} closed or replaced file descriptor ${descriptor}${inFile(file)}.\n6 to 9 belong to the build; use 3, 4 or 5.`,
	),
	'package::ended-subshell': wording(
		'package',
		({ name, file }: InstallerFacts) =>
			`${name} was being installed in a subshell, and ended it${inFile(file)}.\nAn installer ends early with \`return\`; if it called \`exit\`, its message is above.`,
	),
	'package::download-arguments': wording(
		'package',
		({ helper, name }: { helper: string; name: string }) =>
			`${name} calls ${helper} without a URL, or without a file to save it to.`,
	),
	'package::artifact-mismatch': wording(
		'package',
		({ name, reason }: { name: string; reason: string }) => `${name} got a wrong file. ${reason}`,
	),
	'package::no-checksum': wording(
		'package',
		({ name, link, value }: { name: string; link: string; value: string }) =>
			`${name} fetches ${link} without a usable checksum${value === '' ? '' : ` (${JSON.stringify(value)})`}, and MODULAR_STRICT is on.`,
	),
	'package::env-extend-arguments': wording(
		'package',
		({ given, file }: { given: number; file: string | undefined }) =>
			`env_extend takes VARIABLE and VALUE, and got ${given} argument${given === 1 ? '' : 's'}${inFile(file)}.`,
	),
	'package::env-extend-variable': wording(
		'package',
		({ name, file }: InstallerFacts) =>
			`env_extend cannot extend ${JSON.stringify(name)}, which is no name of a variable${inFile(file)}.`,
	),
	'package::env-extend-value': wording(
		'package',
		// neither the value, which may be a secret, nor the shell's message, which may quote it
		({ name, file }: InstallerFacts) =>
			`env_extend ${name} got a VALUE that no shell can expand between double quotes${inFile(file)}.\nIts quotes, backquotes, braces or parentheses are not closed. Put a backslash before each that stands for itself.`,
	),

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
	'local::copy-failed': wording(
		'machine',
		({ appDir, directory, reason }: { appDir: string; directory: string; reason: string }) =>
			`${appDir} cannot be copied to ${directory}: ${reason}.`,
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

	'unpack::target-outside': wording(
		'package',
		({ link, target, buildDir }: { link: string; target: string; buildDir: string }) =>
			`${link} is to be unpacked into ${target}, which is not in ${buildDir}.`,
	),
	'unpack::target-not-directory': wording(
		'package',
		({ link, target, path }: { link: string; target: string; path: string }) =>
			`${link} is to be unpacked into ${target}, but ${path} is not a directory.`,
	),
	'unpack::target-not-writable': wording(
		'machine',
		({ link, target, reason }: { link: string; target: string; reason: string }) =>
			`${link} cannot be unpacked into ${target}: ${reason}.`,
	),
	'unpack::no-tar': wording(
		'machine',
		({ link, reason }: { link: string; reason: string }) =>
			`${link} cannot be unpacked: tar cannot be started (${reason}).`,
	),
	'unpack::failed': wording(
		'package',
		({ link, archive, reason }: { link: string; archive: string; reason: string }) =>
			`${link} cannot be unpacked (${archive}):\n${reason}\nIs it a tar archive, and is it whole? Nothing of it was kept, in the app or in the cache.`,
	),
	'unpack::member-outside': wording(
		'package',
		({ link, member }: { link: string; member: string }) =>
			`${link} has a member that would land outside of where it is unpacked: ${member}.\nNothing of the archive was kept in the app.`,
	),
	'unpack::through-link': wording(
		'package',
		({ link, path }: { link: string; path: string }) =>
			`${link} would be unpacked through ${path}, a link to somewhere else.\nNothing of the archive was kept in the app.`,
	),
	'unpack::device': wording(
		'package',
		({ link, member }: { link: string; member: string }) =>
			`${link} has a device or pipe in it, which no app needs: ${member}.\nNothing of the archive was kept in the app.`,
	),
	'unpack::directory-in-the-way': wording(
		'package',
		({ link, path }: { link: string; path: string }) =>
			`${link} has a file where a directory is: ${path}. Nothing of the archive was kept in the app.`,
	),
	'unpack::file-in-the-way': wording(
		'package',
		({ link, path }: { link: string; path: string }) =>
			`${link} has a directory where a file is: ${path}. Nothing of the archive was kept in the app.`,
	),

	'internal::unknown-question': wording(
		'internal',
		({ verb }: { verb: string }) => `The session asked what nobody can answer: ${verb}.`,
	),
} satisfies Record<string, Wording<never>>;

export type Code = keyof typeof wordings;
export type Facts<C extends Code> = Parameters<(typeof wordings)[C]['text']>[0];

import { type InstallerFacts, inFile, wording } from './wording.ts';

/** Errors of installers. */
export const packageWordings = {
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
	'package::not-offline': wording(
		'app',
		({ name, reason }: { name: string; reason: string }) => `${name} wants a file: ${reason}`,
	),
	'package::not-fetched': wording(
		'package',
		({ lacking }: { lacking: readonly { readonly name: string; readonly reason: string }[] }) =>
			`An offline package would lack files that could not be fetched, although installers go on without them:\n${lacking
				.map(({ name, reason }) => `- for ${name}: ${reason.split('\n', 1).join()}`)
				.join('\n')}`,
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
};

import { checkPath, wording } from './wording.ts';

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

function describeSize(bytes: number): string {
	if (bytes >= 1e9) return `${bytes / 1e9} GB`;
	return bytes >= 1e6 ? `${bytes / 1e6} MB` : `${bytes} bytes`;
}

/** Errors of files that are fetched. */
export const fetchWordings = {
	'fetch::invalid-link': wording('app', ({ link }: { link: string }) => `${link} is not a link.`),
	'fetch::offline': wording(
		'app',
		({ link }: { link: string }) =>
			`${link} is not in the cache, and MODULAR_OFFLINE forbids to fetch it.\nBuild once without MODULAR_OFFLINE, or use an offline package of the buildpack.`,
	),
	'fetch::not-in-package': wording(
		'app',
		({ link }: { link: string }) =>
			`${link} is not in this offline package of the buildpack.\nMake a package that has it, with \`modular package --offline\` and --packages or --app.`,
	),
	'fetch::package-damaged': wording(
		'machine',
		({ file, reason }: { file: string; reason: string }) =>
			`This offline package of the buildpack is damaged: ${file}: ${reason}.\nMake or fetch it again.`,
	),
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
		({ link, reason, tries }: { link: string; reason: string; tries?: number; status?: number | undefined }) =>
			`${link} cannot be fetched: ${reason}${tries === undefined ? '' : ` (tried ${tries} times)`}.\nTry again later; if that does not help, check the link, the proxy settings and the server.`,
	),
	'fetch::too-large': wording(
		'network',
		({ link, most, kind }: { link: string; most: number; kind: 'index' | 'installer' | 'download' }) =>
			`${link} cannot be fetched: it has more than ${describeSize(most)}, ${kind === 'download' ? 'the most that MODULAR_LARGEST_DOWNLOAD allows' : `which no ${kind} has`}.\nCheck the link and the server.`,
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
	'fetch::target-without-name': wording(
		'package',
		({ link, target }: { link: string; target: string }) =>
			`${link} cannot be saved as ${target}, which names a directory. Add the name of the file.`,
	),
	'fetch::target-below-file': wording(
		'package',
		({ link, target, file }: { link: string; target: string; file: string }) =>
			`${link} cannot be saved as ${target}: ${file} is a file, not a directory.`,
	),
	'fetch::target-not-writable': wording(
		'machine',
		({ link, target, reason }: { link: string; target: string; reason: string }) =>
			`${link} cannot be saved as ${target}: ${reason}.\n${checkPath}`,
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
	'fetch::refused': wording(
		'network',
		({ link, reason }: { link: string; reason: string }) =>
			`${link} cannot be fetched: ${reason}.\nCheck the link, and the user and password in it.`,
	),
	'fetch::tls': wording(
		'network',
		({ link, reason, code }: { link: string; reason: string; code: string }) =>
			`${link} cannot be fetched: ${reason} (${code}).\nIf the server's authority is your company's, add it to the system's certificates or name a file of them in SSL_CERT_FILE.`,
	),
};

import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { hasScheme, Link } from '../fetch/link.ts';

/** What is known of an installer, for links that it uses. */
export interface LinkOrigin {
	/** What INSTALLER_DIR is for it. */
	readonly directory: string;
	/** Where it came from, if that is a repository; with its credentials. */
	readonly link?: Link;
}

/**
 * What a URL of an installer means: one without a scheme is beside the installer, or a file of this machine. The
 * credentials of the installer's link, else those of a repository, are used for whatever is on the same host.
 */
export function linkFor(url: string, installer: LinkOrigin | undefined, repositories: readonly Link[]): Link {
	const link = Link.parse(hasScheme(url) ? url : besideInstaller(url, installer?.directory ?? ''));
	const known = [...(installer?.link ? [installer.link] : []), ...repositories];
	return known.reduce((best, other) => best.orWithCredentialsOf(other), link);
}

function besideInstaller(url: string, installerDir: string): string {
	if (url.startsWith('/') && existsSync(url)) return pathToFileURL(url).href;
	const path = `${installerDir}/${url.replace(/^\/+/, '')}`;
	return hasScheme(path) ? path : pathToFileURL(path).href;
}

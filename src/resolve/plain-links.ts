import { BuildpackError } from '../errors.ts';
import type { Link } from '../fetch/link.ts';

/** Schemes by which nobody on the way can change what comes. Of what only curl knows, these and no others. */
const protectedSchemes = ['https', 'file', 'ftps', 'sftp', 'scp'];

/** Whether what a link stands for comes from another machine over plain http, ftp or the like. */
export function isPlain({ scheme, url }: Link): boolean {
	return !protectedSchemes.includes(scheme) && !/^(?:localhost|.+\.localhost|127\.[\d.]+|\[::1\])$/.test(url.hostname);
}

/**
 * MODULAR_STRICT: what is run, and what says what is run, comes over plain http and the like from this machine at most.
 *
 * @param what as the error names it, at the beginning of a sentence
 * @param origin what redirects to the link, where that is so
 */
export function refusePlain(what: string, link: Link, origin?: Link): void {
	if (!isPlain(link)) return;
	const facts = { what, scheme: link.scheme, link: String(link), origin: origin && String(origin) };
	throw new BuildpackError('resolve::plain-refused', facts);
}

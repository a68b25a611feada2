import { BuildpackError } from '../errors.ts';
import type { Link } from '../fetch/link.ts';

/** Whether what a link stands for comes over plain http from another machine. */
export function isPlainHttp({ scheme, url }: Link): boolean {
	return scheme === 'http' && !/^(?:localhost|.+\.localhost|127\.[\d.]+|\[::1\])$/.test(url.hostname);
}

/**
 * MODULAR_STRICT: what is run, and what says what is run, comes over plain http from this machine at most.
 *
 * @param what as the error names it, at the beginning of a sentence
 * @param origin what redirects to the link, where that is so
 */
export function refusePlainHttp(what: string, link: Link, origin?: Link): void {
	if (!isPlainHttp(link)) return;
	const facts = { what, link: String(link), origin: origin && String(origin) };
	throw new BuildpackError('resolve::plain-http-refused', facts);
}

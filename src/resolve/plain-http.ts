import { BuildpackError } from '../errors.ts';
import type { Link } from '../fetch/link.ts';

/**
 * MODULAR_STRICT: what is run, and what says what is run, comes over plain http from this machine at most.
 *
 * @param what as the error names it, at the beginning of a sentence
 */
export function refusePlainHttp(what: string, link: Link): void {
	if (link.scheme !== 'http' || isLoopback(link.url.hostname)) return;
	throw new BuildpackError('resolve::plain-http-refused', { what, link: String(link) });
}

function isLoopback(host: string): boolean {
	return /^(?:localhost|.+\.localhost|127\.[\d.]+|\[::1\])$/.test(host);
}

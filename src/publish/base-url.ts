import { BuildpackError } from '../errors.ts';
import { hasScheme, withoutCredentials } from '../fetch/link.ts';

/**
 * Reads what the links of an index begin with.
 *
 * @throws BuildpackError if links cannot begin with it, or would tell everybody a password
 */
export function parseBaseUrl(text: string): string {
	const reason = whyUnusable(text);
	if (reason !== undefined)
		throw new BuildpackError('publish::base-url-unusable', { text: withoutCredentials(text), reason });
	return new URL(text).href;
}

function whyUnusable(text: string): string | undefined {
	if (!hasScheme(text)) return 'it does not begin with a scheme such as https://';
	if (!URL.canParse(text)) return 'it is not a URL';
	const { username, password, search, hash } = new URL(text);
	if (username !== '' || password !== '') return 'it holds a user or a password, which everybody could read';
	if (search !== '' || hash !== '') return 'paths cannot follow a ? or a #';
	return undefined;
}

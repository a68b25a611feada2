import { pathToFileURL } from 'node:url';
import { BuildpackError } from '../errors.ts';
import { hasScheme, Link, withoutCredentials } from '../fetch/link.ts';
import { statusOf } from '../files.ts';

/** The links that were given with --repo. */
export function parseRepoOptions(command: string, texts: readonly string[]): Link[] {
	return texts.map((text) => {
		if (!hasScheme(text) && statusOf(text)?.isFile()) {
			const message = `modular ${command}: --repo ${text} is a file, and a link is needed: ${String(pathToFileURL(text))}`;
			throw new BuildpackError('usage::wrong', { message });
		}
		try {
			return Link.parse(text);
		} catch (cause) {
			const message = `modular ${command}: --repo ${withoutCredentials(text)} is not a link.`;
			throw new BuildpackError('usage::wrong', { message }, { cause });
		}
	});
}

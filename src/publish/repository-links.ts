import { BuildpackError } from '../errors.ts';
import { Link, withoutCredentials } from '../fetch/link.ts';

/** The links that were given with --repo. */
export function parseRepoOptions(command: string, texts: readonly string[]): Link[] {
	return texts.map((text) => {
		try {
			return Link.parse(text);
		} catch (cause) {
			const message = `modular ${command}: --repo ${withoutCredentials(text)} is not a link.`;
			throw new BuildpackError('usage::wrong', { message }, { cause });
		}
	});
}

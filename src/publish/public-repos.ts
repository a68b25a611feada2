import { readFileSync } from 'node:fs';
import { BuildpackError, reasonOf } from '../errors.ts';
import { userInfo, withoutUser } from '../fetch/link.ts';

/** What a list of repositories says. */
export function readRepos(file: string): string {
	try {
		return readFileSync(file, 'utf8');
	} catch (cause) {
		const facts = { option: '--repos', file, reason: reasonOf(cause) };
		throw new BuildpackError('publish::file-unreadable', facts, { cause });
	}
}

/** The same list for an offline package: nobody needs users and passwords there, nor comments that may hold some. */
export function publicRepos(repos: string): Buffer {
	const links = wordsOf(repos).map(withoutUser);
	return Buffer.from(links.map((link) => `${link}\n`).join(''));
}

/** Whether a list holds a password as such, and not as `${VARIABLE}`. */
export function holdsPassword(repos: string): boolean {
	return wordsOf(repos).some((word) => {
		const [, , credentials = ''] = userInfo.exec(word) ?? [];
		const [user = '', ...password] = credentials.split(':');
		const secret = password.length > 0 ? password.join(':') : user; // some servers take a token as the user
		return secret.replaceAll(/\$\{\w+\}/g, '') !== '';
	});
}

function wordsOf(repos: string): string[] {
	return repos.split('\n').flatMap((line) => {
		const words = line.split(/\s+/).filter((word) => word !== '');
		const comment = words.findIndex((word) => word.startsWith('#'));
		return words.slice(0, comment === -1 ? undefined : comment);
	});
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BuildpackError, reasonOf } from '../errors.ts';
import { statusOf } from '../files.ts';
import { hideValue } from '../secrets.ts';
import { configDirectory } from './app.ts';
import type { Environment } from './environment.ts';

/** Where a build's repositories are named. */
interface ReposText {
	/** As messages call it. */
	readonly place: string;
	readonly text: string;
}

/** A repository's link, and where it is named. */
export interface RepositoryLink {
	/** With variables filled in. */
	readonly link: string;
	/** As it stands there. */
	readonly written: string;
	readonly place: string;
	readonly line: number;
}

/** Names repositories as well, instead of any file. */
export const reposVariable = 'MODULAR_REPOS';

/** What is no secret: platforms print it themselves. */
const publicVariables = new Set(['STACK', 'CF_STACK']);

/**
 * The links of the repositories for a build: from MODULAR_REPOS, else from the app's repos file, else from the
 * buildpack's. Empty: the package manager is off. From now on the log shows variables in them instead of their values.
 *
 * @throws BuildpackError naming a variable that is not set
 */
export function readRepositoryLinks(appDir: string, buildpackDir: string, environment: Environment): RepositoryLink[] {
	const { place, text } = findText(appDir, buildpackDir, environment) ?? { place: '', text: '' };
	return text.split('\n').flatMap((lineText, index) => {
		const line = index + 1;
		const words = lineText.split(/\s+/).filter((word) => word !== '');
		const comment = words.findIndex((word) => word.startsWith('#'));
		return words
			.slice(0, comment === -1 ? undefined : comment)
			.map((written) => ({ link: fillIn(written, { place, line }, environment), written, place, line }));
	});
}

/** What installers get of MODULAR_REPOS: all but users and passwords. Bytes, as they came. */
export function withoutPasswords(links: Buffer): Buffer {
	const userAndPassword = /(?<=^|\s)([A-Za-z][A-Za-z0-9+.-]*:\/\/)?[^\s/?#]*@/g;
	const text = links.toString(); // not as latin1, in which some bytes of other characters are white space
	const without = text.replaceAll(userAndPassword, '$1');
	return without === text ? links : Buffer.from(without);
}

function findText(appDir: string, buildpackDir: string, environment: Environment): ReposText | undefined {
	const links = environment.setting(reposVariable);
	if (links) return { place: reposVariable, text: links };
	const recorded = environment.setting('MODULAR_RECORD_REPOS'); // what the repos of a package is going to be
	const files = [
		{ place: `${configDirectory}/repos`, file: join(appDir, configDirectory, 'repos') },
		recorded
			? { place: `--repos ${recorded}`, file: recorded }
			: { place: "the buildpack's repos", file: join(buildpackDir, 'repos') },
	];
	for (const { place, file } of files) {
		const status = statusOf(file);
		if (status?.isDirectory()) throw new BuildpackError('app::repos-not-a-file', { place });
		if (status !== undefined) return { place, text: read(file, place) };
	}
	return undefined;
}

function read(file: string, place: string): string {
	try {
		return readFileSync(file, 'utf8');
	} catch (cause) {
		throw new BuildpackError('app::repos-unreadable', { place, reason: reasonOf(cause) }, { cause });
	}
}

function fillIn(word: string, where: { place: string; line: number }, environment: Environment): string {
	return word.replaceAll(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (_, variable: string) => {
		const value = environment.setting(variable);
		if (value === undefined) throw new BuildpackError('app::repos-variable-unset', { ...where, variable });
		if (!publicVariables.has(variable)) hideValue(variable, value);
		return value;
	});
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BuildpackError } from '../errors.ts';
import { statusOf } from '../files.ts';
import { configDirectory } from './app.ts';
import type { Environment } from './environment.ts';

/** Where a build's repositories are named. */
interface ReposText {
	/** As messages call it. */
	readonly place: string;
	readonly text: string;
}

/**
 * The links of the repositories for a build, as they are written, with variables filled in: from MODULAR_REPOS, else
 * from the app's repos file, else from the buildpack's. Empty: the package manager is off.
 *
 * @throws BuildpackError naming a variable that is not set
 */
export function readRepositoryLinks(appDir: string, buildpackDir: string, environment: Environment): string[] {
	const { place, text } = findText(appDir, buildpackDir, environment) ?? { place: '', text: '' };
	return text.split('\n').flatMap((line, index) => {
		const words = line.split(/\s+/).filter((word) => word !== '');
		const comment = words.findIndex((word) => word.startsWith('#'));
		return words
			.slice(0, comment === -1 ? undefined : comment)
			.map((word) => fillIn(word, { place, line: index + 1 }, environment));
	});
}

function findText(appDir: string, buildpackDir: string, environment: Environment): ReposText | undefined {
	const links = environment.setting('MODULAR_REPOS');
	if (links) return { place: 'MODULAR_REPOS', text: links };
	const files = [
		{ place: `${configDirectory}/repos`, file: join(appDir, configDirectory, 'repos') },
		{ place: "the buildpack's repos", file: join(buildpackDir, 'repos') },
	];
	for (const { place, file } of files) {
		const status = statusOf(file);
		if (status?.isDirectory()) throw new BuildpackError('app::config-not-a-file', { name: 'repos' });
		if (status !== undefined) return { place, text: readFileSync(file, 'utf8') };
	}
	return undefined;
}

function fillIn(word: string, where: { place: string; line: number }, environment: Environment): string {
	return word.replaceAll(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (_, variable: string) => {
		const value = environment.setting(variable);
		if (value === undefined) throw new BuildpackError('app::repos-variable-unset', { ...where, variable });
		return value;
	});
}

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { processVariables } from '../config/environment.ts';
import { version as sourcesVersion } from '../defaults.ts';
import { BuildpackError } from '../errors.ts';
import { statusOf } from '../files.ts';

const run = promisify(execFile);

/**
 * The version of a package: what is asked for, else the tag of the buildpack's git commit or its short hash, else that of
 * the sources.
 *
 * @throws BuildpackError if it cannot be a part of a file name
 */
export async function choosePackageVersion(buildpackDir: string, wanted: string | undefined): Promise<string> {
	const version =
		wanted ||
		(await git(buildpackDir, 'describe', '--tags', '--exact-match')) ||
		(await git(buildpackDir, 'rev-parse', '--short', 'HEAD')) ||
		sourcesVersion;
	if (!/^[A-Za-z0-9][A-Za-z0-9._+-]{0,99}$/.test(version))
		throw new BuildpackError('publish::version-unusable', { version });
	return version;
}

/** What git says of a directory; nothing without git, or where that is no repository of its own. */
async function git(directory: string, ...args: string[]): Promise<string> {
	if (statusOf(join(directory, '.git')) === undefined) return '';
	// in a git hook, they name another repository
	const env = Object.fromEntries(Object.entries(processVariables()).filter(([name]) => !name.startsWith('GIT_')));
	try {
		// another user's clone will do, as CI systems have it: what runs here comes from there
		return (await run('git', ['-c', 'safe.directory=*', '-C', directory, ...args], { env })).stdout.trim();
	} catch {
		return '';
	}
}

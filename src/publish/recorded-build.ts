import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { BuildpackError } from '../errors.ts';
import type { RecordedFile } from '../fetch/recording.ts';
import { platformEnvironment, runScript } from '../local/phase.ts';
import { action, warn } from '../output.ts';

const run = promisify(execFile);

/** Builds whose downloads go into an offline package. */
export interface RecordOptions {
	readonly buildpackDir: string;
	/** A directory for all that is made. */
	readonly scratch: string;
	readonly stack?: string | undefined;
	/** Config variables. */
	readonly config: Readonly<Record<string, string>>;
	/** The repos file for apps that have none, in the place of the buildpack's. */
	readonly repos?: string | undefined;
	/** Who wants the packages, where it is not the app's install file. */
	readonly wantedBy?: string;
}

/** What builds fetched. */
export interface Recorded {
	readonly files: readonly RecordedFile[];
	/** Has a file for each sha256. */
	readonly directory: string;
}

/**
 * Builds an app to learn what its packages fetch. Installers run without a network, where the machine allows that: the
 * helpers fetch for them, and who uses the network without the helpers is named in a warning.
 *
 * @param appDir a copy of an app, or an app made for the purpose
 * @throws BuildpackError if the build fails
 */
export async function recordBuild(appDir: string, options: RecordOptions, abort: AbortSignal): Promise<Recorded> {
	const { buildpackDir, scratch, stack, config, repos, wantedBy } = options;
	const directory = mkdtempSync(join(scratch, 'record-'));
	const envDir = mkdtempSync(join(scratch, 'env-'));
	for (const [name, value] of Object.entries(config))
		if (!/^\.\.?$/.test(name)) writeFileSync(join(envDir, name), value, { mode: 0o600 });
	const isolation = await findIsolation();
	const env = {
		...platformEnvironment(),
		HOME: appDir,
		MODULAR_RECORD: directory,
		...(repos === undefined ? {} : { MODULAR_RECORD_REPOS: resolve(repos), MODULAR_REPOS: '' }),
		...(wantedBy === undefined ? {} : { MODULAR_RECORD_WANTED_BY: wantedBy }),
		...(stack === undefined ? {} : { STACK: stack }),
		...(isolation === undefined ? {} : { MODULAR_SHELL: `${isolation} /bin/sh` }),
	};
	try {
		const args = [appDir, mkdtempSync(join(scratch, 'cache-')), envDir];
		const { status } = await runScript({ buildpackDir, name: 'compile', args, env, isCaptured: false }, abort);
		if (status !== 0) throw new BuildpackError('publish::not-recorded', {});
	} finally {
		warnOfOwnRequests(readLines(join(directory, 'own-requests')));
	}
	const files = readLines(join(directory, 'fetched')).map((line) => JSON.parse(line) as RecordedFile);
	return { files, directory: join(directory, 'files') };
}

/** An app that wants nothing but some packages. */
export function makeAppWith(packages: readonly string[], scratch: string): string {
	const app = mkdtempSync(join(scratch, 'app-'));
	const directory = join(app, 'build', 'heroku');
	mkdirSync(directory, { recursive: true });
	writeFileSync(join(directory, 'package'), 'Recording\n');
	writeFileSync(join(directory, 'install'), `${packages.join('\n')}\n`);
	return app;
}

/** The command that runs a shell without a network, if this user may have one. */
async function findIsolation(): Promise<string | undefined> {
	for (const command of ['unshare --net', 'unshare --map-current-user --net']) {
		const [program = '', ...args] = command.split(' ');
		const isAllowed = await run(program, [...args, 'true']).then(
			() => true,
			() => false,
		);
		if (isAllowed) return command;
	}
	action('This machine allows no network namespaces: packages that use the network by themselves go unnoticed.');
	return undefined;
}

function warnOfOwnRequests(names: readonly string[]): void {
	const packages = [...new Set(names)].sort();
	if (packages.length === 0) return;
	warn(
		`These packages use the network by themselves, which fails where there is none: ${packages.join(', ')}.\n` +
			'In an offline build they have to get their files with download, cached_download or unpack.',
	);
}

function readLines(file: string): string[] {
	return existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];
}

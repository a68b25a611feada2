import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { processVariables } from '../config/environment.ts';
import { BuildpackError } from '../errors.ts';
import { type AppCopy, copyApp, findApp, refuseAround, refuseInside, removeCopy } from './app-copy.ts';
import { readEnvFile } from './env-file.ts';
import { platformEnvironment, runPhase } from './phase.ts';
import { type ProcessTypes, readProcessTypes } from './process-types.ts';

export interface LocalBuildOptions {
	readonly out?: string;
	readonly cache?: string;
	readonly envFile?: string;
	readonly stack?: string;
}

/** An app as Heroku would put it into a slug. */
export interface LocalBuild {
	/** The name that detect printed. */
	readonly name: string;
	readonly copy: AppCopy;
	readonly processTypes: ProcessTypes;
	/** What the env file said. */
	readonly config: Readonly<Record<string, string>>;
}

/**
 * Builds a copy of an app with this buildpack, in the way of Heroku: detect, compile, release.
 *
 * @throws BuildpackError when the app cannot be built; then nothing of the copy is left
 */
export async function buildLikeHeroku(
	buildpackDir: string,
	appDir: string,
	options: LocalBuildOptions,
	abort: AbortSignal,
): Promise<LocalBuild> {
	const config = await readEnvFile(options.envFile);
	const source = findApp(appDir);
	const cacheDir = options.cache === undefined ? defaultCache(source) : resolve(options.cache);
	refuseInside(source, cacheDir, '--cache');
	refuseAround(source, cacheDir);
	const copy = await copyApp(appDir, options.out);
	const envDir = mkdtempSync(join(tmpdir(), 'env_'));
	let isBuilt = false;
	try {
		for (const [name, value] of Object.entries(config))
			if (!/^\.\.?$/.test(name)) writeFileSync(join(envDir, name), value, { mode: 0o600 });
		const { directory } = copy;
		const env = {
			...platformEnvironment(),
			HOME: directory,
			...(options.stack === undefined ? {} : { STACK: options.stack }),
		};
		const run = (name: string, isCaptured: boolean, ...args: string[]) =>
			runPhase({ buildpackDir, name, args, env, isCaptured }, abort);
		const name = await detect(run('detect', true, directory), appDir);
		await run('compile', false, directory, cacheDir, envDir);
		const processTypes = await readProcessTypes(directory, await run('release', true, directory));
		isBuilt = true;
		return { name, copy, processTypes, config };
	} finally {
		rmSync(envDir, { recursive: true, force: true });
		if (!isBuilt) removeCopy(copy);
	}
}

async function detect(output: Promise<string>, appDir: string): Promise<string> {
	try {
		return (await output).trim();
	} catch (error) {
		if (error instanceof BuildpackError && error.status === 1)
			throw new BuildpackError('local::not-detected', { appDir }, { cause: error });
		throw error;
	}
}

/** An app's cache is kept between its builds, as platforms do: below XDG_CACHE_HOME, by the app's path. */
function defaultCache(path: string): string {
	const id = createHash('sha256').update(path).digest('hex').slice(0, 12);
	const caches = processVariables()['XDG_CACHE_HOME'] || join(homedir(), '.cache');
	return join(caches, 'heroku-modular-buildpack', `${basename(path)}-${id}`);
}

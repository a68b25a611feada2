import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BuildpackError } from '../errors.ts';
import { findApp, makeOut, removeOut } from './app-copy.ts';
import type { Layout } from './dyno.ts';
import { readEnvFile } from './env-file.ts';
import { chooseCache, type LocalBuild, type LocalBuildOptions } from './local-build.ts';
import { platformEnvironment, runPhase } from './phase.ts';
import { readProcessTypes } from './process-types.ts';
import { copyTree } from '../tree-copy.ts';

/** The app is all there is, and its directory is HOME. */
const layout: Layout = { root: '/app', script: 'boot.bash', variables: (root) => ({ HOME: root }) };

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
	if (options.buildpack !== undefined) throw new BuildpackError('local::buildpack-on-heroku', {});
	const config = await readEnvFile(options.envFile);
	const source = findApp(appDir);
	const cacheDir = chooseCache(source, options.cache);
	const out = makeOut(source, options.out, 'build_');
	const envDir = mkdtempSync(join(tmpdir(), 'env_'));
	let isBuilt = false;
	try {
		const { directory } = out;
		await copyTree(source, directory, { without: '.git' }); // platforms build without it, too
		for (const [name, value] of Object.entries(config))
			if (!/^\.\.?$/.test(name)) writeFileSync(join(envDir, name), value, { mode: 0o600 });
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
		const environmentOf: LocalBuild['environmentOf'] = ({ type, port }) => ({
			...config,
			...platformEnvironment(),
			PORT: String(port),
			DYNO: `${type}.1`,
		});
		return { name, out, processTypes, sidecarsOf: () => new Map(), layout, environmentOf };
	} finally {
		rmSync(envDir, { recursive: true, force: true });
		if (!isBuilt) removeOut(out);
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

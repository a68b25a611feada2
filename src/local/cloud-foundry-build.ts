import { realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { cloudFoundryStack } from '../defaults.ts';
import { BuildpackError } from '../errors.ts';
import { statusOf } from '../files.ts';
import { warn } from '../output.ts';
import { findApp, makeOut, refuseInside, removeOut } from './app-copy.ts';
import type { Layout } from './dyno.ts';
import { readEnvFile } from './env-file.ts';
import { processTypesOf, sidecarsOf } from './launch-data.ts';
import { chooseCache, type LocalBuild, type LocalBuildOptions } from './local-build.ts';
import { platformEnvironment } from './phase.ts';
import { runBuildpacks } from './sequence.ts';
import { makeStaging, writeDroplet } from './staging.ts';
import { copyTree } from '../tree-copy.ts';

/** A droplet, whose app is one of its directories. */
const layout: Layout = {
	root: '/home/vcap',
	script: 'launch.bash',
	variables: (root) => ({ HOME: join(root, 'app'), TMPDIR: join(root, 'tmp'), DEPS_DIR: join(root, 'deps') }),
};

/**
 * Builds a copy of an app in the way of Cloud Foundry, and makes a droplet of it: with this buildpack alone, or with those
 * that are named.
 *
 * @throws BuildpackError with one of the platform's statuses when the app cannot be built; then nothing is left
 */
export async function buildLikeCloudFoundry(
	buildpackDir: string,
	appDir: string,
	options: LocalBuildOptions,
	abort: AbortSignal,
): Promise<LocalBuild> {
	const config = await readEnvFile(options.envFile);
	const source = findApp(appDir);
	const buildpacks = options.buildpack?.map(findBuildpack) ?? [realpathSync(buildpackDir)];
	const cacheDir = chooseCache(source, options.cache, '-cloudfoundry');
	refuseInside(source, tmpdir(), 'TMPDIR');
	const out = makeOut(source, options.out, 'droplet_');
	const staging = makeStaging();
	const common = (port?: number) => environmentOf(basename(source), config, port);
	let isBuilt = false;
	try {
		await copyTree(source, staging.buildDir, { without: '.git' }); // platforms build without it, too
		const { home, temporary } = staging;
		const env = { ...common(), HOME: home, TMPDIR: temporary, CF_STACK: options.stack ?? cloudFoundryStack };
		const isNamed = options.buildpack !== undefined;
		const sequence = { buildpacks, isNamed, appDir, staging, cacheDir, env };
		const { detected, calledName, processes } = await runBuildpacks(sequence, abort);
		const processTypes = processTypesOf(processes);
		const start = processTypes.get('web') ?? '';
		if (start === '')
			warn('The droplet has no web process: neither the last buildpack nor a Procfile says how to start it.');
		await writeDroplet(staging, { detected_buildpack: calledName ?? detected, start_command: start }, out.directory);
		abort.throwIfAborted();
		isBuilt = true;
		return {
			name: detected || (calledName ?? basename(buildpacks.slice(-1).join())),
			out,
			processTypes,
			sidecarsOf: (type) => sidecarsOf(processes, type),
			layout,
			environmentOf: ({ port }) => common(port),
		};
	} finally {
		staging.remove();
		if (!isBuilt) removeOut(out);
	}
}

function findBuildpack(directory: string): string {
	if (!statusOf(join(directory, 'bin'))?.isDirectory())
		throw new BuildpackError('local::not-a-buildpack', { buildpack: directory });
	return realpathSync(directory);
}

/** What the platform and the app say, to buildpacks, and with a port to a process. */
function environmentOf(name: string, config: Readonly<Record<string, string>>, port?: number): Record<string, string> {
	const { PATH = '', ...settings } = platformEnvironment();
	delete settings['STACK']; // Heroku's variable
	const application = { application_name: name, name, application_uris: [], uris: [] };
	const instance = { host: '0.0.0.0', port, instance_index: 0 };
	return {
		LANG: 'C.UTF-8',
		VCAP_APPLICATION: JSON.stringify(port === undefined ? application : { ...application, ...instance }),
		VCAP_SERVICES: '{}', // an env file can have services
		...settings,
		...config,
		PATH,
		...(port === undefined ? {} : { PORT: String(port), VCAP_APP_HOST: '0.0.0.0', VCAP_APP_PORT: String(port) }),
	};
}

import { realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { writing } from '../assemble/writing.ts';
import type { Inherited } from '../config/inherited.ts';
import type { BuildPlace } from '../config/place.ts';
import { BuildpackError } from '../errors.ts';
import { makeDirectory, removeTree, statusOf } from '../files.ts';
import type { NamesAtBoot } from '../relocated-text.ts';

/*
 * Cloud Foundry builds with several buildpacks
 * (https://docs.cloudfoundry.org/buildpacks/understand-buildpacks.html). Each but the last supplies: what it has goes into
 * DEPS_DIR/IDX. The last one finalizes: it builds the app itself. The droplet has both, as siblings, in another place:
 *
 *     <root>/app                what BUILD_DIR was; HOME of the running app, /home/vcap/app
 *     <root>/deps/<IDX>         what DEPS_DIR/IDX was; $DEPS_DIR at launch
 *     <root>/profile.d          what finalize wrote into PROFILE_DIR
 */

/** Where an app is at run time. */
const runtimeDir = '/home/vcap/app';

/** A phase of a build by Cloud Foundry, with absolute directories. */
export interface Phase {
	readonly buildpackDir: string;
	/** The app. */
	readonly appDir: string;
	readonly cacheDir: string;
	readonly depsDir: string;
	/** The buildpack's number as it is written in paths: `3`, or `03` where there are ten and more. */
	readonly depsIdx: string;
	/** DEPS_DIR/IDX. It exists. */
	readonly ownDir: string;
}

/**
 * Reads the arguments of a phase, and makes DEPS_DIR/IDX if it is missing.
 *
 * @param args BUILD_DIR, CACHE_DIR, DEPS_DIR, IDX, and as many more as the usage names
 * @param usage how the phase is called
 * @throws BuildpackError saying which argument is wrong
 */
export function readPhase(buildpackDir: string, args: readonly string[], usage: string): Phase {
	const [buildDir, cacheDir, depsDir, depsIdx] = args;
	const most = usage.split(' ').length - 1;
	if (!buildDir || !cacheDir || !depsDir || !depsIdx || args.length > most)
		throw new BuildpackError('usage::wrong', { message: `usage: ${usage}` });
	const script = usage.slice(0, usage.indexOf(' '));
	for (const [name, directory] of Object.entries({ BUILD_DIR: buildDir, DEPS_DIR: depsDir })) {
		if (!statusOf(directory)?.isDirectory())
			throw new BuildpackError('usage::wrong', { message: `${script}: ${name} is not a directory: ${directory}` });
	}
	if (!/^\d+$/.test(depsIdx))
		throw new BuildpackError('usage::wrong', { message: `${script}: IDX is not a number: ${depsIdx}` });
	const ownDir = join(resolve(depsDir), depsIdx);
	writing(ownDir, () => makeDirectory(ownDir));
	return {
		buildpackDir,
		appDir: resolve(buildDir),
		cacheDir: resolve(cacheDir),
		depsDir: resolve(depsDir),
		depsIdx,
		ownDir,
	};
}

/**
 * Where a phase builds.
 *
 * @param buildDir the app itself, or a copy of it, which only the buildpacks after this one and the launch will see
 */
export function cloudFoundryPlace(phase: Phase, buildDir: string, inherited: Inherited): BuildPlace {
	const { buildpackDir, appDir, cacheDir } = phase;
	const namesAtBoot = new Map([...nameDirectories(phase, buildDir), [runtimeDir, '$HOME'], ['/app', '$HOME']]);
	return { buildpackDir, appDir, buildDir, cacheDir, envDir: undefined, runtimeDir, namesAtBoot, inherited };
}

/** What the directories of a phase are called at boot, when they are elsewhere: also by their paths without links. */
export function nameDirectories({ appDir, depsDir }: Phase, buildDir: string): NamesAtBoot {
	const names = [
		[buildDir, '$HOME'],
		[appDir, '$HOME'],
		[depsDir, '$DEPS_DIR'],
	] as const;
	return new Map(names.flatMap(([path, name]) => [...new Set([path, realpathSync(path)])].map((each) => [each, name])));
}

/** Removes what a phase of this buildpack has left in DEPS_DIR/IDX, for the next one to begin anew. */
export function clearOwnDir({ ownDir }: Phase): void {
	const directories = ['app', 'bin', 'lib', 'include', 'pkgconfig', 'env', 'profile.d'];
	for (const name of [...directories, 'config.yml', 'launch.yml', 'sidecar.sh']) removeTree(join(ownDir, name));
}

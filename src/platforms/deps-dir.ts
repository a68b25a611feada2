import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { appendedTo } from '../assemble/boot-script.ts';
import { isInheritable } from '../config/environment.ts';
import type { Inherited } from '../config/inherited.ts';
import { longestVariable } from '../defaults.ts';
import { reasonOf } from '../errors.ts';
import { statusOf } from '../files.ts';
import { ignore, isOwnConfig, readConfig } from './deps-config.ts';

/*
 * What buildpacks offer to each other in DEPS_DIR/IDX, by the convention of the official ones (libbuildpack):
 *
 *     bin/ lib/ include/ pkgconfig/    directories for PATH and the like, see conventionalDirectories
 *     env/NAME                         a variable's value as it is; for staging only
 *     profile.d/*.sh                   scripts for the launch, which finalize has to copy
 *     config.yml                       who was here, see deps-config.ts
 */

/** The directory of DEPS_DIR/IDX that extends a variable. */
export const conventionalDirectories = {
	PATH: 'bin',
	LD_LIBRARY_PATH: 'lib',
	LIBRARY_PATH: 'lib',
	CPATH: 'include',
	PKG_CONFIG_PATH: 'pkgconfig',
} as const;

/** The numbers of the buildpacks that have a directory, in their order, as they are written. */
export function listDeps(depsDir: string): string[] {
	const entries = readdirSync(depsDir, { withFileTypes: true });
	return entries
		.filter((entry) => /^\d+$/.test(entry.name) && isDirectory(join(depsDir, entry.name)))
		.map(({ name }) => name)
		.sort((a, b) => Number(a) - Number(b));
}

function isDirectory(path: string): boolean {
	try {
		return statusOf(path)?.isDirectory() === true;
	} catch (error) {
		ignore(path, reasonOf(error));
		return false;
	}
}

/** The directories of one name that buildpacks have, those of the highest number first: that is how they go in front. */
export function listDirectories(depsDir: string, name: string): string[] {
	return listDeps(depsDir)
		.reverse()
		.filter((idx) => isDirectory(join(depsDir, idx, name)));
}

/**
 * What the buildpacks before this one have left in DEPS_DIR. What cannot be used is left out, with a warning: that is
 * their fault, and not the app's.
 */
export async function readDepsDir(depsDir: string): Promise<Inherited> {
	const instances = [];
	for (const idx of listDeps(depsDir)) {
		const config = await readConfig(join(depsDir, idx, 'config.yml'));
		if (config !== undefined && isOwnConfig(config)) instances.push({ directory: join(depsDir, idx), config });
	}
	return {
		paths: readPaths(depsDir),
		variables: readVariables(depsDir),
		packages: [...new Set(instances.flatMap(({ config }) => config.packages))],
		isCompiled: instances.some(({ config }) => config.isCompiled),
		bootLines: Buffer.concat(instances.map(({ directory }) => readBootLines(directory))),
	};
}

function readPaths(depsDir: string): Map<string, string[]> {
	const paths = new Map<string, string[]>();
	for (const [variable, name] of Object.entries(conventionalDirectories)) {
		const found = listDirectories(depsDir, name).map((idx) => join(depsDir, idx, name));
		if (found.length > 0) paths.set(variable, found);
	}
	return paths;
}

/** The variables in env/, of which the lowest number's counts. */
function readVariables(depsDir: string): Map<string, Buffer> {
	const variables = new Map<string, Buffer>();
	for (const idx of listDeps(depsDir).reverse()) {
		const directory = join(depsDir, idx, 'env');
		for (const name of listFiles(directory)) {
			const file = join(directory, name);
			try {
				if (statusOf(file)?.isFile() === false) continue; // as the official buildpacks do
				const value = readFileSync(file);
				if (!isInheritable(name)) ignore(file, 'its name is none that a variable of a build can have');
				else if (value.includes(0)) ignore(file, 'it holds a NUL byte');
				else if (value.length + name.length + 2 > longestVariable) ignore(file, 'it is longer than 128 KiB');
				else variables.set(name, value);
			} catch (error) {
				ignore(file, reasonOf(error));
			}
		}
	}
	return variables;
}

function listFiles(directory: string): string[] {
	try {
		if (!statusOf(directory)) return [];
		return readdirSync(directory);
	} catch (error) {
		ignore(directory, reasonOf(error));
		return [];
	}
}

/** What an earlier instance's installers start, unless that one has made a sidecar of it, which starts by itself. */
function readBootLines(directory: string): Buffer {
	const file = join(directory, 'app', 'boot.sh');
	if (statusOf(join(directory, 'launch.yml')) || !statusOf(file)?.isFile()) return Buffer.alloc(0);
	return appendedTo(readFileSync(file));
}

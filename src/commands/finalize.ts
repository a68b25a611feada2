import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from '../build.ts';
import { statusOf } from '../files.ts';
import { clearOwnDir, cloudFoundryPlace, nameDirectories, readPhase } from '../platforms/cloud-foundry.ts';
import { writeConfig } from '../platforms/deps-config.ts';
import { readDepsDir } from '../platforms/deps-dir.ts';
import { writeProfileDir } from '../platforms/profile-dir.ts';
import { relocateLinks, relocateScriptFile } from '../platforms/relocation.ts';

/**
 * Cloud Foundry's finalize phase, of the last buildpack: installs into the app itself, as compile does on Heroku, and
 * writes the launch environment of all buildpacks.
 *
 * @param args BUILD_DIR, CACHE_DIR, DEPS_DIR, IDX, PROFILE_DIR; the last one may be missing
 */
export async function finalize(buildpackDir: string, args: readonly string[], abort: AbortSignal): Promise<void> {
	const phase = readPhase(buildpackDir, args, 'bin/finalize BUILD_DIR CACHE_DIR DEPS_DIR IDX [PROFILE_DIR]');
	const profileDir = args[4] ? resolve(args[4]) : join(phase.appDir, '.profile.d');
	clearOwnDir(phase); // a supply that did not know that it was the final one's has left something
	const inherited = await readDepsDir(phase.depsDir);
	const result = await build(cloudFoundryPlace(phase, phase.appDir, inherited), abort);
	relocateLinks(phase);
	for (const file of listBootScripts(phase.appDir)) relocateScriptFile(file, nameDirectories(phase, phase.appDir));
	writeConfig(join(phase.ownDir, 'config.yml'), result.version, result.packages, result.hasRunCompile);
	writeProfileDir(phase.depsDir, profileDir);
}

/** The scripts that installers append to. */
function listBootScripts(appDir: string): string[] {
	const profiles = join(appDir, '.profile.d');
	const names = statusOf(profiles)?.isDirectory() ? readdirSync(profiles).map((name) => join('.profile.d', name)) : [];
	return [...names, '.profile', 'boot.sh', 'configure.sh'].map((name) => join(appDir, name));
}

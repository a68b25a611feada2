import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { reasonOf } from '../errors.ts';
import { replaceFile, statusOf } from '../files.ts';
import { ignore } from './deps-config.ts';
import { conventionalDirectories, listDirectories } from './deps-dir.ts';

/** The variables of the running app that are extended. */
const launchVariables = ['PATH', 'LD_LIBRARY_PATH', 'LIBRARY_PATH'] as const;

/**
 * Writes the launch environment of all buildpacks, which the launcher leaves to the final one, as the official buildpacks do
 * (libbuildpack): 000_multi-supply.sh for what is in bin/ and lib/, and a copy of each script in profile.d/, as <IDX>_<name>.
 */
export function writeProfileDir(depsDir: string, profileDir: string): void {
	const lines = launchVariables.flatMap((variable) => {
		const name = conventionalDirectories[variable];
		const directories = listDirectories(depsDir, name).map((idx) => `$DEPS_DIR/${idx}/${name}`);
		return directories.length === 0
			? []
			: [`export ${variable}="${directories.join(':')}\${${variable}:+:\${${variable}}}"\n`];
	});
	if (lines.length > 0) replaceFile(join(profileDir, '000_multi-supply.sh'), lines.join(''), 0o755);
	for (const idx of listDirectories(depsDir, 'profile.d').reverse())
		copyScripts(join(depsDir, idx, 'profile.d'), idx, profileDir);
}

function copyScripts(directory: string, idx: string, profileDir: string): void {
	for (const name of list(directory)) {
		const file = join(directory, name);
		try {
			const status = statusOf(file);
			if (status === undefined) throw new Error('it leads to nothing, or its name is not UTF-8');
			if (status.isFile()) replaceFile(join(profileDir, `${idx}_${name}`), readFileSync(file), 0o755);
		} catch (error) {
			ignore(file, reasonOf(error));
		}
	}
}

function list(directory: string): string[] {
	try {
		return readdirSync(directory);
	} catch (error) {
		ignore(directory, reasonOf(error));
		return [];
	}
}

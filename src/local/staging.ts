import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeDirectory, removeTree } from '../files.ts';
import { moveTree } from './app-copy.ts';

/** The directories of Cloud Foundry's staging container. */
export interface Staging {
	/** BUILD, with nothing in it yet. */
	readonly buildDir: string;
	readonly depsDir: string;
	/** PROFILE_DIR. */
	readonly profileDir: string;
	/** HOME and working directory of the platform's own program. */
	readonly home: string;
	/** TMPDIR. */
	readonly temporary: string;
	/** Removes all that is left of it. */
	remove(): void;
}

/** Makes the directories of a staging container, in one temporary directory. */
export function makeStaging(): Staging {
	const root = mkdtempSync(join(realpathSync(tmpdir()), 'staging_'));
	const [buildDir, home, temporary] = ['app', 'home', 'tmp'].map((name) => join(root, name)) as [
		string,
		string,
		string,
	];
	for (const directory of [buildDir, home, temporary]) mkdirSync(directory);
	const contents = mkdtempSync(join(temporary, 'contents'));
	const [depsDir, profileDir] = [join(contents, 'deps'), join(contents, 'profile.d')];
	for (const directory of [depsDir, profileDir]) mkdirSync(directory);
	return { buildDir, depsDir, profileDir, home, temporary, remove: () => removeTree(root) };
}

/** What the platform notes down in a droplet. */
export interface StagingInfo {
	readonly detected_buildpack: string;
	readonly start_command: string;
}

/** Moves what was staged into a droplet's directory: nothing is any more where the buildpacks have seen it. */
export async function writeDroplet(
	{ buildDir, depsDir, profileDir }: Staging,
	info: StagingInfo,
	droplet: string,
): Promise<void> {
	await moveTree(depsDir, join(droplet, 'deps'));
	await moveTree(profileDir, join(droplet, 'profile.d'));
	writeFileSync(join(droplet, 'staging_info.yml'), `${JSON.stringify(info)}\n`); // JSON is YAML, and what the platform writes
	for (const name of ['tmp', 'logs']) makeDirectory(join(droplet, name));
	await moveTree(buildDir, join(droplet, 'app'));
}

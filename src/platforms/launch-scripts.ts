import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { removeTree, replaceFile, statusOf } from '../files.ts';
import { relocateScript } from '../relocated-text.ts';
import { quoteBytes } from '../shell-text.ts';
import { type AppChanges, below, pathIn } from './app-changes.ts';
import type { AppCopy } from './app-copy.ts';
import { nameDirectories, type Phase } from './cloud-foundry.ts';

/*
 * What a supplied buildpack does at launch, in DEPS_DIR/IDX/profile.d, from where the final one takes it; the order of the
 * names is the order in which they run, before the app's own .profile.d and .profile:
 *
 *     00-modular-links.sh      puts what was supplied where packages expect it
 *     10-<package>.sh          what env_extend and installers have left in .profile.d
 *     20-modular-profile.sh    what installers have appended to .profile
 */

/** What has a place of its own at launch, or none. */
const notLinked = new Set(['.profile', '.profile.d', '.modular']);

/**
 * Writes the scripts for the launch.
 *
 * @returns the files of the app whose additions take effect that way
 */
export function writeLaunchScripts(phase: Phase, copy: AppCopy, changes: AppChanges): string[] {
	const directory = join(phase.ownDir, 'profile.d');
	const links = linkScript(phase.depsIdx, copy, changes);
	if (links !== undefined) replaceFile(join(directory, '00-modular-links.sh'), links, 0o755);
	const profiles = statusOf(join(copy.directory, '.profile.d'))?.isDirectory()
		? readdirSync(join(copy.directory, '.profile.d')).map((name) => join('.profile.d', name))
		: [];
	const taken = [];
	for (const path of [...profiles, '.profile']) {
		const text = appendedText(copy, path);
		if (text === undefined) continue;
		const name = path === '.profile' ? '20-modular-profile.sh' : `10-${basename(path).replaceAll(/[^\w.-]/g, '_')}`;
		const script = Buffer.concat([relocateScript(text, nameDirectories(phase, copy.directory)), afterwards(text)]);
		replaceFile(join(directory, name), script, 0o755);
		taken.push(path);
	}
	// nobody reads them there, and they may name directories of the build
	for (const name of ['.profile', '.profile.d']) removeTree(join(copy.directory, name));
	return taken;
}

/** What installers have appended to a file of the app, or a file of their own; undefined if they have rewritten it. */
function appendedText({ directory, original }: AppCopy, path: string): Buffer | undefined {
	const file = join(directory, path);
	if (!statusOf(file)?.isFile()) return undefined;
	const text = readFileSync(file);
	const before = existsSync(join(original, path)) ? readFileSync(join(original, path)) : Buffer.alloc(0);
	return text.subarray(0, before.length).equals(before) ? text.subarray(before.length) : undefined;
}

/** The launcher finds the scripts that come next from the app's directory. */
function afterwards(script: Buffer): Buffer {
	return Buffer.from(/\b(?:cd|pushd|popd)\b/.test(script.toString('latin1')) ? '\ncd "$HOME" || :\n' : '');
}

/** Several processes of an app start at the same moment, in one file system: each step may have been done by another. */
function linkScript(depsIdx: string, copy: AppCopy, changes: AppChanges): Buffer | undefined {
	const { directories, paths } = listLinks(copy, changes);
	if (paths.length === 0 && directories.length === 0) return undefined;
	const lines = (command: string, words: readonly Buffer[]) =>
		words.flatMap((word) => [Buffer.from(`\t${command} `), quoteBytes(word), Buffer.from('\n')]);
	return Buffer.concat([
		Buffer.from(`# Puts what was supplied where packages expect it: into the app's own directory.
(
	cd "$HOME" || exit
	supplied=$DEPS_DIR/${depsIdx}/app
	put() {
		if [ -h "$1" ] && [ ! -e "$1" ]; then
			# from a launch before this one, when the droplet was elsewhere
			case $(readlink -- "$1") in */${depsIdx}/app/"$1") ln -sfn -- "$supplied/$1" "$1" ;; esac
		elif [ ! -e "$1" ]; then
			ln -sn -- "$supplied/$1" "$1"
		fi
	}
`),
		...lines('mkdir -p --', directories),
		...lines('put', paths),
		Buffer.from(') >/dev/null 2>&1 || :\n'),
	]);
}

/**
 * What to make in the app's directory, and what to link there. The top-level directories are made and their entries
 * linked, so that several buildpacks can have something in vendor.
 */
function listLinks({ directory }: AppCopy, { added }: AppChanges): { directories: Buffer[]; paths: Buffer[] } {
	const [directories, paths]: [Buffer[], Buffer[]] = [[], []];
	for (const path of added) {
		const text = path.toString('latin1');
		if (notLinked.has(text.split('/')[0] ?? '')) continue;
		if (text.includes('/') || !lstatSync(pathIn(directory, path)).isDirectory()) paths.push(path);
		else {
			directories.push(path);
			paths.push(...readdirSync(pathIn(directory, path), 'buffer').map((name) => below(path, name)));
		}
	}
	return { directories, paths };
}

import { lstatSync, readdirSync, readFileSync, realpathSync, type Stats, statSync, symlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Extension } from '../assemble/extensions.ts';
import { withConfigureScript } from '../assemble/boot-script.ts';
import type { Environment } from '../config/environment.ts';
import { makeDirectory, replaceFile, statusOf } from '../files.ts';
import { below } from './app-changes.ts';
import type { Phase } from './cloud-foundry.ts';
import { conventionalDirectories } from './deps-dir.ts';

/** What a build has extended, and what it began with. */
export interface Offered {
	readonly extensions: readonly Extension[];
	readonly environment: Environment;
}

/**
 * Offers what was installed to the buildpacks that come next and to the launch: by links in bin/, lib/, include/ and
 * pkgconfig/ to what is in the directories that `env_extend` added to PATH and the like, and as env/NAME for other
 * variables. Where two files have one name, the first wins, as on PATH.
 */
export function offer({ ownDir }: Phase, { extensions, environment }: Offered): void {
	const others = new Map<string, Buffer>();
	for (const { variable, value } of extensions) {
		if (Object.hasOwn(conventionalDirectories, variable)) {
			const name = conventionalDirectories[variable as keyof typeof conventionalDirectories];
			for (const directory of value.toString('latin1').split(':'))
				linkEntries(Buffer.from(directory, 'latin1'), ownDir, name);
		} else {
			const before = others.get(variable) ?? environment.variables.get(variable);
			others.set(variable, before?.length ? Buffer.concat([before, Buffer.from(':'), value]) : value);
		}
	}
	for (const [variable, value] of others) replaceFile(join(ownDir, 'env', variable), value);
}

/** Links the entries of a directory that is a part of what was supplied. */
function linkEntries(given: Buffer, ownDir: string, name: string): void {
	const directory = isDirectory(given) ? pathBelow(ownDir, given) : undefined;
	if (directory === undefined) return;
	const offered = join(ownDir, name);
	for (const entry of readdirSync(directory, 'buffer').sort((a, b) => a.compare(b))) {
		const file = below(directory, entry);
		const link = below(Buffer.from(offered), entry);
		if (name === 'bin' && !isExecutable(file)) continue;
		if (lstatSync(link, { throwIfNoEntry: false })) continue;
		makeDirectory(offered);
		symlinkSync(relativePath(offered, file), link);
	}
}

/** A path of what was supplied, by the name that DEPS_DIR was given; undefined for what is elsewhere. */
function pathBelow(ownDir: string, path: Buffer): Buffer | undefined {
	const isBelow = (directory: string, each: Buffer) => each.indexOf(`${directory}/`) === 0;
	if (isBelow(ownDir, path)) return path;
	const [realOwn, real] = [realpathSync(ownDir), realpathSync(path, 'buffer')];
	if (!isBelow(realOwn, real)) return undefined;
	return Buffer.concat([Buffer.from(ownDir), real.subarray(Buffer.byteLength(realOwn))]);
}

function relativePath(from: string, to: Buffer): Buffer {
	return Buffer.from(relative(Buffer.from(from).toString('latin1'), to.toString('latin1')), 'latin1');
}

function isDirectory(path: Buffer): boolean {
	return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function isExecutable(file: Buffer): boolean {
	const status: Stats | undefined = statSync(file, { throwIfNoEntry: false });
	return status?.isFile() === true && (status.mode & 0o111) !== 0;
}

/**
 * Makes boot.sh a process beside the app's web process. It sources the configure.sh that was supplied with it, and stays
 * alive when nothing is left to wait for: the platform ends an app when one of its sidecars ends.
 */
export function writeSidecar({ ownDir, depsIdx }: Phase): void {
	const bootScript = join(ownDir, 'app', 'boot.sh');
	if (!statusOf(bootScript)?.isFile()) return;
	const text = withConfigureScript(readFileSync(bootScript, 'latin1'), `"$DEPS_DIR/${depsIdx}/app/configure.sh"`);
	replaceFile(join(ownDir, 'sidecar.sh'), Buffer.from(`${text}exec tail -f /dev/null\n`, 'latin1'), 0o755);
	replaceFile(
		join(ownDir, 'launch.yml'),
		`processes:
- type: modular
  command: sh "$DEPS_DIR/${depsIdx}/sidecar.sh"
  platforms:
    cloudfoundry:
      sidecar_for: [web]
`,
	);
}

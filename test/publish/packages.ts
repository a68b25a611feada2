import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { findProgram } from '../entry-points/plain-shell.ts';
import { modular, type ModularOptions, type ModularResult } from '../local/modular.ts';
import { archivePath, commands, makeArchive, sha256, version as nodeVersion } from '../node/machine.ts';
import { type FileContent, makeDirectory, makeFiles } from '../support/directories.ts';
import { type Result, root, runScript } from '../support/entry-points.ts';
import type { Answer } from '../support/server.ts';

/*
 * Packages of the buildpack, made of copies of it, and builds with them.
 */

/** A copy of the tree, readable for everybody, that pins the Node.js of `nodeAnswers`; without git it has no commit. */
export function copyTree(files: Readonly<Record<string, FileContent>> = {}): string {
	const tree = makeDirectory('tree');
	chmodSync(dirname(tree), 0o755);
	for (const name of ['bin', 'lib', 'dist', 'installers', 'src', 'LICENSE', 'README.md', 'package.json'])
		cpSync(join(root, name), join(tree, name), { recursive: true });
	writeFileSync(join(tree, 'lib', 'node-runtime'), `${nodeVersion} ${process.arch} ${sha256(nodeArchive())}\n`);
	cpSync(makeFiles(files), tree, { recursive: true, verbatimSymlinks: true });
	return tree;
}

let archive: Buffer | undefined;

/** The archive of a Node.js. */
export function nodeArchive(): Buffer {
	return (archive ??= makeArchive());
}

/** What a mirror of Node.js answers. */
export function nodeAnswers(): Record<string, Answer> {
	return { [archivePath]: nodeArchive() };
}

export interface PackageOptions extends ModularOptions {
	/** The copy of the buildpack that is packed; by default a new one. */
	readonly tree?: string;
	/** --out; by default a new directory. */
	readonly out?: string;
}

export interface PackageResult extends ModularResult {
	readonly tree: string;
	readonly out: string;
	/** What is in --out afterwards. */
	readonly made: readonly string[];
	/** The path of the first of these. */
	readonly file: string;
}

/** Runs `modular package`, and asserts what holds for each, good or bad: no temporary file is left, and no process. */
export async function makePackage(args: readonly string[], options: PackageOptions = {}): Promise<PackageResult> {
	const { tree = copyTree(), out = makeDirectory('out'), ...rest } = options;
	const program = options.program ?? join(tree, 'bin', 'modular');
	const result = await modular(['package', '--out', out, ...args], { ...rest, program });
	expect(result.left, `what is left in TMPDIR after\n${result.log}`).to.deep.equal([]);
	expect(result.running, 'processes that are left').to.deep.equal([]);
	const made = existsSync(out) ? readdirSync(out).sort() : [];
	return { ...result, tree, out, made, file: join(out, made[0] ?? '') };
}

/** Asserts that no package was made, that something was said about it, and nothing else. */
export function expectNoPackage(result: PackageResult, status: number, stderr: string): void {
	expect(result.stderr).to.equal(stderr);
	expect([result.status, result.made]).to.deep.equal([status, []]);
}

/** Unpacks a package with the system's own program, in a directory that everybody can read. */
export function unpackPackage(file: string): string {
	const directory = makeDirectory('package');
	chmodSync(dirname(directory), 0o755);
	const [program, args] = file.endsWith('.zip')
		? [findProgram('unzip') ?? 'busybox', [...(findProgram('unzip') ? [] : ['unzip']), '-q', file, '-d', directory]]
		: ['tar', ['-xzf', file, '-C', directory]];
	const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' });
	expect([status, stdout + stderr]).to.deep.equal([0, '']);
	return directory;
}

export interface PackagedBuildOptions {
	readonly cacheDir?: string;
	/** Config variables. */
	readonly config?: Readonly<Record<string, string>>;
	readonly env?: Readonly<Record<string, string>>;
	readonly uid?: number;
	/** More programs for PATH than the buildpack needs. */
	readonly programs?: readonly string[];
	readonly phase?: { readonly name: string; readonly args: readonly string[] };
}

/** Why no network namespaces can be had, where that is so. */
export const noIsolation =
	spawnSync('unshare', ['--net', 'true']).status === 0 ? undefined : 'network namespaces are not allowed';

/** Builds with an unpacked package on a machine that has no Node.js, and no network interface that is up. */
export async function buildApart(
	directory: string,
	app: string,
	options: PackagedBuildOptions = {},
): Promise<Result & { readonly cacheDir: string }> {
	const { cacheDir = makeDirectory('cache'), config = {}, uid } = options;
	const temporary = makeDirectory('temporary');
	if (uid !== undefined) for (const each of [temporary, app, cacheDir]) giveTo(each, uid);
	const envDir = makeFiles(config, 'env');
	chmodSync(dirname(envDir), 0o755);
	const { name, args } = options.phase ?? { name: 'compile', args: [app, cacheDir, envDir] };
	const asUser = uid === undefined ? [] : ['setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups'];
	const words = ['--net', ...asUser.map((word) => findProgram(word) ?? word), join(directory, 'bin', name), ...args];
	const env = { TMPDIR: temporary, PATH: commands(options.programs ?? []), ...options.env };
	const result = await runScript('', words, { program: findProgram('unshare') ?? 'unshare', env });
	expect(readdirSync(temporary), 'what is left in TMPDIR').to.deep.equal([]);
	return { ...result, cacheDir };
}

function giveTo(directory: string, uid: number): void {
	chmodSync(dirname(directory), 0o755);
	spawnSync('chown', ['-R', String(uid), directory]);
}

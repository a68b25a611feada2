import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
	chmodSync,
	copyFileSync,
	cpSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';

import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { findProgram } from '../entry-points/plain-shell.ts';
import { appFiles, makeDirectory, makeFiles } from '../support/directories.ts';
import { type CompileOptions, processesNaming, type Result, root, runScript } from '../support/entry-points.ts';
import type { TestServer } from '../support/server.ts';
import type { Shell } from '../support/shells.ts';

/*
 * Machines without Node.js: a PATH of chosen commands, and a buildpack that pins a Node.js which a mirror on loopback
 * can serve.
 */

export const version = '97.5.3';
export const release = `node-v${version}-linux-${process.arch}`;
export const archivePath = `/v${version}/${release}.tar.gz`;

/** What the buildpack needs, besides curl or wget, to bring its own Node.js and to build. */
const needed = [
	...['cat', 'cp', 'date', 'gzip', 'mkdir', 'mktemp', 'mv', 'rm', 'sed', 'sha256sum', 'sh', 'sleep', 'stat', 'tar'],
	'uname',
];

/** A directory of links to commands of this machine: all of PATH. */
export function commands(more: readonly string[] = ['curl', 'wget'], place?: string): string {
	const directory = makeDirectory('commands');
	chmodSync(dirname(directory), 0o755);
	for (const name of [...needed, ...more]) {
		const own = place === undefined ? undefined : join(place, name);
		const isOwn = own !== undefined && spawnSync('test', ['-x', own]).status === 0;
		symlinkSync(isOwn ? own : (findProgram(name) ?? `/missing/${name}`), join(directory, name));
	}
	return directory;
}

/** Puts a script of our own in the place of a command. */
export function replaceCommand(directory: string, name: string, text: string): void {
	spawnSync('rm', ['-f', join(directory, name)]);
	writeFileSync(join(directory, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
}

/** An archive of the distribution's shape, with this Node.js itself, or, small and quick, a script that starts it. */
export function makeArchive(
	kind: 'real' | 'script' = 'script',
	more: Readonly<Record<string, string | undefined>> = {},
): Buffer {
	const texts = Object.entries({ LICENSE: 'free\n', 'README.md': 'read\n', ...more } as typeof more);
	const directory = makeFiles(
		Object.fromEntries(texts.flatMap(([name, text]) => (text === undefined ? [] : [[`${release}/${name}`, text]]))),
	);
	const program = join(directory, release, 'bin', 'node');
	mkdirSync(dirname(program), { recursive: true });
	if (kind === 'real') copyFileSync(process.execPath, program);
	else writeFileSync(program, `#!/bin/sh\nexec ${process.execPath} "$@"\n`);
	chmodSync(program, 0o755);
	const { status, stdout, stderr } = spawnSync('sh', ['-c', 'tar -cf - "$1" | gzip -1', 'sh', release], {
		cwd: directory,
		maxBuffer: 2 ** 30,
	});
	if (status !== 0) throw new Error(stderr.toString());
	return stdout;
}

export const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex');

/** A copy of the buildpack that pins an archive, readable for everybody. */
export function buildpackWith(archive: Buffer, pinned = version): string {
	const directory = makeDirectory('buildpack');
	chmodSync(dirname(directory), 0o755);
	for (const name of ['bin', 'lib', 'dist', 'installers', 'package.json'])
		cpSync(join(root, name), join(directory, name), { recursive: true });
	writeFileSync(join(directory, 'lib', 'node-runtime'), `${pinned} ${process.arch} ${sha256(archive)}\n`);
	return directory;
}

/** A copy of the buildpack as an offline package: with the archive in it. */
export function offlinePackageWith(archive: Buffer, inside: Buffer = archive): string {
	const directory = buildpackWith(archive);
	mkdirSync(join(directory, 'node-runtime'));
	writeFileSync(join(directory, 'node-runtime', `${release}.tar.gz`), inside);
	return directory;
}

export interface BuildOptions extends Omit<CompileOptions, 'shell' | 'envDir'> {
	readonly shell: Shell;
	readonly buildpack: string;
	/** PATH. */
	readonly path: string;
	readonly mirror?: TestServer;
	/** Config variables, with those that the mirror needs. */
	readonly config?: Readonly<Record<string, string>>;
	readonly app?: string;
	/** The script and its arguments, where it is not compile's. */
	readonly call?: readonly string[];
	/** Words that the shell stands behind, such as those of unshare. */
	readonly before?: readonly string[];
}

export interface BuildResult extends Result {
	readonly app: string;
	readonly cacheDir: string;
	readonly temporary: string;
}

/** An app whose package writes down which `node` it sees. */
export const seeingApp = () => makeFiles(appFiles({ one: 'command -v node >seen-node; printf %s "$PATH" >seen-path' }));

/** Builds an app with bin/compile in a shell, on such a machine. */
export async function buildWithout(options: BuildOptions): Promise<BuildResult> {
	const { shell, buildpack, path, mirror, config = {} } = options;
	const app = options.app ?? seeingApp();
	const cacheDir = options.cacheDir ?? makeDirectory('cache');
	const temporary = options.env?.['TMPDIR'] ?? makeDirectory('temporary');
	const envDir = makeFiles({ ...(mirror === undefined ? {} : { MODULAR_NODE_MIRROR: mirror.link() }), ...config });
	const { uid } = options;
	if (uid !== undefined) spawnSync('chown', ['-R', String(uid), dirname(envDir)]);
	const [name = '', ...words] = shell.command.split(' ');
	const call = options.call ?? ['compile', app, cacheDir, envDir];
	const line = [
		...(options.before ?? []),
		...[findProgram(name) ?? name, ...words, join(buildpack, 'bin', call[0] ?? ''), ...call.slice(1)],
	];
	const env = { TMPDIR: temporary, ...options.env, PATH: path };
	const result = await runScript('', line.slice(1), { ...options, program: line[0] ?? '', env });
	return { ...result, app, cacheDir, temporary };
}

export const read = (...path: readonly string[]) => readFileSync(join(...path), 'utf8');

/** An error as the buildpack prints it. */
export const told = (...lines: readonly string[]) => lines.map((line) => ` !     ${line}\n`).join('');

/** What is printed before a download. */
export const downloading = `-----> Downloading Node.js ${version}, which runs the buildpack itself.\n`;

/** Asserts that a build has failed before it began, with an error and nothing else, and has left nothing. */
export function expectFailed(result: BuildResult, stdout: string, ...lines: readonly string[]): void {
	expect(result.stderr).to.equal(told(...lines));
	expect([result.status, result.stdout]).to.deep.equal([1, stdout]);
	expect(readdirSync(result.app)).to.deep.equal(['build']);
	expect(readdirSync(result.temporary)).to.deep.equal([]);
	expect(processesNaming(result.temporary)).to.deep.equal([]);
	const runtimes = join(result.cacheDir, 'modular-v1', 'node');
	if (existsSync(runtimes)) expect(readdirSync(runtimes)).to.deep.equal([]);
}

const installed = '-----> Installing one (from the app)\n-----> Installed 1 package, with 0 downloads.\n';

/** Asserts a good build, on a Node.js that installers do not see, and that leaves nothing. */
export function expectBuilt(result: BuildResult, path: string, begin = ''): void {
	expect(result.stderr).to.equal('');
	expect([result.status, result.stdout]).to.deep.equal([0, begin + installed]);
	expect([read(result.app, 'seen-node'), read(result.app, 'seen-path')]).to.deep.equal(['', path]);
	expect(readdirSync(result.temporary)).to.deep.equal([]);
	expect(processesNaming(result.temporary)).to.deep.equal([]);
}

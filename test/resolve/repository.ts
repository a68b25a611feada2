import { createHash } from 'node:crypto';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Build, build, type BuildOptions, told } from '../install/builds.ts';
import { makeDirectory } from '../support/directories.ts';
import { root } from '../support/entry-points.ts';
import { type Answer, TestServer } from '../support/server.ts';

/*
 * Repositories on loopback, and builds of apps that use them.
 */

export const hashOf = (content: string | Buffer, algorithm: 'md5' | 'sha256' = 'md5') =>
	createHash(algorithm).update(content).digest('hex');

/** The lines of an index that has these installers beside it. */
export function indexOf(installers: Readonly<Record<string, string>>): string {
	return Object.entries(installers)
		.map(([name, text]) => `${name} ${name}.sh ${hashOf(text)} # about ${name}\n`)
		.join('');
}

/** What a server answers that has a repository below /repo: its index, its installers, and whatever else. */
export function repositoryAnswers(
	installers: Readonly<Record<string, string>>,
	more: Readonly<Record<string, Answer>> = {},
): Record<string, Answer> {
	return {
		'/repo/index': indexOf(installers),
		...Object.fromEntries(Object.entries(installers).map(([name, text]) => [`/repo/${name}.sh`, text])),
		...more,
	};
}

/** A server with such a repository; its index is at `server.link('/repo/index')`. */
export async function startRepository(
	installers: Readonly<Record<string, string>>,
	more: Readonly<Record<string, Answer>> = {},
): Promise<TestServer> {
	return await TestServer.start(repositoryAnswers(installers, more));
}

export interface RepositoryBuildOptions extends BuildOptions {
	/** The app's own installers. */
	readonly installers?: Readonly<Record<string, string>>;
}

/** Compiles a new app that wants these packages, and has this repos file. */
export async function buildFrom(
	repos: string,
	install: string,
	{ installers = {}, files, ...options }: RepositoryBuildOptions = {},
): Promise<Build> {
	return await build(installers, { ...options, install, files: { 'build/heroku/repos': repos, ...files } });
}

/** What a build is told, once, of indexes that come over plain http from another machine. */
export function warnedOfPlain(...indexes: readonly string[]): string {
	return told(
		`${indexes.join(' and ')} ${indexes.length === 1 ? 'comes' : 'come'} over plain http: whoever is on the way can change what is run here, and no checksum tells, since they come by the same way.`,
		'Use https.',
	);
}

/** What the log says before anything else. */
export function enabledLines(...links: readonly string[]): string {
	return `-----> Package manager enabled.\n       Repositories:\n${links.map((link) => `       - ${link}\n`).join('')}`;
}

/** What the log says of a package. */
export function installingLines(name: string, link: string, index: string): string {
	return `-----> Installing ${name} (from ${link})\n       Found in ${index}\n`;
}

/** What the log says at the end. */
export function endLine(packages: string, downloads: string): string {
	return `-----> Installed ${packages}, with ${downloads}.\n`;
}

const indexesOf = (cacheDir: string) => join(cacheDir, 'modular-v1/indexes');

/** What the cache says of each index. */
export function storedIndexes(cacheDir: string): Record<string, unknown>[] {
	return indexFiles(cacheDir).map((file) => readIndex(file).description);
}

/** Makes the indexes in a cache older. */
export function ageIndexes(cacheDir: string, minutes: number): void {
	for (const file of indexFiles(cacheDir)) {
		const { description, body } = readIndex(file);
		const fetchedAt = (description['fetchedAt'] as number) - minutes * 60_000;
		const rest = `${JSON.stringify({ ...description, fetchedAt })}\n${body}`;
		writeFileSync(file, `${hashOf(rest, 'sha256')}\n${rest}`);
	}
}

/** The files of the indexes in a cache. */
export function indexFiles(cacheDir: string): string[] {
	return readdirSync(indexesOf(cacheDir)).map((name) => join(indexesOf(cacheDir), name));
}

/** An index of the cache: its checksum, what is said of it, and the text. */
export function readIndex(file: string): { sum: string; description: Record<string, unknown>; body: string } {
	const [sum = '', description = '', ...lines] = readFileSync(file, 'utf8').split('\n');
	return { sum, description: JSON.parse(description) as Record<string, unknown>, body: lines.join('\n') };
}

/** The names of all files below a directory. */
export function filesBelow(directory: string): string[] {
	return readdirSync(directory, { recursive: true, withFileTypes: true })
		.filter((entry) => !entry.isDirectory())
		.map((entry) => join(entry.parentPath, entry.name));
}

/** The files below a directory that hold one of these texts. */
export function filesHolding(directory: string, texts: readonly string[]): string[] {
	return filesBelow(directory).filter((file) => {
		const content = readFileSync(file, 'latin1');
		return texts.some((text) => content.includes(text));
	});
}

/** A copy of the buildpack with more files in it. Gives its bin/compile. */
export function copyBuildpack(files: Readonly<Record<string, string>>): string {
	const copy = makeDirectory('buildpack');
	for (const name of ['bin', 'dist', 'lib', 'installers', 'package.json'])
		cpSync(join(root, name), join(copy, name), { recursive: true });
	for (const [path, text] of Object.entries(files)) writeFileSync(join(copy, path), text);
	return join(copy, 'bin', 'compile');
}

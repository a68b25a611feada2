import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { told } from '../install/builds.ts';
import { archivePath, buildpackWith, commands, makeArchive, release, sha256 } from '../node/machine.ts';
import { appFiles, makeFiles } from '../support/directories.ts';
import { root } from '../support/entry-points.ts';

/*
 * The kinds of requests that builds make: for each an app that needs one file, and what its build says if that file cannot be had.
 */

/** What the build needs, once it is known where the file under test is. */
export interface Setting {
	/** The file. */
	readonly body: Buffer;
	/** A part of it, and another one in its place: to run either leaves a file `evil`. */
	readonly part: Buffer;
	readonly wrong: Buffer;
	/** The app's files. */
	readonly app: Readonly<Record<string, string>>;
	/** What a server without faults has. */
	readonly others: Readonly<Record<string, Buffer>>;
	readonly env?: Readonly<Record<string, string>>;
	/** The buildpack, where it is not the tree under test. */
	readonly buildpack?: string;
}

/** What fetches the file: ourselves, or one of the programs that get Node.js. */
export type Client = 'node' | 'curl' | 'wget';

/** An error that says why a file could not be fetched. */
export interface FetchError {
	/** The lines that are the same for all kinds. */
	readonly lines: readonly string[];
	/** Whether the server may be there later. */
	readonly isUnreachable: boolean;
}

export interface Kind {
	readonly name: string;
	readonly client: Client;
	/** Where the file is. */
	readonly path: string;
	/** @param link of the file under test; `other` is where the server without faults is */
	readonly set: (link: string, other: string) => Setting;
	/** All that is written to standard error; APP is the app's directory, OTHER where the server without faults is. */
	readonly fails: (error: FetchError) => string;
	/** The same for bytes that are not the right ones. */
	readonly mistrusts: (link: string, setting: Setting, found: Buffer) => string;
	/** A file of the app that a good build brings. */
	readonly brings: string;
}

const md5 = (bytes: Buffer) => createHash('md5').update(bytes).digest('hex');

const halfOf = (bytes: Buffer) => bytes.subarray(0, bytes.length / 2);

/** Half of it is a script as well, which leaves a file that tells so. */
const half = `: >"$BUILD_DIR/evil"\n${'# as good as nothing\n'.repeat(1000)}`;
const installer = Buffer.from(`${half}rm -f "$BUILD_DIR/evil"\n: >"$BUILD_DIR/ran"\n`);
const wrongInstaller = Buffer.from(half.padEnd(installer.length, '#'));

function fileMismatch(link: string, algorithm: string, wanted: string, found: string): string[] {
	return [`${link} does not have the ${algorithm} that it should have.`, `Wanted: ${wanted}`, `Found:  ${found}`];
}

function installerMismatch(link: string, repository: string, wanted: string, found: string): string {
	const [first = '', ...sums] = fileMismatch(link, 'md5', wanted, found);
	return told(
		`The installer of one is not the one that ${repository} names. ${first}`,
		...sums,
		"Nothing of it was run. The repository's index and its files have to be published together.",
	);
}

const index: Kind = {
	name: 'index',
	client: 'node',
	path: '/index',
	set: (link, other) => {
		const part = `two ${other}/two.sh ${md5(installer)}\n`.repeat(150);
		const lines = `${part}${part}one ${other}/one.sh `;
		return {
			body: Buffer.from(`${lines}${md5(installer)}\n`),
			part: Buffer.from(part),
			wrong: Buffer.from(`${lines}${md5(wrongInstaller)}\n`),
			app: appWith({}, link),
			others: { '/one.sh': installer },
		};
	},
	fails: ({ lines, isUnreachable }) =>
		told(...lines, ...(isUnreachable ? ['It is the index of a repository, and the cache has no copy of it.'] : [])),
	mistrusts: (link, { part }, found) =>
		found.equals(part)
			? told(
					'There is no package one, which is required by build/heroku/install, line 1.',
					`Looked for it in APP/build/heroku/installers and ${root}/installers and ${link}.`,
					'Check its name, and the repositories of the app.',
				)
			: installerMismatch('OTHER/one.sh', link, md5(wrongInstaller), md5(installer)),
	brings: 'ran',
};

const installerKind: Kind = {
	name: 'installer',
	client: 'node',
	path: '/one.sh',
	set: (link, other) => ({
		body: installer,
		part: halfOf(installer),
		wrong: wrongInstaller,
		app: appWith({}, `${other}/index`),
		others: { '/index': Buffer.from(`one ${link} ${md5(installer)}\n`) },
	}),
	fails: ({ lines }) => told(...lines),
	mistrusts: (link, { body }, found) => installerMismatch(link, 'OTHER/index', md5(body), md5(found)),
	brings: 'ran',
};

/** An archive of a file of this name. */
function archiveOf(name: string): Buffer {
	const directory = makeFiles({ [name]: randomBytes(30_000) });
	return spawnSync('tar', ['-czf', '-', name], { cwd: directory }).stdout;
}

const unpacked: Kind = {
	name: 'archive (unpack)',
	client: 'node',
	path: '/files.tar.gz',
	set: (link) => {
		const body = archiveOf('ran');
		return {
			body,
			part: halfOf(body),
			wrong: archiveOf('evil'),
			app: appWith({ one: `unpack '${link}' ${sha256(body)} vendor\n` }),
			others: {},
		};
	},
	fails: ({ lines }) => told(...lines),
	mistrusts: (link, { body }, found) => {
		const [first = '', ...sums] = fileMismatch(link, 'sha256', sha256(body), sha256(found));
		return told(`one got a wrong file. ${first}`, ...sums);
	},
	brings: 'vendor/ran',
};

const downloaded: Kind = {
	...unpacked,
	name: 'archive (download)',
	path: '/tool.sh',
	set: (link) => ({
		body: installer,
		part: halfOf(installer),
		wrong: wrongInstaller,
		app: appWith({
			one: `download '${link}' tool.sh ${sha256(installer)} || fail "status $?"\n. ./tool.sh\n`,
		}),
		others: {},
	}),
	fails: (error) => `${unpacked.fails(error)}${told('status 1')}`,
	mistrusts: (...facts) => `${unpacked.mistrusts(...facts)}${told('status 2')}`,
	brings: 'ran',
};

/** An archive of a Node.js that is none. */
function wrongRuntime(): Buffer {
	const text = '#!/bin/sh\n: >"$TMPDIR/evil"\n';
	const directory = makeFiles({ [`${release}/bin/node`]: { text, mode: 0o755 } });
	return spawnSync('tar', ['-czf', '-', release], { cwd: directory }).stdout;
}

function runtimeBy(client: 'curl' | 'wget'): Kind {
	return {
		name: `Node.js runtime (${client})`,
		client,
		path: archivePath,
		set: (link) => {
			const body = makeArchive('script', { CHANGELOG: randomBytes(15_000).toString('hex') });
			return {
				body,
				part: halfOf(body),
				wrong: wrongRuntime(),
				app: appWith({ one: ': >ran\n' }),
				others: {},
				env: { MODULAR_NODE_MIRROR: link.slice(0, -archivePath.length), PATH: commands([client]) },
				buildpack: buildpackWith(body),
			};
		},
		fails: ({ lines: [what = ''] }) =>
			told(
				`This buildpack needs Node.js 20 or newer, and ${what}`,
				'There is none on PATH, and none in the cache.',
				'Check the network, the proxy settings and MODULAR_NODE_MIRROR, put Node.js on PATH, or use an offline package of the buildpack.',
			),
		mistrusts: (link, { body }, found) =>
			told(
				...fileMismatch(link, 'sha256', sha256(body), sha256(found)),
				'Check what answers there: MODULAR_NODE_MIRROR, a proxy, or a login page.',
			),
		brings: 'ran',
	};
}

export const kinds: readonly Kind[] = [
	index,
	installerKind,
	unpacked,
	downloaded,
	runtimeBy('curl'),
	runtimeBy('wget'),
];

function appWith(installers: Readonly<Record<string, string>>, repository?: string): Record<string, string> {
	const files = appFiles(installers, {
		...(repository === undefined ? {} : { 'build/heroku/repos': `${repository}\n` }),
		'build/heroku/install': 'one\n',
	});
	return files as Record<string, string>;
}

/** The script that compiles, of the buildpack that a setting has. */
export const compileOf = ({ buildpack = root }: Setting) => join(buildpack, 'bin', 'compile');

import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { rawTar } from '../install/archives.ts';
import { copyTree, nodeAnswers } from '../publish/packages.ts';
import { stagingEnvironment } from '../support/cloud-foundry.ts';
import { appFiles, copyDirectory, type FileContent, makeDirectory, makeFiles } from '../support/directories.ts';
import { minimalEnvironment, root } from '../support/entry-points.ts';
import { TestServer } from '../support/server.ts';
import type { Command } from './kill-kinds.ts';

/*
 * Builds that are at work on something for long, each with a program of another kind.
 */

export interface LongWork {
	readonly command: Command;
	/** Has all that the build writes. */
	readonly place: string;
	/** In the command line of the program that takes long. */
	readonly program: string;
	/** Whether it is in the middle of it, where that cannot be seen by its being there. */
	readonly isInTheMiddle?: () => boolean;
	/** What has to be stopped after the test. */
	readonly end?: () => void;
}

/** An archive with one file of 4 GB, all zeros, which is made in no time. */
function hugeArchive(): Buffer {
	const piece = 10 * 1024 * 1024;
	const pieces = 400;
	const header = rawTar({ name: 'huge' }).subarray(0, 512);
	header.write(`${(piece * pieces).toString(8).padStart(11, '0')}\0`, 124);
	header.write(' '.repeat(8), 148);
	const sum = header.reduce((total, byte) => total + byte, 0);
	header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
	const zeros = gzipSync(Buffer.alloc(piece)); // what is compressed can be put together from parts (RFC 1952)
	return Buffer.concat([
		gzipSync(header),
		...Array.from({ length: pieces }, () => zeros),
		gzipSync(Buffer.alloc(1024)),
	]);
}

/** A server of no protocol, which never says a word. */
async function startSilence(): Promise<Server> {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	return server.unref();
}

/** The words of a phase that builds an app in a place. */
const phases = {
	compile: (at: At) => [join(root, 'bin', 'compile'), at('app'), at('cache')],
	supply: (at: At) => [join(root, 'bin', 'supply'), at('app'), at('cache'), at('deps'), '0'],
	finalize: (at: At) => [join(root, 'bin', 'finalize'), at('app'), at('cache'), at('deps'), '0'],
	package: (at: At) => [
		...[join(copyTree(), 'bin', 'modular'), 'package', '--offline', '--version', '1'],
		...['--app', at('app'), '--out', at('out')],
	],
} as const;
type At = (path: string) => string;

/** What takes long, by what the tests call it. */
export const works: Readonly<Record<string, () => LongWork | Promise<LongWork>>> = {
	'tar, called by unpack': async () => {
		const server = await TestServer.start({ '/huge.tgz': hugeArchive() });
		return makeWork('compile', `unpack ${server.link('/huge.tgz')} ""`, 'tar ');
	},
	'curl, called by download': async () => {
		const silence = await startSilence();
		const { port } = silence.address() as AddressInfo;
		const installer = `download ftp://127.0.0.1:${port}/file "$BUILD_DIR/file"`;
		let isConnected = false;
		silence.once('connection', () => (isConnected = true));
		const work = makeWork('compile', installer, 'curl -q');
		return { ...work, isInTheMiddle: () => isConnected, end: () => silence.close() };
	},
	'a program of an installer': () => makeWork('compile', 'sleep 20', 'sleep 20'),
	'a program of an installer in finalize': () => makeWork('finalize', 'sleep 20', 'sleep 20'),
	'a program of an installer that ignores TERM': () =>
		makeWork('compile', `trap '' TERM INT; sh -c 'sleep 20; :'`, 'sleep 20'),
	'cp, called by supply': () => {
		const cp = { text: '#!/bin/sh\nexec sleep 20\n', mode: 0o755 }; // a disk that is slow
		return makeWork('supply', '', 'sleep 20', { cp });
	},
	'a build of modular package': async () => {
		const mirror = await TestServer.start(nodeAnswers());
		return makeWork('package', 'sleep 20', 'sleep 20', {}, { MODULAR_NODE_MIRROR: mirror.link() });
	},
};

function makeWork(
	phase: keyof typeof phases,
	installer: string,
	program: string,
	programs: Readonly<Record<string, FileContent>> = {},
	env: Readonly<Record<string, string>> = {},
): LongWork {
	const place = makeDirectory('place');
	const at = (path: string) => join(place, path);
	for (const directory of ['deps', 'tmp', 'cache', 'out']) mkdirSync(at(directory));
	copyDirectory(makeFiles(appFiles({ one: installer })), at('app'));
	const PATH = `${makeFiles(programs, 'bin')}:${minimalEnvironment.PATH}`;
	return {
		place,
		program,
		command: {
			words: phases[phase](at),
			cwd: place,
			env: { ...stagingEnvironment, ...env, PATH, HOME: place, XDG_CACHE_HOME: at('cache'), TMPDIR: at('tmp') },
		},
	};
}

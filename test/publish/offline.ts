import { execFileSync } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { expect } from 'chai';
import { repositoryAnswers } from '../resolve/repository.ts';
import { appFiles, makeFiles } from '../support/directories.ts';
import { type Answer, TestServer } from '../support/server.ts';
import { makePackage, nodeAnswers, type PackageOptions, type PackageResult, unpackPackage } from './packages.ts';

/*
 * A repository that has a bit of everything, and offline packages with what it has.
 */

export const password = 'pass-hunter2';
export const token = 'token-s3cret';
const authorization = `Basic ${Buffer.from(`team:${password}`).toString('base64')}`;

/** A tar archive with one file. */
function archiveOf(name: string, text: string): Buffer {
	return execFileSync('tar', ['-czf', '-', name], { cwd: makeFiles({ [name]: text }) });
}

export const otherInstaller = 'download other.txt "$BUILD_DIR/other.txt" || fail "cannot go on"';

const installers = {
	app: 'dependency_require library; download app.txt "$BUILD_DIR/app.txt"; library_says',
	library: [
		'unpack library.tar.gz "" vendor/library',
		'cached_download "$INSTALLER_DIR/cached.bin" "$CACHE_DIR/cached.bin"',
		'cp "$CACHE_DIR/cached.bin" "$BUILD_DIR/cached.bin"',
		'library_says() { print "the library says $(cat "$BUILD_DIR/vendor/library/says.txt")"; }',
	].join('\n'),
	moved: 'download moved.txt "$BUILD_DIR/moved.txt"',
	secret: 'download "$INSTALLER_DIR/$TOKEN.txt" "$BUILD_DIR/secret.txt"',
	other: otherInstaller,
};

/** A server with a repository at /TOKEN that wants a user and password, and with a mirror of Node.js, which does not. */
export async function startTeamRepository(more: Readonly<Record<string, Answer>> = {}): Promise<TestServer> {
	const plain = repositoryAnswers(installers, {
		'/repo/app.txt': 'of the app\n',
		'/repo/library.tar.gz': archiveOf('says.txt', 'hello'),
		'/repo/cached.bin': Buffer.from([0, 1, 2, 255]),
		'/repo/moved.txt': { status: 302, headers: { Location: '/elsewhere/final.txt' } },
		[`/repo/${token}.txt`]: 'of the secret place\n',
		'/repo/other.txt': 'other\n',
		...more,
	});
	const answers = Object.entries(plain).map(([path, answer]) => [
		path.replace('/repo/', `/${token}/`),
		(request: IncomingMessage, response: ServerResponse) => {
			if (request.headers.authorization !== authorization) response.writeHead(401).end();
			else if (typeof answer === 'string' || Buffer.isBuffer(answer)) response.end(answer);
			else if (typeof answer === 'object') response.writeHead(answer.status ?? 200, answer.headers).end(answer.body);
		},
	]);
	return await TestServer.start({
		...(Object.fromEntries(answers) as Record<string, Answer>),
		'/elsewhere/final.txt': 'moved here\n',
		...nodeAnswers(),
	});
}

/** The line of a repos file for this server, with a user, a password and a variable. */
export function reposOf(server: TestServer): string {
	return `${server.link('/${TOKEN}/index', `team:${password}`)}  # ours, ${password}\n`;
}

/** The files that --repos and --env-file name. */
export function optionsOf(server: TestServer): string[] {
	const directory = makeFiles({ list: reposOf(server), env: `TOKEN=${token}\nUNUSED=unused-s3cret\n` });
	return ['--offline', '--repos', join(directory, 'list'), '--env-file', join(directory, 'env'), '--version', '2.1'];
}

export interface OfflinePackage extends PackageResult {
	/** Where it is unpacked. */
	readonly directory: string;
}

/** Makes an offline package, and unpacks it. */
export async function makeOffline(
	server: TestServer,
	args: readonly string[],
	options: PackageOptions = {},
): Promise<OfflinePackage> {
	const env = { MODULAR_NODE_MIRROR: server.link(), ...options.env };
	const result = await makePackage([...optionsOf(server), ...args], { ...options, env });
	expect(result.status, result.log).to.equal(0);
	return { ...result, directory: unpackPackage(result.file) };
}

/** An app that wants these packages, from the buildpack's own repositories unless it says otherwise. */
export function appWanting(install: string, files: Readonly<Record<string, string>> = {}): string {
	return makeFiles(appFiles({}, { 'build/heroku/install': install, ...files }), 'app');
}

import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import { rawTar } from '../install/archives.ts';
import { modular } from '../local/modular.ts';
import { buildFrom, hashOf, indexOf, startRepository } from '../resolve/repository.ts';
import { makeDirectory, makeFiles } from '../support/directories.ts';
import { minimalEnvironment, type Result } from '../support/entry-points.ts';
import { TestServer } from '../support/server.ts';
import { Survival } from './survival.ts';

/*
 * What would clear a terminal, colour it, rename its window, or turn text around, in everything that comes from elsewhere
 * and that a log repeats. What installers print themselves is theirs.
 */

/** Without white space, so that it may be a part of a word. */
const evil = '\x1b[2J\x1b]0;owned\x07\u009b31m\u202eevil\x7f\x08';

/** What may be in place of an escape character. */
const escaped = /\\u001b|\\u009b|%1B|%9B|\\033/i;

/** The file, or the directory, of a name that is no good for a terminal. */
const evilTar = (name: string) => rawTar({ name: Buffer.from(name).toString('latin1') });

const build = async (index: string, files: Readonly<Record<string, string | Buffer>> = {}, install = 'one') => {
	const server = await startRepository({}, files);
	server.answer('/repo/index', index.replaceAll('HERE', server.link()));
	return await buildFrom(server.link('/repo/index'), install);
};

/** A build of an app that has this one installer. */
const buildApp = async (installer: string, more: Parameters<typeof buildFrom>[2] = {}) =>
	await buildFrom('', 'one', { ...more, installers: { one: installer } });

/** A server that answers with these bytes, whatever it is asked. */
async function startRaw(bytes: string): Promise<{ readonly link: string; readonly stop: () => void }> {
	const server = createServer((socket) => {
		socket.on('error', () => {});
		socket.once('data', () => socket.end(bytes, 'latin1'));
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
	return {
		link: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		stop: () => server.close(),
	};
}

const raw = async (bytes: string) => {
	const { link, stop } = await startRaw(Buffer.from(bytes).toString('latin1'));
	return await buildFrom(`${link}/index`, 'one').finally(stop);
};

const unpacking = async (archive: Buffer, before: string) => {
	const server = await TestServer.start({ '/a.tar': archive });
	return await buildApp(`${before}\nunpack '${server.link('/a.tar')}' ''`);
};

const rows: readonly (readonly [row: string, run: () => Promise<Result>, isSeen?: boolean])[] = [
	['the path of a link', async () => await build(`one ${evil}/one.sh ${hashOf('x')}\n`)],
	['a link that is none', async () => await build(`one http://[${evil} ${hashOf('x')}\n`)],
	['a link to a file', async () => await build(`one file:///${evil} ${hashOf('x')}\n`)],
	['a scheme that nobody knows', async () => await build(`one nothing://${evil}/x ${hashOf('x')}\n`)],
	['a page that is no index', async () => await build(`${evil} <html>\n`)],
	['a malformed line', async () => await build(`${evil} x\n${indexOf({ one: ':' })}`, { '/repo/one.sh': ':' }), false],
	['a reason phrase', async () => await raw(`HTTP/1.1 404 ${evil}\r\nContent-Length: 0\r\n\r\n`), false],
	[
		'an answer that is no HTTP, or has a header that is none',
		async () => {
			// at a time: they are tried again
			const answers = [`${evil}\r\n\r\n`, `HTTP/1.1 200 OK\r\n${evil}\r\nContent-Length: 0\r\n\r\n`];
			const [one, other] = await Promise.all(answers.map(raw));
			if (one === undefined || other === undefined) throw new Error('nothing was built');
			return { ...one, log: one.log + other.log, stderr: one.stderr + other.stderr };
		},
		false,
	],
	['a redirect to no link', async () => await raw('HTTP/1.1 302 F\r\nLocation: http://[\u009b31m\u202e\r\n\r\n')],
	['a redirect to another scheme', async () => await raw('HTTP/1.1 302 F\r\nLocation: nothing://\u009b31m/\r\n\r\n')],
	['a member outside', async () => await unpacking(evilTar(`../${evil}`), '')],
	[
		'a member through a link',
		async () => {
			const name = Buffer.from(evil).toString('latin1');
			return await unpacking(rawTar({ name, type: '2', link: '/x' }, { name: `${name}/x` }), '');
		},
	],
	['a member where a directory is', async () => await unpacking(evilTar(evil), `mkdir -p "$BUILD_DIR/vendor/${evil}"`)],
	['a checksum that is none', async () => await buildApp(`download file:///missing a '${evil}' || :`)],
	['a link that an installer has', async () => await buildApp(`download 'http://[${evil}' a`)],
	['a target that is a directory', async () => await buildApp(`download file:///missing 'a${evil}/'`)],
	['a package that is required', async () => await buildApp(`dependency_require '${evil}'`)],
	['a variable that is extended', async () => await buildApp(`env_extend '${evil}' x`)],
	['the file that md5 is to read', async () => await buildApp(`md5 '/missing/${evil}' || :`)],
	['a config variable', async () => await buildApp(':', { envDir: makeFiles({ [evil]: 'x' }) })],
	['the install file', async () => await buildFrom('', evil)],
	['the repos file', async () => await buildFrom(`http://[${evil}`, 'one')],
	[
		'what curl says',
		async () => {
			const curl = `#!/bin/sh\ncat >/dev/null\nprintf '%s\\n' 'curl: (9) ${evil}' >&2\nexit 9\n`;
			const bin = makeFiles({ curl: { text: curl, mode: 0o755 } }, 'bin');
			return await buildFrom('ftp://127.0.0.1/index', 'one', { env: { PATH: `${bin}:${minimalEnvironment.PATH}` } });
		},
	],
	[
		'the name of a job that is left',
		async () => await buildApp(`cp "$(command -v sleep)" './\x1b[2J'\n'./\x1b[2J' 60 &`),
	],
	[
		'descriptions, with modular search',
		async () => {
			const server = await startRepository({});
			server.answer('/repo/index', `one one.sh ${hashOf('x')} # ${evil} ${evil}\n`);
			return await modular(['search', '--repo', server.link('/repo/index')]);
		},
		false,
	],
	...['text', 'json'].map(
		(format) =>
			[
				`installers, with modular info as ${format}`,
				async () => {
					const one = `# ${evil}\ndownload 'http://127.0.0.1/${evil}' "$BUILD_DIR/${evil}" '${evil}'\ndependency_require '${evil}'\n`;
					const server = await startRepository({ one });
					return await modular(['info', 'one', '--repo', server.link('/repo/index'), '--format', format]);
				},
			] as const,
	),
	...['text', 'json'].map(
		(format) =>
			[
				`names and texts, with modular check as ${format}`,
				async () => {
					const directory = makeDirectory();
					mkdirSync(join(directory, evil));
					writeFileSync(join(directory, evil, 'one.sh'), `cd '${evil}'\nunpack '${evil}' '${evil}'\n( ${evil}\n`);
					writeFileSync(join(directory, `${evil}.sh`), 'x\n');
					return await modular(['check', directory, '--format', format]);
				},
			] as const,
	),
	['a wrong call', async () => await modular(['search', `--${evil}`])],
	['a wrong name, with modular info', async () => await modular(['info', evil])],
];

describe('control characters and escape sequences', () => {
	const survival = new Survival('control characters in');

	for (const [row, run, isSeen = true] of rows) {
		it(`do not reach the terminal from ${row}`, async () => {
			await survival.try(row, async () => {
				const { stdout, stderr, log } = await run();
				for (const text of [stdout, stderr]) {
					// eslint-disable-next-line no-control-regex -- that is what is looked for
					expect(text).not.to.match(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/);
				}
				expect(log).not.to.equal('');
				if (isSeen) expect(log).to.match(escaped);
			});
		});
	}
});

import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import { modular } from '../local/modular.ts';
import { archivePath, buildpackWith, buildWithout, commands, makeArchive } from '../node/machine.ts';
import { makeOffline, password, startTeamRepository, token } from '../publish/offline.ts';
import {
	buildFrom,
	copyBuildpack,
	filesBelow,
	filesHolding,
	hashOf,
	indexOf,
	startRepository,
} from '../resolve/repository.ts';
import { makeDirectory, makeFiles } from '../support/directories.ts';
import { TestServer } from '../support/server.ts';
import { describeInEachShell } from '../support/shells.ts';
import { Survival } from './survival.ts';

/*
 * Users and passwords of links, and secret config variables: where they must not be, however a build ends.
 */

const survival = new Survival('credentials and secrets');
const user = 'hidden-user:hunter2-s3cret';
const basic = Buffer.from(user).toString('base64');
const secrets = ['hidden-user', 'hunter2-s3cret', basic];

const expectNone = (texts: readonly string[], hidden: readonly string[] = secrets) => {
	for (const secret of hidden) for (const text of texts) expect(text).not.to.contain(secret);
};

/** Nothing of it in the content or the names of files, but for those that have it from the test. */
function expectNoneBelow(directory: string, except: readonly string[] = []): void {
	const found = filesHolding(directory, secrets).filter((file) => !except.includes(file));
	expect(found).to.deep.equal([]);
	expectNone(filesBelow(directory).map((file) => file.slice(directory.length)));
}

/** The command lines that there are meanwhile. */
async function watchCommandLines(during: () => Promise<unknown>): Promise<string[]> {
	const seen = new Set<string>();
	const look = () => {
		for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)) {
			try {
				seen.add(readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' '));
			} catch {
				// it has ended
			}
		}
	};
	const watch = setInterval(look, 10);
	await during().finally(() => clearInterval(watch));
	return [...seen];
}

/** A server that speaks enough FTP to refuse whoever logs in, slowly. */
async function startFtp(): Promise<{ readonly port: number; readonly said: string[]; readonly stop: () => void }> {
	const said: string[] = [];
	const server = createServer((socket) => {
		socket.on('error', () => {});
		setTimeout(() => socket.write('220 ready\r\n'), 200);
		socket.setEncoding('latin1').on('data', (text: string) => {
			said.push(text);
			if (text.startsWith('USER')) socket.write('331 password\r\n');
			else setTimeout(() => socket.write('530 not you\r\n'), 200);
		});
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
	return { port: (server.address() as AddressInfo).port, said, stop: () => server.close() };
}

describe('a user and password', () => {
	const one = [
		'env_extend ONE_HOME "$BUILD_DIR/one"',
		'download archive "$BUILD_DIR/a"',
		'cached_download "$INSTALLER_DIR/archive" "$CACHE_DIR/b"',
		`grep -rl 'hunter2-s3cre[t]' "$TMPDIR" "$CACHE_DIR" >"$BUILD_DIR/found"`,
		'set >"$BUILD_DIR/variables"; cat "$0" /proc/$$/cmdline >"$BUILD_DIR/arguments"',
		'download missing "$BUILD_DIR/c" || download archive "$BUILD_DIR/d" 00000000000000000000000000000000',
		'exit 3',
	];
	for (const [where, end] of [
		['of a repository', 'good'],
		['of a repository', 'bad'],
		['in a line of an index', 'good'],
		['in a line of an index', 'bad'],
	] as const) {
		it(`${where} are nowhere after a ${end} build`, async () => {
			const installer = `${one.slice(0, end === 'good' ? -2 : undefined).join('\n')}\n`;
			const server = await startRepository({ one: installer }, { '/repo/archive': 'bytes' });
			const isLine = where === 'in a line of an index';
			if (isLine)
				server.answer(
					'/repo/index',
					`one ${server.link('/repo/one.sh', user)} ${hashOf(installer)} # by http://${user}@x/\n`,
				);
			const program = copyBuildpack({});
			await survival.try(`a link ${where}`, async () => {
				const link = server.link('/repo/index', isLine ? '' : user);
				const result = await buildFrom(link, 'one', { program, envDir: makeDirectory('env') });
				expect([result.status, server.requests.at(-1)?.headers.authorization]).to.deep.equal([
					end === 'good' ? 0 : 3,
					`Basic ${basic}`,
				]);
				expectNone([result.log]);
				expect(readFileSync(join(result.app, 'found'), 'utf8')).to.equal('');
				expectNoneBelow(result.cacheDir);
				expectNoneBelow(result.app, [join(result.app, 'build/heroku/repos')]);
				expectNoneBelow(join(program, '../..')); // with its file `export`
				if (end === 'bad') return;
				const made = ['.modular/packages.json', '.profile.d/one.sh'].map((file) => join(result.app, file));
				for (const file of [...made, join(program, '../../export')]) expect(existsSync(file), file).to.be.true;
			});
		});
	}

	it('are in no command line while they are used, by curl for what only it can fetch', async () => {
		const ftp = await startFtp();
		await survival.try('the command line of curl', async () => {
			const link = `ftp://127.0.0.1:${ftp.port}/repo/index`;
			const seen = await watchCommandLines(async () => {
				const { status, log } = await buildFrom(link.replace('://', `://${user}@`), 'one');
				expect(status).to.equal(1);
				expect(log).to.contain(`${link} cannot be fetched: curl: (67) `);
				expectNone([log]);
			});
			expect(ftp.said.join('')).to.match(/^USER hidden-user\r\nPASS hunter2-s3cret\r\n/);
			expect(seen).to.include('curl -q --config - ');
			expectNone(seen);
		});
		ftp.stop();
	});

	it('are in no command line while Node.js fetches', async () => {
		const server = await startRepository({ one: 'download archive a' });
		server.answer('/repo/archive', (_request, response) => {
			setTimeout(() => response.end('bytes'), 300);
		});
		await survival.try('command lines of a build', async () => {
			const seen = await watchCommandLines(async () => {
				const { status, app } = await buildFrom(server.link('/repo/index', user), 'one');
				expect([status, readFileSync(join(app, 'a'), 'utf8')]).to.deep.equal([0, 'bytes']);
			});
			expect(seen.some((line) => line.includes('/lib/start.cjs'))).to.be.true;
			expectNone(seen);
		});
	});

	it('are in no content and no name of an offline package', async () => {
		const server = await startTeamRepository();
		await survival.try('an offline package', async () => {
			const { directory, log } = await makeOffline(server, ['--packages', 'app secret', '--format', 'tgz']);
			const hidden = [password, token, Buffer.from(`team:${password}`).toString('base64')];
			expect(filesHolding(directory, hidden)).to.deep.equal([]);
			expectNone([log, ...filesBelow(directory)], hidden);
		});
	});

	it('are in nothing that modular info and search say', async () => {
		const installer = `download 'http://${user}@127.0.0.1/x' x\n`;
		const server = await startRepository({ one: installer });
		server.answer('/repo/index', `one ${server.link('/repo/one.sh', user)} ${hashOf(installer)} # one\n`);
		for (const args of [['info', 'one'], ['search']]) {
			for (const format of ['text', 'json']) {
				await survival.try('modular info and search', async () => {
					const repo = server.link('/repo/index', user);
					const { status, log } = await modular([...args, '--repo', repo, '--format', format]);
					expect([status, log.includes('one')]).to.deep.equal([0, true]);
					expectNone([log]);
				});
			}
		}
	});
});

describeInEachShell('a user and password in MODULAR_NODE_MIRROR', (shell) => {
	for (const program of ['curl', 'wget']) {
		if (program === 'wget' && shell.name === 'busybox ash') continue; // this wget is given none
		it(`are in no command line and no file while ${program} fetches`, async () => {
			const archive = makeArchive();
			const cacheDir = makeDirectory('cache');
			const temporary = makeDirectory('temporary');
			const found: string[] = [];
			const mirror = await TestServer.start({
				[archivePath]: ({ headers: { authorization } }, response) => {
					if (authorization !== `Basic ${basic}`)
						response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="x"' }).end();
					else {
						setTimeout(() => {
							for (const directory of [cacheDir, temporary]) found.push(...filesHolding(directory, secrets));
							response.end(archive);
						}, 300);
					}
				},
			});
			await survival.try(`the command line of ${program} for Node.js`, async () => {
				const seen = await watchCommandLines(async () => {
					const { status, log } = await buildWithout({
						...{ shell, buildpack: buildpackWith(archive), path: commands([program]), cacheDir },
						env: { TMPDIR: temporary, MODULAR_NODE_MIRROR: mirror.link('/', user) },
					});
					expect(status, log).to.equal(0);
					expectNone([log]);
				});
				expect(seen.some((line) => line.startsWith(`${program} `) && line.includes(cacheDir))).to.be.true;
				expectNone(seen);
				expect(found).to.deep.equal([]);
				expectNoneBelow(cacheDir);
			});
		});
	}
});

describeInEachShell('secret config variables', (shell) => {
	const env = { MODULAR_DEBUG: '1' };
	const config = {
		...{ API_TOKEN: 'hunter2-s3cret', PASSWORD: 'hidden-user', MODULAR_DEBUG: '1', PATH: 'hidden-user' },
		...{ 'not-a-name': 'hidden-user', WITH_NUL: 'hidden-user\0', LONG: 'hidden-user'.repeat(20_000) },
		...{
			LC_ALL: 'hidden-user',
			LANG: 'hidden-user',
			MODULAR_TIMEOUT: 'hidden-user',
			MODULAR_UNPACK_BYTES: 'hidden-user',
		},
		...{ http_proxy: '://hidden-user:hunter2-s3cret@', KEY_FILE: "multi\nline hidden-user' $(hidden-user) `x`" },
	};
	const installers = {
		'an installer that works': ':',
		'a command that fails': 'false',
		'a status': 'exit 7',
		'a syntax error': '( $API_TOKEN ) )',
		'an unset variable': 'set -eu; : "${MISSING_VARIABLE?is missing}"',
		'a value that cannot be extended': 'env_extend PATH "\\"$API_TOKEN"',
		'a package that there is not': 'dependency_require nonesuch',
		'a link with it, that is refused': 'download "http://127.0.0.1:PORT/$API_TOKEN/x?token=$API_TOKEN" x',
		'a link with it': 'unpack "http://127.0.0.1:PORT/hunter2-s3cret/good" "" || :',
		'a proxy that is none': 'download http://packages.invalid/x x',
	};
	for (const [title, installer] of Object.entries(installers)) {
		it(`are in no log with MODULAR_DEBUG=1 and ${title}`, async () => {
			const server = await TestServer.start({ '/hunter2-s3cret/good': 'no archive' });
			const text = installer.replaceAll('PORT', String(server.port));
			const usesProxy = title.includes('proxy');
			const envDir = makeFiles({ ...config, ...(usesProxy ? {} : { http_proxy: '' }) });
			await survival.try('secret config variables in the log', async () => {
				const { log, app } = await buildFrom('', 'one', { installers: { one: text }, envDir, env, shell });
				expect(log).to.contain('-----> Installing one (from the app)\n');
				expectNone([log]);
				// what the test, and what its installer, has written
				const mayHold = ['build/heroku/installers/one.sh', '.profile.d/one.sh'].map((path) => join(app, path));
				expectNoneBelow(app, mayHold);
				if (title.startsWith('a link with it'))
					expect(log).to.contain(`http://127.0.0.1:${server.port}/\${API_TOKEN}/`);
			});
		});
	}

	it('are shown as variables in the list of what was installed', async () => {
		const server = await startRepository({}, { '/hunter2-s3cret/x': 'bytes' });
		server.answer('/repo/index', indexOf({ one: ':' }));
		const { status, app } = await buildFrom('', 'one', {
			...{ shell, env, envDir: makeFiles({ API_TOKEN: 'hunter2-s3cret' }) },
			installers: { one: `download "http://127.0.0.1:${server.port}/$API_TOKEN/x" "$BUILD_DIR/x"` },
		});
		expect(status).to.equal(0);
		expect(readFileSync(join(app, '.modular/packages.json'), 'utf8')).to.contain(
			`"http://127.0.0.1:${server.port}/\${API_TOKEN}/x"`,
		);
	});
});

import { type ChildProcess } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer, connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { networkInterfaces } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { endLeftProcesses, makeCaller, modular, modularOnce, publicBuildpack } from '../local/modular.ts';
import { makeDirectory, makeFiles } from '../support/directories.ts';
import { root } from '../support/entry-points.ts';
import { ask } from './served-directories.ts';

/** The port in what serve has printed. */
function portIn(log: string): number {
	const [, port] = /http:\/\/\S+:(\d+)\/index\n/.exec(log) ?? [];
	return Number(port);
}

/** Serves a directory, acts once it listens, and ends it with TERM. */
async function whileServing(directory: string, act: (port: number) => Promise<unknown>, args: readonly string[] = []) {
	const note = async (child: ChildProcess, log: string) => {
		await act(portIn(log));
		child.kill('SIGTERM');
	};
	return await modularOnce('RELOAD_REPOSITORY=1.\n', note, ['serve', directory, ...args]);
}

/** An address of this machine that is not loopback. */
function otherAddress(): string | undefined {
	const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
	return addresses.find(({ family, internal }) => family === 'IPv4' && !internal)?.address;
}

/** A port of this machine that is taken until the test ends it. */
async function takePort(host = '127.0.0.1') {
	const server = createServer().listen(0, host);
	await once(server, 'listening');
	return { port: (server.address() as AddressInfo).port, free: () => server.close() };
}

describe('modular serve', () => {
	afterEach(endLeftProcesses);

	it('is a repository for builds of another terminal, which see every change', async () => {
		const directory = makeFiles({
			'tools/tool.sh': 'cached_download "$INSTALLER_DIR/tool.txt" "$BUILD_DIR/tool.txt"\nprint first\n',
			'tools/tool.txt': 'a tool\n',
			'other.sh': 'dependency_require tool\n',
		});
		const caller = makeCaller();
		const builds: string[] = [];
		const { status, stderr, stdout, left, running } = await whileServing(directory, async (port) => {
			const app = makeFiles({
				'build/heroku/package': 'App\n',
				'build/heroku/install': 'other\n',
				'build/heroku/repos': `http://127.0.0.1:${port}/index\n`,
			});
			builds.push((await modular(['build', app], { caller })).log);
			writeFileSync(join(directory, 'tools', 'tool.sh'), 'print second\n');
			builds.push((await modular(['build', app], { caller, env: { RELOAD_REPOSITORY: '1' } })).log);
		});
		expect(builds[0]).to.include('       first\n');
		expect(builds[1]).to.include('       second\n').and.not.include('first');
		const port = portIn(stdout);
		expect(stdout.replaceAll(/ \d+\n/g, ' BYTES\n')).to.equal(
			[
				`-----> Serving 2 packages of ${directory}`,
				'       To use it, write this into build/heroku/repos:',
				`       http://127.0.0.1:${port}/index`,
				'       A build asks for the index every 5 minutes, or at once with RELOAD_REPOSITORY=1.',
				'GET /index 200 BYTES',
				'GET /other.sh 200 BYTES',
				'GET /tools/tool.sh 200 BYTES',
				'GET /tools/tool.txt 200 BYTES',
				'GET /index 200 BYTES',
				'GET /tools/tool.sh 200 BYTES',
				'',
			].join('\n'),
		);
		expect(stderr).to.equal('');
		expect(status).to.equal(0);
		expect(left).to.deep.equal([]);
		expect(running).to.deep.equal([]);
	});

	for (const { signal, program } of [
		{ signal: 'SIGTERM', program: undefined },
		{ signal: 'SIGHUP', program: undefined },
		{ signal: 'SIGINT', program: undefined },
		{ signal: 'SIGINT', program: 'setsid' }, // Ctrl-C: the whole process group
	] as const) {
		it(`is ended by ${signal}${program ? ' to its group' : ''} with status 0, with its connections`, async () => {
			const directory = makeFiles({ archive: Buffer.alloc(30e6) });
			const served = ['serve', directory];
			let socket: ReturnType<typeof connect> | undefined;
			let [closed, start] = [Promise.resolve<unknown>(undefined), 0];
			const act = async (child: ChildProcess, log: string) => {
				socket = connect(portIn(log), '127.0.0.1');
				socket.on('error', () => {});
				socket.write('GET /archive HTTP/1.1\r\nHost: x\r\n\r\n');
				closed = once(socket, 'close');
				await once(socket, 'readable'); // and no more of it is read
				start = Date.now();
				process.kill(program === undefined ? (child.pid ?? 0) : -(child.pid ?? 0), signal);
			};
			const args = program === undefined ? served : [join(root, 'bin', 'modular'), ...served];
			const result = await modularOnce('RELOAD_REPOSITORY=1.\n', act, args, program === undefined ? {} : { program });
			expect(Date.now() - start, 'milliseconds').to.be.below(2000);
			socket?.resume();
			await closed;
			expect(result.stderr).to.equal('');
			expect(result.status).to.equal(0);
			expect(result.running).to.deep.equal([]);
			expect(result.left).to.deep.equal([]);
		});
	}

	it('notes what is no package, and goes on when the index cannot be made', async () => {
		const directory = makeFiles({ 'tool.sh': '', 'build.sh': { text: '', mode: 0o755 }, '-x.sh': '' });
		const { status, stderr, stdout } = await whileServing(directory, async (port) => {
			mkdirSync(join(directory, 'group'));
			writeFileSync(join(directory, 'group', 'tool.sh'), '');
			expect((await ask(port, '/index')).status).to.equal(409);
			expect((await ask(port, '/tool.sh')).status).to.equal(200);
		});
		expect(stderr).to.equal(
			' !     -x.sh is left out: "-x" is not a package name.\n' +
				' !     build.sh is left out: it is executable, as build scripts are.\n' +
				' !     Two installers have the name tool: group/tool.sh and tool.sh. Rename one: a package is known by its name alone.\n',
		);
		expect(stdout).to.include('-----> Serving 1 package of ');
		expect(status).to.equal(0);
	});

	it('listens on loopback alone, unless --host says otherwise', async function () {
		const address = otherAddress();
		if (address === undefined) this.skip();
		const directory = makeFiles({ 'tool.sh': '' });
		const isReached = async (port: number) =>
			await ask(port, '/tool.sh', { host: address }).then(
				({ status }) => status === 200,
				() => false,
			);
		const reached: boolean[] = [];
		await whileServing(directory, async (port) => reached.push(await isReached(port)));
		const { stdout, stderr } = await whileServing(directory, async (port) => reached.push(await isReached(port)), [
			'--host',
			'0.0.0.0',
		]);
		expect(reached).to.deep.equal([false, true]);
		expect(stdout).to.include(`       http://127.0.0.1:${portIn(stdout)}/index\n`);
		expect(stderr).to.equal(` !     Everybody who reaches 0.0.0.0 can read what is in ${directory}.\n`);
	});

	it('listens at the port that is asked for', async () => {
		const { port, free } = await takePort();
		free();
		const { stdout } = await whileServing(makeFiles({ 'tool.sh': '' }), () => Promise.resolve(), [
			'--port',
			String(port),
		]);
		expect(portIn(stdout)).to.equal(port);
	});

	it('refuses files that its user cannot read, and goes on', async function () {
		const own = process.getuid?.() ?? 0;
		const directory = makeFiles({ 'tool.sh': '', closed: 'secret' });
		chmodSync(dirname(directory), 0o755);
		chmodSync(join(directory, 'closed'), 0);
		const uid = 65534;
		const options = own === 0 ? { uid, caller: makeCaller(uid), program: publicBuildpack(), cwd: '/' } : {};
		const answers: unknown[] = [];
		const act = async (child: ChildProcess, log: string) => {
			for (const path of ['/closed', '/tool.sh']) {
				const { status, body } = await ask(portIn(log), path);
				answers.push([status, body]);
			}
			child.kill();
		};
		const { status, stderr } = await modularOnce('RELOAD_REPOSITORY=1.\n', act, ['serve', directory], options);
		expect(answers).to.deep.equal([
			[403, 'permission denied\n'],
			[200, ''],
		]);
		expect(stderr).to.equal('');
		expect(status).to.equal(0);
	});

	it('explains itself', async () => {
		const { status, stdout, stderr } = await modular(['serve', '--help']);
		expect(stdout.split('\n')[0]).to.equal('Usage: modular serve [options] <dir>');
		for (const name of ['--port <n>', '--host <host>']) expect(stdout).to.include(`\n  ${name} `);
		expect(stdout).to.include('\nCtrl-C ends it, and so does TERM; both with status 0.\n');
		expect(stderr).to.equal('');
		expect(status).to.equal(0);
	});

	it('takes the next port where the first is taken', async () => {
		const ports: number[] = [];
		await whileServing(makeDirectory(), async (first) => {
			await whileServing(makeDirectory(), (second) => Promise.resolve(ports.push(first, second)));
		});
		expect(ports[1]).to.be.above(ports[0] ?? Infinity);
	});
});

describe('what modular serve refuses', () => {
	afterEach(endLeftProcesses);

	it('is a port that is taken', async () => {
		const { port, free } = await takePort();
		const { status, stdout, stderr } = await modular(['serve', makeDirectory(), '--port', String(port)]);
		free();
		expect(stderr).to.equal(
			`modular: port ${port} is in use on this machine. Choose another with --port, or none to get a free one.\n`,
		);
		expect(stdout).to.equal('');
		expect(status).to.equal(64);
	});

	for (const { host, reason } of [
		{ host: '192.0.2.1', reason: 'it is no address of this machine' },
		{ host: 'no-such-host.invalid', reason: 'no address is known for that name' },
	]) {
		it(`is the host ${host}`, async () => {
			const { status, stdout, stderr } = await modular(['serve', makeDirectory(), '--host', host]);
			expect(stderr).to.equal(
				`modular serve: nobody can listen at ${host}, port 8000: ${reason}. Choose others with --host and --port.\n`,
			);
			expect(stdout).to.equal('');
			expect(status).to.equal(64);
		});
	}

	for (const { name, reason } of [
		{ name: 'nothing', reason: 'it does not exist' },
		{ name: 'file', reason: 'it is not a directory' },
		{ name: 'loop', reason: 'links in its path go in a circle' },
	]) {
		it(`is a directory that is none: ${name}`, async () => {
			const directory = join(makeFiles({ file: '', loop: { link: 'loop' } }), name);
			const { status, stdout, stderr } = await modular(['serve', directory]);
			expect(stderr).to.equal(`modular: ${directory} cannot be read: ${reason}.\n`);
			expect(stdout).to.equal('');
			expect(status).to.equal(64);
		});
	}

	it("is a directory with an archive of an installer's name", async () => {
		const { status, stdout, stderr } = await modular(['serve', makeFiles({ 'tool.sh': Buffer.alloc(10e6, 'x') })]);
		expect(stderr).to.equal(
			' !     tool.sh cannot be an installer: it is 10.0 MB large. An installer is a small shell script in UTF-8.\n',
		);
		expect(stdout).to.equal('');
		expect(status).to.equal(1);
	});

	for (const { args, stderr } of [
		{ args: [], stderr: "error: missing required argument 'dir'\n" },
		{
			args: ['DIR', '--port', '70000'],
			stderr: "error: option '--port <n>' argument '70000' is invalid. It has to be a number from 1 to 65535.\n",
		},
		{
			args: ['DIR', '--host', ''],
			stderr: "error: option '--host <host>' argument '' is invalid. It has to be a name or an address.\n",
		},
	]) {
		it(`is the call \`modular serve ${args.join(' ')}\``, async () => {
			const result = await modular(['serve', ...args]);
			expect(result.stderr).to.equal(`${stderr}See modular --help.\n`);
			expect(result.stdout).to.equal('');
			expect(result.status).to.equal(64);
		});
	}
});

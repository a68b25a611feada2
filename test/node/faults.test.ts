import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { freePort } from '../local/modular.ts';
import { makeDirectory } from '../support/directories.ts';
import { type Answer, TestServer } from '../support/server.ts';
import { describeInEachShell } from '../support/shells.ts';
import {
	archivePath,
	buildpackWith,
	buildWithout,
	type BuildOptions,
	commands,
	downloading,
	expectFailed,
	makeArchive,
	offlinePackageWith,
	release,
	replaceCommand,
	sha256,
	version,
} from './machine.ts';

const noneHere = 'There is none on PATH, and none in the cache.';
const network =
	'Check the network, the proxy settings and MODULAR_NODE_MIRROR, put Node.js on PATH, or use an offline package of the buildpack.';
const toDo =
	'Put Node.js on PATH, use an offline package of the buildpack, or build once where it can be downloaded, with the same cache.';

/** Has the pauses between tries, of 1 and 4 seconds, take no time. What watches a download sleeps as well, and goes on to. */
function shortenPauses(path: string): void {
	replaceCommand(path, 'sleep', 'case $1 in 1 | 4) ;; *) exec /bin/sleep "$1" ;; esac');
}

describeInEachShell('without Node.js anywhere, a build', (shell) => {
	const isBusybox = shell.name === 'busybox ash'; // it has commands of its own, whatever PATH holds
	const archive = makeArchive();
	let path: string;
	let buildpack: string;
	let mirror: TestServer;
	const build = (options: Partial<BuildOptions> = {}) => buildWithout({ shell, buildpack, path, mirror, ...options });
	const link = () => mirror.link(archivePath);

	beforeEach(async () => {
		path = commands();
		buildpack = buildpackWith(archive);
		mirror = await TestServer.start({ [archivePath]: archive });
		if (!isBusybox) shortenPauses(path);
	});

	/** What each program says of a fault; a number: the tries. */
	interface Fault {
		readonly title: string;
		readonly answer: Answer;
		readonly tries: number;
		/** Whether another test shows the same in busybox. */
		readonly isSame?: true;
		readonly curl: RegExp;
		readonly wget: RegExp;
		readonly busybox: RegExp;
	}

	const faults: readonly Fault[] = [
		{
			title: 'does not have the file',
			answer: { status: 404 },
			tries: 1,
			curl: /^The requested URL returned error: 404$/,
			wget: /^HTTP 404: Not Found$/,
			busybox: /^server returned error: HTTP\/1.1 404 Not Found$/,
		},
		{
			title: 'is overloaded',
			answer: { status: 503 },
			tries: 3,
			isSame: true,
			curl: /^The requested URL returned error: 503$/,
			wget: /^HTTP 503: Service Unavailable$/,
			busybox: /^server returned error: HTTP\/1.1 503 Service Unavailable$/,
		},
		{
			title: 'breaks off',
			answer: (_request, response) => {
				response.writeHead(200, { 'Content-Length': archive.length });
				response.write(archive.subarray(0, 100), () => response.destroy());
			},
			tries: 3,
			curl: /^(?:transfer closed with \d+ bytes remaining to read|end of response with \d+ bytes missing)$/,
			wget: /^the connection broke$/,
			busybox: /^connection closed prematurely$/,
		},
		{
			title: 'resets connections',
			answer: (_request, response) => response.socket?.resetAndDestroy(),
			tries: 3,
			isSame: true,
			curl: /^Recv failure: Connection reset by peer$/,
			wget: /^Read error \(Connection reset by peer\) in headers$/,
			busybox: /^error getting response: Connection reset by peer$/,
		},
	];
	for (const program of ['curl', 'wget'] as const) {
		const words = program === 'wget' && isBusybox ? 'busybox' : program;
		const usePath = () => {
			path = commands([program]);
			if (!isBusybox) shortenPauses(path);
		};
		// busybox' own sleep takes its time: what is the same in every shell is tested in the others
		const isSlow = (tries: number) => isBusybox && tries > 1 && program === 'curl';
		for (const fault of faults.filter(({ tries, isSame }) => !isSlow(tries) && !(isBusybox && isSame))) {
			it(`says so in one error if the mirror ${fault.title}, with ${program}`, async () => {
				usePath();
				mirror.answer(archivePath, fault.answer);
				const result = await build();
				const again = fault.tries === 1 ? '' : ` (tried ${fault.tries} times)`;
				const reason = /cannot be fetched: (.*?)(?: \(tried \d times\))?\.\n/.exec(result.stderr)?.[1] ?? '';
				expect(reason, JSON.stringify(result)).to.match(fault[words]);
				const what = `This buildpack needs Node.js 20 or newer, and ${link()} cannot be fetched: ${reason}${again}.`;
				expectFailed(result, downloading, what, noneHere, network);
				expect(mirror.requests).to.have.length(fault.tries);
			});
		}

		if (isSlow(3)) continue;
		it(`says so in one error if nobody answers there, with ${program}`, async () => {
			usePath();
			const config = { MODULAR_NODE_MIRROR: `http://127.0.0.1:${await freePort()}` };
			const result = await buildWithout({ shell, buildpack, path, config });
			expect(result.stderr).to.match(
				/^ ! {5}This buildpack needs Node.js 20 or newer, and \S+ cannot be fetched: [^\n]*(?:onnect to|refused)[^\n]* \(tried 3 times\)\.\n/,
			);
			expectFailed(result, downloading, result.stderr.split('\n')[0]?.slice(7) ?? '', noneHere, network);
		});

		it(`tries again after what passes, with ${program}`, async () => {
			usePath();
			mirror.answer(archivePath, (_request, response, count) => {
				if (count === 1) response.socket?.resetAndDestroy();
				else if (count === 2) response.writeHead(502).end();
				else response.end(archive);
			});
			const { status, stderr } = await build();
			expect([status, stderr, mirror.requests.length]).to.deep.equal([0, '', 3]);
		});

		if (shell.name === 'dash') {
			// it takes seconds, and is the programs' own doing
			it(`gives up if nothing comes any more, with ${program}`, async () => {
				usePath();
				mirror.answer(archivePath, (_request, response) => {
					response.writeHead(200, { 'Content-Length': archive.length });
					response.write(archive.subarray(0, 100));
				});
				const result = await build({ config: { MODULAR_TIMEOUT: '1', MODULAR_NODE_MIRROR: mirror.link() } });
				expect(result.status).to.equal(1);
				expect(result.stderr).to.match(/ cannot be fetched: .* \(tried 3 times\)\.\n/);
				expect(mirror.requests).to.have.length(3);
			});
		}
	}

	const bodies: readonly (readonly [title: string, body: string | Buffer])[] = [
		['an HTML page', '<!doctype html><title>Log in</title>'],
		['a truncated file', archive.subarray(0, archive.length - 10)],
		['another file', makeArchive('script', { other: 'other' })],
		['an empty file', ''],
	];
	for (const [title, body] of bodies) {
		it(`refuses ${title} from the mirror`, async () => {
			mirror.answer(archivePath, body);
			expectFailed(
				await build(),
				downloading,
				`${link()} does not have the sha256 that it should have.`,
				`Wanted: ${sha256(archive)}`,
				`Found:  ${sha256(body)}`,
				'Check what answers there: MODULAR_NODE_MIRROR, a proxy, or a login page.',
			);
			expect(mirror.requests).to.have.length(1);
		});
	}

	it('says what it cannot unpack', async () => {
		const odd = Buffer.from('no archive');
		buildpack = buildpackWith(odd);
		mirror.answer(archivePath, odd);
		const result = await build();
		const [, reason = ''] = / in \S.*?node: (.*)\.\n/.exec(result.stderr) ?? [];
		expect(reason).not.to.equal('');
		expectFailed(
			result,
			downloading,
			`The buildpack's own Node.js cannot be unpacked in ${result.cacheDir}/modular-v1/node: ${reason}.`,
			'Check the permissions there, and the room on the disk.',
		);
	});

	it('says that the Node.js of the archive does not run on this machine', async () => {
		const bad = makeArchive('script', { 'bin/node': '' });
		const broken = spawnSync(
			'sh',
			[
				'-c',
				'tar -xzf - && printf "#!/bin/sh\\necho libmissing.so: not there >&2\\nexit 127\\n" >"$1/bin/node" && tar -czf - "$1"',
				'sh',
				release,
			],
			{ cwd: makeDirectory(), input: bad },
		).stdout;
		buildpack = buildpackWith(broken);
		mirror.answer(archivePath, broken);
		expectFailed(
			await build(),
			downloading,
			`The buildpack's own Node.js ${version} does not run on this machine:`,
			'libmissing.so: not there',
			'Put Node.js 20 or newer on PATH.',
		);
	});

	it('downloads nothing if MODULAR_OFFLINE is 1', async () => {
		const lack = 'This buildpack needs Node.js 20 or newer, and MODULAR_OFFLINE forbids to download it.';
		const config = { MODULAR_OFFLINE: '1', MODULAR_NODE_MIRROR: mirror.link() };
		expectFailed(await build({ config }), '', lack, noneHere, toDo);
		expect(mirror.requests).to.deep.equal([]);
	});

	it('downloads nothing with an offline package for other machines', async () => {
		buildpack = buildpackWith(archive);
		mkdirSync(join(buildpack, 'node-runtime'));
		writeFileSync(join(buildpack, 'node-runtime', 'node-v1.0.0-linux-mips.tar.gz'), '');
		const machine = spawnSync('uname', ['-m'], { encoding: 'utf8' }).stdout.trim();
		const lack = `This buildpack needs Node.js 20 or newer, and this offline package brings none for ${machine}.`;
		expectFailed(await build(), '', lack, noneHere, toDo);
		expect(mirror.requests).to.deep.equal([]);
	});

	it('takes the Node.js on PATH with an offline package for other machines', async () => {
		buildpack = offlinePackageWith(archive);
		spawnSync('rm', ['-r', join(buildpack, 'node-runtime', `${release}.tar.gz`)]);
		replaceCommand(path, 'node', `exec ${process.execPath} "$@"`);
		const { status, stderr } = await build();
		expect([status, stderr, mirror.requests]).to.deep.equal([0, '', []]);
	});

	for (const mirrorValue of ['http://host/a b', 'http://host/"', 'http://host/\\', 'http://host/\nurl = x']) {
		it(`refuses ${JSON.stringify(mirrorValue)} as a mirror`, async () => {
			const result = await build({ config: { MODULAR_NODE_MIRROR: mirrorValue } });
			expectFailed(result, '', 'MODULAR_NODE_MIRROR is not a link.');
		});
	}

	if (!isBusybox) {
		it('names an architecture for which there is no Node.js', async () => {
			replaceCommand(path, 'uname', 'echo riscv64');
			expectFailed(
				await build(),
				'',
				`There is no Node.js for this machine's architecture, riscv64, only for: ${process.arch}.`,
				'Put Node.js 20 or newer on PATH.',
			);
			expect(mirror.requests).to.deep.equal([]);
		});

		it('says that there is neither curl nor wget', async () => {
			path = commands([]);
			const lack = 'This buildpack needs Node.js 20 or newer, and there is neither curl nor wget to download it.';
			expectFailed(await build(), '', lack, noneHere, toDo);
		});
	}

	it('says that there is no temporary directory, if it needs one', async () => {
		const app = makeDirectory('app');
		mkdirSync(join(app, 'build'));
		const env = { TMPDIR: '/missing', MODULAR_NODE_MIRROR: mirror.link() };
		const { status, stdout, stderr } = await buildWithout({
			...{ shell, buildpack, path, env },
			app,
			call: ['compile', app],
		});
		expect(stderr).to.match(
			/^ ! {5}The buildpack's own Node.js needs a temporary directory: mktemp: .*\n ! {5}Check TMPDIR, and the room on the disk\.\n$/,
		);
		expect([status, stdout, mirror.requests, readdirSync(app)]).to.deep.equal([1, '', [], ['build']]);
	});
});

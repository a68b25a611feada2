import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { appFiles, makeDirectory, makeFiles } from '../support/directories.ts';
import { minimalEnvironment, root } from '../support/entry-points.ts';
import {
	endLeftProcesses,
	freePort,
	makeCaller,
	marked,
	modular,
	modularOnce,
	type ModularOptions,
} from './modular.ts';

/** A machine where a program that is needed for namespaces always fails. */
function withoutNamespaces(program = 'unshare'): ModularOptions {
	const programs = makeFiles({ [program]: { text: '#!/bin/sh\nexit 1\n', mode: 0o755 } });
	return { env: { PATH: `${programs}:${minimalEnvironment.PATH}` } };
}

const warning = (directory: string) =>
	marked(
		`This machine allows no namespaces (unshare): the app runs in ${directory}, and not at /app.`,
		'Packages that expect to be at /app do not work there.',
	);

describe('modular run on a machine without namespaces', () => {
	afterEach(endLeftProcesses);

	it('runs the app in place with a warning, and with HOME there', async () => {
		const out = makeDirectory('out');
		const app = makeFiles(
			appFiles(
				{},
				{
					'.profile.d/one.sh': 'export ORDER=one\n',
					'.profile': 'export ORDER="$ORDER, .profile"\n',
					Procfile: 'web: printf "%s\\n" "$PWD" "$HOME" "$PORT" "$DYNO" "$ORDER"\n',
				},
			),
		);
		const port = String(await freePort());
		const args = ['run', app, '--out', out, '--port', port];
		const { status, stdout, stderr, left, running } = await modular(args, withoutNamespaces());
		expect(stderr).to.equal(warning(out));
		expect(status).to.equal(0);
		expect(stdout.split('\n').slice(-6)).to.deep.equal([out, out, port, 'web.1', 'one, .profile', '']);
		expect(left).to.deep.equal([]);
		expect(running).to.deep.equal([]);
		expect(existsSync(out)).to.equal(true);
	});

	// a machine can allow namespaces and forbid what has to be done in them: in a container, or below chroot
	for (const program of ['unshare', 'mount', 'pivot_root', 'umount']) {
		it(`does so when ${program} fails there, and removes the copy afterwards`, async () => {
			const app = makeFiles(appFiles({}, { Procfile: 'web: echo "in $PWD"\n' }));
			const { status, stdout, stderr, left } = await modular(['run', app], withoutNamespaces(program));
			const [, directory = ''] = /\nin (.*)\n$/.exec(stdout) ?? [];
			expect(stderr).to.equal(warning(directory));
			expect(status).to.equal(0);
			expect(left).to.deep.equal([]);
		});
	}

	it('boots examples/hello, which answers over HTTP', async () => {
		const port = await freePort();
		let answer: string | undefined;
		const result = await modularOnce(
			'Listening at',
			async (child) => {
				answer = await (await fetch(`http://127.0.0.1:${port}/`)).text();
				child.kill();
			},
			['run', join(root, 'examples/hello'), '--port', String(port), '--stack', 'heroku-24'],
			withoutNamespaces(),
		);
		expect(answer).to.equal('Hello, world!\nBuilt for heroku-24, to greet the world.\n');
		expect(result.status).to.equal(143);
		expect(result.running).to.deep.equal([]);
		expect(result.left).to.deep.equal([]);
	});

	it('checks examples/hello', async () => {
		const port = String(await freePort());
		const args = ['run', join(root, 'examples/hello'), '--port', port, '--check', '/'];
		const { status, stdout, running, left } = await modular(args, withoutNamespaces());
		expect(stdout).to.include('\nHello, world!\n');
		expect(status).to.equal(0);
		expect(running).to.deep.equal([]);
		expect(left).to.deep.equal([]);
	});

	for (const { command, status } of [
		{ command: 'exit 3', status: 3 },
		{ command: 'kill -KILL $$', status: 137 },
		{ command: 'no-such-program 2>/dev/null', status: 127 },
	]) {
		it(`hands on the status of \`${command}\``, async () => {
			const app = makeFiles(appFiles({}, { Procfile: `web: ${command}\n` }));
			const result = await modular(['run', app], withoutNamespaces());
			expect(result.status).to.equal(status);
			expect(result.left).to.deep.equal([]);
		});
	}

	for (const { signal, status } of [
		{ signal: 'SIGTERM', status: 143 },
		{ signal: 'SIGINT', status: 130 },
		{ signal: 'SIGHUP', status: 129 },
	] as const) {
		it(`ends web and its background jobs on ${signal}`, async () => {
			const app = makeFiles(
				appFiles({}, { 'web.sh': 'sleep 61 &\necho ready\nsleep 62\n', Procfile: 'web: bash web.sh & sleep 63\n' }),
			);
			const result = await modularOnce('ready', (child) => child.kill(signal), ['run', app], {
				...withoutNamespaces(),
				caller: makeCaller(),
			});
			expect(result.status).to.equal(status);
			expect(result.running).to.deep.equal([]);
			expect(result.left).to.deep.equal([]);
		});
	}
});

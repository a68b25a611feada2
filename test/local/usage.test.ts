import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import { appFiles, makeDirectory, makeFiles } from '../support/directories.ts';
import { minimalEnvironment, root } from '../support/entry-points.ts';
import { endLeftProcesses, makeCaller, modular } from './modular.ts';

const buildOptions = [
	'--platform <name>',
	'--buildpack <dir>',
	'--out <dir>',
	'--cache <dir>',
	'--env-file <file>',
	'--stack <name>',
	'-h, --help',
];

const helps: readonly { args: readonly string[]; usage: string; names: readonly string[] }[] = [
	{
		args: ['--help'],
		usage: 'modular [options] [command]',
		names: ['build [options] <app-dir>', 'run [options] <app-dir>'],
	},
	{
		args: ['-h'],
		usage: 'modular [options] [command]',
		names: ['build [options] <app-dir>', 'run [options] <app-dir>'],
	},
	{ args: ['build', '--help'], usage: 'modular build [options] <app-dir>', names: buildOptions },
	{ args: ['help', 'build'], usage: 'modular build [options] <app-dir>', names: buildOptions },
	{
		args: ['run', '--help'],
		usage: 'modular run [options] <app-dir>',
		names: [...buildOptions, '--port <n>', '--process <name>', '--check <path>'],
	},
	{
		args: ['help', 'run'],
		usage: 'modular run [options] <app-dir>',
		names: [...buildOptions, '--port <n>', '--process <name>', '--check <path>'],
	},
];

const noPort = (port: string) =>
	`error: option '--port <n>' argument '${port}' is invalid. It has to be a number from 1 to 65535.\n`;

/** APP stands for an app that could be built. */
const wrongCalls: readonly { args: readonly string[]; stderr: string }[] = [
	{ args: ['deploy'], stderr: "error: unknown command 'deploy'\n" },
	{ args: ['--nope'], stderr: "error: unknown option '--nope'\n" },
	{ args: ['build'], stderr: "error: missing required argument 'app-dir'\n" },
	{ args: ['run'], stderr: "error: missing required argument 'app-dir'\n" },
	{ args: ['build', 'APP', 'APP'], stderr: "error: too many arguments for 'build'. Expected 1 argument but got 2.\n" },
	{ args: ['build', 'APP', '--nope'], stderr: "error: unknown option '--nope'\n" },
	{ args: ['build', 'APP', '--port', '5000'], stderr: "error: unknown option '--port'\n(Did you mean --out?)\n" },
	{ args: ['build', 'APP', '--out'], stderr: "error: option '--out <dir>' argument missing\n" },
	{ args: ['build', 'APP', '--cache'], stderr: "error: option '--cache <dir>' argument missing\n" },
	{ args: ['build', 'APP', '--env-file'], stderr: "error: option '--env-file <file>' argument missing\n" },
	{ args: ['build', 'APP', '--stack'], stderr: "error: option '--stack <name>' argument missing\n" },
	{ args: ['build', 'APP', '--platform'], stderr: "error: option '--platform <name>' argument missing\n" },
	{ args: ['build', 'APP', '--buildpack'], stderr: "error: option '--buildpack <dir>' argument missing\n" },
	{ args: ['run', 'APP', '--process'], stderr: "error: option '--process <name>' argument missing\n" },
	{ args: ['run', 'APP', '--check'], stderr: "error: option '--check <path>' argument missing\n" },
	{ args: ['run', 'APP', '--port'], stderr: "error: option '--port <n>' argument missing\n" },
	...['0', '-1', '65536', '80.5', 'http', ''].map((port) => ({
		args: ['run', 'APP', `--port=${port}`],
		stderr: noPort(port),
	})),
];

describe('the command line of modular', () => {
	afterEach(endLeftProcesses);

	for (const { args, usage, names } of helps) {
		it(`explains itself for \`modular ${args.join(' ')}\``, async () => {
			const { status, stdout, stderr } = await modular(args);
			expect(stderr).to.equal('');
			expect(status).to.equal(0);
			expect(stdout.split('\n')[0]).to.equal(`Usage: ${usage}`);
			for (const name of names) expect(stdout).to.include(`\n  ${name} `);
		});
	}

	it('says what it can do, on stderr and with the status of a wrong call, when it is called without a command', async () => {
		const help = await modular(['--help']);
		const { status, stdout, stderr } = await modular([]);
		expect(stderr).to.equal(help.stdout);
		expect(stdout).to.equal('');
		expect(status).to.equal(64);
	});

	it('prints its version', async () => {
		const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
		const { status, stdout } = await modular(['--version']);
		expect(stdout).to.equal(`${version}\n`);
		expect(status).to.equal(0);
	});

	it('can be linked into a directory of PATH', async () => {
		const directory = makeFiles({ modular: { link: 'second' }, second: { link: join(root, 'bin', 'modular') } });
		const { status, stdout, stderr } = await modular(['build', makeFiles(appFiles({ witness: 'print built' }))], {
			program: 'modular',
			env: { PATH: `${directory}:${minimalEnvironment.PATH}` },
		});
		expect(stderr).to.equal('');
		expect(status).to.equal(0);
		expect(stdout).to.include('       built\n');
	});

	for (const { args, stderr } of wrongCalls) {
		it(`refuses \`modular ${args.join(' ')}\`, with status 64 and before anything is made`, async () => {
			const app = makeFiles(appFiles({}));
			const result = await modular(args.map((arg) => (arg === 'APP' ? app : arg)));
			expect(result.stderr).to.equal(`${stderr}See modular --help.\n`);
			expect(result.stdout).to.equal('');
			expect(result.status).to.equal(64);
			expect(result.left).to.deep.equal([]);
		});
	}

	for (const command of ['build', 'run']) {
		it(`refuses to ${command} what does not exist`, async () => {
			const appDir = join(makeDirectory(), 'nothing');
			const { status, stdout, stderr, left } = await modular([command, appDir]);
			expect(stderr).to.equal(`modular: APP_DIR is not a directory: ${appDir}\n`);
			expect(stdout).to.equal('');
			expect(status).to.equal(64);
			expect(left).to.deep.equal([]);
		});

		it(`refuses to ${command} a file`, async () => {
			const file = join(makeFiles({ file: '' }), 'file');
			const { status, stdout, stderr, left } = await modular([command, file]);
			expect(stderr).to.equal(`modular: APP_DIR is not a directory: ${file}\n`);
			expect(stdout).to.equal('');
			expect(status).to.equal(64);
			expect(left).to.deep.equal([]);
		});
	}

	for (const host of ['127.0.0.1', '0.0.0.0']) {
		it(`refuses a port that is in use at ${host}, before anything is built`, async () => {
			const app = makeFiles(appFiles({ witness: 'print built' }));
			const listener = createServer();
			await new Promise<void>((resolve) => listener.listen(0, host, resolve));
			try {
				const address = listener.address();
				const port = typeof address === 'object' ? address?.port : undefined;
				const { status, stdout, stderr, left } = await modular(['run', app, '--port', String(port)], {
					caller: makeCaller(),
				});
				expect(stderr).to.equal(
					`modular: port ${port} is in use on this machine. Choose another with --port, or none to get a free one.\n`,
				);
				expect(stdout).to.equal('');
				expect(status).to.equal(64);
				expect(left).to.deep.equal([]);
			} finally {
				listener.close();
			}
		});
	}
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { makeDirectory } from '../support/directories.ts';
import { root } from '../support/entry-points.ts';
import { endLeftProcesses, freePort, makeCaller, modular, modularOnce, treeOf } from './modular.ts';

const example = join(root, 'examples', 'hello');
const envFile = join(example, 'hello.env');

const buildLog = [
	'-----> Installing hello-server (from the app)',
	'-----> Installing greeting (from the app)',
	'       greet goes to vendor/greeting/bin',
	'       the server goes to vendor/hello-server',
	"-----> Running the app's build/heroku/compile",
	'-----> Installed 2 packages, with 0 downloads.',
];

describe('examples/hello', () => {
	afterEach(endLeftProcesses);

	it('builds, twice with one cache, to the same files', async () => {
		const caller = makeCaller();
		const before = treeOf(example);
		const outs = [makeDirectory('out'), makeDirectory('out')];
		for (const out of outs) {
			const { status, stdout, stderr, left } = await modular(['build', example, '--out', out], { caller });
			expect(stderr).to.equal('');
			expect(status).to.equal(0);
			expect(stdout).to.equal([...buildLog, `-----> Built Hello: ${out}`, '       web: sh boot.sh', ''].join('\n'));
			expect(left).to.deep.equal([]);
		}
		const [first, second] = outs.map((out) =>
			readdirSync(out, { recursive: true, withFileTypes: true })
				.filter((entry) => entry.isFile())
				.map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8')),
		);
		expect(second).to.deep.equal(first);
		expect(treeOf(example)).to.deep.equal(before);
	});

	for (const { title, options, answer } of [
		{
			title: 'greets the world',
			options: [],
			answer: 'Hello, world!\nBuilt for an unknown stack, to greet the world.\n',
		},
		{
			title: 'greets whom the config variables name, at build time and at run time',
			options: ['--env-file', envFile, '--stack', 'heroku-24'],
			answer: 'Hello, Platform Engineer!\nBuilt for heroku-24, to greet Platform Engineer.\n',
		},
	]) {
		it(`boots at /app and ${title}`, async () => {
			const before = treeOf(example);
			const port = await freePort();
			let got: readonly unknown[] = [];
			const result = await modularOnce(
				'Listening at',
				async (child) => {
					const response = await fetch(`http://127.0.0.1:${port}/`);
					got = [response.status, response.headers.get('content-type'), await response.text()];
					child.kill();
				},
				['run', example, '--port', String(port), ...options],
			);
			expect(got).to.deep.equal([200, 'text/plain; charset=utf-8', answer]);
			expect(result.stderr).to.equal('');
			expect(result.stdout).to.equal(
				[
					...buildLog,
					`-----> Starting web with PORT=${port}: sh boot.sh`,
					`-----> Listening at http://localhost:${port}`,
					'',
				].join('\n'),
			);
			expect(result.status).to.equal(143);
			expect(result.left).to.deep.equal([]);
			expect(result.running).to.deep.equal([]);
			expect(treeOf(example)).to.deep.equal(before);
		});
	}

	it('passes its check, as `npm run example` has it', async () => {
		const port = await freePort();
		const result = await modular(['run', example, '--env-file', envFile, '--check', '/', '--port', String(port)]);
		expect(result.stderr).to.equal('');
		expect(result.stdout).to.equal(
			[
				...buildLog,
				`-----> Starting web with PORT=${port}: sh boot.sh`,
				`       GET http://localhost:${port}/: HTTP 200`,
				'Hello, Platform Engineer!',
				'Built for an unknown stack, to greet Platform Engineer.',
				'',
				'',
			].join('\n'),
		);
		expect(result.status).to.equal(0);
		expect(result.left).to.deep.equal([]);
		expect(result.running).to.deep.equal([]);
	});
});

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { appFiles, type FileContent, makeDirectory, makeFiles } from '../support/directories.ts';
import { endLeftProcesses, marked, modular, freePort } from './modular.ts';

interface Row {
	readonly title: string;
	readonly files: Readonly<Record<string, FileContent>>;
	/** What the build prints of them. */
	readonly types: readonly string[];
}

const release = '---\ndefault_process_types:\n  web: ./released\n  clock: ./tick\n';

const rows: readonly Row[] = [
	{ title: 'boot.sh without a release file and a Procfile', files: {}, types: ['web: sh boot.sh'] },
	{
		title: 'those of the release file without a Procfile',
		files: { 'build/heroku/release': release },
		types: ['web: ./released', 'clock: ./tick'],
	},
	{
		title: 'those of the Procfile before those of the release file',
		files: { 'build/heroku/release': release, Procfile: 'web: ./from-procfile\nworker: ./work\n' },
		types: ['web: ./from-procfile', 'clock: ./tick', 'worker: ./work'],
	},
	{
		title: 'those of the Procfile before boot.sh',
		files: { Procfile: 'web: ./from-procfile\n' },
		types: ['web: ./from-procfile'],
	},
	{
		title: 'those of the Procfile alone when the release file holds only comments',
		files: { 'build/heroku/release': '# see Procfile\n\n# web: no\n', Procfile: 'worker: ./work\n' },
		types: ['worker: ./work'],
	},
	{
		title: 'those of the Procfile alone when the release file is empty',
		files: { 'build/heroku/release': '', Procfile: 'worker: ./work\n' },
		types: ['worker: ./work'],
	},
	{
		title: 'none when both hold only comments',
		files: { 'build/heroku/release': '# no', Procfile: '# no' },
		types: [],
	},
	{
		title: 'none when release says nothing of them',
		files: { 'build/heroku/release': 'addons: []\n' },
		types: [],
	},
	{
		title: 'a Procfile with Windows line ends, comments, blanks, colons and no last newline',
		files: { Procfile: '# mine\r\n\r\nweb:   PORT=1 ./serve --at http://x:1/   \r\nnot a type\r\nmy-work_2: ./work' },
		types: ['web: PORT=1 ./serve --at http://x:1/', 'my-work_2: ./work'],
	},
];

describe('the process types of an app', () => {
	afterEach(endLeftProcesses);

	for (const { title, files, types } of rows) {
		it(`are ${title}`, async () => {
			const app = makeFiles(appFiles({ witness: 'print built' }, files));
			const out = makeDirectory('out');
			const { status, stdout, stderr } = await modular(['build', app, '--out', out]);
			expect(stderr).to.equal('');
			expect(status).to.equal(0);
			expect(stdout.slice(stdout.indexOf('-----> Built'))).to.equal(
				[`-----> Built Test app: ${out}`, ...types.map((type) => `       ${type}`), ''].join('\n'),
			);
		});
	}

	it('can come from a Procfile that an installer writes', async () => {
		const app = makeFiles(
			appFiles({
				writer: 'print "web: echo from the installer" >/dev/null\nprintf \'web: ./made\\n\' >"$BUILD_DIR/Procfile"',
			}),
		);
		const { stdout } = await modular(['build', app]);
		expect(stdout).to.match(/\n {7}web: \.\/made\n$/);
	});

	it('end a build with an invalid release file, and nothing of it is kept', async () => {
		const app = makeFiles(
			appFiles({ witness: 'print built' }, { 'build/heroku/release': 'default_process_types: [web]\n' }),
		);
		const { status, stdout, stderr, left } = await modular(['build', app]);
		expect(stderr).to.equal(
			marked(
				'build/heroku/release, line 1: `default_process_types` has to be a mapping from process types to commands.',
				'bin/compile failed with status 1. Nothing of this build was kept.',
			),
		);
		expect(stdout).to.equal('');
		expect(status).to.equal(1);
		expect(left).to.deep.equal([]);
	});
});

describe('--process', () => {
	afterEach(endLeftProcesses);

	const files = { Procfile: 'web: echo I am web\nworker: echo I am $DYNO\n', 'build/heroku/release': release };

	for (const { args, type, command, said } of [
		{ args: [], type: 'web', command: 'echo I am web', said: 'I am web' },
		{ args: ['--process', 'web'], type: 'web', command: 'echo I am web', said: 'I am web' },
		{ args: ['--process', 'worker'], type: 'worker', command: 'echo I am $DYNO', said: 'I am worker.1' },
	]) {
		it(`chooses ${type} for \`modular run ${args.join(' ')}\``, async () => {
			const app = makeFiles(appFiles({}, files));
			const port = await freePort();
			const { status, stdout, stderr, left } = await modular(['run', app, '--port', String(port), ...args]);
			expect(stderr).to.equal('');
			expect(status).to.equal(0);
			expect(stdout.slice(stdout.indexOf('-----> Starting'))).to.equal(
				`-----> Starting ${type} with PORT=${port}: ${command}\n${said}\n`,
			);
			expect(left).to.deep.equal([]);
		});
	}

	for (const name of ['nope', 'WEB', '', 'constructor', '__proto__']) {
		it(`refuses a type ${JSON.stringify(name)} that the app does not have, and removes the copy`, async () => {
			const app = makeFiles(appFiles({}, files));
			const { status, stdout, stderr, left, running } = await modular(['run', app, `--process=${name}`]);
			expect(stderr).to.equal(marked(`The app has no process type ${name}. It has: web, clock, worker.`));
			expect(stdout).to.not.include('Starting');
			expect(status).to.equal(1);
			expect(left).to.deep.equal([]);
			expect(running).to.deep.equal([]);
		});
	}

	it('says so when the app has no process types at all', async () => {
		const app = makeFiles(appFiles({}, { 'build/heroku/release': '# no\n' }));
		const { status, stdout, stderr, left } = await modular(['run', app]);
		expect(stderr).to.equal(marked('The app has no process type web. It has none at all: add a Procfile.'));
		expect(stdout).to.not.include('Starting');
		expect(status).to.equal(1);
		expect(left).to.deep.equal([]);
	});

	it('keeps the result that --out asked for, although there is nothing to run in it', async () => {
		const app = makeFiles(appFiles({}, files));
		const out = makeDirectory('out');
		const { status } = await modular(['run', app, '--out', out, '--process', 'nope']);
		expect(status).to.equal(1);
		expect(existsSync(join(out, 'boot.sh'))).to.equal(true);
	});
});

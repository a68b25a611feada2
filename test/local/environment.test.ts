import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { appFiles, makeDirectory, makeFiles } from '../support/directories.ts';
import { minimalEnvironment } from '../support/entry-points.ts';
import { endLeftProcesses, makeCaller, modular, freePort } from './modular.ts';

/** Programs that write down their whole environment: during the build, and when the app runs. */
const recorder = 'env -0 >"$BUILD_DIR/build-environment"';
const procfile = 'web: env -0 >run-environment\n';
const recordingApp = () => makeFiles(appFiles({ recorder }, { Procfile: procfile }));

interface Recorded {
	readonly build: ReadonlyMap<string, string>;
	readonly run: ReadonlyMap<string, string>;
	readonly stderr: string;
	readonly out: string;
}

/** Runs an app that records, and gives what its build and its process had in their environment. */
async function record(env: Record<string, string>, ...options: readonly string[]): Promise<Recorded> {
	const out = makeDirectory('out');
	const result = await modular(['run', recordingApp(), '--out', out, ...options], { env });
	expect(result.status, result.log).to.equal(0);
	expect(result.left).to.deep.equal([]);
	const read = (name: string) =>
		new Map(
			readFileSync(join(out, name), 'utf8')
				.split('\0')
				.flatMap((entry) => {
					const end = entry.indexOf('=');
					return end < 0 ? [] : [[entry.slice(0, end), entry.slice(end + 1)] as const];
				}),
		);
	return { build: read('build-environment'), run: read('run-environment'), stderr: result.stderr, out };
}

const envFile = (text: string) => join(makeFiles({ 'app.env': text }), 'app.env');

describe("the caller's environment", () => {
	afterEach(endLeftProcesses);

	it('reaches neither the build nor the app, where it is none of the settings', async () => {
		const strangers = {
			SECRET_OF_MINE: 'secret',
			AWS_SECRET_ACCESS_KEY: 'secret',
			USER: 'somebody',
			PORT: '1',
			DYNO: 'mine.1',
			DATABASE_URL: 'secret',
			NODE_OPTIONS: '--max-old-space-size=1234',
			NODE_PATH: '/secret',
			LD_LIBRARY_PATH: '/secret',
			BASH_ENV: '/secret',
		};
		const { build, run, stderr } = await record(strangers);
		expect(stderr).to.equal('');
		for (const { title, seen } of [
			{ title: 'the build', seen: build },
			{ title: 'the app', seen: run },
		]) {
			for (const [name, value] of Object.entries(strangers)) {
				expect(seen.get(name), `${name} in ${title}`).to.not.equal(value);
				expect(seen.has(`MODULAR_KEPT_${name}`), `MODULAR_KEPT_${name} in ${title}`).to.equal(false);
			}
		}
	});

	it("gives the app nothing but the dyno's variables, PATH and TMPDIR", async () => {
		const { run } = await record({});
		const ofBash = ['_', 'SHLVL', 'OLDPWD'];
		expect([...run.keys()].filter((name) => !ofBash.includes(name)).sort()).to.deep.equal([
			'DYNO',
			'HOME',
			'PATH',
			'PORT',
			'PWD',
			'TMPDIR',
		]);
		expect(run.get('PATH')).to.equal(minimalEnvironment.PATH);
	});

	it('reaches the build and the app as far as it is settings', async () => {
		const settings = {
			STACK: 'heroku-22',
			CLEAN_CACHE: '1',
			RELOAD_REPOSITORY: '1',
			MODULAR_STRICT: '1',
			MODULAR_REPOS: 'http://127.0.0.1:1/index',
			HTTP_PROXY: 'http://127.0.0.1:1/',
			no_proxy: '*',
			LANG: 'C.UTF-8',
		};
		const { build, run } = await record(settings);
		for (const [name, value] of Object.entries(settings)) {
			expect(build.get(name), `${name} in the build`).to.equal(value);
			expect(run.get(name), `${name} in the app`).to.equal(value);
		}
	});
});

describe('--stack', () => {
	afterEach(endLeftProcesses);

	it('is STACK for the build, and goes before the STACK of the caller', async () => {
		const { build } = await record({ STACK: 'heroku-22' }, '--stack', 'heroku-24');
		expect(build.get('STACK')).to.equal('heroku-24');
	});

	it('empties a cache that another stack has filled', async () => {
		const caller = makeCaller();
		const cacher = 'if [ -e "$CACHE_DIR/mark" ]; then print warm; else : >"$CACHE_DIR/mark"; print cold; fi';
		const app = makeFiles(appFiles({ cacher }));
		const build = async (stack: string) => (await modular(['build', app, '--stack', stack], { caller })).stdout;
		expect(await build('heroku-22')).to.include('       cold\n');
		expect(await build('heroku-22')).to.include('       warm\n');
		expect(await build('heroku-24')).to.include('       cold\n');
	});
});

describe('--env-file', () => {
	afterEach(endLeftProcesses);

	const text = [
		'# a comment',
		'PLAIN=plain',
		'export EXPORTED=exported',
		'  SPACED  =  around it  ',
		'DOUBLE="two  spaces, \'single\' and \\n a newline"',
		'SINGLE=\'"double", $HOME, $(id), `id` and \\n no newline\'',
		'LINES="first line',
		'second line"',
		'EMPTY=',
		'HASH=before # after',
		'QUOTED_HASH="before # after"',
		'UMLAUT=grün',
		'CRLF=carriage\r',
		'',
	].join('\n');
	const values = {
		PLAIN: 'plain',
		EXPORTED: 'exported',
		SPACED: 'around it',
		DOUBLE: "two  spaces, 'single' and \n a newline",
		SINGLE: '"double", $HOME, $(id), `id` and \\n no newline',
		LINES: 'first line\nsecond line',
		EMPTY: '',
		HASH: 'before',
		QUOTED_HASH: 'before # after',
		UMLAUT: 'grün',
		CRLF: 'carriage',
	};

	it('gives its variables to installers and to the app, byte for byte', async () => {
		const { build, run, stderr } = await record({}, '--env-file', envFile(text));
		expect(stderr).to.equal('');
		for (const [name, value] of Object.entries(values)) {
			expect(build.get(name), `${name} in the build`).to.equal(value);
			expect(run.get(name), `${name} in the app`).to.equal(value);
		}
	});

	it('is no argument for others: its name may hold spaces, and the equals sign is fine', async () => {
		const file = join(makeFiles({ 'my app.env': 'NAME=value' }), 'my app.env');
		const { build, run } = await record({}, `--env-file=${file}`);
		expect([build.get('NAME'), run.get('NAME')]).to.deep.equal(['value', 'value']);
	});

	it("leaves the buildpack's own programs alone", async () => {
		const options = ['NODE_OPTIONS=--no-such-option', 'NODE_PATH=/nowhere', 'MODULAR_SHELL=/no/such/shell', ''].join(
			'\n',
		);
		const { build, run, stderr } = await record({}, '--env-file', envFile(options));
		expect(stderr).to.equal('');
		expect(build.get('NODE_OPTIONS')).to.equal('--no-such-option');
		expect(run.get('NODE_OPTIONS')).to.equal('--no-such-option');
	});

	it('cannot change where the app is, its port and its name', async () => {
		const file = envFile('PORT=1\nHOME=/elsewhere\nDYNO=mine\nPATH=/elsewhere\n');
		const port = String(await freePort());
		const { build, run, stderr, out } = await record({}, '--env-file', file, '--port', port);
		expect(stderr).to.equal(
			' !     Config variables that are not loaded, because they would break the build: HOME, PATH.\n',
		);
		expect(build.get('HOME')).to.equal(out);
		expect([run.get('PORT'), run.get('DYNO')]).to.deep.equal([port, 'web.1']);
		expect(run.get('HOME')).to.not.equal('/elsewhere');
		expect(run.get('PATH')).to.equal(minimalEnvironment.PATH);
	});

	it('may use any name that programs between modular and the app might use themselves', async () => {
		const names = ['app', 'root', 'grace', 'user', 'group', 'command', 'lib', 'entry', 'web', 'self', 'line', 'name'];
		const { build, run } = await record(
			{},
			'--env-file',
			envFile(names.map((name) => `${name}=my ${name}\n`).join('')),
		);
		for (const name of names) {
			expect(build.get(name), `${name} in the build`).to.equal(`my ${name}`);
			expect(run.get(name), `${name} in the app`).to.equal(`my ${name}`);
		}
	});

	it('does not appear in the log', async () => {
		const app = makeFiles(appFiles({ witness: 'print built' }, { Procfile: 'web: true\n' }));
		const { log, status } = await modular(['run', app, '--env-file', envFile('PASSWORD="open sesame"')]);
		expect(status).to.equal(0);
		expect(log).to.not.include('sesame');
	});

	it('gets a warning for names that are no variables, and the build goes on', async () => {
		const { stderr } = await record({}, '--env-file', envFile('some.name=1\nother-name=2\nGOOD=3\n'));
		expect(stderr).to.equal(
			' !     Config variables that are not loaded, because their names are no shell identifiers: other-name, some.name.\n',
		);
	});

	it('may hold a name that no file can have', async () => {
		const { build, run } = await record({}, '--env-file', envFile('..=1\n.=2\nGOOD=3\n'));
		expect([build.get('GOOD'), run.get('GOOD')]).to.deep.equal(['3', '3']);
	});
});

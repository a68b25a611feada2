import { existsSync, lstatSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { type FileContent, makeDirectory, makeFiles } from '../support/directories.ts';
import { minimalEnvironment } from '../support/entry-points.ts';
import {
	makeBuildpack,
	makeRecord,
	onCloudFoundry,
	plainPath,
	releaseNothing,
	releaseWeb,
	type Scripts,
} from './buildpacks.ts';
import { endLeftProcesses, marked, treeOf } from './modular.ts';

const noWeb = marked('The droplet has no web process: neither the last buildpack nor a Procfile says how to start it.');

/** Builds an app with one buildpack or several, and gives the droplet. */
async function buildDroplet(scripts: readonly Scripts[], files: Record<string, FileContent> = {}, ...args: string[]) {
	const out = makeDirectory('out');
	const app = makeFiles(files);
	const before = treeOf(app);
	const buildpacks = scripts.map((each, number) => makeBuildpack(`b${number}`, makeRecord(), each));
	const result = await onCloudFoundry('build', app, buildpacks, { args: ['--out', out, ...args] });
	expect(result.status, result.log).to.equal(0);
	expect(result.left).to.deep.equal([]);
	expect(treeOf(app)).to.deep.equal(before);
	const info = JSON.parse(readFileSync(join(out, 'staging_info.yml'), 'utf8')) as unknown;
	return { ...result, out, info, types: result.stdout.replace(/^[^]*-----> Built .*\n/, '') };
}

/** A script that writes a launch.yml. */
const launch = (...processes: readonly string[]) =>
	`printf '%s' 'processes: [${processes.join(', ')}]' >"$3/$4/launch.yml"`;

describe('the droplet of modular build', () => {
	afterEach(endLeftProcesses);

	it('holds the app, the deps of each buildpack, profile.d, tmp, logs and what was noted down', async () => {
		const supply = 'echo "$4" >"$3/$4/file"; ln -s ../1/file "$3/$4/link"; echo made >"$1/made"';
		const finalize = 'echo "echo hello" >"$5/000_hello.sh"; rm "$1/unwanted"; chmod 600 "$1/made"';
		const { out, stdout, stderr, info } = await buildDroplet([{ supply }, { supply, finalize, release: releaseWeb }], {
			unwanted: '',
			'.git/config': '',
			link: { link: 'run' },
			run: { text: 'run', mode: 0o755 },
		});
		expect(stderr).to.equal('');
		expect(stdout).to.equal(`-----> Built b1: ${out}\n       web: echo released\n`);
		expect(Object.keys(treeOf(out)).sort()).to.deep.equal(
			[
				...['.', 'app', 'app/link', 'app/made', 'app/run', 'deps', 'deps/0', 'deps/0/file', 'deps/0/link'],
				...['deps/1', 'deps/1/file', 'deps/1/link', 'logs', 'profile.d', 'profile.d/000_hello.sh'],
				...['staging_info.yml', 'tmp'],
			].sort(),
		);
		expect(readFileSync(join(out, 'deps/0/link'), 'utf8')).to.equal('1\n');
		expect(readlinkSync(join(out, 'app/link'))).to.equal('run');
		expect([statSync(join(out, 'app/run')).mode & 0o777, lstatSync(join(out, 'app/made')).mode & 0o777]).to.deep.equal([
			0o755, 0o600,
		]);
		expect(info).to.deep.equal({ detected_buildpack: '', start_command: 'echo released' });
	});

	it('is a temporary directory that stays where --out does not say', async () => {
		const buildpack = makeBuildpack('last', makeRecord(), { finalize: '', release: releaseWeb });
		const { stdout, left, temporary, status } = await onCloudFoundry('build', makeFiles({}), [buildpack]);
		expect(status).to.equal(0);
		expect(left).to.have.lengthOf(1);
		expect(stdout).to.equal(`-----> Built last: ${temporary}/${left[0]}\n       web: echo released\n`);
		expect(readdirSync(join(temporary, left[0] ?? '')).sort()).to.deep.equal([
			...['app', 'deps', 'logs', 'profile.d', 'staging_info.yml', 'tmp'],
		]);
	});

	it('has nothing any more where the buildpacks were told to work', async () => {
		const finalize = 'ln -s "$1/file" "$1/absolute"; ln -s "$3" "$1/deps"; : >"$1/file"';
		const { out } = await buildDroplet([{ finalize, release: releaseWeb }]);
		expect(readdirSync(join(out, 'app')).sort()).to.deep.equal(['absolute', 'deps', 'file']);
		for (const link of ['absolute', 'deps']) expect(() => statSync(join(out, 'app', link))).to.throw('ENOENT');
	});

	it('can be on another file system, with directories that nobody may write', async function () {
		const shared = '/dev/shm';
		const temporary = makeDirectory('temporary');
		if (!existsSync(shared) || statSync(shared).dev === statSync(temporary).dev) return this.skip();
		const parent = mkdtempSync(join(shared, 'modular test '));
		try {
			const out = join(parent, 'out');
			const supply = 'mkdir "$3/$4/fixed" && : >"$3/$4/fixed/file" && chmod 555 "$3/$4/fixed"';
			const buildpack = makeBuildpack('last', makeRecord(), { supply, finalize: '', release: releaseWeb });
			const result = await onCloudFoundry('build', makeFiles({ file: '' }), [buildpack], { args: ['--out', out] });
			expect(result.stderr).to.equal('');
			expect(result.status).to.equal(0);
			expect(statSync(join(out, 'deps/0/fixed')).mode & 0o777).to.equal(0o555);
			expect(readdirSync(join(out, 'deps/0/fixed'))).to.deep.equal(['file']);
			expect(readdirSync(join(out, 'app'))).to.deep.equal(['file']);
			expect(result.left).to.deep.equal([]);
		} finally {
			rmSync(parent, { recursive: true });
		}
	});

	it('has the name that the last buildpack gives itself in config.yml, and not those of others', async () => {
		const named = (name: string) => `printf 'name: ${name}\\nversion: 1\\nconfig: {}\\n' >"$3/$4/config.yml"`;
		const last = { finalize: named('the last'), release: releaseNothing };
		const { info, stdout, stderr } = await buildDroplet([{ supply: named('the first') }, last]);
		expect(info).to.deep.equal({ detected_buildpack: 'the last', start_command: '' });
		expect(stdout).to.match(/^-----> Built the last: /);
		expect(stderr).to.equal(noWeb);
	});

	it('is not prevented by a config.yml that cannot be read', async () => {
		const { info } = await buildDroplet([{ finalize: `echo 'name: [' >"$3/$4/config.yml"`, release: releaseWeb }]);
		expect(info).to.deep.equal({ detected_buildpack: '', start_command: 'echo released' });
	});
});

describe('the process types of a droplet', () => {
	afterEach(endLeftProcesses);

	for (const { title, scripts, files, types, stderr = '' } of [
		{
			title: 'are those of release, and a Procfile replaces and adds',
			scripts: [{ finalize: '', release: 'echo "default_process_types: {web: released, worker: released}"' }],
			files: { Procfile: '# a comment\nweb: "quoted: yes"\ncron: "1"\n' },
			types: 'web: quoted: yes|worker: released|cron: 1',
		},
		{
			title: 'are those of the last launch.yml instead of release, which is not asked',
			scripts: [{ supply: '', finalize: launch('{type: web, command: launched}'), release: 'exit 1' }],
			types: 'web: launched',
		},
		{
			title: 'are those of every launch.yml, the later of one type, and of release',
			scripts: [
				{ supply: launch('{type: web, command: zero}', '{type: a, command: zero}', '{type: b, command: zero}') },
				{ supply: launch('{type: a, command: one}') },
				{ finalize: '', release: releaseWeb },
			],
			types: 'web: echo released|a: one|b: zero',
		},
		{
			title: 'do not hold sidecars',
			scripts: [
				{ supply: launch('{type: log, command: run, platforms: {cloudfoundry: {sidecar_for: [web]}}}') },
				{ finalize: '', release: releaseWeb },
			],
			types: 'web: echo released',
		},
		{
			title: 'are none, with a warning, where nobody names any',
			scripts: [{ finalize: '', release: releaseNothing }],
			types: '',
			stderr: noWeb,
		},
		{
			title: 'are none, with a warning, for a release that prints nothing',
			scripts: [{ finalize: '', release: '' }],
			types: '',
			stderr: noWeb,
		},
	] as readonly {
		title: string;
		scripts: Scripts[];
		files?: Record<string, string>;
		types: string;
		stderr?: string;
	}[]) {
		it(title, async () => {
			const droplet = await buildDroplet(scripts, files);
			expect(
				droplet.types
					.trim()
					.split(/\n? {7}/)
					.filter(Boolean)
					.join('|'),
			).to.equal(types);
			expect(droplet.stderr).to.equal(stderr);
		});
	}

	it('cannot come from a Procfile that is no YAML', async () => {
		const out = makeDirectory('out');
		const buildpack = makeBuildpack('last', makeRecord(), { finalize: '', release: releaseWeb });
		const app = makeFiles({ Procfile: 'web: [run\n' });
		const { stderr, status, left } = await onCloudFoundry('build', app, [buildpack], { args: ['--out', out] });
		expect(stderr).to.match(
			/^ ! {5}The Procfile cannot be used: it is not YAML: .* Nothing of this build was kept\.\n$/s,
		);
		expect(status).to.equal(224);
		expect(readdirSync(out)).to.deep.equal([]);
		expect(left).to.deep.equal([]);
	});
});

describe('the environment of buildpacks on Cloud Foundry', () => {
	afterEach(endLeftProcesses);

	/** What finalize has in its environment. */
	async function environment(text: string, env: Record<string, string>, ...args: string[]) {
		const [out, envFile] = [makeDirectory('out'), join(makeFiles({ 'app.env': text }), 'app.env')];
		const scripts = { finalize: 'env -0 >"$1/environment"', release: releaseWeb };
		const buildpack = makeBuildpack('last', makeRecord(), scripts);
		const options = ['--out', out, '--env-file', envFile, ...args];
		const app = makeFiles({}, 'my app');
		const result = await onCloudFoundry('build', app, [buildpack], { args: options, env });
		expect(result.log).to.equal(`-----> Built last: ${out}\n       web: echo released\n`);
		const entries = readFileSync(join(out, 'app/environment'), 'utf8').split('\0').slice(0, -1);
		return Object.fromEntries(
			entries.map((entry) => {
				const end = entry.indexOf('=');
				return [entry.slice(0, end), plainPath(entry.slice(end + 1), result.temporary)];
			}),
		);
	}

	it("is the platform's, with the variables of --env-file", async () => {
		const text =
			'NAME="two  words"\nLINES="1\n2"\nPATH=/elsewhere\nHOME=/elsewhere\nTMPDIR=/elsewhere\nCF_STACK=mine\n';
		expect(await environment(text, { STACK: 'heroku-24', SECRET_OF_MINE: 'secret' })).to.deep.equal({
			...minimalEnvironment,
			PWD: 'TMPDIR/STAGING/home',
			HOME: 'TMPDIR/STAGING/home',
			TMPDIR: 'TMPDIR/STAGING/tmp',
			CF_STACK: 'cflinuxfs4',
			LANG: 'C.UTF-8',
			VCAP_APPLICATION: '{"application_name":"my app","name":"my app","application_uris":[],"uris":[]}',
			VCAP_SERVICES: '{}',
			NAME: 'two  words',
			LINES: '1\n2',
		});
	});

	it('has the stack of --stack, and services of --env-file', async () => {
		const seen = await environment(`VCAP_SERVICES='{"redis":[]}'\n`, { LANG: 'C' }, '--stack', 'cflinuxfs5');
		expect(seen).to.include({ CF_STACK: 'cflinuxfs5', LANG: 'C', VCAP_SERVICES: '{"redis":[]}' });
		expect(seen).to.not.have.any.keys('STACK', 'DEPS_DIR', 'ENV_DIR');
	});
});

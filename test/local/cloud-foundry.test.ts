import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { appFiles, makeDirectory, makeFiles } from '../support/directories.ts';
import {
	makeBuildpack,
	makeOwnBuildpack,
	makeRecord,
	onCloudFoundry,
	plainPath,
	readCalls,
	releaseNothing,
	releaseWeb,
} from './buildpacks.ts';
import { endLeftProcesses, marked, modular, treeOf } from './modular.ts';

const makeApp = () => makeFiles({ 'index.html': 'hello', Procfile: 'web: echo hello\n' });
const hashOf = (buildpack: string) => createHash('md5').update(realpathSync(buildpack)).digest('hex');

const [build, deps, home] = ['TMPDIR/STAGING/app', 'TMPDIR/STAGING/tmp/contents/deps', 'TMPDIR/STAGING/home'];
const profile = 'TMPDIR/STAGING/tmp/contents/profile.d';

/** The calls, with the paths as the constants above have them and CACHE for the cache. */
function callsIn(record: string, temporary: string, cache: string): string[][] {
	return readCalls(record).map(({ script, cwd, args }) => {
		expect(plainPath(cwd, temporary), `the working directory of ${script}`).to.equal(home);
		return [script, ...args.map((arg) => plainPath(arg, temporary).replace(cache, 'CACHE'))];
	});
}

describe('modular build --platform cloudfoundry', () => {
	afterEach(endLeftProcesses);

	it('supplies with all buildpacks in their order, finalizes with the last, and asks it for the release', async () => {
		const [record, cache, app] = [makeRecord(), makeDirectory('cache'), makeApp()];
		const all = { detect: 'exit 1', supply: '', finalize: '', compile: 'exit 1', release: releaseWeb };
		const buildpacks = ['first', 'second', 'last'].map((name) => makeBuildpack(name, record, all));
		const before = treeOf(app);
		const result = await onCloudFoundry('build', app, buildpacks, { args: ['--cache', cache] });
		expect(result.stderr).to.equal('');
		expect(result.status).to.equal(0);
		const [first = '', second = ''] = buildpacks.map((buildpack) => `CACHE/${hashOf(buildpack)}`);
		expect(callsIn(record, result.temporary, cache)).to.deep.equal([
			['bin/supply of first', build, first, deps, '0'],
			['bin/supply of second', build, second, deps, '1'],
			['bin/supply of last', build, 'CACHE/final', deps, '2'],
			['bin/finalize of last', build, 'CACHE/final', deps, '2', profile],
			['bin/release of last', build],
		]);
		expect(readdirSync(cache).sort()).to.deep.equal(['final', ...buildpacks.map(hashOf).slice(0, 2)].sort());
		expect(treeOf(app)).to.deep.equal(before);
	});

	it('finalizes without a supply where the last buildpack has none', async () => {
		const [record, cache] = [makeRecord(), makeDirectory('cache')];
		const buildpack = makeBuildpack('last', record, { finalize: '', compile: 'exit 1', release: releaseWeb });
		const result = await onCloudFoundry('build', makeApp(), [buildpack], { args: ['--cache', cache] });
		expect(result.stderr).to.equal('');
		expect(result.status).to.equal(0);
		expect(callsIn(record, result.temporary, cache)).to.deep.equal([
			['bin/finalize of last', build, 'CACHE/final', deps, '0', profile],
			['bin/release of last', build],
		]);
	});

	it('compiles with a last buildpack that has no finalize, even if it has a supply, and takes its deps away', async () => {
		const [record, cache] = [makeRecord(), makeDirectory('cache')];
		const buildpack = makeBuildpack('old', record, {
			supply: 'exit 1',
			compile: 'ls "$1/../tmp/"contents*/deps',
			release: releaseWeb,
		});
		const result = await onCloudFoundry('build', makeApp(), [buildpack], { args: ['--cache', cache] });
		expect(result.stderr).to.equal('');
		expect(result.status).to.equal(0);
		expect(result.stdout).to.match(/^-----> Built old: /);
		expect(callsIn(record, result.temporary, cache)).to.deep.equal([
			['bin/compile of old', build, 'CACHE/final'],
			['bin/release of old', build],
		]);
	});

	it('warns that what was supplied stays unused before a last buildpack that only compiles', async () => {
		const record = makeRecord();
		const supplier = makeBuildpack('supplier', record, { supply: '' });
		const old = makeBuildpack('old', record, { compile: 'ls "$1/../tmp/"contents*/deps', release: releaseWeb });
		const result = await onCloudFoundry('build', makeApp(), [supplier, old]);
		expect(result.stderr).to.equal(
			marked(`${realpathSync(old)} has no bin/finalize: what the buildpacks before it supplied stays unused.`),
		);
		expect(result.status).to.equal(0);
		expect(result.stdout).to.match(/^0\n-----> Built old: /);
	});

	it('pads the index with zeros from ten buildpacks on, and then finds no launch.yml of the first ten', async () => {
		const [record, cache, out] = [makeRecord(), makeDirectory('cache'), makeDirectory('out')];
		const launch = (name: string) => `printf 'processes: [{type: ${name}, command: run}]' >"$3/$4/launch.yml"`;
		const suppliers = Array.from({ length: 10 }, (_, number) =>
			makeBuildpack(`b${number}`, record, { supply: launch(`b${number}`) }),
		);
		const last = makeBuildpack('last', record, {
			supply: '[ -d "$3/00" ] && [ -d "$3/10" ] && [ ! -e "$3/0" ]',
			finalize: launch('last'),
			release: releaseWeb,
		});
		const args = ['--cache', cache, '--out', out];
		const result = await onCloudFoundry('build', makeFiles({}), [...suppliers, last], { args });
		expect(result.stderr).to.equal(
			marked('The droplet has no web process: neither the last buildpack nor a Procfile says how to start it.'),
		);
		expect(result.status).to.equal(0);
		const calls = callsIn(record, result.temporary, cache);
		const padded = ['00', '01', '02', '03', '04', '05', '06', '07', '08', '09', '10', '10'];
		expect(calls.map((call) => call[4])).to.deep.equal(padded);
		expect(calls.at(-1)).to.deep.equal(['bin/finalize of last', build, 'CACHE/final', deps, '10', profile]);
		expect(readdirSync(join(out, 'deps'))).to.deep.equal(padded.slice(0, 11));
		expect(result.stdout).to.equal(`-----> Built last: ${out}\n       last: run\n`);
	});

	it('shows what the scripts print, and keeps what release prints on stdout to itself', async () => {
		const record = makeRecord();
		const talk = (name: string) => `echo "${name} to stdout"; echo "${name} to stderr" >&2; [ -z "$(cat)" ]`;
		const buildpack = makeBuildpack('talker', record, {
			supply: talk('supply'),
			finalize: talk('finalize'),
			release: `echo 'release to stderr' >&2; ${releaseWeb}`,
		});
		const result = await onCloudFoundry('build', makeFiles({}), [buildpack]);
		expect(result.status).to.equal(0);
		expect(result.stderr).to.equal('supply to stderr\nfinalize to stderr\nrelease to stderr\n');
		expect(result.stdout).to.match(
			/^supply to stdout\nfinalize to stdout\n-----> Built talker: .*\n {7}web: echo released\n$/,
		);
	});

	it('asks this buildpack alone when none is named, and calls the app what detect prints', async () => {
		const [record, out] = [makeRecord(), makeDirectory('out')];
		const program = makeOwnBuildpack(record, {
			detect: 'echo to stderr >&2; printf "  My app  \\n\\n"',
			finalize: '',
			release: releaseWeb,
		});
		const result = await onCloudFoundry('build', makeFiles({}), [], { program, args: ['--out', out] });
		expect(result.stderr).to.equal('to stderr\n');
		expect(result.stdout).to.equal(`-----> Built My app: ${out}\n       web: echo released\n`);
		expect(readCalls(record).map(({ script, args }) => [script, args.length])).to.deep.equal([
			['bin/detect of own', 1],
			['bin/finalize of own', 5],
			['bin/release of own', 1],
		]);
		expect(JSON.parse(readFileSync(join(out, 'staging_info.yml'), 'utf8'))).to.deep.equal({
			detected_buildpack: 'My app',
			start_command: 'echo released',
		});
	});

	it('calls the app what detect prints, and notes down what the buildpack calls itself', async () => {
		const out = makeDirectory('out');
		const program = makeOwnBuildpack(makeRecord(), {
			detect: 'echo My app',
			finalize: `echo 'name: my buildpack' >"$3/$4/config.yml"`,
			release: releaseWeb,
		});
		const result = await onCloudFoundry('build', makeFiles({}), [], { program, args: ['--out', out] });
		expect(result.log).to.equal(`-----> Built My app: ${out}\n       web: echo released\n`);
		expect(JSON.parse(readFileSync(join(out, 'staging_info.yml'), 'utf8'))).to.deep.equal({
			detected_buildpack: 'my buildpack',
			start_command: 'echo released',
		});
	});

	it('builds an app with this buildpack as it is', async () => {
		const out = makeDirectory('out');
		const app = makeFiles(appFiles({ witness: 'print "built"; echo "echo up" >>"$BUILD_DIR/boot.sh"' }));
		const before = treeOf(app);
		const result = await modular(['build', app, '--platform', 'cloudfoundry', '--out', out]);
		expect(result.stderr).to.equal('');
		expect(result.status).to.equal(0);
		expect(result.stdout).to.include('       built\n').and.include(`-----> Built Test app: ${out}\n`);
		expect(readFileSync(join(out, 'app', 'boot.sh'), 'utf8')).to.include('echo up\n');
		expect(treeOf(app)).to.deep.equal(before);
		expect(result.left).to.deep.equal([]);
		expect(result.running).to.deep.equal([]);
	});

	it('gives each buildpack the same, the final one a directory of its own, and an old one what it left there', async () => {
		const [record, cache] = [makeRecord(), makeDirectory('cache')];
		const keep = 'if [ -e "$2/mark" ]; then echo "$4 warm"; else : >"$2/mark"; echo "$4 cold"; fi';
		const buildpack = makeBuildpack('same', record, { supply: keep, finalize: '', release: releaseNothing });
		const log = async () =>
			(await onCloudFoundry('build', makeApp(), [buildpack, buildpack], { args: ['--cache', cache] })).stdout;
		expect(await log()).to.match(/^0 cold\n1 cold\n/);
		expect(await log()).to.match(/^0 warm\n1 warm\n/);
	});
});

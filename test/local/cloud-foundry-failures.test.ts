import { chmodSync, existsSync, readdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { makeDirectory, makeFiles } from '../support/directories.ts';
import {
	makeBuildpack,
	makeOwnBuildpack,
	makeRecord,
	onCloudFoundry,
	readCalls,
	releaseWeb,
	type Scripts,
} from './buildpacks.ts';
import { endLeftProcesses, makeCaller, marked, modular, modularOnce, type ModularResult, treeOf } from './modular.ts';

const working: Scripts = { supply: '', finalize: '', release: releaseWeb };

/** Nothing of a build is there: no file, no process, no droplet. */
function expectNothingLeft({ left, running }: ModularResult): void {
	expect(left).to.deep.equal([]);
	expect(running).to.deep.equal([]);
}

/** A release of a buildpack at BUILDPACK, what is wrong with it, and how that is told. */
const unusable: readonly { title: string; release: string; reason: string | RegExp }[] = [
	{
		title: 'a log line before the YAML',
		release: `echo '-----> Releasing: now'; ${releaseWeb}`,
		reason: /^it is not YAML: /,
	},
	{ title: 'a list', release: 'echo "[web]"', reason: 'it has to be a mapping' },
	{
		title: 'process types that are no mapping',
		release: 'echo "default_process_types: web"',
		reason: 'it has to map process types to commands',
	},
	{
		title: 'a command that is a list',
		release: 'echo "default_process_types: {web: [a, b]}"',
		reason: 'the command of `web` has to be a string',
	},
];

describe('modular build --platform cloudfoundry ends', () => {
	afterEach(endLeftProcesses);

	it('with 222 when the app is not for this buildpack', async () => {
		const app = makeFiles({ 'index.php': '<?php' });
		const result = await modular(['build', app, '--platform', 'cloudfoundry']);
		expect(result.stderr).to.equal(
			marked(
				`This buildpack is not for ${app}: it has no build/heroku/package.`,
				"Put a file there whose first line is the app's name.",
			),
		);
		expect(result.stdout).to.equal('');
		expect(result.status).to.equal(222);
		expectNothingLeft(result);
	});

	it('with 222 whatever the status of detect, and calls nothing after it', async () => {
		const record = makeRecord();
		const program = makeOwnBuildpack(record, { ...working, detect: 'echo name; exit 7' });
		const result = await onCloudFoundry('build', makeFiles({}), [], { program });
		expect(result.stdout).to.equal('');
		expect(result.status).to.equal(222);
		expect(readCalls(record).map(({ script }) => script)).to.deep.equal(['bin/detect of own']);
		expectNothingLeft(result);
	});

	for (const { failing, scripts, calls, status } of [
		{ failing: 'supply', scripts: { ...working, supply: 'exit 7' }, calls: ['supply'], status: 223 },
		{ failing: 'finalize', scripts: { ...working, finalize: 'exit 7' }, calls: ['supply', 'finalize'], status: 223 },
		{ failing: 'compile', scripts: { compile: 'exit 7', release: releaseWeb }, calls: ['compile'], status: 223 },
		{
			failing: 'release',
			scripts: { ...working, release: `${releaseWeb}; exit 7` },
			calls: ['supply', 'finalize', 'release'],
			status: 224,
		},
	]) {
		it(`with ${status} when ${failing} of the last buildpack fails, and keeps nothing`, async () => {
			const [record, out] = [makeRecord(), join(makeDirectory(), 'out')];
			const app = makeFiles({ file: '' });
			const before = treeOf(app);
			const buildpack = makeBuildpack('last', record, scripts);
			const result = await onCloudFoundry('build', app, [buildpack], { args: ['--out', out] });
			const named = realpathSync(buildpack);
			expect(result.stderr).to.equal(
				marked(`bin/${failing} of ${named} failed with status 7. Nothing of this build was kept.`),
			);
			expect(result.stdout).to.equal('');
			expect(result.status).to.equal(status);
			expect(readCalls(record).map(({ script }) => script)).to.deep.equal(calls.map((name) => `bin/${name} of last`));
			expect(existsSync(out)).to.equal(false);
			expect(treeOf(app)).to.deep.equal(before);
			expectNothingLeft(result);
		});
	}

	it('with 225 when another supply fails, and calls nothing after it', async () => {
		const record = makeRecord();
		const first = makeBuildpack('first', record, { supply: ': >"$1/changed"; exit 7' });
		const last = makeBuildpack('last', record, working);
		const out = makeDirectory('out');
		const result = await onCloudFoundry('build', makeFiles({}), [first, last], { args: ['--out', out] });
		expect(result.stderr).to.equal(
			marked(`bin/supply of ${realpathSync(first)} failed with status 7. Nothing of this build was kept.`),
		);
		expect(result.stdout).to.equal('');
		expect(result.status).to.equal(225);
		expect(readCalls(record).map(({ script }) => script)).to.deep.equal(['bin/supply of first']);
		expect(readdirSync(out)).to.deep.equal([]);
		expectNothingLeft(result);
	});

	it('with 225 before anything is started when one but the last has no supply', async () => {
		const record = makeRecord();
		const buildpacks = [working, { finalize: '', compile: '' }, working].map((scripts, number) =>
			makeBuildpack(`b${number}`, record, scripts),
		);
		const result = await onCloudFoundry('build', makeFiles({}), buildpacks);
		const named = realpathSync(buildpacks[1] ?? '');
		expect(result.stderr).to.equal(
			marked(
				`${named} has no bin/supply, which every buildpack but the last needs. Nothing was started: name it last.`,
			),
		);
		expect(result.stdout).to.equal('');
		expect(result.status).to.equal(225);
		expect(readCalls(record)).to.deep.equal([]);
		expectNothingLeft(result);
	});

	for (const { title, role, status } of [
		{ title: 'a finalize of the last buildpack', role: 'finalize', status: 223 },
		{ title: 'a release', role: 'release', status: 224 },
	]) {
		it(`with ${status} for ${title} that cannot be run`, async () => {
			const buildpack = makeBuildpack('last', makeRecord(), working);
			chmodSync(join(buildpack, 'bin', role), 0o644);
			const result = await onCloudFoundry('build', makeFiles({}), [buildpack]);
			const named = realpathSync(buildpack);
			expect(result.stderr).to.equal(
				marked(`bin/${role} of ${named} cannot be started: permission denied. Nothing of this build was kept.`),
			);
			expect(result.status).to.equal(status);
			expectNothingLeft(result);
		});
	}

	it('with 223 for a last buildpack that has neither finalize nor compile', async () => {
		const buildpack = makeBuildpack('empty', makeRecord(), { release: releaseWeb });
		const result = await onCloudFoundry('build', makeFiles({}), [buildpack]);
		const named = realpathSync(buildpack);
		expect(result.stderr).to.equal(
			marked(`bin/compile of ${named} cannot be started: it does not exist. Nothing of this build was kept.`),
		);
		expect(result.status).to.equal(223);
		expectNothingLeft(result);
	});

	for (const { title, release, reason } of unusable) {
		it(`with 224 for ${title} on the stdout of release`, async () => {
			const buildpack = makeBuildpack('last', makeRecord(), { ...working, release });
			const result = await onCloudFoundry('build', makeFiles({}), [buildpack]);
			const [, told = ''] =
				/^ ! {5}What bin\/release of .*\/last printed cannot be used: (.*)\. Nothing of this build was kept\.\n$/s.exec(
					result.stderr,
				) ?? [];
			expect(told, result.stderr)[typeof reason === 'string' ? 'equal' : 'match'](reason as never);
			expect(result.stdout).to.equal('');
			expect(result.status).to.equal(224);
			expectNothingLeft(result);
		});
	}

	for (const { title, launch, reason } of [
		{ title: 'is no list', launch: 'processes: web', reason: '`processes` has to be a list' },
		{
			title: 'has a process without a command',
			launch: 'processes: [{type: web}]',
			reason: 'each of `processes` has to have a type and a command',
		},
		{
			title: 'has a sidecar of one word',
			launch: 'processes: [{type: log, command: run, platforms: {cloudfoundry: {sidecar_for: web}}}]',
			reason: '`sidecar_for` of log has to be a list of process types',
		},
	]) {
		it(`with 224 for a launch.yml that ${title}`, async () => {
			const supply = `printf '${launch}' >"$3/$4/launch.yml"`;
			const buildpacks = [{ supply }, working].map((scripts, number) =>
				makeBuildpack(`b${number}`, makeRecord(), scripts),
			);
			const result = await onCloudFoundry('build', makeFiles({}), buildpacks);
			expect(result.stderr).to.equal(
				marked(`deps/0/launch.yml cannot be used: ${reason}. Nothing of this build was kept.`),
			);
			expect(result.stdout).to.equal('');
			expect(result.status).to.equal(224);
			expectNothingLeft(result);
		});
	}

	for (const { signal, status } of [
		{ signal: 'SIGTERM', status: 143 },
		{ signal: 'SIGINT', status: 130 },
		{ signal: 'SIGHUP', status: 129 },
	] as const) {
		for (const script of ['supply', 'finalize']) {
			it(`with ${status} by ${signal} during ${script}, and leaves no process and no file`, async () => {
				const [record, out] = [makeRecord(), makeDirectory('out')];
				const slow = { ...working, [script]: 'sleep 61 & echo waiting; sleep 62; echo after' };
				const args = ['build', makeFiles({}), '--platform', 'cloudfoundry', '--out', out];
				const buildpack = makeBuildpack('slow', record, slow);
				const act = (child: { kill(name: NodeJS.Signals): unknown }) => child.kill(signal);
				const result = await modularOnce('waiting', act, [...args, '--buildpack', buildpack], { caller: makeCaller() });
				expect(result.stdout).to.equal('waiting\n');
				expect(result.stderr).to.equal('');
				expect(result.status).to.equal(status);
				expect(readCalls(record).at(-1)?.script).to.equal(`bin/${script} of slow`);
				expect(readdirSync(out)).to.deep.equal([]);
				expectNothingLeft(result);
			});
		}
	}

	it('what a script leaves in the background, once it has ended', async () => {
		const supply = 'sleep 61 & echo started';
		const result = await onCloudFoundry('build', makeFiles({}), [
			makeBuildpack('daemon', makeRecord(), { ...working, supply }),
		]);
		expect(result.status).to.equal(0);
		expect(result.running).to.deep.equal([]);
	});
});

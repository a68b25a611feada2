import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { type FileContent, makeDirectory, makeFiles } from '../support/directories.ts';
import { minimalEnvironment } from '../support/entry-points.ts';
import { missing } from '../support/shells.ts';
import { makeBuildpack, makeRecord, releaseNothing } from './buildpacks.ts';
import {
	canHaveNamespaces,
	endLeftProcesses,
	freePort,
	makeCaller,
	modular,
	modularOnce,
	processesLeftNaming,
	server,
} from './modular.ts';

/** A buildpack whose launch.yml has a sidecar for a process type. */
const withSidecar = (command: string, type = 'web') =>
	makeBuildpack('sidecar', makeRecord(), {
		supply: [
			'cat >"$3/$4/launch.yml" <<-END',
			`	processes: [{type: side, command: "${command}", platforms: {cloudfoundry: {sidecar_for: [${type}]}}}]`,
			'	END',
		].join('\n'),
	});

const last = () => makeBuildpack('last', makeRecord(), { finalize: '', release: releaseNothing });

/** What is said once the app is started. */
const said = (stdout: string) => stdout.replace(/^[^]*-----> Starting .*\n/, '');

/** The arguments that run an app with a sidecar; a caller's directory is in the environment of both. */
function argumentsFor(files: Record<string, FileContent>, sidecar: string, mark: string, type?: string): string[] {
	const envFile = join(makeFiles({ 'app.env': `MARK=${mark}\n` }), 'app.env');
	const buildpacks = [withSidecar(sidecar, type), last()].flatMap((each) => ['--buildpack', each]);
	return ['run', makeFiles(files), '--platform', 'cloudfoundry', ...buildpacks, '--env-file', envFile];
}

const withoutNamespaces = () => {
	const programs = makeFiles({ unshare: { text: '#!/bin/sh\nexit 1\n', mode: 0o755 } });
	return { env: { PATH: `${programs}:${minimalEnvironment.PATH}` } };
};

for (const { where, make } of [
	{ where: 'in namespaces', make: () => ({}) },
	{ where: 'in place', make: withoutNamespaces },
]) {
	describe(`a sidecar of modular run, ${where}`, () => {
		afterEach(endLeftProcesses);
		if (where === 'in namespaces' && !canHaveNamespaces()) {
			missing('this user can have no namespaces');
			return;
		}

		for (const { title, web, side, status, log } of [
			{
				title: 'is ended when web ends',
				web: 'while [ ! -e side ]; do sleep 0.05; done; exit 3',
				side: ': >side; sleep 61 & sleep 62',
				status: 3,
				log: 'web has ended with status 3: ending side',
			},
			{
				title: 'ends web when it ends, even well',
				web: ': >web; sleep 61 & sleep 62',
				side: 'while [ ! -e web ]; do sleep 0.05; done; exit 0',
				status: 0,
				log: 'side has ended with status 0: ending web',
			},
		]) {
			it(title, async () => {
				const caller = makeCaller();
				const files = { 'web.sh': web, 'side.sh': side, Procfile: 'web: sh web.sh\n' };
				const result = await modular(argumentsFor(files, 'sh side.sh', caller.temporary), { ...make(), caller });
				expect(said(result.stdout)).to.equal(`       and side beside it: sh side.sh\n-----> ${log}\n`);
				expect(result.status).to.equal(status);
				expect(await processesLeftNaming(caller.temporary, 0)).to.deep.equal([]);
				expect(result.left).to.deep.equal([]);
			});
		}

		it('ends with web by TERM, both with time to finish', async () => {
			const [caller, out] = [makeCaller(), makeDirectory('out')];
			const finishing = (name: string) =>
				`trap 'sleep 0.3; : >${name}.finished; exit' TERM; : >${name}; [ ! -e web ] || [ ! -e side ] || echo ready; while :; do sleep 0.1; done`;
			const files = { 'web.sh': finishing('web'), 'side.sh': finishing('side'), Procfile: 'web: exec sh web.sh\n' };
			const args = [...argumentsFor(files, 'exec sh side.sh', caller.temporary), '--out', out];
			const result = await modularOnce('ready', (child) => child.kill(), args, { ...make(), caller });
			expect(said(result.stdout).replaceAll('ready\n', '')).to.equal('       and side beside it: exec sh side.sh\n');
			expect(result.status).to.equal(143);
			for (const name of ['web', 'side'])
				expect(existsSync(join(out, 'app', `${name}.finished`)), `${name} has finished`).to.equal(true);
			expect(await processesLeftNaming(caller.temporary, 0)).to.deep.equal([]);
			expect(result.left).to.deep.equal([]);
		});
	});
}

describe('a sidecar of modular run', () => {
	afterEach(endLeftProcesses);

	it('has the environment and the profile scripts of web, and ends after a check', async () => {
		const [caller, out, port] = [makeCaller(), makeDirectory('out'), String(await freePort())];
		const files = {
			'.profile': 'export FROM=profile\n',
			'server.js': server,
			'side.sh': 'printf %s "$FROM,$PORT,$MARK" >part; mv part side; sleep 61',
			Procfile: 'web: while [ ! -e side ]; do sleep 0.05; done; exec node server.js\n',
		};
		const args = argumentsFor(files, 'sh side.sh', caller.temporary);
		const result = await modular([...args, '--out', out, '--port', port, '--check', '/'], { caller });
		expect(result.stdout).to.include(`       GET http://localhost:${port}/: HTTP 200\n`).and.not.include('has ended');
		expect(result.status).to.equal(0);
		expect(readFileSync(join(out, 'app/side'), 'utf8')).to.equal(`profile,${port},${caller.temporary}`);
		expect(await processesLeftNaming(caller.temporary, 0)).to.deep.equal([]);
	});

	it('of another process type is not started', async () => {
		const [caller, out] = [makeCaller(), makeDirectory('out')];
		const args = argumentsFor({ Procfile: 'web: sleep 0.3\n' }, ': >side', caller.temporary, 'worker');
		const result = await modular([...args, '--out', out], { caller });
		expect(said(result.stdout)).to.equal('');
		expect(result.status).to.equal(0);
		expect(existsSync(join(out, 'app/side'))).to.equal(false);
	});
});

import type { ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { endLeftProcesses, modular, modularOnce } from '../local/modular.ts';
import { makeDirectory, makeFiles } from '../support/directories.ts';
import { root } from '../support/entry-points.ts';

/** A directory whose packages run for a minute, with jobs and temporary files; they say in a file that they do. */
function longDirectory(): { directory: string; envFile: string; started: (count: number) => Promise<void> } {
	const witness = join(makeDirectory(), 'witness');
	const script = 'sleep 61 &\nmktemp\ntouch "$BUILD_DIR/half"\necho started >>"$WITNESS"\nsleep 62\n';
	return {
		// the second takes its time to end
		directory: makeFiles({ 'a.sh': script, 'b.sh': `trap "sleep 0.6; exit" TERM\n${script}`, 'c.sh': script }),
		envFile: join(makeFiles({ env: `WITNESS="${witness}"\n` }), 'env'),
		started: async (count) => {
			for (let round = 0; round < 500; round += 1) {
				if (existsSync(witness) && readFileSync(witness, 'utf8').split('started').length > count) return;
				await delay(10);
			}
			throw new Error('the packages have not begun');
		},
	};
}

describe('the end of modular test', () => {
	afterEach(endLeftProcesses);

	for (const { signal, status, jobs, isGroup, keep } of [
		{ signal: 'SIGTERM', status: 143, jobs: 1, isGroup: false, keep: false },
		{ signal: 'SIGTERM', status: 143, jobs: 2, isGroup: false, keep: false },
		{ signal: 'SIGHUP', status: 129, jobs: 2, isGroup: false, keep: false },
		{ signal: 'SIGINT', status: 130, jobs: 2, isGroup: true, keep: false }, // Ctrl-C
		{ signal: 'SIGTERM', status: 143, jobs: 1, isGroup: false, keep: true },
	] as const) {
		const title = `${signal}${isGroup ? ' to its group' : ''} with ${jobs} at a time${keep ? ' and --keep' : ''}`;
		it(`by ${title} leaves no process${keep ? '' : ', no file'} and no table`, async () => {
			const { directory, envFile, started } = longDirectory();
			const own = ['test', directory, '--jobs', String(jobs), '--env-file', envFile, ...(keep ? ['--keep'] : [])];
			let start = 0;
			const act = async ({ pid = 0 }: ChildProcess) => {
				await started(jobs);
				start = Date.now();
				process.kill(isGroup ? -pid : pid, signal);
			};
			const result = isGroup
				? await modularOnce('Testing a', act, [join(root, 'bin', 'modular'), ...own], { program: 'setsid' })
				: await modularOnce('Testing a', act, own);
			expect(Date.now() - start, 'milliseconds').to.be.below(5000);
			expect(result.running).to.deep.equal([]);
			expect(result.left.length).to.equal(keep ? 1 : 0);
			expect(result.stdout).not.to.include('PACKAGE');
			expect(result.stdout).not.to.include('Testing c');
			expect(result.stderr).to.equal('');
			expect(result.status).to.equal(status);
		});
	}
});

describe('the help of modular test', () => {
	it('names its options', async () => {
		const { status, stdout, stderr } = await modular(['test', '--help']);
		expect(stdout.split('\n')[0]).to.equal('Usage: modular test [options] <dir> [package...]');
		for (const name of ['--repo <link>', '--stack <name>', '--env-file <file>', '--jobs <n>', '--keep'])
			expect(stdout).to.include(`\n  ${name} `);
		expect(stderr).to.equal('');
		expect(status).to.equal(0);
	});
});

describe('what modular test refuses', () => {
	afterEach(endLeftProcesses);

	for (const { args, stderr, title } of [
		{
			title: 'names of no package',
			args: ['DIR', 'tool', 'nope', 'neither'],
			stderr: 'modular test: DIR has no package nope, neither. Nothing was run.\n',
		},
		{
			title: 'a misspelt name',
			args: ['DIR', 'tol'],
			stderr: 'modular test: DIR has no package tol. Did you mean tool? Nothing was run.\n',
		},
		{
			title: 'a name that is a path',
			args: ['DIR', '../tool'],
			stderr: 'modular test: DIR has no package ../tool. Nothing was run.\n',
		},
		{
			title: 'a directory without packages',
			args: ['DIR/group'],
			stderr: 'modular: DIR/group has no packages: no NAME.sh in it, and none in the directories in it.\n',
		},
		{
			title: 'a directory that does not exist',
			args: ['DIR/nothing'],
			stderr: 'modular: DIR/nothing cannot be read: it does not exist.\n',
		},
		{
			title: 'a file',
			args: ['DIR/tool.sh'],
			stderr: 'modular: DIR/tool.sh cannot be read: it is not a directory.\n',
		},
		{
			title: 'an env file that cannot be read',
			args: ['DIR', '--env-file', 'DIR/nothing'],
			stderr: 'modular: --env-file DIR/nothing cannot be read: it does not exist.\n',
		},
		...['two links', '', 'http://user:secret@'].map((link) => ({
			title: `a repository ${JSON.stringify(link)}`,
			args: ['DIR', '--repo', link],
			stderr: `modular test: --repo ${link.replace('user:secret@', '')} is not a link.\n`,
		})),
		...['0', '-1', '1.5', 'many', '1000'].map((jobs) => ({
			title: `${jobs} at a time`,
			args: ['DIR', `--jobs=${jobs}`],
			stderr: `error: option '--jobs <n>' argument '${jobs}' is invalid. It has to be a number from 1 to 999.\nSee modular --help.\n`,
		})),
		{ title: 'no directory', args: [], stderr: "error: missing required argument 'dir'\nSee modular --help.\n" },
	]) {
		it(`is ${title}, before anything runs`, async () => {
			const witness = join(makeDirectory(), 'witness');
			const directory = makeFiles({ 'tool.sh': `touch '${witness}'\n`, 'group/file': '' });
			const result = await modular(['test', ...args.map((arg) => arg.replace('DIR', directory))]);
			expect(result.stderr).to.equal(stderr.replace('DIR', directory));
			expect(result.stdout).to.equal('');
			expect(result.status).to.equal(64);
			expect(existsSync(witness)).to.equal(false);
			expect(result.left).to.deep.equal([]);
		});
	}

	it('is two installers of one name', async () => {
		const directory = makeFiles({ 'tool.sh': '', 'group/tool.sh': '' });
		const { status, stdout, stderr, left } = await modular(['test', directory]);
		expect(stderr).to.equal(
			' !     Two installers have the name tool: group/tool.sh and tool.sh. Rename one: a package is known by its name alone.\n',
		);
		expect(stdout).to.equal('');
		expect(status).to.equal(1);
		expect(left).to.deep.equal([]);
	});
});

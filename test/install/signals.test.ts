import { type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { appFiles, makeDirectory, makeFiles } from '../support/directories.ts';
import { processesNaming, runScript } from '../support/entry-points.ts';
import { describeInEachShell } from '../support/shells.ts';
import { build, detailsOf } from './builds.ts';

/** Sends a signal once the log says that it is time. */
function signalWhenReady(signal: NodeJS.Signals): (log: string, child: ChildProcess) => void {
	let isSent = false;
	return (log, child) => {
		if (isSent || !log.includes('ready')) return;
		isSent = true;
		child.kill(signal);
	};
}

const ready = 'print ready\nsleep 20\nprint never';

const sleepers: readonly (readonly [title: string, installers: Readonly<Record<string, string>>])[] = [
	['sleeps', { first: ready }],
	['sleeps in a required package', { first: 'dependency_require second\nprint never', second: ready }],
	['traps the signals', { first: "trap 'print trapped' TERM INT HUP\nprint ready\nsleep 20" }],
	['ignores the signals', { first: `trap '' TERM INT HUP\n${ready}` }],
	['has an EXIT trap', { first: `trap 'print "EXIT trap"' EXIT\n${ready}` }],
	['has a background job', { first: `sleep 20 &\n${ready}` }],
	['has a background job under set -m', { first: `set -m\nsleep 20 &\n${ready}` }],
	['installs in a background job', { first: 'dependency_require second &\nwait\nprint never', second: ready }],
	[
		'waits for a package of a job',
		{ first: 'dependency_require second &\nsleep 0.1\ndependency_require second', second: ready },
	],
];

describeInEachShell('a signal to bin/compile', (shell) => {
	for (const [signal, status] of [
		['SIGTERM', 143],
		['SIGINT', 130],
		['SIGHUP', 129],
	] as const) {
		for (const [title, installers] of sleepers) {
			// all variants for TERM; the others take the same way
			if (signal !== 'SIGTERM' && title !== 'sleeps') continue;
			it(`ends everything with status ${status} at ${signal} while an installer ${title}`, async () => {
				const began = Date.now();
				const result = await build(
					{ ...installers, last: 'print never' },
					{ shell, install: 'first last', compileScript: 'print never', onOutput: signalWhenReady(signal) },
				);
				expect(result.status).to.equal(status);
				expect(result.signal).to.equal(null);
				expect(result.stdout).not.to.contain('never');
				expect(result.stdout).not.to.contain('-----> Installed');
				expect(existsSync(join(result.app, '.modular'))).to.be.false;
				expect(Date.now() - began).to.be.lessThan(4000);
			});
		}
	}

	it('leaves a cache that the next build can use', async () => {
		const interrupted = await build({ first: ready }, { shell, onOutput: signalWhenReady('SIGTERM') });
		expect(interrupted.status).to.equal(143);
		const again = await build({ first: 'print again' }, { shell, cacheDir: interrupted.cacheDir });
		expect(again.stderr).to.equal('');
		expect(again.status).to.equal(0);
		expect(detailsOf(again)).to.deep.equal(['again']);
	});
});

describeInEachShell('the end of Node.js in the middle of a build', (shell) => {
	for (const [title, first] of [
		['an installer runs', 'print ready\nsleep 0.3'],
		['an installer that ignores PIPE runs', "trap '' PIPE\nprint ready\nsleep 0.3"],
		['an installer has a job', '( sleep 0.3; dependency_require second; echo job >job ) &\nprint ready\nwait'],
		['a job works in the background', '( sleep 0.6; echo job >job; sleep 20 ) &\nprint ready\nsleep 0.3'],
		['a job waits for an answer', '( dependency_require slow ) &\ndependency_require slow\nprint never'],
		['a package is installed by a job', 'dependency_require slow &\nsleep 0.1\ndependency_require slow\nprint never'],
	]) {
		it(`lets nothing go on while ${title ?? ''}`, async () => {
			const app = makeFiles(
				appFiles(
					{ first: first ?? '', second: 'echo second >second', slow: 'print ready\nsleep 0.3' },
					{ 'build/heroku/install': 'first second' },
				),
			);
			const temporary = makeDirectory('temporary');
			const result = await runScript('compile', [app, makeDirectory('cache')], {
				env: { TMPDIR: temporary, MODULAR_SHELL: shell.command },
				onOutput: signalWhenReady('SIGKILL'),
			});
			expect(result.signal).to.equal('SIGKILL');
			for (let tries = 0; tries < 60 && processesNaming(temporary).length > 0; tries += 1) await delay(50);
			expect(processesNaming(temporary)).to.deep.equal([]);
			expect(result.stdout).not.to.contain('never');
			for (const file of ['second', 'job']) expect(existsSync(join(app, file)), file).to.be.false;
		});
	}
});

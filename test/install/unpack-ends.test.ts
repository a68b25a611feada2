import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { appFiles, makeDirectory, makeFiles } from '../support/directories.ts';
import { compile, processesNaming } from '../support/entry-points.ts';
import { stopServers, TestServer } from '../support/server.ts';
import { describeInEachShell } from '../support/shells.ts';
import { filter, tarOf, temporariesIn, treeOf } from './archives.ts';
import { told } from './builds.ts';

const numbered = (count: number) => Array.from({ length: count }, (_, i) => String(i));

describeInEachShell('unpack in background jobs', (shell) => {
	afterEach(stopServers);

	it('unpacks several archives at the same time, each once, into one target', async () => {
		const server = await TestServer.start(
			Object.fromEntries(numbered(8).map((i) => [`/${i}.tgz`, filter(tarOf({ [`shared/${i}`]: i, [i]: i }), 'gzip')])),
		);
		const jobs = numbered(8).map((i) => `unpack '${server.link(`/${i}.tgz`)}' '' &\n`);
		const app = makeFiles(appFiles({ one: `${jobs.join('')}wait\nprint done\n` }));
		const { status, stdout, stderr } = await compile(app, { shell });
		expect([status, stderr]).to.deep.equal([0, '']);
		expect(stdout).to.contain('       done\n-----> Installed 1 package, with 8 downloads.\n');
		expect(treeOf(join(app, 'vendor'))).to.deep.equal({
			shared: '755 /',
			...Object.fromEntries(
				numbered(8).flatMap((i) => [
					[i, `644 ${i}`],
					[`shared/${i}`, `644 ${i}`],
				]),
			),
		});
		expect(temporariesIn(app)).to.deep.equal([]);
	});

	it('fetches one archive once, however many want it', async () => {
		const server = await TestServer.start({ '/a.tar': tarOf({ file: 'text' }) });
		const jobs = numbered(6).map((i) => `unpack '${server.link('/a.tar')}' '' target-${i} &\n`);
		const app = makeFiles(appFiles({ one: `${jobs.join('')}wait\n` }));
		const { status, stderr } = await compile(app, { shell });
		expect([status, stderr]).to.deep.equal([0, '']);
		expect(server.takePaths()).to.deep.equal(['/a.tar']);
		for (const i of numbered(6)) expect(treeOf(join(app, `target-${i}`))).to.deep.equal({ file: '644 text' });
	});

	it('takes no archive for another one of the same name, size and time', async () => {
		const server = await TestServer.start(
			Object.fromEntries(numbered(6).map((i) => [`/${i}/a.tar`, tarOf({ file: `text ${i}` })])),
		);
		const jobs = numbered(6).map((i) => `unpack '${server.link(`/${i}/a.tar`)}' '' target-${i} &\n`);
		const app = makeFiles(appFiles({ one: `${jobs.join('')}wait\n` }));
		const { status, stderr } = await compile(app, { shell });
		expect([status, stderr]).to.deep.equal([0, '']);
		for (const i of numbered(6)) expect(treeOf(join(app, `target-${i}`))).to.deep.equal({ file: `644 text ${i}` });
	});

	it('ends the build where one of them fails', async () => {
		const server = await TestServer.start({ '/a.tar': 'no archive' });
		const app = makeFiles(appFiles({ one: `unpack '${server.link('/a.tar')}' '' & wait; print never\n` }));
		const { status, stdout, stderr, cacheDir } = await compile(app, { shell });
		expect(stderr).to.equal(
			told(
				`${server.link('/a.tar')} cannot be unpacked (${cacheDir}/a.tar):`,
				'tar: This does not look like a tar archive',
				'tar: Exiting with failure status due to previous errors',
				'Is it a tar archive, and is it whole? Nothing of it was kept, in the app or in the cache.',
			),
		);
		expect(status).to.equal(1);
		expect(stdout).not.to.contain('never');
		expect(temporariesIn(app)).to.deep.equal([]);
	});
});

describe('the end of a build in the middle of unpack', () => {
	afterEach(stopServers);

	// tar is slow enough to be met at its work
	const slowTar = () =>
		makeFiles({
			tar: { text: '#!/bin/sh\nPATH=/usr/bin:/bin\nexec sleep 20\n', mode: 0o755 },
		});

	it('leaves no temporary directory and no process after TERM', async () => {
		const files = Object.fromEntries(numbered(2000).map((i) => [`directory-${i}/file`, 'text'.repeat(100)]));
		const server = await TestServer.start({ '/a.tgz': filter(tarOf(files), 'gzip', '-1') });
		const app = makeFiles(appFiles({ one: `unpack '${server.link('/a.tgz')}' ''\nprint never\n` }));
		const temporary = makeDirectory('marker');
		let isSent = false;
		const began = Date.now();
		const { status, stdout, stderr, cacheDir } = await compile(app, {
			env: { MARKER: temporary },
			onOutput(log, child) {
				if (isSent || !log.includes('Downloaded')) return;
				isSent = true;
				void (async () => {
					while (temporariesIn(app).length === 0 && Date.now() - began < 5000) await delay(1);
					await delay(20);
					child.kill('SIGTERM');
				})();
			},
		});
		expect([status, stderr]).to.deep.equal([143, '']);
		expect(stdout).not.to.contain('never');
		expect(temporariesIn(app)).to.deep.equal([]);
		expect(existsSync(join(app, 'vendor'))).to.be.false;
		expect(processesNaming(temporary)).to.deep.equal([]);

		const again = await compile(app, { cacheDir });
		expect(again.status).to.equal(0);
		expect(again.stdout).to.contain(', with 0 downloads.\n');
		expect(treeOf(join(app, 'vendor'))).to.include({ 'directory-1999/file': `644 ${'text'.repeat(100)}` });
	});

	it('ends a tar that hangs', async () => {
		const server = await TestServer.start({ '/a.tar': tarOf({ file: 'text' }) });
		const app = makeFiles(appFiles({ one: `unpack '${server.link('/a.tar')}' ''\nprint never\n` }));
		let isSent = false;
		const began = Date.now();
		const { status } = await compile(app, {
			env: { PATH: `${slowTar()}:${process.env['PATH'] ?? ''}` },
			onOutput(log, child) {
				if (isSent || !log.includes('Downloaded')) return;
				isSent = true;
				setTimeout(() => child.kill('SIGTERM'), 300);
			},
		});
		expect(status).to.equal(143);
		expect(Date.now() - began).to.be.lessThan(5000);
		expect(temporariesIn(app)).to.deep.equal([]);
	});
});

import type { ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { stage } from '../support/cloud-foundry.ts';
import { appFiles, type FileContent, makeFiles } from '../support/directories.ts';
import { root } from '../support/entry-points.ts';
import { type Droplet, endLaunched, launch, makeDroplet, startLaunch } from '../support/droplet.ts';
import { makeFinal } from './neighbours.ts';

/** Stages an app that asks for a sidecar: this buildpack supplies, another one is final. */
async function supply(installers: Readonly<Record<string, string>>, files: Readonly<Record<string, FileContent>> = {}) {
	const app = makeFiles(appFiles(installers, { 'build/heroku/sidecar': '', Procfile: 'web: sleep 60\n', ...files }));
	const staged = await stage({ app, buildpacks: [root, makeFinal()] });
	return { staged, droplet: makeDroplet(staged), command: staged.sidecars[0]?.command ?? 'no sidecar' };
}

/** Waits for a file, for some seconds at most, and gives its text. */
async function textOf(file: string): Promise<string | undefined> {
	for (let tries = 0; tries < 100 && !existsSync(file); tries += 1) await delay(50);
	await delay(50);
	return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess) => exitCode !== null || signalCode !== null;

/** Starts a sidecar, and gives the process and what it says. */
function startSidecar(droplet: Droplet, command: string) {
	const child = startLaunch(droplet, command);
	const log = { text: '' };
	for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (log.text += String(text)));
	return { child, log };
}

describe('The sidecar of a supplied buildpack', () => {
	afterEach(endLaunched);

	it('is one process of web, when the app asks for it', async () => {
		const { staged } = await supply({ one: ':' });
		expect(staged.sidecars).to.have.length(1);
		const [sidecar] = staged.sidecars;
		expect(sidecar?.type).to.be.a('string').and.not.equal('web');
		expect(sidecar?.platforms).to.deep.equal({ cloudfoundry: { sidecar_for: ['web'] } });
		if (sidecar?.limits !== undefined) expect(sidecar.limits.memory).to.satisfy(Number.isInteger);
		expect(staged.commands).to.deep.equal({ web: 'sleep 60' });
	});

	it('runs what installers appended to boot.sh, in the directory of the app, with the environment of all buildpacks', async () => {
		const one = `echo 'echo "$PWD $ONE" >"$HOME/said"' >>"$BUILD_DIR/boot.sh"; env_extend ONE value`;
		const { droplet, command } = await supply({ one });
		const { child, log } = startSidecar(droplet, command);
		expect(await textOf(join(droplet.app, 'said'))).to.equal(`${droplet.app} value\n`);
		expect([hasEnded(child), log.text]).to.deep.equal([false, '']);
	});

	for (const { title, line } of [
		{ title: 'no package has appended anything', line: '' },
		{ title: 'all that it started has ended', line: 'sleep 0.1 & ' },
		{ title: 'the last line of a package has failed', line: 'false' },
	]) {
		it(`stays alive when nothing is left to wait for: ${title}`, async () => {
			const one = line === '' ? ':' : `echo '${line}' >>"$BUILD_DIR/boot.sh"`;
			const { droplet, command } = await supply({ one });
			const { child, log } = startSidecar(droplet, command);
			await delay(1500);
			expect([hasEnded(child), log.text]).to.deep.equal([false, '']);
		});
	}

	it('stays alive while what it started runs, and ends at TERM', async () => {
		const one = `echo 'sleep 60 & echo started >"$HOME/said"' >>"$BUILD_DIR/boot.sh"`;
		const { droplet, command } = await supply({ one });
		const { child } = startSidecar(droplet, command);
		expect(await textOf(join(droplet.app, 'said'))).to.equal('started\n');
		expect(hasEnded(child)).to.be.false;
		child.kill('SIGTERM');
		for (let tries = 0; tries < 40 && !hasEnded(child); tries += 1) await delay(50);
		expect(hasEnded(child)).to.be.true;
	});

	it('sources the configure.sh of the packages, also where the app has another', async () => {
		const one = `echo 'CONFIGURED="of the package"' >"$BUILD_DIR/configure.sh"
echo 'echo "$CONFIGURED" >"$HOME/said"' >>"$BUILD_DIR/boot.sh"`;
		for (const files of [{}, { 'configure.sh': 'CONFIGURED="of the app"\n' }]) {
			const { droplet, command } = await supply({ one }, files);
			startSidecar(droplet, command);
			expect(await textOf(join(droplet.app, 'said'))).to.equal('of the package\n');
		}
	});

	it('changes nothing of the web process', async () => {
		const one = `echo 'echo x >>"$HOME/starts"' >>"$BUILD_DIR/boot.sh"`;
		const { droplet, command } = await supply({ one });
		startSidecar(droplet, command);
		const web = await launch(droplet, 'echo web');
		expect([web.status, web.stdout, web.stderr]).to.deep.equal([0, 'web\n', '']);
		expect(await textOf(join(droplet.app, 'starts'))).to.equal('x\n');
	});

	it('is none of the final buildpack: there boot.sh is the web process', async () => {
		const one = `echo 'echo booted' >>"$BUILD_DIR/boot.sh"`;
		const staged = await stage({ app: makeFiles(appFiles({ one }, { 'build/heroku/sidecar': '' })) });
		expect([staged.commands, staged.sidecars]).to.deep.equal([{ web: 'sh boot.sh' }, []]);
		expect(existsSync(join(staged.depsDir, '0/launch.yml'))).to.be.false;
		expect((await launch(makeDroplet(staged), 'sh boot.sh')).stdout).to.equal('booted\n');
	});

	it('comes from the directory of the dependency, wherever the droplet is', async () => {
		const { staged, droplet, command } = await supply({ one: ':' });
		const text = readFileSync(join(droplet.depsDir, '0/launch.yml'), 'utf8');
		for (const directory of [staged.build, staged.depsDir, staged.cache, staged.temporary])
			expect(text).not.to.contain(directory);
		expect(command).not.to.equal('no sidecar');
	});
});

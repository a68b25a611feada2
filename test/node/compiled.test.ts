import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect } from 'chai';
import { nodeDistribution } from '../support/archives.ts';
import { appFiles, makeDirectory, makeFiles } from '../support/directories.ts';
import { compile } from '../support/entry-points.ts';

/** Puts a Node.js that keeps compiled code into a directory; this one may be older. */
function putNode(directory: string): boolean {
	const archive = process.arch === 'x64' ? nodeDistribution('24.18.0') : { missing: 'this machine is not an x64 one' };
	if ('missing' in archive) {
		if (process.env['CI']) throw new Error(archive.missing);
		return false;
	}
	spawnSync('tar', ['-xzf', '-', '-C', directory, '--strip-components=1'], { input: archive });
	return true;
}

const log = '-----> Installing one (from the app)\n       one\n-----> Installed 1 package, with 0 downloads.\n';

describe('compiled code of the buildpack', function () {
	this.timeout(180_000);
	const node = makeDirectory('node', 'kept');
	const env = { PATH: `${node}/bin:/usr/bin:/bin` };

	before(function () {
		if (!putNode(node)) this.skip();
	});

	const compiledIn = (cacheDir: string) =>
		readdirSync(join(cacheDir, 'modular-v1/compiled'), { recursive: true, encoding: 'utf8' }).map((name) =>
			join(cacheDir, 'modular-v1/compiled', name),
		);

	async function build(cacheDir: string, more: Readonly<Record<string, string>> = {}): Promise<void> {
		const { status, stdout, stderr } = await compile(makeFiles(appFiles({ one: 'print one' })), {
			env,
			cacheDir,
			envDir: makeFiles(more),
		});
		expect({ status, stdout, stderr }).to.deep.equal({
			status: 0,
			stdout: `${'CLEAN_CACHE' in more ? '       The cache was emptied.\n' : ''}${log}`,
			stderr: '',
		});
	}

	it('is in the cache from the second build on, in one file that the builds after do not write again', async () => {
		const cacheDir = makeDirectory('cache');
		await build(cacheDir);
		expect(readdirSync(join(cacheDir, 'modular-v1'))).to.deep.equal(['filled-for']);
		await build(cacheDir);
		const [directory = '', file = '', ...others] = compiledIn(cacheDir);
		expect([statSync(directory).isDirectory(), statSync(file).isFile(), others]).to.deep.equal([true, true, []]);
		const before = statSync(file);
		await build(cacheDir);
		expect(compiledIn(cacheDir)).to.deep.equal([directory, file]);
		const { ino, mtimeMs } = statSync(file);
		expect({ ino, mtimeMs }).to.deep.equal({ ino: before.ino, mtimeMs: before.mtimeMs });
	});

	for (const [how, content] of [
		['damaged', 'no code'],
		['empty', ''],
	] as const) {
		it(`is made again where it is ${how}`, async () => {
			const cacheDir = makeDirectory('cache');
			await build(cacheDir);
			await build(cacheDir);
			const [, file = ''] = compiledIn(cacheDir);
			writeFileSync(file, content);
			await build(cacheDir);
			expect(statSync(file).size).to.be.above(1000);
		});
	}

	it('goes with CLEAN_CACHE', async () => {
		const cacheDir = makeDirectory('cache');
		await build(cacheDir);
		await build(cacheDir);
		await build(cacheDir, { CLEAN_CACHE: '1' });
		expect(readdirSync(join(cacheDir, 'modular-v1'))).to.deep.equal(['filled-for']);
	});

	it('is removed once it is that of many versions and places', async () => {
		const cacheDir = makeDirectory('cache');
		await build(cacheDir);
		for (let i = 0; i < 20; i += 1) mkdirSync(join(cacheDir, 'modular-v1/compiled', `v${i}`), { recursive: true });
		await build(cacheDir);
		expect(readdirSync(join(cacheDir, 'modular-v1'))).to.deep.equal(['filled-for']);
		await build(cacheDir);
		expect(compiledIn(cacheDir)).to.have.length(2);
	});

	it('is not made where CACHE_DIR is none of the buildpack', async () => {
		const cacheDir = makeDirectory('cache');
		await compile(makeDirectory('app'), { env, cacheDir: join(cacheDir, 'new') });
		expect(readdirSync(join(cacheDir, 'new/modular-v1'))).to.deep.equal(['filled-for']);
	});
});

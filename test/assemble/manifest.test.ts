import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { version } from '../../src/defaults.ts';
import { appFiles, makeFiles } from '../support/directories.ts';
import { compile, root } from '../support/entry-points.ts';

const published = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };

const manifestOf = (app: string) => readFileSync(join(app, '.modular/packages.json'), 'utf8');

/** The manifest of a build, as it has to be: sorted, and without anything that changes. */
function manifest(packages: readonly string[], stack: string | null): string {
	const list = packages.map((name) => ({ name, from: 'app', artifacts: [] }));
	return `${JSON.stringify({ format: 1, buildpack: published.version, stack, packages: list }, undefined, '\t')}\n`;
}

describe('.modular/packages.json', () => {
	it("says which version of the buildpack it is, the one in the buildpack's package.json", () => {
		expect(version).to.equal(published.version);
	});

	it('lists what was installed, sorted, whoever required it', async () => {
		const app = makeFiles(
			appFiles(
				{ zlib: 'dependency_require a10', a10: ':', a9: ':', Big: ':', unused: ':', 'b.c': '(dependency_require a9)' },
				{ 'build/heroku/install': 'zlib b.c Big zlib\n', 'build/heroku/compile': ':\n' },
			),
		);
		const { status, stdout } = await compile(app, { env: { STACK: 'heroku-24' } });
		expect(status).to.equal(0);
		expect(stdout).to.match(/-----> Installed 5 packages, with 0 downloads\.\n$/);
		expect(manifestOf(app)).to.equal(manifest(['Big', 'a10', 'a9', 'b.c', 'zlib'], 'heroku-24'));
		expect(statSync(join(app, '.modular/packages.json')).mode).to.equal(0o100644);
	});

	it('does not list what was only marked', async () => {
		const app = makeFiles(appFiles({ one: 'dependency_mark two', two: ': >ran' }));
		const { status, stderr } = await compile(app);
		expect([status, stderr]).to.deep.equal([0, '']);
		expect(manifestOf(app)).to.equal(manifest(['one'], null));
		expect(existsSync(join(app, 'ran'))).to.be.false;
	});

	it('names files of the app and of the cache without their directories, which are other ones in every build', async () => {
		const fetching = 'unpack a.tar "" && download "file://$CACHE_DIR/a.tar" copy';
		const app = makeFiles(appFiles({ one: fetching }));
		const installers = join(app, 'build/heroku/installers');
		spawnSync('tar', ['-cf', join(installers, 'a.tar'), '-C', installers, 'one.sh']);
		const { status, stderr } = await compile(app);
		expect([status, stderr]).to.deep.equal([0, '']);
		const { packages } = JSON.parse(manifestOf(app)) as { packages: { artifacts: { link: string }[] }[] };
		expect(packages[0]?.artifacts.map(({ link }) => link)).to.deep.equal([
			'app:build/heroku/installers/a.tar',
			'cache:a.tar',
		]);
	});

	it('is there without packages and without a stack', async () => {
		const app = makeFiles(appFiles({}, { 'build/heroku/install': '' }));
		await compile(app);
		expect(manifestOf(app)).to.equal(manifest([], null));
	});

	it('has the same bytes after every build of the same app, wherever and in whatever order', async () => {
		const installers = { one: ':', two: ':', three: ':' };
		const [first, second] = [
			makeFiles(appFiles(installers), 'first'),
			makeFiles(appFiles(installers, { 'build/heroku/install': 'three two one' }), 'second'),
		];
		const env = { STACK: 'heroku-24' };
		const { cacheDir } = await compile(first, { env });
		await compile(second, { env });
		expect(manifestOf(second)).to.equal(manifestOf(first));
		const { status } = await compile(first, { env, cacheDir });
		expect(status).to.equal(0);
		expect(manifestOf(second)).to.equal(manifestOf(first));
	});

	it('is not there after a build that failed', async () => {
		const app = makeFiles(appFiles({ one: ':', two: 'exit 3' }));
		const { status } = await compile(app);
		expect(status).to.equal(3);
		expect(existsSync(join(app, '.modular'))).to.be.false;
	});
});

import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { marked, modular, publicBuildpack, treeOf } from '../local/modular.ts';
import { appFiles, makeDirectory, makeFiles } from '../support/directories.ts';
import { compile } from '../support/entry-points.ts';
import { describeInEachShell } from '../support/shells.ts';
import { TestServer } from '../support/server.ts';

/** Serves a directory of packages with its index; gives the link of that. */
async function serve(directory: string): Promise<string> {
	const { stdout } = await modular(['index', directory]);
	const paths = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.sh'));
	const files = paths.map((path): [string, Buffer] => [`/${encodeURI(path)}`, readFileSync(join(directory, path))]);
	const server = await TestServer.start({ '/index': stdout, ...Object.fromEntries(files) });
	return server.link('/index');
}

const names = ['my-tool', 'libstdc++', '7zip', 'python3.12'];

describeInEachShell('modular new package', (shell) => {
	for (const name of names) {
		it(`writes a package ${name} that can be published and installed as it is`, async () => {
			const directory = makeDirectory();
			const { status, stdout, stderr } = await modular(['new', 'package', name], { cwd: directory });
			expect(stderr).to.equal('');
			expect(stdout).to.equal(
				`-----> Wrote\n       ${name}/${name}.dsc\n       ${name}/${name}.sh\n       ${name}/README.md\n\nTry it with: modular test . ${name}\n`,
			);
			expect(status).to.equal(0);
			expect(readdirSync(join(directory, name)).sort()).to.deep.equal(
				['README.md', `${name}.dsc`, `${name}.sh`].sort(),
			);

			const app = makeFiles(
				appFiles({}, { 'build/heroku/install': name, 'build/heroku/repos': await serve(directory) }),
			);
			const build = await compile(app, { shell, env: { MODULAR_STRICT: '1' } });
			expect(build.stderr).to.equal('');
			expect(build.stdout).to.include(`       ${name} goes to vendor/${name}\n`);
			expect(build.status).to.equal(0);
			const said = spawnSync(join(app, 'vendor', name, 'bin', name), { encoding: 'utf8' });
			expect(said.stdout).to.equal(`${name} is installed\n`);
			expect(readFileSync(join(app, '.profile.d', `${name}.sh`), 'utf8')).to.include(`/app/vendor/${name}/bin`);
		});
	}
});

describe('what modular new writes', () => {
	it('has a description for the index, and the name wherever it belongs', async () => {
		const directory = makeDirectory();
		await modular(['new', 'package', 'my-tool', '--dir', directory]);
		const { stdout, stderr } = await modular(['index', directory]);
		expect(stderr).to.equal('');
		expect(stdout).to.match(
			/^my-tool my-tool\/my-tool\.sh [0-9a-f]{32} # my-tool, in one line for those who look for it\n$/,
		);
		for (const path of ['my-tool.sh', 'my-tool.dsc', 'README.md'])
			expect(readFileSync(join(directory, 'my-tool', path), 'utf8'))
				.to.include('my-tool')
				.and.not.to.include('NAME');
	});

	it('is an app that can be built', async () => {
		const app = makeDirectory();
		const { status, stdout, stderr } = await modular(['new', 'app', app]);
		expect(stderr).to.equal('');
		const paths = ['compile', 'install', 'installers/start.sh', 'package'].map((path) => `${app}/build/heroku/${path}`);
		expect(stdout).to.equal(
			`-----> Wrote\n${paths.map((path) => `       ${path}\n`).join('')}\nBuild it with: modular build ${app}\n`,
		);
		expect(status).to.equal(0);
		const build = await compile(app);
		expect(build.stderr).to.equal('');
		expect(build.stdout).to.include('       start is installed: replace it with what the app needs\n');
		expect(build.status).to.equal(0);
	});

	it('is written where one is, without a directory', async () => {
		const app = makeDirectory();
		const { status } = await modular(['new', 'app'], { cwd: app });
		expect(status).to.equal(0);
		expect(readdirSync(join(app, 'build', 'heroku')).sort()).to.deep.equal([
			'compile',
			'install',
			'installers',
			'package',
		]);
	});

	for (const { path, content } of [
		{ path: 'tool/tool.sh', content: 'print mine\n' },
		{ path: 'tool/README.md', content: '' },
		{ path: 'tool/tool.dsc', content: { link: 'nothing' } },
	]) {
		it(`never replaces ${path}, and then writes nothing`, async () => {
			const directory = makeFiles({ [path]: content });
			const before = treeOf(directory);
			const { status, stdout, stderr } = await modular(['new', 'package', 'tool', '--dir', directory]);
			expect(stderr).to.equal(`modular new: ${join(directory, path)} exists already. Nothing was written.\n`);
			expect(stdout).to.equal('');
			expect(status).to.equal(64);
			expect(treeOf(directory)).to.deep.equal(before);
		});
	}

	it('never replaces what an app has, and then writes nothing', async () => {
		const app = makeFiles(appFiles({}));
		const before = treeOf(app);
		const { status, stdout, stderr } = await modular(['new', 'app', app]);
		expect(stderr).to.equal(
			`modular new: ${app}/build/heroku/install, ${app}/build/heroku/package exist already. Nothing was written.\n`,
		);
		expect(stdout).to.equal('');
		expect(status).to.equal(64);
		expect(treeOf(app)).to.deep.equal(before);
	});

	for (const name of ['../x', 'a/b', '-rf', '', '.hidden', 'a b', 'x$(id)', 'ü', 'x'.repeat(251)]) {
		it(`has no such name as ${JSON.stringify(name.slice(0, 20))}`, async () => {
			const directory = makeDirectory();
			const { status, stdout, stderr } = await modular(['new', 'package', '--dir', directory, '--', name]);
			expect(stderr).to.equal(
				`modular new: ${JSON.stringify(name)} is not a package name. A name begins with a letter or digit, and goes on with these and . _ + - only.\n`,
			);
			expect(stdout).to.equal('');
			expect(status).to.equal(64);
			expect(readdirSync(directory)).to.deep.equal([]);
		});
	}

	it('has no name of the buildpack, whose own package every build would get', async () => {
		const directory = makeDirectory();
		const { status, stdout, stderr } = await modular(['new', 'package', 'nginx', '--dir', directory]);
		expect(stderr).to.equal(
			'modular new: the buildpack has a package nginx of its own, which every build would get instead. Choose another name.\n',
		);
		expect(stdout).to.equal('');
		expect(status).to.equal(64);
		expect(readdirSync(directory)).to.deep.equal([]);
	});

	for (const args of [
		['package', 'file'],
		['package', 'tool', '--dir', 'file'],
		['app', 'file'],
	]) {
		it(`is not written below a file: modular new ${args.join(' ')}`, async () => {
			const directory = makeFiles({ file: 'mine\n' });
			const before = treeOf(directory);
			const { status, stdout, stderr } = await modular(['new', ...args], { cwd: directory });
			expect(stderr).to.equal(marked('file cannot be written: it is a file, not a directory. Nothing was changed.'));
			expect(stdout).to.equal('');
			expect(status).to.equal(1);
			expect(treeOf(directory)).to.deep.equal(before);
		});
	}

	it('is all there or not at all', async function () {
		const uid = process.getuid?.() === 0 ? 65534 : undefined;
		const app = makeFiles({ 'build/heroku/installers/one.sh': '' });
		for (const path of ['..', '.', 'build', 'build/heroku']) chmodSync(join(app, path), 0o777);
		chmodSync(join(app, 'build/heroku/installers'), 0o555);
		const { status, stdout, stderr } = await modular(
			['new', 'app', app],
			uid === undefined ? {} : { uid, program: publicBuildpack() },
		);
		expect(stderr).to.equal(
			marked(`${app}/build/heroku/installers/start.sh cannot be written: permission denied. Nothing was changed.`),
		);
		expect(stdout).to.equal('');
		expect(status).to.equal(1);
		expect(readdirSync(join(app, 'build/heroku'))).to.deep.equal(['installers']);
		expect(existsSync(join(app, 'build/heroku/installers/start.sh'))).to.be.false;
	});

	for (const args of [['new'], ['new', 'package'], ['new', 'thing']]) {
		it(`is told by \`modular ${args.join(' ')}\` how to be asked for`, async () => {
			const directory = makeDirectory();
			const { status, stdout, stderr } = await modular(args, { cwd: directory });
			expect(stderr).to.match(args.length === 1 ? /^Usage: modular new / : /^error: .*\nSee modular --help\.\n$/);
			expect(stdout).to.equal('');
			expect(status).to.equal(64);
			expect(readdirSync(directory)).to.deep.equal([]);
		});
	}
});

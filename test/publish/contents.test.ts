import { spawnSync } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import { sha256 } from '../node/machine.ts';
import { appFiles, copyDirectory, makeDirectory, makeFiles } from '../support/directories.ts';
import { stage } from '../support/cloud-foundry.ts';
import { compile, root } from '../support/entry-points.ts';
import { endLine, enabledLines, filesBelow, installingLines, startRepository } from '../resolve/repository.ts';
import { copyTree, makePackage, unpackPackage } from './packages.ts';

const scripts = ['bin/compile', 'bin/detect', 'bin/finalize', 'bin/release', 'bin/supply'];

/** The files below a directory, by their paths in it. */
const pathsIn = (directory: string) =>
	filesBelow(directory)
		.map((file) => file.slice(directory.length + 1))
		.sort();

describe('an online package', () => {
	for (const format of ['zip', 'tgz']) {
		it(`holds as ${format} what platforms run, with its run bits, and nothing else`, async () => {
			const { status, stderr, tree, file } = await makePackage(['--format', format, '--version', '2.1']);
			expect([status, stderr]).to.deep.equal([0, '']);
			const directory = unpackPackage(file);
			const libraries = readdirSync(join(tree, 'dist', 'on-demand')).map((name) => `dist/on-demand/${name}`);
			const forPeople = ['commander', 'dotenv', 'fflate', 'modern-tar', 'shell-quote'];
			const expected = [
				...['LICENSE', 'VERSION', ...scripts, 'dist/buildpack.js', 'dist/package.json'],
				...libraries.filter((path) => !forPeople.includes(path.slice('dist/on-demand/'.length, -'.js'.length))),
				...['installers/nginx.sh', 'installers/nodejs.sh'],
				...['final-supply.sh', 'helpers.sh', 'node-download.sh', 'node-runtime', 'node.sh', 'own-node.sh'].map(
					(name) => `lib/${name}`,
				),
				...['lib/session.sh', 'lib/start.cjs'],
			].sort();
			expect(pathsIn(directory)).to.deep.equal(expected);
			for (const path of expected) {
				const mode = statSync(join(directory, path)).mode & 0o777;
				expect([path, mode]).to.deep.equal([path, scripts.includes(path) ? 0o755 : 0o644]);
				const content = path === 'VERSION' ? '2.1\n' : readFileSync(join(tree, path), 'utf8');
				expect(readFileSync(join(directory, path), 'utf8')).to.equal(content);
			}
		});

		it(`is under 1 MB as ${format}`, async () => {
			const { file } = await makePackage(['--format', format]);
			expect(statSync(file).size).to.be.within(50_000, 1_000_000);
		});
	}

	it('has its files in the order of their bytes, whatever order a file system gives them in', async () => {
		const tree = copyTree({ 'installers/Z.sh': '', 'installers/ä.txt': '', 'installers/a.sh': '' });
		const { file } = await makePackage(['--format', 'tgz'], { tree });
		const { stdout } = spawnSync('tar', ['--quoting-style=literal', '-tzf', file], { encoding: 'utf8' });
		const paths = stdout.trimEnd().split('\n');
		const inOrder = paths.map((path) => Buffer.from(path)).sort((a, b) => Buffer.compare(a, b));
		expect(paths).to.deep.equal(inOrder.map(String)).and.to.include('installers/ä.txt');
		expect(paths.indexOf('VERSION')).to.equal(1);
	});

	it('takes what a team has put into installers/, links too, and not what editors leave', async () => {
		const tree = copyTree({
			'installers/ours.sh': 'print ours\n',
			'installers/ours/data.txt': 'data\n',
			'shared/deep/more.txt': 'more\n',
			'installers/ours.sh~': 'old\n',
			'installers/.ours.sh.swp': 'old\n',
			'installers/ours/.DS_Store': 'ours\n',
			'installers/ours/.hidden': 'hidden\n',
			'lib/node.sh~': 'old\n',
			'lib/.node.sh.swp': 'old\n',
			'node_modules/x/index.js': '',
			'offline/links.json': 'left\n',
		});
		symlinkSync('ours.sh', join(tree, 'installers', 'same.sh'));
		symlinkSync('nowhere.sh', join(tree, 'installers', 'lost.sh'));
		symlinkSync('../shared', join(tree, 'installers', 'ours-shared'));
		symlinkSync('../../installers', join(tree, 'shared', 'deep', 'ours-again'));
		const directory = unpackPackage((await makePackage([], { tree })).file);
		const ours = pathsIn(directory).filter((path) => /ours|same|lost|~|swp|node_modules|offline/.test(path));
		expect(ours).to.deep.equal([
			'installers/ours-shared/deep/more.txt',
			'installers/ours.sh',
			...['installers/ours/.hidden', 'installers/ours/data.txt', 'installers/same.sh'],
		]);
		expect(readFileSync(join(directory, 'installers/same.sh'), 'utf8')).to.equal('print ours\n');
	});

	it('has run bits on its scripts although the clone has none, as on file systems that know no such bits', async () => {
		const tree = copyTree();
		const digests = new Set<string>();
		for (const mode of [0o644, 0o755]) {
			for (const path of scripts) chmodSync(join(tree, path), mode);
			const { file } = await makePackage(['--version', '1'], { tree });
			digests.add(sha256(readFileSync(file)));
			const directory = unpackPackage(file);
			expect(scripts.map((path) => statSync(join(directory, path)).mode & 0o777)).to.deep.equal(
				scripts.map(() => 0o755),
			);
		}
		expect(digests).to.have.property('size', 1);
	});

	it('can do without installers of its own', async () => {
		const tree = copyTree();
		rmSync(join(tree, 'installers'), { recursive: true });
		const { status, stderr, file } = await makePackage([], { tree });
		expect([status, stderr]).to.deep.equal([0, '']);
		expect(pathsIn(unpackPackage(file)).filter((path) => path.startsWith('installers/'))).to.deep.equal([]);
	});

	it('says its version in the build log, in the manifest and in config.yml', async () => {
		const directory = unpackPackage((await makePackage(['--version', '2.1-rc.1'])).file);
		const app = makeFiles(appFiles({ one: 'print built' }));
		const { stdout, stderr, status } = await compile(app, { program: join(directory, 'bin', 'compile') });
		expect([status, stderr]).to.deep.equal([0, '']);
		expect(stdout).to.equal(
			`-----> Modular buildpack 2.1-rc.1\n-----> Installing one (from the app)\n       built\n${endLine('1 package', '0 downloads')}`,
		);
		const manifest = JSON.parse(readFileSync(join(app, '.modular', 'packages.json'), 'utf8')) as object;
		expect(manifest).to.have.property('buildpack', '2.1-rc.1');

		const staged = await stage({ app: makeFiles(appFiles({ one: 'print built' })), buildpacks: [directory] });
		expect([staged.exitCode, staged.stderr]).to.deep.equal([0, '']);
		const config: unknown = parse(readFileSync(join(staged.depsDir, '0', 'config.yml'), 'utf8'));
		expect(config).to.include({ name: 'modular', version: '2.1-rc.1' });
	});

	it('builds an app that needs nothing, and one with a package of a repository', async () => {
		const directory = unpackPackage((await makePackage(['--version', '2.1'])).file);
		const program = join(directory, 'bin', 'compile');
		const hello = join(makeDirectory('apps'), 'hello');
		copyDirectory(join(root, 'examples', 'hello'), hello);
		const first = await compile(hello, { program });
		expect([first.status, first.stderr]).to.deep.equal([0, '']);

		const server = await startRepository({ tool: 'download file "$BUILD_DIR/file"' }, { '/repo/file': 'content' });
		const index = server.link('/repo/index');
		const app = makeFiles(appFiles({}, { 'build/heroku/install': 'tool', 'build/heroku/repos': index }));
		const { status, stdout, stderr } = await compile(app, { program });
		expect([status, stderr]).to.deep.equal([0, '']);
		expect(stdout).to.equal(
			`-----> Modular buildpack 2.1\n${enabledLines(index)}${installingLines('tool', server.link('/repo/tool.sh'), index)}       Downloaded ${server.link('/repo/file')}\n${endLine('1 package', '2 downloads')}`,
		);
		expect(readFileSync(join(app, 'file'), 'utf8')).to.equal('content');
	});

	it('brings the repos file that --repos names, for apps that have none', async () => {
		const server = await startRepository({ tool: 'print built' });
		const repos = join(makeFiles({ list: `# ours\n${server.link('/${PLACE}/index')}\n` }), 'list');
		const made = await makePackage(['--repos', repos]);
		expect(made.stderr).to.equal('');
		const directory = unpackPackage(made.file);
		expect(readFileSync(join(directory, 'repos'), 'utf8')).to.equal(readFileSync(repos, 'utf8'));
		const app = makeFiles(appFiles({}, { 'build/heroku/install': 'tool' }));
		const program = join(directory, 'bin', 'compile');
		const { status, stderr } = await compile(app, { program, envDir: makeFiles({ PLACE: 'repo' }) });
		expect([status, stderr]).to.deep.equal([0, '']);
	});

	for (const [link, isWarned] of [
		['https://team:hunter2@example.com/index', true],
		['hunter2@example.com/index', true],
		['https://team:${PASSWORD}@example.com/index', false],
		['https://${TOKEN}@example.com/index', false],
		['https://example.com/@team/index@2', false],
	] as const) {
		it(`${isWarned ? 'warns' : 'does not warn'} of a password in a repos file with ${link}`, async () => {
			const { status, stderr } = await makePackage([], { tree: copyTree({ repos: `${link}\n` }) });
			const lines = [
				'The repos file holds a password, which is in the package for everybody to read who gets it.',
				'Write ${VARIABLE} in its place, and set a config variable of that name.',
			];
			const warning = lines.map((line) => ` !     ${line}\n`).join('');
			expect([status, stderr]).to.deep.equal([0, isWarned ? warning : '']);
		});
	}

	it('says what is in it, how large that is, and where it is', async () => {
		const { stdout, file, made } = await makePackage(['--version', '2.1']);
		expect(made).to.deep.equal(['modular-buildpack-2.1.zip']);
		const size = Math.ceil(statSync(file).size / 1000);
		expect(stdout).to.match(/^ {2}\d+ kB {2}the buildpack, version 2\.1\n-----> Made /);
		expect(stdout.split('\n').slice(1)).to.deep.equal([`-----> Made ${file} (${size} kB)`, '']);
	});
});

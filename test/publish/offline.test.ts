import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { ordinaryUser } from '../entry-points/ordinary-user.ts';
import { archivePath, release } from '../node/machine.ts';
import { ageIndexes, filesHolding, hashOf } from '../resolve/repository.ts';
import { snapshotOf } from '../support/snapshot.ts';
import { missing } from '../support/shells.ts';
import { TestServer } from '../support/server.ts';
import { makeDirectory } from '../support/directories.ts';
import { appWanting, makeOffline, password, startTeamRepository, token } from './offline.ts';
import {
	buildApart,
	copyTree,
	makePackage,
	nodeAnswers,
	nodeArchive,
	noIsolation,
	unpackPackage,
	type PackagedBuildOptions,
} from './packages.ts';

const config = { TOKEN: token };
const read = (...path: string[]) => readFileSync(join(...path), 'utf8');

/** What a good build of `app moved secret` leaves. */
function expectInstalled(app: string): void {
	expect([read(app, 'app.txt'), read(app, 'moved.txt')]).to.deep.equal(['of the app\n', 'moved here\n']);
	expect(read(app, 'secret.txt')).to.equal('of the secret place\n');
	expect([...readFileSync(join(app, 'cached.bin'))]).to.deep.equal([0, 1, 2, 255]);
}

/** The log of such a build, without the version and with the names of links. */
function expectedLog(server: TestServer, downloads: number): string {
	const at = (name: string) => server.link(`/\${TOKEN}/${name}`);
	const got = (name: string) => `       Downloaded ${at(name)}`;
	const isWarm = downloads === 3;
	const installing = (name: string) => [
		`-----> Installing ${name} (from ${at(`${name}.sh`)})`,
		`       Found in ${at('index')}`,
	];
	return [
		'-----> Modular buildpack 2.1',
		'-----> Package manager enabled.',
		`       Repositories:\n       - ${at('index')}`,
		...installing('app'),
		...installing('library'),
		...(isWarm ? [] : [got('library.tar.gz'), got('cached.bin')]),
		...[got('app.txt'), '       the library says hello'],
		...[...installing('moved'), got('moved.txt'), ...installing('secret'), got('${TOKEN}.txt')],
		`-----> Installed 4 packages, with ${downloads} downloads.\n`,
	].join('\n');
}

describe('an offline package', () => {
	if (noIsolation !== undefined) {
		missing(noIsolation);
		return;
	}

	const install = 'app moved secret';
	const build = async (directory: string, options: PackagedBuildOptions = {}) => {
		const app = appWanting(install);
		return { app, ...(await buildApart(directory, app, { config, ...options })) };
	};

	it('builds where no network interface is up and no Node.js is on PATH, and asks nobody', async () => {
		const server = await startTeamRepository();
		const made = await makeOffline(server, ['--packages', install]);
		expect([made.stderr, made.made]).to.deep.equal(['', ['modular-buildpack-offline-2.1.zip']]);
		expect(server.takePaths()).to.include.members([archivePath, `/${token}/index`, '/elsewhere/final.txt']);
		const log = expectedLog(server, 9);
		const warmLog = expectedLog(server, 3);
		await server.stop();

		const { directory } = made;
		const before = snapshotOf(directory);
		const first = await build(directory);
		expect(first.stderr).to.equal('');
		expect([first.status, first.stdout]).to.deep.equal([0, log]);
		expectInstalled(first.app);
		expect(readdirSync(join(first.cacheDir, 'modular-v1', 'node'))).to.have.length(1);

		const second = await build(directory, { cacheDir: first.cacheDir });
		expect([second.status, second.stderr, second.stdout]).to.deep.equal([0, '', warmLog]);
		expectInstalled(second.app);

		ageIndexes(first.cacheDir, 60 * 24 * 365);
		const old = await build(directory, { cacheDir: first.cacheDir, config: { ...config, RELOAD_REPOSITORY: '1' } });
		expect([old.status, old.stderr]).to.deep.equal([0, '']);
		const cleaned = await build(directory, { cacheDir: first.cacheDir, config: { ...config, CLEAN_CACHE: '1' } });
		expect([cleaned.status, cleaned.stderr]).to.deep.equal([0, '']);
		expectInstalled(cleaned.app);
		expect(snapshotOf(directory), 'the package afterwards').to.deep.equal(before);
		expect(server.requests).to.deep.equal([]);
	});

	it('builds as an ordinary user, whose package may be read-only', async () => {
		const server = await startTeamRepository();
		const { directory } = await makeOffline(server, ['--packages', install, '--format', 'tgz']);
		const { app, status, stderr } = await build(directory, ordinaryUser);
		expect([status, stderr]).to.deep.equal([0, '']);
		expectInstalled(app);
	});

	it('builds on Cloud Foundry, where it is supplied and final', async () => {
		const server = await startTeamRepository();
		const { directory } = await makeOffline(server, ['--packages', install]);
		await server.stop();
		const env = { TOKEN: token };
		for (const [name, cache] of [
			['supply', 'other'],
			['finalize', 'final'],
		] as const) {
			const app = appWanting(install);
			const deps = makeDirectory('deps');
			const cacheDir = makeDirectory(cache);
			const args = [app, cacheDir, deps, '0'];
			const { status, stderr } = await buildApart(directory, app, { env, phase: { name, args } });
			expect([status, stderr]).to.deep.equal([0, '']);
			if (name === 'finalize') expectInstalled(app);
			else expectInstalled(join(deps, '0', 'app'));
		}
	});

	it('is for the apps that --app names, with their own repositories and installers, and leaves them as they are', async () => {
		const server = await startTeamRepository();
		const own = appWanting('app', { 'build/heroku/compile': 'dependency_require other\n' });
		const link = server.link(`/${token}/index`, `team:${password}`);
		const withRepos = appWanting('moved mine', {
			'build/heroku/repos': `${link}\n`,
			'build/heroku/installers/mine.sh': 'download data.txt "$BUILD_DIR/mine.txt"; echo changed >>"$BUILD_DIR/read.me"',
			'build/heroku/installers/data.txt': 'mine\n',
			'read.me': 'as it was\n',
		});
		const before = [own, withRepos].map((app) => snapshotOf(app));
		const { directory, stderr } = await makeOffline(server, ['--app', own, '--app', withRepos]);
		expect(stderr).to.equal('');
		expect([own, withRepos].map((app) => snapshotOf(app))).to.deep.equal(before);
		await server.stop();

		const first = await buildApart(directory, own, { config });
		expect([first.status, first.stderr]).to.deep.equal([0, '']);
		expect([read(own, 'app.txt'), read(own, 'other.txt')]).to.deep.equal(['of the app\n', 'other\n']);
		const second = await buildApart(directory, withRepos);
		expect([second.status, second.stderr]).to.deep.equal([0, '']);
		expect([read(withRepos, 'moved.txt'), read(withRepos, 'mine.txt')]).to.deep.equal(['moved here\n', 'mine\n']);
	});

	it('has files of the machine that makes it, also from a repository in the tree, and those of installers/', async () => {
		const server = await TestServer.start(nodeAnswers());
		const text = 'download "$INSTALLER_DIR/tool.txt" "$BUILD_DIR/tool.txt"; dependency_require local';
		const tree = copyTree({
			'packages/index': `tool tool.sh ${hashOf(text)}\n`,
			'packages/tool.sh': text,
			'packages/tool.txt': 'of the tree\n',
			'installers/local.sh': 'download local.txt "$BUILD_DIR/local.txt"\n',
			'installers/local.txt': 'beside it\n',
		});
		writeFileSync(join(tree, 'repos'), pathToFileURL(join(tree, 'packages', 'index')).href);
		const env = { MODULAR_NODE_MIRROR: server.link() };
		const { file, stderr } = await makePackage(['--offline', '--packages', 'tool'], { tree, env });
		expect(stderr).to.equal('');
		rmSync(tree, { recursive: true });
		const app = appWanting('tool');
		const built = await buildApart(unpackPackage(file), app);
		expect([built.status, built.stderr]).to.deep.equal([0, '']);
		expect([read(app, 'tool.txt'), read(app, 'local.txt')]).to.deep.equal(['of the tree\n', 'beside it\n']);
	});

	it('needs no passwords: an app builds without those of its repos file, and with them', async () => {
		const server = await startTeamRepository();
		const { directory } = await makeOffline(server, ['--packages', 'moved']);
		const links = ['', 'team:another', `team:${password}`].map((user) => server.link(`/${token}/index`, user));
		await server.stop();
		for (const link of links) {
			const app = appWanting('moved', { 'build/heroku/repos': link });
			const { status, stderr } = await buildApart(directory, app);
			expect([status, stderr]).to.deep.equal([0, '']);
		}
	});
});

describe('what an offline package holds', () => {
	it('is a table: the buildpack, Node.js, and each file by its link, with sizes', async () => {
		const server = await startTeamRepository();
		const { stdout, file, directory } = await makeOffline(server, ['--packages', 'app moved']);
		const table = stdout.slice(stdout.lastIndexOf('downloads.\n') + 'downloads.\n'.length).split('\n');
		const at = (name: string) => server.link(`/\${TOKEN}/${name}`);
		const names = ['app.sh', 'app.txt', 'cached.bin', 'index', 'library.sh', 'library.tar.gz', 'moved.sh', 'moved.txt'];
		expect(table.map((row) => row.replace(/^ +\d+ kB {2}/, ''))).to.deep.equal([
			'the buildpack, version 2.1',
			`node-runtime/${release}.tar.gz`,
			...names.map(at),
			`-----> Made ${file} (${Math.ceil(statSync(file).size / 1000)} kB)`,
			'',
		]);
		const widths = new Set(table.slice(0, -2).map((row) => row.indexOf(' kB')));
		expect(widths, 'the sizes end in one column').to.have.property('size', 1);
		expect(readFileSync(join(directory, 'node-runtime', `${release}.tar.gz`)).equals(nodeArchive())).to.be.true;
		expect(readdirSync(join(directory, 'offline', 'files'))).to.have.length(names.length);
	});

	it('has no password, no token and no other config value anywhere, not even in a comment', async () => {
		const line = (server: TestServer) => server.link('/elsewhere/final.txt', `team:${password}`);
		const server = await startTeamRepository();
		// an index with passwords in its links and comments, and with the token, as servers have it that make theirs
		const sum = '0'.repeat(32);
		const plain = await (await fetchAs(server, `/${token}/index`)).text();
		const index = [
			plain.replaceAll(/^(\S+) (\S+)/gm, `$1 ${server.link(`/${token}/$2`, `team:${password}`)}`).trimEnd(),
			`linked ${line(server)} ${sum} # see (${line(server)})\r`,
			`same ${line(server).replace('http:', '')} ${sum}`,
			`odd ${server.link('/elsewhere//at@x')} ${sum}`,
			`# by ${line(server)}\n`,
		].join('\n');
		server.answer(`/${token}/index`, index);
		const caller = { home: makeDirectory('home'), caches: makeDirectory('caches'), temporary: makeDirectory('tmp') };
		const made = await makeOffline(server, ['--packages', 'app secret', '--format', 'tgz'], { caller });
		const secrets = [password, token, 'unused-s3cret', Buffer.from(`team:${password}`).toString('base64')];
		expect(filesHolding(made.directory, secrets)).to.deep.equal([]);
		expect(filesHolding(caller.caches, secrets)).to.deep.equal([]);
		for (const secret of secrets) expect(made.log).not.to.contain(secret);
		expect(read(made.directory, 'repos')).to.equal(`${server.link('/')}\${TOKEN}/index\n`);
		const final = server.link('/elsewhere/final.txt');
		for (const kept of [
			`linked ${final} ${sum} # see (${final})\r\nsame ${final.replace('http:', '')} ${sum}\nodd `,
			`odd ${server.link('/elsewhere//at@x')} ${sum}\n# by ${final}\n`,
		])
			expect(filesHolding(made.directory, [kept])).to.have.length(1);

		await server.stop();
		if (noIsolation !== undefined) return;
		const built = await buildApart(made.directory, appWanting('app secret'), { config });
		expect([built.status, built.stderr]).to.deep.equal([0, '']);
	});

	it('can be unpacked while it comes: no file is stored in a way that only the end of a zip tells the length of', async () => {
		const server = await startTeamRepository();
		const { file } = await makeOffline(server, ['--packages', 'app']);
		const { stdout } = spawnSync('unzip', ['-Z', file], { encoding: 'utf8' });
		expect(stdout).to.match(/ def. .* node-runtime\//);
		expect(stdout).not.to.contain(' stor ');
	});

	it('is Node.js alone without packages and apps', async () => {
		const server = await startTeamRepository();
		const { directory } = await makeOffline(server, []);
		expect(read(directory, 'offline/links.json')).to.equal('{\n\t"format": 1,\n\t"files": {}\n}\n');
		expect(existsSync(join(directory, 'offline/files'))).to.be.false;
		expect(server.takePaths()).to.deep.equal([archivePath]);
	});
});

async function fetchAs(server: TestServer, path: string): Promise<Response> {
	const authorization = `Basic ${Buffer.from(`team:${password}`).toString('base64')}`;
	return await fetch(server.link(path), { headers: { authorization } });
}

import {
	chmodSync,
	existsSync,
	mkdirSync,
	readdirSync,
	renameSync,
	rmSync,
	statSync,
	truncateSync,
	utimesSync,
	writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { giveToOrdinaryUser, ordinaryUser } from '../entry-points/ordinary-user.ts';
import { makeDirectory } from '../support/directories.ts';
import { TestServer } from '../support/server.ts';
import { describeInEachShell } from '../support/shells.ts';
import {
	archivePath,
	buildpackWith,
	buildWithout,
	type BuildOptions,
	commands,
	downloading,
	expectBuilt,
	makeArchive,
	offlinePackageWith,
	read,
	release,
	sha256,
	told,
	version,
} from './machine.ts';

const kept = (cacheDir: string) => join(cacheDir, 'modular-v1', 'node', version, process.arch);

describeInEachShell('without Node.js on PATH, a build', (shell) => {
	const archive = makeArchive();
	let path: string;
	let buildpack: string;
	let mirror: TestServer;
	const build = (options: Partial<BuildOptions> = {}) => buildWithout({ shell, buildpack, path, mirror, ...options });

	beforeEach(async () => {
		path = commands();
		buildpack = buildpackWith(archive);
		mirror = await TestServer.start({ [archivePath]: archive });
	});

	it('downloads the pinned one, keeps it in the cache, and finds it there from then on', async () => {
		const first = await build();
		expectBuilt(first, path, downloading);
		const { cacheDir } = first;
		const runtimes = join(cacheDir, 'modular-v1', 'node');
		expect([readdirSync(runtimes), readdirSync(kept(cacheDir)).sort()]).to.deep.equal([
			[version],
			['LICENSE', 'bin', 'complete'],
		]);
		expect(readdirSync(join(kept(cacheDir), 'bin'))).to.deep.equal(['node']);
		const { size } = statSync(join(kept(cacheDir), 'bin', 'node'));
		expect(read(kept(cacheDir), 'complete')).to.equal(`${sha256(archive)} ${size}\n`);
		expect(mirror.takePaths()).to.deep.equal([archivePath]);

		expectBuilt(await build({ cacheDir }), path);
		expect(mirror.takePaths()).to.deep.equal([]);
	});

	it('keeps it when the cache is emptied', async () => {
		const { cacheDir } = await build();
		writeFileSync(join(cacheDir, 'file'), '');
		const result = await build({ cacheDir, config: { CLEAN_CACHE: '1' } });
		expectBuilt(result, path, '       The cache was emptied.\n');
		expect(existsSync(join(cacheDir, 'file'))).to.be.false;
		expect(mirror.takePaths()).to.deep.equal([archivePath]);
	});

	const damages: readonly (readonly [title: string, damage: (directory: string) => void])[] = [
		['has no marker', (directory) => rmSync(join(directory, 'complete'))],
		['has an empty marker', (directory) => writeFileSync(join(directory, 'complete'), '')],
		[
			'is of another archive',
			(directory) => {
				const marker = read(directory, 'complete').replace(/^\w+/, sha256('other'));
				writeFileSync(join(directory, 'complete'), marker);
			},
		],
		['is cut off', (directory) => truncateSync(join(directory, 'bin', 'node'), 5)],
		['is gone', (directory) => rmSync(join(directory, 'bin'), { recursive: true })],
	];
	for (const [title, damage] of damages) {
		it(`downloads it again if what the cache holds ${title}`, async () => {
			const { cacheDir } = await build();
			damage(kept(cacheDir));
			mirror.takePaths();
			expectBuilt(await build({ cacheDir }), path, downloading);
			expect(mirror.takePaths()).to.deep.equal([archivePath]);
			expectBuilt(await build({ cacheDir }), path);
		});
	}

	it('removes other versions from the cache that were not used lately, and what killed builds left, but nothing that may be in use', async () => {
		const cacheDir = makeDirectory('cache');
		const runtimes = join(cacheDir, 'modular-v1', 'node');
		const now = Date.now();
		const [old, young] = [now - 25 * 3_600_000, now - 3_600_000].map((time) => `.modular-${time}-0a1b.part`);
		const days = (name: string, count: number) => {
			mkdirSync(join(runtimes, name), { recursive: true });
			const time = now / 1000 - count * 24 * 3600;
			if (count > 0) writeFileSync(join(runtimes, name, 'complete'), '');
			if (count > 0) utimesSync(join(runtimes, name, 'complete'), time, time);
		};
		for (const name of [old, young]) mkdirSync(join(runtimes, name ?? ''), { recursive: true });
		days('20.1.0/x64', 4);
		days('20.2.0/x64', 2);
		days('20.3.0/x64', 0); // another build is putting it there
		days(`${version}/sparc`, 4);
		expectBuilt(await build({ cacheDir }), path, downloading);
		expect(readdirSync(runtimes).sort()).to.deep.equal([young, '20.2.0', '20.3.0', version]);
		expect(readdirSync(join(runtimes, version))).to.deep.equal([process.arch]);
	});

	it('does without CACHE_DIR', async () => {
		const app = makeDirectory();
		const result = await build({ app, call: ['compile', app], env: { MODULAR_NODE_MIRROR: mirror.link() } });
		expect([result.status, result.stderr]).to.deep.equal([0, '']);
		expect(mirror.takePaths()).to.deep.equal([archivePath]);
		expect(readdirSync(result.temporary)).to.deep.equal([]);
	});

	for (const name of ['host:cache', `it's "$HOME" $(id) %s \\n`, 'new\nline']) {
		it(`takes a CACHE_DIR and a package called ${JSON.stringify(name)}`, async () => {
			const options = { cacheDir: makeDirectory(name), env: { TMPDIR: makeDirectory(name) } };
			expectBuilt(await build(options), path, downloading);
			expectBuilt(await build(options), path);
			expect(mirror.takePaths()).to.deep.equal([archivePath]);
			renameSync(offlinePackageWith(archive), join(options.cacheDir, 'buildpack'));
			expectBuilt(
				await build({ ...options, cacheDir: makeDirectory(name), buildpack: join(options.cacheDir, 'buildpack') }),
				path,
			);
			expect(mirror.requests).to.deep.equal([]);
		});
	}

	it('does with an archive without a licence', async () => {
		const bare = makeArchive('script', { LICENSE: undefined });
		buildpack = buildpackWith(bare);
		mirror.answer(archivePath, bare);
		const result = await build();
		expectBuilt(result, path, downloading);
		expect(readdirSync(kept(result.cacheDir)).sort()).to.deep.equal(['bin', 'complete']);
	});

	it('tells of a download that takes long every 5 seconds', async () => {
		mirror.answer(archivePath, (_request, response) => {
			response.writeHead(200, { 'Content-Length': archive.length });
			response.write(archive.subarray(0, -1));
			setTimeout(() => response.end(archive.subarray(-1)), 5500);
		});
		expectBuilt(await build(), path, `${downloading}       ${release}.tar.gz: 0 kB, 0 kB/s\n`);
	});

	it('takes a relative CACHE_DIR', async () => {
		const directory = makeDirectory();
		const app = makeDirectory();
		const call = ['compile', app, '-cache'];
		const env = { MODULAR_NODE_MIRROR: mirror.link() };
		for (const paths of [[archivePath], []]) {
			await build({ app, call, cwd: directory, env });
			expect(mirror.takePaths()).to.deep.equal(paths);
		}
		expect(existsSync(join(kept(join(directory, '-cache')), 'bin', 'node'))).to.be.true;
	});

	it('works as an ordinary user, whose cache has an error if it cannot be written', async () => {
		const env = { TMPDIR: giveToOrdinaryUser(makeDirectory('temporary')) };
		const app = giveToOrdinaryUser(makeDirectory('app'));
		const cacheDir = giveToOrdinaryUser(makeDirectory('cache'));
		const good = await build({ ...ordinaryUser, env, app, cacheDir });
		expect([good.status, good.stderr]).to.deep.equal([0, '']);
		expect(existsSync(join(kept(cacheDir), 'complete'))).to.be.true;

		const locked = giveToOrdinaryUser(makeDirectory('cache'));
		chmodSync(locked, 0o555);
		const bad = await build({ ...ordinaryUser, env, app, cacheDir: locked });
		expect(bad.stderr).to.equal(
			told(
				`The cache directory ${locked} cannot be used: ${locked}/modular-v1: permission denied.`,
				'Check the path, its permissions, and the room on the disk. CLEAN_CACHE=1 empties it.',
			),
		);
		expect([bad.status, readdirSync(locked), readdirSync(env.TMPDIR)]).to.deep.equal([1, [], []]);
	});

	it('takes the one of an offline package, and asks nobody', async () => {
		buildpack = offlinePackageWith(archive);
		const first = await build();
		expectBuilt(first, path);
		expect(existsSync(join(kept(first.cacheDir), 'complete'))).to.be.true;
		rmSync(join(buildpack, 'node-runtime', `${release}.tar.gz`));
		expectBuilt(await build({ cacheDir: first.cacheDir }), path);
		expect(mirror.requests).to.deep.equal([]);
	});

	it('says that an offline package is damaged, and keeps nothing of it', async () => {
		buildpack = offlinePackageWith(archive, Buffer.from('other'));
		const { status, stdout, stderr, cacheDir, app } = await build();
		expect(stderr).to.equal(
			told(
				`${buildpack}/bin/../node-runtime/${release}.tar.gz does not have the sha256 that it should have.`,
				`Wanted: ${sha256(archive)}`,
				`Found:  ${sha256('other')}`,
				'The package of the buildpack is damaged: make or fetch it again.',
			),
		);
		expect([status, stdout, readdirSync(app)]).to.deep.equal([1, '', ['build']]);
		expect(readdirSync(join(cacheDir, 'modular-v1', 'node'))).to.deep.equal([]);
	});

	it('takes the mirror from the environment too, and a file link when offline', async () => {
		const files = makeDirectory('50% mirror');
		mkdirSync(join(files, `v${version}`));
		writeFileSync(join(files, archivePath), archive);
		const env = { MODULAR_NODE_MIRROR: `${pathToFileURL(files).href}/`, MODULAR_OFFLINE: '1' };
		const app = makeDirectory();
		const { status, stderr } = await build({ app, call: ['compile', app, makeDirectory('cache')], env });
		expect([status, stderr, mirror.requests]).to.deep.equal([0, '', []]);
	});
});

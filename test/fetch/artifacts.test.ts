import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { told } from '../install/builds.ts';
import { makeDirectory } from '../support/directories.ts';
import { stopServers, TestServer } from '../support/server.ts';
import { buildWith, filesIn, read, recordsIn, storeIn } from './cached-builds.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const content = 'the content\n';

describe('a file that was downloaded into the cache', () => {
	let server: TestServer;
	let cacheDir: string;
	let get: string;

	beforeEach(async () => {
		server = await TestServer.start({ '/file': content, '/other/file': 'other stuff\n' });
		cacheDir = makeDirectory('cache');
		get = `cached_download '${server.link('/file')}' "$CACHE_DIR/file"`;
	});
	afterEach(stopServers);

	it('has a record of where it came from and what it was', async () => {
		await buildWith(cacheDir, `cached_download '${server.link('/file', 'user:secret')}' "$CACHE_DIR/file"`);
		const record = `modular-v1/artifacts/${sha256('file')}/${sha256(server.link('/file'))}`;
		const store = `modular-v1/store/${sha256(content)}`;
		expect(filesIn(cacheDir)).to.deep.equal(['file', record, 'modular-v1/filled-for', store].sort());
		const { mtimeMs, ino } = statSync(join(cacheDir, 'file'));
		expect(JSON.parse(read(cacheDir, record))).to.deep.equal({
			target: 'file',
			link: server.link('/file'),
			sha256: sha256(content),
			size: content.length,
			mtime: mtimeMs / 1000,
		});
		expect(statSync(join(cacheDir, store)).ino).to.equal(ino);
	});

	it('is fetched by the first build, and by none after it', async () => {
		for (const [paths, count] of [
			[['/file'], '1 download'],
			[[], '0 downloads'],
			[[], '0 downloads'],
		]) {
			const { status, stdout, stderr } = await buildWith(cacheDir, get);
			expect([status, stderr]).to.deep.equal([0, '']);
			expect(stdout).to.contain(`-----> Installed 1 package, with ${count?.toString() ?? ''}.\n`);
			expect(server.takePaths()).to.deep.equal(paths);
		}
	});

	const warning = told('file in the cache is no longer what was downloaded, and is removed.');
	const changes: readonly (readonly [title: string, change: (file: string) => void])[] = [
		['has another size', (file) => writeFileSync(file, 'short')],
		['is empty', (file) => writeFileSync(file, '')],
		[
			'has other content of the same size',
			(file) => {
				writeFileSync(file, content.toUpperCase());
				utimesSync(file, 1e9, 1e9);
			},
		],
		[
			'has other content of the same size since the same second',
			(file) => {
				const { mtimeMs } = statSync(file);
				writeFileSync(file, content.toUpperCase());
				const isLate = mtimeMs % 1000 > 900;
				utimesSync(file, mtimeMs / 1000, (mtimeMs + (isLate ? -50 : 50)) / 1000);
			},
		],
		['is a directory', (file) => (rmSync(file), execFileSync('mkdir', ['-p', `${file}/with/more`]))],
	];
	for (const [title, change] of changes) {
		it(`is removed before installers run where it ${title}, with a warning, and fetched again`, async () => {
			await buildWith(cacheDir, get);
			server.takePaths();
			change(join(cacheDir, 'file'));
			const { status, stdout, stderr } = await buildWith(cacheDir, `[ -e "$CACHE_DIR/file" ] || print gone\n${get}`);
			expect([status, stderr]).to.deep.equal([0, warning]);
			expect(stdout).to.contain('       gone\n');
			// what was changed in place was changed in the store as well, which is not trusted
			const isInPlace = title !== 'is a directory';
			expect(server.takePaths()).to.deep.equal(isInPlace ? ['/file'] : []);
			expect(read(cacheDir, 'file')).to.equal(content);
			expect(read(cacheDir, 'modular-v1/store', sha256(content))).to.equal(content);
			const again = await buildWith(cacheDir, get);
			expect([again.stderr, server.takePaths()]).to.deep.equal(['', []]);
		});
	}

	it('stays where only its time has changed', async () => {
		await buildWith(cacheDir, get);
		server.takePaths();
		utimesSync(join(cacheDir, 'file'), 1e9, 1e9);
		const { status, stderr } = await buildWith(cacheDir, get);
		expect([status, stderr, server.takePaths()]).to.deep.equal([0, '', []]);
		expect(
			(JSON.parse(read(cacheDir, 'modular-v1', recordsIn(cacheDir)[0] ?? '')) as { mtime: number }).mtime,
		).to.equal(1e9);
	});

	it('is taken from the store where it was deleted', async () => {
		await buildWith(cacheDir, get);
		server.takePaths();
		rmSync(join(cacheDir, 'file'));
		const { status, stderr } = await buildWith(cacheDir, get);
		expect([status, stderr, server.takePaths()]).to.deep.equal([0, '', []]);
		expect(read(cacheDir, 'file')).to.equal(content);
	});

	it('is fetched again from another link', async () => {
		await buildWith(cacheDir, get);
		const other = await buildWith(cacheDir, `cached_download '${server.link('/other/file')}' "$CACHE_DIR/file"`);
		expect([other.status, other.stderr, server.takePaths()]).to.deep.equal([0, '', ['/file', '/other/file']]);
		expect(read(cacheDir, 'file')).to.equal('other stuff\n');
	});

	it('takes turns with one of the same name, size and time from another link, without being fetched again', async () => {
		const both = `${get}\ncp "$CACHE_DIR/file" a\n${get.replace('/file', '/other/file')}\ncp "$CACHE_DIR/file" b\nprint "$(cat a b)"`;
		for (const paths of [['/file', '/other/file'], [], []]) {
			const { status, stdout, stderr } = await buildWith(cacheDir, both);
			expect([status, stderr, server.takePaths()]).to.deep.equal([0, '', paths]);
			expect(stdout).to.contain('       the content\n       other stuff\n');
		}
		expect(storeIn(cacheDir)).to.deep.equal([sha256(content), sha256('other stuff\n')].sort());
	});

	it('is still known after the platform has stored the cache as tar', async () => {
		await buildWith(
			cacheDir,
			`${get}\n${get.replaceAll('/file', '/other/file').replace('"$CACHE_DIR/other/file"', '"$CACHE_DIR/sub/x"')}`,
		);
		server.takePaths();
		const restored = makeDirectory('cache');
		execFileSync('sh', ['-c', 'tar -cf - -C "$1" . | tar -xf - -C "$2"', 'sh', cacheDir, restored]);
		expect(statSync(join(restored, 'file')).mtimeMs % 1000).to.equal(0);
		const { status, stderr } = await buildWith(restored, get);
		expect([status, stderr, server.takePaths()]).to.deep.equal([0, '', []]);
	});

	it('is not spoilt for the next build by an installer that changes it in place', async () => {
		const { stderr } = await buildWith(
			cacheDir,
			`${get}\necho more >>"$CACHE_DIR/file"\n${get}\nprint "$(cat "$CACHE_DIR/file")"`,
		);
		expect([stderr, server.takePaths()]).to.deep.equal(['', ['/file', '/file']]);
		expect(read(cacheDir, 'file')).to.equal(content);
		expect(read(cacheDir, 'modular-v1/store', sha256(content))).to.equal(content);
	});

	const broken: readonly (readonly [title: string, text: (text: string) => string])[] = [
		['no JSON', () => '{"target": '],
		['empty', () => ''],
		['truncated', (text) => text.slice(0, text.length / 2)],
		['no record', () => 'null\n'],
		['a record of another file', (text) => text.replace('"file"', '"../../etc/passwd"')],
	];
	for (const [title, change] of broken) {
		it(`does not end a build where its record is ${title}`, async () => {
			await buildWith(cacheDir, get);
			server.takePaths();
			const record = join(cacheDir, 'modular-v1', recordsIn(cacheDir)[0] ?? '');
			writeFileSync(record, change(read(record)));
			const { status, stderr } = await buildWith(cacheDir, get);
			expect(stderr).to.equal(told(`A record of the cache is broken, and is removed: ${record}`));
			expect([status, server.takePaths()]).to.deep.equal([0, []]);
		});
	}

	it('is fetched again for another stack, and for CLEAN_CACHE', async () => {
		for (const env of [{ STACK: 'heroku-22' }, { STACK: 'heroku-24' }, { STACK: 'heroku-24', CLEAN_CACHE: '1' }]) {
			const { status } = await buildWith(cacheDir, get, { env });
			expect([status, server.takePaths()]).to.deep.equal([0, ['/file']]);
		}
		expect((await buildWith(cacheDir, get, { env: { STACK: 'heroku-24' } })).status).to.equal(0);
		expect(server.takePaths()).to.deep.equal([]);
	});

	it('is unknown to the cache where it is elsewhere', async () => {
		await buildWith(cacheDir, `download '${server.link('/file')}' "$BUILD_DIR/x/file"`);
		expect(existsSync(join(cacheDir, 'modular-v1/artifacts'))).to.be.false;
	});
});

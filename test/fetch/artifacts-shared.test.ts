import { createHash } from 'node:crypto';
import { linkSync, mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { appFiles, makeDirectory, makeFiles } from '../support/directories.ts';
import { processesNaming, runScript } from '../support/entry-points.ts';
import { stopServers, TestServer } from '../support/server.ts';
import { buildWith, filesIn, read, recordsIn, storeIn } from './cached-builds.ts';

const day = 24 * 60 * 60 * 1000;
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const numbered = (count: number) => Array.from({ length: count }, (_, i) => String(i));

describe('the cache of builds that were killed', () => {
	afterEach(stopServers);

	for (const moment of [0, 40, 80, 120, 160, 200, 250, 300]) {
		it(`is good for the next build after KILL at ${moment} ms of the downloads`, async () => {
			const bodies = Object.fromEntries(numbered(30).map((i) => [`/${i}`, i.repeat(200_000)]));
			const server = await TestServer.start(bodies);
			const cacheDir = makeDirectory('cache');
			const get = numbered(30)
				.map((i) => `cached_download '${server.link(`/${i}`)}' "$CACHE_DIR/${i}"\n`)
				.join('');
			const temporary = makeDirectory('temporary');
			let isSet = false;
			await runScript('compile', [makeFiles(appFiles({ one: get })), cacheDir], {
				env: { TMPDIR: temporary },
				onOutput(_log, child) {
					if (!isSet) setTimeout(() => child.kill('SIGKILL'), moment);
					isSet = true;
				},
			});
			for (let tries = 0; tries < 60 && processesNaming(temporary).length > 0; tries += 1) await delay(20);
			const had = filesIn(cacheDir).filter((path) => /^\d+$/.test(path));
			server.takePaths();
			const { status, stderr } = await buildWith(cacheDir, get);
			expect([status, stderr]).to.deep.equal([0, '']);
			expect(server.takePaths().length).to.be.at.most(30 - had.length);
			for (const i of numbered(30)) expect(read(cacheDir, i) === bodies[`/${i}`], i).to.be.true;
		});
	}

	it('is good where a file was fetched anew, and did not come to its place', async () => {
		const server = await TestServer.start({ '/file': 'one' });
		const cacheDir = makeDirectory('cache');
		const get = (text: string) => `cached_download '${server.link('/file')}' "$CACHE_DIR/file" ${sha256(text)}`;
		await buildWith(cacheDir, get('one'));
		const [target, aside] = [join(cacheDir, 'file'), join(cacheDir, 'aside')];
		linkSync(target, aside);
		server.answer('/file', 'two');
		await buildWith(cacheDir, get('two'));
		renameSync(aside, target); // as it was before the last thing that is done
		expect([read(target), storeIn(cacheDir)]).to.deep.equal(['one', [sha256('two'), sha256('one')].sort()]);
		server.takePaths();
		const { status, stderr } = await buildWith(cacheDir, get('two'));
		expect([status, stderr, server.takePaths()]).to.deep.equal([0, '', []]);
		expect([read(target), storeIn(cacheDir)]).to.deep.equal(['two', [sha256('two')]]);
	});

	it('is rid of half-written files after a day, and not of those that may still be written', async () => {
		const server = await TestServer.start({ '/file': 'text' });
		const cacheDir = makeDirectory('cache');
		const get = `cached_download '${server.link('/file')}' "$CACHE_DIR/sub/file"`;
		await buildWith(cacheDir, get);
		const before = filesIn(cacheDir);
		const name = (age: number) => `.modular-${Date.now() - age}-abc123.part`;
		const places = ['', 'sub', 'modular-v1', 'modular-v1/store', 'modular-v1/installers', 'modular-v1/indexes'];
		for (const place of places) {
			mkdirSync(join(cacheDir, place), { recursive: true });
			writeFileSync(join(cacheDir, place, name(2 * day)), 'half');
		}
		const recent = join('sub', name(day / 2));
		writeFileSync(join(cacheDir, recent), 'half');
		const { status, stderr } = await buildWith(cacheDir, get);
		expect([status, stderr]).to.deep.equal([0, '']);
		expect(filesIn(cacheDir)).to.deep.equal([...before, recent].sort());
	});
});

describe('the store of the cache', () => {
	afterEach(stopServers);

	it('is rid of what no record names', async () => {
		const server = await TestServer.start({ '/file': 'text' });
		const cacheDir = makeDirectory('cache');
		const get = `cached_download '${server.link('/file')}' "$CACHE_DIR/file"`;
		await buildWith(cacheDir, get);
		writeFileSync(join(cacheDir, 'modular-v1/store', sha256('unknown')), 'unknown');
		await buildWith(cacheDir, get);
		expect(storeIn(cacheDir)).to.deep.equal([sha256('text')]);
	});

	it('forgets after 30 days what nobody has asked for and is no target any more', async () => {
		const server = await TestServer.start({ '/1/file': 'version 1', '/2/file': 'version 2' });
		const cacheDir = makeDirectory('cache');
		const get = (version: number) => `cached_download '${server.link(`/${version}/file`)}' "$CACHE_DIR/file"`;
		await buildWith(cacheDir, get(1));
		// so that the two cannot be taken for each other
		const [record = ''] = recordsIn(cacheDir);
		rmSync(join(cacheDir, 'file'));
		await buildWith(cacheDir, get(2));
		expect(recordsIn(cacheDir).length).to.equal(2);
		for (const [age, texts] of [
			[29, ['version 1', 'version 2']],
			[31, ['version 2']],
		] as const) {
			const file = join(cacheDir, 'modular-v1', record);
			const text = JSON.parse(read(file)) as object;
			writeFileSync(file, JSON.stringify({ ...text, mtime: 1 }));
			const asked = (Date.now() - age * day) / 1000;
			utimesSync(file, asked, asked);
			await buildWith(cacheDir, 'print nothing');
			expect(storeIn(cacheDir)).to.deep.equal(texts.map(sha256).sort());
		}
		expect([read(cacheDir, 'file'), recordsIn(cacheDir).length]).to.deep.equal(['version 2', 1]);
	});
});

describe('a cache that builds share', () => {
	afterEach(stopServers);

	it('serves several builds at the same time, cold and warm', async () => {
		const bodies = Object.fromEntries(numbered(20).map((i) => [`/${i}`, i.repeat(50_000)]));
		const server = await TestServer.start(bodies);
		const cacheDir = makeDirectory('cache');
		const gets = numbered(20).map((i) => `cached_download '${server.link(`/${i}`)}' "$CACHE_DIR/${i}"\n`);
		for (let round = 0; round < 2; round += 1) {
			const builds = await Promise.all(
				[gets, [...gets].reverse(), gets].map((each) => buildWith(cacheDir, each.join(''))),
			);
			for (const { status, stderr } of builds) expect([status, stderr]).to.deep.equal([0, '']);
			for (const i of numbered(20)) expect(read(cacheDir, i) === bodies[`/${i}`], i).to.be.true;
			if (round > 0) expect(server.takePaths()).to.deep.equal([]);
			server.takePaths();
		}
		expect(filesIn(cacheDir).filter((path) => path.endsWith('.part'))).to.deep.equal([]);
	});
});

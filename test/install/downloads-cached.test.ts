import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { ageIndexes, buildFrom, endLine, hashOf, startRepository } from '../resolve/repository.ts';
import type { TestServer } from '../support/server.ts';
import { detailsOf, told } from './builds.ts';

const files = { '/repo/a/file': 'A', '/repo/b/file': 'B', '/repo/archive': 'bytes' };
const wrong = '0'.repeat(32);

const buildAgain = async (server: TestServer, cacheDir?: string) => {
	// what installers put into the cache themselves is not known ahead: a wrong guess would be a request
	const env = { MODULAR_FETCH_AHEAD: '0' };
	const result = await buildFrom(server.link('/repo/index'), 'one', { env, ...(cacheDir ? { cacheDir } : {}) });
	return { ...result, fetched: server.takePaths().filter((path) => path in files || path.endsWith('gone')) };
};

/** Builds an app with the package `one`, twice with the same cache. */
async function buildTwice(installer: string) {
	const server = await startRepository({ one: installer }, files);
	const cold = await buildAgain(server);
	return { server, cold, warm: await buildAgain(server, cold.cacheDir) };
}

describe('cached_download to the cache', () => {
	for (const [title, checksum] of [
		['no checksum', ''],
		['an md5', hashOf('bytes')],
		['a sha256', hashOf('bytes', 'sha256').toUpperCase()],
	] as const) {
		it(`fetches once with ${title}: a warm build makes no request at all`, async () => {
			const server = await startRepository(
				{ one: `cached_download archive "$CACHE_DIR/dir/archive" ${checksum}` },
				files,
			);
			const cold = await buildAgain(server);
			expect(cold.stdout).to.contain(
				`       Downloaded ${server.link('/repo/archive')}\n${endLine('1 package', '2 downloads')}`,
			);
			const warm = await buildFrom(server.link('/repo/index'), 'one', { cacheDir: cold.cacheDir });
			expect([warm.status, warm.stderr, server.takePaths()]).to.deep.equal([0, '', []]);
			expect(warm.stdout).not.to.contain('Downloaded');
			expect(warm.stdout).to.contain(endLine('1 package', '0 downloads'));
			expect(readFileSync(join(cold.cacheDir, 'dir/archive'), 'utf8')).to.equal('bytes');
		});
	}

	it('fetches again where the checksum is another one than before', async () => {
		const server = await startRepository({ one: 'cached_download archive "$CACHE_DIR/archive"' }, files);
		const { cacheDir } = await buildAgain(server);
		const now = `cached_download archive "$CACHE_DIR/archive" ${hashOf('newer')}`;
		server.answer('/repo/archive', 'newer');
		server.answer('/repo/one.sh', now);
		server.answer('/repo/index', `one one.sh ${hashOf(now)}\n`);
		ageIndexes(cacheDir, 6);
		const { status, fetched } = await buildAgain(server, cacheDir);
		expect([status, fetched]).to.deep.equal([0, ['/repo/archive']]);
		expect(readFileSync(join(cacheDir, 'archive'), 'utf8')).to.equal('newer');
	});

	it('keeps apart what comes from two links to one name, without fetching either again', async () => {
		const { cold, warm } = await buildTwice(
			['a', 'b']
				.map((place) => `cached_download ${place}/file "$CACHE_DIR/file"; print "${place}: $(cat "$CACHE_DIR/file")"`)
				.join('\n'),
		);
		for (const { status, stderr, stdout } of [cold, warm]) {
			expect([status, stderr]).to.deep.equal([0, '']);
			expect(stdout.match(/[ab]: ./g)).to.deep.equal(['a: A', 'b: B']);
		}
		expect([cold.fetched, warm.fetched]).to.deep.equal([['/repo/a/file', '/repo/b/file'], []]);
	});

	it('takes what an installer has put there itself, if it has the checksum or none is given', async () => {
		const { cold, warm } = await buildTwice(
			`printf bytes >"$CACHE_DIR/mine"\ncached_download gone "$CACHE_DIR/mine" ${hashOf('bytes')} && cached_download gone "$CACHE_DIR/mine" && print fine`,
		);
		expect([detailsOf(cold).includes('fine'), cold.fetched, warm.fetched]).to.deep.equal([true, [], []]);
	});

	it('leaves what stood there where the wanted file cannot be fetched', async () => {
		const server = await startRepository(
			{
				one: `printf mine >"$CACHE_DIR/x"; cached_download archive "$CACHE_DIR/x" ${wrong} no; print "$? $(cat "$CACHE_DIR/x")"`,
			},
			files,
		);
		const result = await buildAgain(server);
		expect(detailsOf(result)).to.include('2 mine');
		expect(result.status).to.equal(0);
	});

	it('does not trust a file that was changed in the cache, with a warning before any installer runs', async () => {
		const server = await startRepository({ one: 'cached_download archive "$CACHE_DIR/archive"' }, files);
		const { cacheDir } = await buildAgain(server);
		writeFileSync(join(cacheDir, 'archive'), 'other bytes');
		const { status, stderr } = await buildAgain(server, cacheDir);
		expect(stderr).to.equal(told('archive in the cache is no longer what was downloaded, and is removed.'));
		expect([status, readFileSync(join(cacheDir, 'archive'), 'utf8')]).to.deep.equal([0, 'bytes']);
	});
});

describe('cached_download to the app', () => {
	it('fetches nothing where the file is there and has the checksum, or none is given', async () => {
		const { cold } = await buildTwice(
			`printf bytes >a\ncached_download gone a ${hashOf('bytes')}\ncached_download gone a && print "is $(cat a)"`,
		);
		expect([cold.fetched, cold.stderr]).to.deep.equal([[], '']);
		expect(detailsOf(cold)).to.include('is bytes');
	});

	it('fetches where the file is not there, or has another checksum', async () => {
		const { cold } = await buildTwice(
			`printf other >a\ncached_download archive a ${hashOf('bytes')}\ncached_download archive b\nprint "is $(cat a b)"`,
		);
		expect(cold.fetched).to.deep.equal(['/repo/archive', '/repo/archive']);
		expect(detailsOf(cold)).to.include('is bytesbytes');
	});

	it('warns of a checksum that is none, and takes the file that is there', async () => {
		const { server, cold } = await buildTwice('printf bytes >a\ncached_download gone a PHPFPM_MD5\nprint "status $?"');
		expect(cold.stderr).to.equal(
			told(
				`one gives "PHPFPM_MD5" as the checksum of ${server.link('/repo/gone')}: that is none, so the file is not checked.`,
			),
		);
		expect([cold.fetched, detailsOf(cold).includes('status 0')]).to.deep.equal([[], true]);
	});
});

describe('download to the cache', () => {
	it('fetches every time', async () => {
		const { cold, warm } = await buildTwice('download archive "$CACHE_DIR/a"; download archive "$CACHE_DIR/a"');
		expect([cold.fetched, warm.fetched].map((list) => list.length)).to.deep.equal([2, 2]);
		expect([warm.status, warm.stderr]).to.deep.equal([0, '']);
	});
});

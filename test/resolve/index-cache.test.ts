import { expect } from 'chai';
import { told } from '../install/builds.ts';
import { type TestServer } from '../support/server.ts';
import { ageIndexes, buildFrom, endLine, filesBelow, indexOf, startRepository, storedIndexes } from './repository.ts';

const index = (server: TestServer) => server.link('/repo/index');
const unknown = (name: string) => new RegExp(`There is no package ${name}, which is required by`);

describe('an index in the cache', () => {
	it('is used for 5 minutes, so that a warm build makes no request', async () => {
		const server = await startRepository({ one: ':', two: ': 2' });
		const cold = await buildFrom(index(server), 'one two');
		expect(cold.stdout).to.match(new RegExp(endLine('2 packages', '2 downloads')));
		expect(server.takePaths().sort()).to.deep.equal(['/repo/index', '/repo/one.sh', '/repo/two.sh'].sort());
		ageIndexes(cold.cacheDir, 4.9);
		const warm = await buildFrom(index(server), 'one two', { cacheDir: cold.cacheDir });
		expect(warm.stdout).to.equal(cold.stdout.replace('2 downloads', '0 downloads'));
		expect([warm.status, warm.stderr, server.takePaths()]).to.deep.equal([0, '', []]);
	});

	for (const [title, minutes] of [
		['older than 5 minutes', 5.1],
		['that is said to come from the future', -1],
	] as const) {
		it(`${title} is asked for again`, async () => {
			const server = await startRepository({ one: ':' });
			const { cacheDir } = await buildFrom(index(server), 'one');
			ageIndexes(cacheDir, minutes);
			server.takePaths();
			const again = await buildFrom(index(server), 'one', { cacheDir });
			expect([again.status, again.stderr, server.takePaths()]).to.deep.equal([0, '', ['/repo/index']]);
			await buildFrom(index(server), 'one', { cacheDir });
			expect(server.takePaths()).to.deep.equal([]);
		});
	}

	const validators = [
		['ETag', { ETag: '"1"' }, { 'if-none-match': '"1"' }],
		['weak ETag', { ETag: 'W/"1"' }, { 'if-none-match': 'W/"1"' }],
		[
			'Last-Modified',
			{ 'Last-Modified': 'Sat, 01 Nov 2025 00:00:00 GMT' },
			{ 'if-modified-since': 'Sat, 01 Nov 2025 00:00:00 GMT' },
		],
	] as const;
	for (const [title, headers, expected] of validators) {
		it(`with ${title} is asked for on that condition, and a 304 makes it fresh`, async () => {
			const server = await startRepository({ one: ':' });
			server.answer('/repo/index', { headers, body: indexOf({ one: ':' }) });
			const { cacheDir } = await buildFrom(index(server), 'one');
			expect(server.requests[0]?.headers).not.to.have.any.keys('if-none-match', 'if-modified-since');
			ageIndexes(cacheDir, 6);
			server.answer('/repo/index', { status: 304 });
			server.takePaths();
			const again = await buildFrom(index(server), 'one', { cacheDir });
			expect([again.status, again.stderr]).to.deep.equal([0, '']);
			expect(server.requests[0]?.headers).to.include(expected);
			expect(server.takePaths()).to.deep.equal(['/repo/index']);
			await buildFrom(index(server), 'one', { cacheDir });
			expect(server.takePaths()).to.deep.equal([]);
		});
	}

	it('is replaced by a newer one', async () => {
		const server = await startRepository({ one: ':', two: 'print two' });
		server.answer('/repo/index', { headers: { ETag: '"1"' }, body: indexOf({ one: ':' }) });
		const { cacheDir } = await buildFrom(index(server), 'one');
		ageIndexes(cacheDir, 6);
		server.answer('/repo/index', { headers: { ETag: '"2"' }, body: indexOf({ two: 'print two' }) });
		const { status } = await buildFrom(index(server), 'two', { cacheDir });
		expect([status, storedIndexes(cacheDir)[0]?.['etag']]).to.deep.equal([0, '"2"']);
	});

	it('is fetched anew, whole, and once per build, with RELOAD_REPOSITORY', async () => {
		const server = await startRepository({ one: ':', two: ':' });
		server.answer('/repo/index', { headers: { ETag: '"1"' }, body: indexOf({ one: ':', two: ':' }) });
		const { cacheDir } = await buildFrom(index(server), 'one');
		server.takePaths();
		const again = await buildFrom(index(server), 'one two', { cacheDir, env: { RELOAD_REPOSITORY: 'yes' } });
		expect(again.status).to.equal(0);
		expect(server.requests[0]?.headers).not.to.have.any.keys('if-none-match', 'if-modified-since');
		expect(server.takePaths()).to.deep.equal(['/repo/index']);
		await buildFrom(index(server), 'one', { cacheDir, env: { RELOAD_REPOSITORY: '' } });
		expect(server.takePaths()).to.deep.equal([]);
	});
});

describe('an index in the cache that does not have a name', () => {
	it('is fetched anew, once per build, and then has it', async () => {
		const server = await startRepository({ one: ':', two: ': 2', three: ': 3' });
		server.answer('/repo/index', indexOf({ one: ':' }));
		const { cacheDir } = await buildFrom(index(server), 'one');
		server.answer('/repo/index', indexOf({ one: ':', two: ': 2', three: ': 3' }));
		server.takePaths();
		const { status, stderr } = await buildFrom(index(server), 'one two three', { cacheDir });
		expect([status, stderr]).to.deep.equal([0, '']);
		expect(server.takePaths()).to.deep.equal(['/repo/index', '/repo/two.sh', '/repo/three.sh']);
	});

	it('is fetched anew once, and not again for the error that names close ones', async () => {
		const server = await startRepository({ nginx: ':' });
		const { cacheDir } = await buildFrom(index(server), 'nginx');
		server.takePaths();
		const { status, stderr } = await buildFrom(index(server), 'ngnix', { cacheDir });
		expect(stderr).to.match(unknown('ngnix'));
		expect(stderr).to.contain(` and ${index(server)}.\n`);
		expect(stderr).to.match(/Close names: nginx\.\n$/);
		expect([status, server.takePaths()]).to.deep.equal([1, ['/repo/index']]);
	});

	it('is not fetched a second time where it was fetched in this build', async () => {
		const server = await startRepository({ one: ':' });
		const { status } = await buildFrom(index(server), 'two');
		expect([status, server.takePaths()]).to.deep.equal([1, ['/repo/index']]);
	});
});

describe('an index in the cache that names a file that is not there', () => {
	const env = { MODULAR_FETCH_AHEAD: '0' }; // a guess that gets such a status is asked for once more

	for (const status of [403, 404]) {
		it(`(HTTP ${status}) is fetched anew, and its file of now is installed`, async () => {
			const server = await startRepository({ one: ':', two: ': 2' }, { '/repo/old.sh': { status } });
			server.answer('/repo/index', indexOf({ one: ':', two: ': 2' }).replace('two.sh', 'old.sh'));
			const { cacheDir } = await buildFrom(index(server), 'one');
			server.answer('/repo/index', indexOf({ one: ':', two: ': 2' }));
			server.takePaths();
			const { status: end, stderr } = await buildFrom(index(server), 'two', { cacheDir, env });
			expect([end, stderr]).to.deep.equal([0, '']);
			expect(server.takePaths()).to.deep.equal(['/repo/old.sh', '/repo/index', '/repo/two.sh']);
		});
	}

	it('is fetched anew once, and the error is of the file if that says the same', async () => {
		const server = await startRepository({ one: ':' });
		const { cacheDir } = await buildFrom(index(server), 'one');
		server.answer('/repo/index', `${indexOf({ one: ':' })}two two.sh ${'0'.repeat(32)}\n`);
		for (const paths of [
			['/repo/index', '/repo/two.sh'],
			['/repo/two.sh', '/repo/index'],
		]) {
			server.takePaths();
			const { status, stderr } = await buildFrom(index(server), 'two', { cacheDir, env });
			expect(stderr).to.equal(
				told(`${server.link('/repo/two.sh')} cannot be fetched: HTTP 404.`, 'There is no such file: check the link.'),
			);
			expect([status, server.takePaths()]).to.deep.equal([1, paths]);
		}
	});
});

describe('a repository that cannot be reached', () => {
	const tries = '(tried 3 times)';
	const advice = 'Try again later; if that does not help, check the link, the proxy settings and the server.';

	it('ends the build without an index in the cache, naming it', async () => {
		const server = await startRepository({});
		const link = index(server);
		await server.stop();
		const { status, stderr, cacheDir } = await buildFrom(link, 'one');
		expect(stderr).to.equal(
			told(
				`${link} cannot be fetched: connection refused ${tries}.`,
				advice,
				'It is the index of a repository, and the cache has no copy of it.',
			),
		);
		expect(status).to.equal(1);
		expect(filesBelow(cacheDir).filter((file) => file.includes('indexes'))).to.deep.equal([]);
	}).timeout(30_000);

	const outages = [
		['refuses connections', undefined, `connection refused ${tries}`, advice, 7, '7 minutes'],
		['says 500', 500, `HTTP 500 ${tries}`, advice, 7 * 60, '7 hours'],
		['says 429', 429, `HTTP 429 ${tries}`, advice, 7 * 24 * 60, '7 days'],
		['says 507, which no try mends', 507, 'HTTP 507', 'Check the link and the server.', 119, '119 minutes'],
	] as const;
	for (const [title, answer, reason, whatToDo, minutes, age] of outages) {
		it(`because it ${title} leaves the index in the cache in use, with a warning that says how old it is`, async () => {
			const server = await startRepository({ one: ':', two: 'print two' });
			const link = index(server);
			const { cacheDir } = await buildFrom(link, 'one');
			ageIndexes(cacheDir, minutes);
			if (answer === undefined) await server.stop();
			else server.answer('/repo/index', { status: answer });
			const { status, stderr } = await buildFrom(link, 'one', { cacheDir });
			expect(stderr).to.equal(
				told(
					`${link} cannot be fetched: ${reason}.`,
					whatToDo,
					`The index that is in the cache is used instead; it is ${age} old.`,
				),
			);
			expect(status).to.equal(0);
		}).timeout(30_000);
	}

	it('by another 4xx is an error even if there is an index in the cache, which stays', async () => {
		const server = await startRepository({ one: ':' });
		const { cacheDir } = await buildFrom(index(server), 'one');
		const advices = {
			401: 'Check the user and password in the link, or in the repository that it comes from.',
			404: 'There is no such file: check the link.',
			418: 'Check the link and the server.',
		};
		for (const [answer, what] of Object.entries(advices)) {
			ageIndexes(cacheDir, 6);
			server.answer('/repo/index', { status: Number(answer), body: indexOf({ one: ':' }) });
			server.takePaths();
			const { status, stdout, stderr } = await buildFrom(index(server), 'one', { cacheDir });
			expect(stderr).to.equal(told(`${index(server)} cannot be fetched: HTTP ${answer}.`, what));
			expect(stdout).not.to.contain('Installing');
			expect([status, server.takePaths()]).to.deep.equal([1, ['/repo/index']]);
		}
		expect(storedIndexes(cacheDir)).to.have.length(1);
	});

	it('by 408, for as often as it is tried, is one as well', async () => {
		const server = await startRepository({ one: ':' });
		const { cacheDir } = await buildFrom(index(server), 'one');
		ageIndexes(cacheDir, 6);
		server.answer('/repo/index', { status: 408 });
		server.takePaths();
		const { status, stdout, stderr } = await buildFrom(index(server), 'one', { cacheDir });
		expect(stderr).to.equal(told(`${index(server)} cannot be fetched: HTTP 408 ${tries}.`, advice));
		expect(stdout).not.to.contain('Installing');
		expect([status, server.takePaths()]).to.deep.equal([1, ['/repo/index', '/repo/index', '/repo/index']]);
		expect(storedIndexes(cacheDir)).to.have.length(1);
	}).timeout(30_000);

	it('is one of several: the build ends at once, whatever is still on its way', async () => {
		const [bad, slow] = [await startRepository({}), await startRepository({})];
		bad.answer('/repo/index', { status: 404 });
		slow.answer('/repo/index', () => {}); // never
		const start = Date.now();
		const { status } = await buildFrom(`${index(bad)} ${index(slow)}`, 'one');
		expect([status, Date.now() - start < 5000]).to.deep.equal([1, true]);
	});
});

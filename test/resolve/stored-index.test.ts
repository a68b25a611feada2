import { readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'chai';
import { told } from '../install/builds.ts';
import { makeDirectory } from '../support/directories.ts';
import type { TestServer } from '../support/server.ts';
import { buildFrom, indexFiles, indexOf, readIndex, startRepository } from './repository.ts';

const index = (server: TestServer) => server.link('/repo/index');

describe('an index in the cache', () => {
	const damages: readonly (readonly [string, (content: Buffer) => Buffer | string])[] = [
		['is empty', () => ''],
		['has lost its end', (content) => content.subarray(0, -10)],
		['has lost its body', (content) => content.subarray(0, content.lastIndexOf('}\n') + 2)],
		['has another body', (content) => content.toString().replace(/^one .*$/m, indexOf({ one: 'other' }))],
		['has another description', (content) => content.toString().replace(/^\{.*\}$/m, '{}')],
		['is the body alone', (content) => content.subarray(content.lastIndexOf('}\n') + 2)],
	];
	for (const [title, damage] of damages) {
		it(`that ${title} is fetched again, without a condition, and heals`, async () => {
			const server = await startRepository({ one: ':' });
			server.answer('/repo/index', ({ headers }, response) => {
				const isUnchanged = headers['if-none-match'] === '"1"';
				response.writeHead(isUnchanged ? 304 : 200, { ETag: '"1"' }).end(isUnchanged ? '' : indexOf({ one: ':' }));
			});
			const { cacheDir } = await buildFrom(index(server), 'one');
			const [file = ''] = indexFiles(cacheDir);
			const before = readIndex(file);
			writeFileSync(file, damage(readFileSync(file)));
			server.takePaths();
			const again = await buildFrom(index(server), 'one', { cacheDir });
			expect([again.status, again.stderr, server.takePaths()]).to.deep.equal([0, '', ['/repo/index']]);
			expect(readIndex(file).body).to.equal(before.body);
			const warm = await buildFrom(index(server), 'one', { cacheDir });
			expect([warm.status, warm.stderr, server.takePaths()]).to.deep.equal([0, '', []]);
		});
	}

	it('that is damaged does not serve for a repository that is away', async () => {
		const server = await startRepository({ one: ':' });
		const { cacheDir } = await buildFrom(index(server), 'one');
		for (const file of indexFiles(cacheDir)) writeFileSync(file, readFileSync(file).subarray(0, -10));
		server.answer('/repo/index', { status: 507 });
		const { status, stderr, stdout } = await buildFrom(index(server), 'one', { cacheDir });
		expect(stderr).to.equal(
			told(
				`${index(server)} cannot be fetched: HTTP 507.`,
				'Check the link and the server.',
				'It is the index of a repository, and the cache has no copy of it.',
			),
		);
		expect(stdout).not.to.contain('Installing');
		expect(status).to.equal(1);
	});

	it('is never the body of one build under the ETag of another', async () => {
		const server = await startRepository({ one: ':' });
		const env = { RELOAD_REPOSITORY: '1' };
		let waiting: (() => void)[] = [];
		server.answer('/repo/index', (_request, response, count) => {
			waiting.push(() => response.writeHead(200, { ETag: `"${count}"` }).end(`# ${count}\n${indexOf({ one: ':' })}`));
			if (waiting.length < 4) return;
			for (const answer of waiting) answer(); // all at the same moment
			waiting = [];
		});
		const cacheDir = makeDirectory('cache');
		for (let round = 0; round < 4; round += 1) {
			const builds = await Promise.all([1, 2, 3, 4].map(() => buildFrom(index(server), 'one', { cacheDir, env })));
			for (const { status, stderr } of builds) expect([status, stderr]).to.deep.equal([0, '']);
			const [file = ''] = indexFiles(cacheDir);
			const { sum, description, body } = readIndex(file);
			expect(body).to.equal(`# ${String(description['etag']).replaceAll('"', '')}\n${indexOf({ one: ':' })}`);
			expect(sum).to.match(/^[0-9a-f]{64}$/);
			expect(indexFiles(cacheDir)).to.have.length(1);
		}
	}).timeout(60_000);
});

import { readdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { buildFrom, indexOf, startRepository } from '../resolve/repository.ts';
import { makeDirectory } from '../support/directories.ts';
import { type Answer, TestServer } from '../support/server.ts';

/** An installer that requires a package of the repository, as it seems. */
const seeming = { own: 'if false; then dependency_require remote; fi; sleep 0.3' };

const partsIn = (directory: string) =>
	readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.part'));

describe('An index that nobody needs in the end', () => {
	const slowIndex: Answer = (_request, response) => void delay(1000).then(() => response.end(indexOf({ remote: '' })));

	for (const [title, answer] of [
		['does not come', () => {}],
		['is not there for now', { status: 503 }],
		['comes after the end', slowIndex],
	] as const) {
		it(`costs one request, and holds up nothing, if it ${title}`, async () => {
			const cacheDir = makeDirectory('cache');
			const server = await TestServer.start({ '/repo/index': answer });
			const start = Date.now();
			const result = await buildFrom(server.link('/repo/index'), 'own', { cacheDir, installers: seeming });
			expect([result.status, result.stderr]).to.deep.equal([0, '']);
			expect(Date.now() - start).to.be.below(5000);
			expect(server.takePaths()).to.deep.equal(['/repo/index']);
			expect(partsIn(cacheDir)).to.deep.equal([]);
		});
	}

	it('is asked for again, as ever, once somebody needs it', async () => {
		const index = indexOf({ remote: 'print here' });
		const server = await startRepository(
			{ remote: 'print here' },
			{
				'/repo/index': (_request, response, count) =>
					count < 2 ? void response.writeHead(503).end() : void response.end(index),
			},
		);
		const installers = { own: 'sleep 0.3; dependency_require remote' };
		const result = await buildFrom(server.link('/repo/index'), 'own', { installers });
		expect([result.status, result.stderr]).to.deep.equal([0, '']);
		expect(server.takePaths()).to.deep.equal(['/repo/index', '/repo/index', '/repo/remote.sh']);
	});
});

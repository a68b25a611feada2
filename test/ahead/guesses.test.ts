import { readdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { buildFrom, hashOf, indexOf, startRepository } from '../resolve/repository.ts';
import { makeDirectory } from '../support/directories.ts';
import { type Answer, TestServer } from '../support/server.ts';
import { archiveWith } from './fixtures.ts';

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

describe('What goes wrong ahead goes as well as ever for who asks', () => {
	const fetchOne = 'download "$INSTALLER_DIR/data" "$BUILD_DIR/x" && cat "$BUILD_DIR/x"';

	it('with a file that is on the server only since its installer has asked for it', async () => {
		let isMade = false;
		const server = await startRepository(
			{ one: `sleep 0.3; curl -s "$INSTALLER_DIR/make"; ${fetchOne}` },
			{
				'/repo/make': (_request, response) => void response.end(((isMade = true), '')),
				'/repo/data': (_request, response) => void response.writeHead(isMade ? 200 : 404).end('data'),
			},
		);
		const { status, stdout, stderr } = await buildFrom(server.link('/repo/index'), 'one');
		expect([status, stderr, stdout.includes('\ndata')]).to.deep.equal([0, '', true]);
		expect(server.takePaths().filter((path) => path.endsWith('data'))).to.have.length(2);
	});

	it('with a file that has its checksum only then', async () => {
		let content = 'old';
		const server = await startRepository(
			{ one: `sleep 0.3; curl -s "$INSTALLER_DIR/make"; ${fetchOne.replace(' &&', ` ${hashOf('new')} &&`)}` },
			{
				'/repo/make': (_request, response) => void response.end(((content = 'new'), '')),
				'/repo/data': (_request, response) => void response.end(content),
			},
		);
		const { status, stdout, stderr } = await buildFrom(server.link('/repo/index'), 'one');
		expect([status, stderr, stdout.includes('\nnew')]).to.deep.equal([0, '', true]);
		expect(server.takePaths().filter((path) => path.endsWith('data'))).to.have.length(2);
	});

	it('with a server that refuses to send more than three files at a time', async () => {
		const names = Array.from({ length: 6 }, (_, number) => `p${number}`);
		const archive = archiveWith('x');
		let open = 0;
		const answer: Answer = (_request, response) => {
			open += 1;
			response.on('close', () => (open -= 1));
			if (open > 3) response.writeHead(403).end();
			else void delay(200).then(() => response.end(archive));
		};
		const server = await startRepository(
			Object.fromEntries(names.map((name) => [name, `unpack ${name}.tgz ""`])),
			Object.fromEntries(names.map((name) => [`/repo/${name}.tgz`, answer])),
		);
		const { status, stderr } = await buildFrom(server.link('/repo/index'), names.join(' '));
		expect([status, stderr]).to.deep.equal([0, '']);
	});

	it('after an installer that empties the cache', async () => {
		const cacheDir = makeDirectory('cache');
		const server = await startRepository(
			{ one: `sleep 0.3; rm -rf "$CACHE_DIR"/*; ${fetchOne}` },
			{ '/repo/data': 'data' },
		);
		const { status, stderr } = await buildFrom(server.link('/repo/index'), 'one', { cacheDir });
		expect([status, stderr, partsIn(cacheDir)]).to.deep.equal([0, '', []]);
	});
});

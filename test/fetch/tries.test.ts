import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { Link } from '../../src/fetch/link.ts';
import { Transport } from '../../src/fetch/schemes.ts';
import { makeDirectory } from '../support/directories.ts';
import { TestServer } from '../support/server.ts';
import { receive, unreachable } from './receiving.ts';

const passing = [408, 429, 500, 502, 503, 504];

/** What the error of a status that is final says after it. */
const advice: Record<number, string> = {
	401: 'Check the user and password in the link, or in the repository that it comes from.',
	403: 'Check the user and password in the link, or in the repository that it comes from.',
	404: 'There is no such file: check the link.',
	407: 'The proxy wants a user and password: add them to the proxy settings.',
	410: 'There is no such file: check the link.',
};

describe('a status that may pass', () => {
	for (const status of passing) {
		it(`like ${status} is tried three times, with growing pauses`, async () => {
			const server = await TestServer.start({ '/file': { status, body: 'an error page' } });
			const { error, pauses } = await receive(server.link('/file', 'me:s3cret'));
			expect(error).to.equal(unreachable(server.link('/file'), `HTTP ${status}`));
			expect(server.takePaths()).to.deep.equal(['/file', '/file', '/file']);
			expect(pauses).to.deep.equal([1000, 4000]);
		});

		it(`like ${status} does no harm if the third try is fine`, async () => {
			const server = await TestServer.start({
				'/file': (_request, response, count) => {
					if (count < 3) response.writeHead(status).end('an error page');
					else response.end('text');
				},
			});
			const { text, received } = await receive(server.link('/file'));
			expect([text, received?.size]).to.deep.equal(['text', 4]);
			expect(server.requests).to.have.length(3);
		});
	}
});

describe('any other status', () => {
	const others = Array.from({ length: 52 }, (_, index) => 400 + index).filter((each) => !passing.includes(each));
	it('of 4xx is final at once', async () => {
		const server = await TestServer.start({});
		for (const status of others) {
			server.answer('/file', { status, headers: { 'Retry-After': '1' }, body: 'an error page' });
			const { error, pauses } = await receive(server.link('/file', 'me:s3cret'));
			expect(error).to.equal(
				`${server.link('/file')} cannot be fetched: HTTP ${status}.\n${advice[status] ?? 'Check the link and the server.'}`,
			);
			expect([server.takePaths(), pauses], String(status)).to.deep.equal([['/file'], []]);
		}
	});

	for (const status of [201, 204, 206, 304, 501]) {
		it(`like ${status} is final at once, since nobody asked for that`, async () => {
			const server = await TestServer.start({
				'/file': { status, headers: { 'Content-Range': 'bytes 0-3/4' } },
			});
			const { error } = await receive(server.link('/file'));
			expect(error).to.equal(
				`${server.link('/file')} cannot be fetched: HTTP ${status}.\nCheck the link and the server.`,
			);
			expect(server.takePaths()).to.deep.equal(['/file']);
		});
	}
});

describe('Retry-After', () => {
	const pausesFor = async (value: string) => {
		const server = await TestServer.start({ '/file': { status: 503, headers: { 'Retry-After': value } } });
		return (await receive(server.link('/file'))).pauses;
	};

	for (const [value, pauses] of [
		['7', [7000, 7000]],
		['0', [0, 0]],
		['30', [30_000, 30_000]],
		['31', [30_000, 30_000]],
		['86400', [30_000, 30_000]],
		['Thu, 01 Jan 1970 00:00:00 GMT', [0, 0]],
		['soon', [1000, 4000]],
		['', [1000, 4000]],
	] as const) {
		it(`of "${value}" makes pauses of ${pauses.join(' and ')} ms`, async () => {
			expect(await pausesFor(value)).to.deep.equal(pauses);
		});
	}

	it('can be a date', async () => {
		const [pause = 0] = await pausesFor(new Date(Date.now() + 20_000).toUTCString());
		expect(pause).to.be.within(15_000, 20_000);
	});

	it('as a date is not followed for longer than 30 s', async () => {
		expect(await pausesFor(new Date(Date.now() + 3600_000).toUTCString())).to.deep.equal([30_000, 30_000]);
	});
});

describe('the end of a build', () => {
	const reason = new Error('the build ends');
	const start = async (answer: Parameters<TestServer['answer']>[1]) => {
		const server = await TestServer.start({ '/file': answer });
		const controller = new AbortController();
		const options = { timeout: 30, abort: controller.signal };
		const receiving = new Transport(undefined).receive(
			Link.parse(server.link('/file')),
			`${makeDirectory()}/file`,
			options,
		);
		return {
			server,
			controller,
			ended: receiving.then(
				() => undefined,
				(error: unknown) => error,
			),
		};
	};

	it('ends a pause between tries at once', async () => {
		const { server, controller, ended } = await start({ status: 503, headers: { 'Retry-After': '30' } });
		while (server.requests.length === 0) await delay(5);
		await delay(50);
		controller.abort(reason);
		expect(await ended).to.equal(reason);
		expect(server.requests).to.have.length(1);
	});

	it('ends a request that has no answer yet, and one in the middle of its body', async () => {
		for (const isBegun of [false, true]) {
			const { server, controller, ended } = await start((_request, response) => {
				if (isBegun) response.write('te');
			});
			while (server.requests.length === 0) await delay(5);
			await delay(50);
			controller.abort(reason);
			expect(await ended).to.equal(reason);
		}
	});

	it('does no harm after a request that was refused', async () => {
		const { controller, ended } = await start({ status: 404, body: Buffer.alloc(1e6) });
		expect(await ended)
			.to.be.an('error')
			.with.property('code', 'fetch::status');
		let uncaught: unknown;
		process.once('uncaughtExceptionMonitor', (error) => (uncaught = error));
		controller.abort(reason);
		await once(process, 'nothing', { signal: AbortSignal.timeout(50) }).catch(() => {});
		expect(uncaught).to.be.undefined;
	});
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { Ahead } from '../../src/fetch/ahead.ts';
import { Link } from '../../src/fetch/link.ts';
import { Transport } from '../../src/fetch/schemes.ts';
import { makeDirectory } from '../support/directories.ts';
import { TestServer } from '../support/server.ts';

const sizeOf = (file: string) => readFileSync(file).length;

describe('what is fetched ahead', () => {
	let cacheDir: string;
	let target: string;

	const aheadOf = async (mostBytes?: number) => {
		const transport = new Transport(undefined);
		return await Ahead.make(cacheDir, transport.receive.bind(transport), 30, mostBytes);
	};
	const left = () =>
		readdirSync(cacheDir, { recursive: true, encoding: 'utf8' }).filter((name) => name.includes('part'));

	beforeEach(() => {
		cacheDir = makeDirectory('cache');
		target = join(cacheDir, 'target');
	});

	it('stays within its budget of bytes: what would go beyond is dropped, and nothing more is begun', async () => {
		const half = Buffer.alloc(600_000);
		const server = await TestServer.start({ '/1': half, '/2': half, '/3': half });
		const ahead = await aheadOf(1_000_000);
		const fetch = (path: string) => ahead.fetch(Link.parse(server.link(path)), { onRedirect: () => {} }, sizeOf);
		expect([await fetch('/1'), await fetch('/2'), await fetch('/3')]).to.deep.equal([600_000, undefined, undefined]);
		expect(server.takePaths()).to.deep.equal(['/1', '/2']);
		const taken = await ahead.take(Link.parse(server.link('/1')), target, {});
		expect([taken?.isUnchanged, sizeOf(target)]).to.deep.equal([false, 600_000]);
		for (const path of ['/2', '/3'])
			expect(await ahead.take(Link.parse(server.link(path)), target, {}), path).to.equal(undefined);
		await ahead.stop();
		expect([left(), server.takePaths()]).to.deep.equal([[], []]);
	});

	it('is dropped while it comes, once the budget is used up, without waiting for the rest of it', async () => {
		const server = await TestServer.start({
			'/endless': (_request, response) => {
				const timer = setInterval(() => response.write(Buffer.alloc(100_000)), 1);
				response.on('close', () => {
					clearInterval(timer);
					closed();
				});
			},
		});
		let closed = () => {};
		const end = new Promise<void>((resolve) => (closed = resolve));
		const ahead = await aheadOf(1_000_000);
		const link = Link.parse(server.link('/endless'));
		expect(await ahead.fetch(link, { onRedirect: () => {} }, sizeOf)).to.equal(undefined);
		await end;
		await ahead.stop();
		expect(left()).to.deep.equal([]);
	});

	it('does not wait behind files of a server that has none for now', async () => {
		const busy = Array.from({ length: 20 }, (_, number) => `/busy${number}`);
		const answers = Object.fromEntries(busy.map((path) => [path, { status: 503 }]));
		const server = await TestServer.start({ ...answers, '/file': 'text' });
		const ahead = await aheadOf();
		const fetch = (path: string) => ahead.fetch(Link.parse(server.link(path)), { onRedirect: () => {} }, sizeOf);
		for (const path of busy) void fetch(path);
		expect(await fetch('/file')).to.equal(4);
		expect(server.takePaths().sort()).to.deep.equal([...busy, '/file'].sort());
		await ahead.stop();
		expect(left()).to.deep.equal([]);
	});

	it('is fetched anew by who asks, where the cache has no room for it', async () => {
		const server = await TestServer.start({ '/file': 'text' });
		cacheDir = '/proc';
		const ahead = await aheadOf();
		const link = Link.parse(server.link('/file'));
		expect(await ahead.fetch(link, { onRedirect: () => {} }, sizeOf)).to.equal(undefined);
		expect(await ahead.take(link, target, {})).to.equal(undefined);
		await ahead.stop();
	});

	it('is not given to who asks with another password, and is not waited for', async () => {
		const server = await TestServer.start({
			'/file': (_request, response) => void response.writeHead(200).write('begins'),
		});
		const ahead = await aheadOf();
		const fetched = ahead.fetch(Link.parse(server.link('/file', 'one:secret')), { onRedirect: () => {} }, sizeOf);
		while (server.requests.length === 0) await delay(5);
		for (const user of ['one:other', '']) {
			expect(await ahead.take(Link.parse(server.link('/file', user)), target, {}), user).to.equal(undefined);
		}
		expect(await fetched).to.equal(undefined);
		await ahead.stop();
		expect([left(), server.requests.length]).to.deep.equal([[], 1]);
	});
});

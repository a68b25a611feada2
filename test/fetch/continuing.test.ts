import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { TestServer } from '../support/server.ts';
import { brokenOnce, headersOf, receive, unreachable } from './receiving.ts';

const whole = Array.from({ length: 5000 }, (_, line) => `line ${line}\n`).join('');
const half = 20_000;
const sha256 = createHash('sha256').update(whole).digest('hex');
const md5 = createHash('md5').update(whole).digest('hex');
const etag = '"one"';
const range = (start: number) => `bytes ${start}-${whole.length - 1}/${whole.length}`;

/** A server whose first answer breaks off in the middle, and what it says to the request that follows. */
async function startBreaking(
	headers: Record<string, string>,
	status: number,
	next: Record<string, string>,
	body: string,
): Promise<TestServer> {
	const answer = brokenOnce(whole.slice(0, half), whole.length, headers, (response, asked) => {
		if (asked === undefined) response.writeHead(200, { ETag: etag }).end(whole);
		else response.writeHead(status, next).end(body);
	});
	return await TestServer.start({ '/file': answer });
}

const wanted = { algorithm: 'md5', hex: md5 } as const;

describe('a file that was half received', () => {
	it('is continued where the server says that it is the same', async () => {
		const next = { 'Content-Range': range(half), ETag: etag };
		const server = await startBreaking({ ETag: etag, 'Last-Modified': 'Mon' }, 206, next, whole.slice(half));
		const { text, received, pauses } = await receive(server.link('/file'), { wanted });
		expect(text).to.equal(whole);
		expect(received).to.deep.equal({
			isUnchanged: false,
			sha256,
			md5,
			size: whole.length,
			etag,
			lastModified: 'Mon',
		});
		expect(headersOf(server, 'range')).to.deep.equal([undefined, `bytes=${half}-`]);
		expect(headersOf(server, 'if-range')).to.deep.equal([undefined, etag]);
		expect(pauses).to.deep.equal([1000]);
	});

	it('is continued twice, and where the second part was cut short as well', async () => {
		const server = await TestServer.start({
			'/file': (request, response, count) => {
				const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
				response.writeHead(start === 0 ? 200 : 206, {
					ETag: etag,
					'Content-Length': whole.length - start,
					...(start === 0 ? {} : { 'Content-Range': range(start) }),
				});
				if (count === 3) response.end(whole.slice(start));
				else response.write(whole.slice(start, start + 1000), () => setTimeout(() => response.destroy(), 20));
			},
		});
		expect((await receive(server.link('/file'))).text).to.equal(whole);
		expect(headersOf(server, 'range')).to.deep.equal([undefined, 'bytes=1000-', 'bytes=2000-']);
	});

	it('is continued again where the server gives less than was asked for', async () => {
		const server = await TestServer.start({
			'/file': brokenOnce(whole.slice(0, half), whole.length, { ETag: etag }, (response, asked) => {
				const start = Number(/\d+/.exec(asked ?? '')?.[0]);
				const end = Math.min(start + 20_000, whole.length);
				const contentRange = `bytes ${start}-${end - 1}/${whole.length}`;
				response.writeHead(206, { 'Content-Range': contentRange, ETag: etag }).end(whole.slice(start, end));
			}),
		});
		const { text } = await receive(server.link('/file'));
		expect(text).to.equal(whole);
		expect(headersOf(server, 'range')).to.deep.equal([undefined, `bytes=${half}-`, `bytes=${half + 20_000}-`]);
	});

	const inOneMore: readonly (readonly [title: string, first: Record<string, string>])[] = [
		['has changed meanwhile', { ETag: '"old"' }],
		['comes from a server that ignores ranges', { ETag: etag }],
	];
	for (const [title, first] of inOneMore) {
		it(`starts again where it ${title}`, async () => {
			const server = await startBreaking(first, 200, { ETag: etag }, whole);
			const { text, received } = await receive(server.link('/file'), { wanted });
			expect([text, received?.sha256, received?.md5, received?.etag]).to.deep.equal([whole, sha256, md5, etag]);
			expect(headersOf(server, 'range')).to.deep.equal([undefined, `bytes=${half}-`]);
		});
	}

	const withoutRange: readonly (readonly [title: string, first: Record<string, string>])[] = [
		['a weak ETag', { ETag: 'W/"one"' }],
		['no ETag', { 'Last-Modified': 'Mon, 02 Nov 2026 10:00:00 GMT' }],
	];
	for (const [title, first] of withoutRange) {
		it(`starts again where it has ${title}`, async () => {
			const server = await startBreaking(first, 500, {}, '');
			const { text, received } = await receive(server.link('/file'), { wanted });
			expect([text, received?.sha256, received?.md5]).to.deep.equal([whole, sha256, md5]);
			expect(headersOf(server, 'range')).to.deep.equal([undefined, undefined]);
			expect(headersOf(server, 'if-range')).to.deep.equal([undefined, undefined]);
		});
	}

	const inTwoMore: readonly (readonly [string, number, Record<string, string>])[] = [
		['another part than was asked for', 206, { 'Content-Range': range(half - 1), ETag: etag }],
		['a part and does not say which', 206, { ETag: etag }],
		[
			'a part and does not say of how much',
			206,
			{ 'Content-Range': `bytes ${half}-${whole.length - 1}/*`, ETag: etag },
		],
		['a part of another file', 206, { 'Content-Range': range(half), ETag: '"two"' }],
		['416', 416, { 'Content-Range': `bytes */${whole.length}` }],
	];
	for (const [title, status, next] of inTwoMore) {
		it(`starts again where the server gives ${title}`, async () => {
			const server = await startBreaking({ ETag: etag }, status, next, whole.slice(half));
			const { text, received } = await receive(server.link('/file'), { wanted });
			expect([text, received?.sha256, received?.md5]).to.deep.equal([whole, sha256, md5]);
			expect(headersOf(server, 'range')).to.deep.equal([undefined, `bytes=${half}-`, undefined]);
		});
	}

	it('leaves nothing behind where the file has become shorter', async () => {
		const server = await startBreaking({ ETag: '"old"' }, 200, { ETag: etag }, 'short');
		const { text, received } = await receive(server.link('/file'));
		expect([text, received?.size]).to.deep.equal(['short', 5]);
	});

	it('starts again where the server gives more than it says', async () => {
		const next = { 'Content-Range': range(half), ETag: etag };
		const server = await startBreaking({ ETag: etag }, 206, next, `${whole.slice(half)}more`);
		const { text, received } = await receive(server.link('/file'), { wanted });
		expect([text, received?.sha256, received?.md5]).to.deep.equal([whole, sha256, md5]);
		expect(headersOf(server, 'range')).to.deep.equal([undefined, `bytes=${half}-`, undefined]);
	});

	it('is continued after a status that passed', async () => {
		const server = await TestServer.start({
			'/file': (request, response, count) => {
				if (count === 1) {
					response.writeHead(200, { ETag: etag, 'Content-Length': whole.length });
					response.write(whole.slice(0, half), () => setTimeout(() => response.destroy(), 20));
				} else if (count === 2) response.writeHead(503).end();
				else {
					expect(request.headers.range).to.equal(`bytes=${half}-`);
					response.writeHead(206, { ETag: etag, 'Content-Range': range(half) }).end(whole.slice(half));
				}
			},
		});
		expect((await receive(server.link('/file'))).text).to.equal(whole);
		expect(server.requests).to.have.length(3);
	});

	it('is given up at once where the server refuses the rest', async () => {
		const server = await startBreaking({ ETag: etag }, 403, {}, '');
		const { error } = await receive(server.link('/file'));
		expect(error).to.equal(
			`${server.link('/file')} cannot be fetched: HTTP 403.\nCheck the user and password in the link, or in the repository that it comes from.`,
		);
		expect(server.requests).to.have.length(2);
	});

	it('is an error where no try gets it whole', async () => {
		const server = await TestServer.start({
			'/file': (_request, response) => {
				response.writeHead(200, { 'Content-Length': whole.length });
				response.write(whole.slice(0, half), () => setTimeout(() => response.destroy(), 20));
			},
		});
		const { error } = await receive(server.link('/file'));
		expect(error).to.equal(
			unreachable(server.link('/file'), `the body broke off after ${half} of ${whole.length} bytes`),
		);
		expect(server.requests).to.have.length(3);
	});
});

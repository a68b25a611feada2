import { expect } from 'chai';
import { type Answer, TestServer } from '../support/server.ts';
import { headersOf, receive, unreachable } from './receiving.ts';

const to = (location: string, status = 302): Answer => ({ status, headers: { Location: location } });

/** Paths /0 to /COUNT, each of which leads to the next. */
function chain(count: number): Record<string, Answer> {
	const answers = Array.from({ length: count }, (_, step): [string, Answer] => [`/${step}`, to(`/${step + 1}`)]);
	return { ...Object.fromEntries(answers), [`/${count}`]: 'text' };
}

const broken: Answer = (_request, response) => {
	response.writeHead(200, { 'Content-Length': '5' }).write('hal', () => setTimeout(() => response.destroy(), 50));
};

const basic = `Basic ${Buffer.from('me:s3cret').toString('base64')}`;

describe('a redirect', () => {
	for (const status of [301, 302, 303, 307, 308]) {
		it(`with status ${status} is followed`, async () => {
			const server = await TestServer.start({ '/a/old': to('../new?x=1', status), '/new?x=1': 'text' });
			expect((await receive(server.link('/a/old'))).text).to.equal('text');
			expect(server.takePaths()).to.deep.equal(['/a/old', '/new?x=1']);
		});
	}

	it('is followed ten times', async () => {
		const server = await TestServer.start(chain(10));
		expect((await receive(server.link('/0'))).text).to.equal('text');
		expect(server.requests).to.have.length(11);
	});

	it('is not followed an eleventh time, and the link is not tried again', async () => {
		const server = await TestServer.start(chain(11));
		const { error } = await receive(server.link('/0', 'me:s3cret'));
		expect(error).to.equal(
			`${server.link('/0')} redirects more than 10 times, perhaps in a circle.\nCheck the link and the server.`,
		);
		expect(server.requests).to.have.length(11);
	});

	it('to itself ends after ten of them', async () => {
		const server = await TestServer.start({ '/circle': to('/circle') });
		const { error } = await receive(server.link('/circle'));
		expect(error).to.equal(
			`${server.link('/circle')} redirects more than 10 times, perhaps in a circle.\nCheck the link and the server.`,
		);
		expect(server.requests).to.have.length(11);
	});

	it('on the same host and port takes user and password along', async () => {
		const server = await TestServer.start({ '/old': to('/new'), '/new': 'text' });
		expect((await receive(server.link('/old', 'me:s3cret'))).text).to.equal('text');
		expect(headersOf(server, 'authorization')).to.deep.equal([basic, basic]);
	});

	it('to another port does not, nor does anything of the way there from the second one on', async () => {
		const other = await TestServer.start({ '/new': to('/newer'), '/newer': 'text' });
		const server = await TestServer.start({ '/old': to(other.link('/new')) });
		expect((await receive(server.link('/old', 'me:s3cret'))).text).to.equal('text');
		expect(headersOf(server, 'authorization')).to.deep.equal([basic]);
		expect(headersOf(other, 'authorization')).to.deep.equal([undefined, undefined]);
		expect(JSON.stringify(other.requests)).not.to.contain('s3cret');
	});

	it('to another name of the same machine does not', async () => {
		const server = await TestServer.start({ '/new': 'text' });
		server.answer('/old', to(`http://localhost:${server.port}/new`));
		expect((await receive(server.link('/old', 'me:s3cret'))).text).to.equal('text');
		expect(headersOf(server, 'authorization')).to.deep.equal([basic, undefined]);
	});

	it('away and back sends them where they belong', async () => {
		const other = await TestServer.start({});
		const server = await TestServer.start({ '/old': to(other.link('/away')), '/new': 'text' });
		other.answer('/away', to(server.link('/new')));
		expect((await receive(server.link('/old', 'me:s3cret'))).text).to.equal('text');
		expect(headersOf(server, 'authorization')).to.deep.equal([basic, basic]);
		expect(headersOf(other, 'authorization')).to.deep.equal([undefined]);
	});

	it('with a user and password of its own sends those', async () => {
		const other = await TestServer.start({ '/new': 'text' });
		const server = await TestServer.start({ '/old': to(other.link('/new', 'you:other')) });
		expect((await receive(server.link('/old', 'me:s3cret'))).text).to.equal('text');
		expect(headersOf(other, 'authorization')).to.deep.equal([`Basic ${Buffer.from('you:other').toString('base64')}`]);
	});

	for (const location of ['file:///etc/passwd', 'ftp://you:other@127.0.0.1/file', 'data:text/plain,x']) {
		it(`to ${location} is refused`, async () => {
			const server = await TestServer.start({ '/old': to(location) });
			const { error } = await receive(server.link('/old'));
			expect(error).to.equal(
				`${server.link('/old')} redirects to ${location.replace('you:other@', '')}, which is not followed: only http and https are.\nCheck the link and the server.`,
			);
			expect(server.takePaths()).to.deep.equal(['/old']);
		});
	}

	it('to what is no link is refused, without a password in it', async () => {
		const server = await TestServer.start({ '/old': to('http://you:other@[') });
		const { error } = await receive(server.link('/old'));
		expect(error).to.equal(
			`${server.link('/old')} redirects to "http://[", which is not a link.\nCheck the link and the server.`,
		);
		expect(server.takePaths()).to.deep.equal(['/old']);
	});

	for (const [title, answer, reason] of [
		['refuses', { status: 404 }, 'HTTP 404.\nThere is no such file: check the link.'],
		['has no answer', undefined, 'connection refused'],
		['breaks off', broken, 'the body broke off after 3 of 5 bytes'],
		['says 503', { status: 503 }, 'HTTP 503'],
	] as const) {
		it(`is named in the error where the server that it leads to ${title}, without a password`, async () => {
			const other = await TestServer.start(answer === undefined ? {} : { '/new': answer });
			const server = await TestServer.start({ '/old': to('/second'), '/second': to(other.link('/new', 'you:other')) });
			const newLink = other.link('/new');
			if (answer === undefined) await other.stop();
			const { error } = await receive(server.link('/old', 'me:s3cret'));
			const name = `${server.link('/old')} (redirected to ${newLink})`;
			expect(error).to.equal(
				reason.includes('\n') ? `${name} cannot be fetched: ${reason}` : unreachable(name, reason),
			);
		});
	}

	it('that took place in an earlier try only is not named', async () => {
		const server = await TestServer.start({
			'/old': (_request, response, count) =>
				response.writeHead(count === 1 ? 302 : 404, count === 1 ? { Location: '/new' } : {}).end(),
			'/new': { status: 503 },
		});
		const { error } = await receive(server.link('/old'));
		expect(error).to.equal(
			`${server.link('/old')} cannot be fetched: HTTP 404.\nThere is no such file: check the link.`,
		);
	});

	it('begins the time anew in which an answer has to come', async () => {
		const slow =
			(step: number): Answer =>
			(_request, response) => {
				setTimeout(() => response.writeHead(302, { Location: `/${step + 1}` }).end(), 1400);
			};
		const server = await TestServer.start({ '/0': slow(0), '/1': slow(1), '/2': slow(2), '/3': 'text' });
		const { text, pauses } = await receive(server.link('/0'), { timeout: 2 });
		expect([text, pauses]).to.deep.equal(['text', []]);
		expect(server.requests).to.have.length(4);
	});

	it('in UTF-8 leads where it says', async () => {
		const server = await TestServer.start({ '/old': to(Buffer.from('/für').toString('latin1')), '/f%C3%BCr': 'text' });
		expect((await receive(server.link('/old'))).text).to.equal('text');
	});

	it('without a Location is a status like any other', async () => {
		const server = await TestServer.start({ '/old': { status: 302 } });
		const { error } = await receive(server.link('/old'));
		expect(error).to.equal(`${server.link('/old')} cannot be fetched: HTTP 302.\nCheck the link and the server.`);
	});
});

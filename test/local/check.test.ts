import { expect } from 'chai';
import { appFiles, makeFiles } from '../support/directories.ts';
import { endLeftProcesses, freePort, marked, modular, modularOnce, server } from './modular.ts';

/** An app with a server in Node.js. */
const serving = (text: string) =>
	makeFiles(appFiles({}, { 'server.js': text, Procfile: 'web: sleep 61 & exec node server.js\n' }));

/** What modular said after the build. */
const said = (stdout: string) => stdout.replace(/^[^]*-----> Starting .*\n/, '');

const rude = `
const { createServer } = require('node:http');
createServer((request, response) => {
	if (request.url === '/moved') response.writeHead(302, { Location: '/elsewhere' }).end();
	else if (request.url === '/broken') response.writeHead(500).end('broken');
	else if (request.url === '/close') request.socket.destroy();
	else if (request.url === '/exit') process.exit(9);
	else console.log('waiting'); // and never answers
}).listen(process.env.PORT);
`;

describe('modular run --check', () => {
	afterEach(endLeftProcesses);

	for (const { path, status, http } of [
		{ path: '/', status: 0, http: 200 },
		{ path: '/some/path?with=query', status: 0, http: 200 },
		{ path: 'relative', status: 0, http: 200 },
		{ path: '//twice', status: 0, http: 200 },
		{ path: '/missing', status: 1, http: 404 },
	]) {
		it(`prints the answer to ${path}, ends the app, and exits with status ${status}`, async () => {
			const port = String(await freePort());
			const result = await modular(['run', serving(server), '--port', port, '--check', path]);
			const asked = path.startsWith('/') ? path : `/${path}`;
			const url = `http://localhost:${port}${asked}`;
			expect(result.stderr).to.equal('');
			expect(said(result.stdout)).to.equal(`       GET ${url}: HTTP ${http}\n${asked} in /app\n`);
			expect(result.status).to.equal(status);
			expect(result.left).to.deep.equal([]);
			expect(result.running).to.deep.equal([]);
		});
	}

	for (const { path, status, http, body } of [
		{ path: '/moved', status: 0, http: 302, body: '' },
		{ path: '/broken', status: 1, http: 500, body: 'broken' },
	]) {
		it(`does not follow and does not excuse an answer of ${http}`, async () => {
			const port = String(await freePort());
			const result = await modular(['run', serving(rude), '--port', port, '--check', path]);
			expect(result.stderr).to.equal('');
			expect(said(result.stdout)).to.equal(`       GET http://localhost:${port}${path}: HTTP ${http}\n${body}\n`);
			expect(result.status).to.equal(status);
			expect(result.running).to.deep.equal([]);
		});
	}

	it('hands on what an app says that ends before it listens, and what to look at', async () => {
		const port = String(await freePort());
		const app = serving('console.error("no database"); process.exit(4);');
		const { status, stdout, stderr, left, running } = await modular(['run', app, '--port', port, '--check', '/']);
		expect(stderr).to.equal(
			`no database\n${marked(`The app does not listen on port ${port}: it has ended, or 60 seconds have passed. Its own output is above.`)}`,
		);
		expect(said(stdout)).to.equal('');
		expect(status).to.equal(1);
		expect(left).to.deep.equal([]);
		expect(running).to.deep.equal([]);
	});

	for (const path of ['/close', '/exit']) {
		it(`says so when the app gives no answer, at ${path}`, async () => {
			const port = String(await freePort());
			const result = await modular(['run', serving(rude), '--port', port, '--check', path]);
			const [first = '', ...more] = result.stderr.split('\n');
			expect(first).to.match(new RegExp(`^ !     The app gave no answer to http://localhost:${port}${path}: .+\\.$`));
			expect(more).to.deep.equal(['']);
			expect(said(result.stdout)).to.equal('');
			expect(result.status).to.equal(1);
			expect(result.left).to.deep.equal([]);
			expect(result.running).to.deep.equal([]);
		});
	}

	for (const { title, text } of [
		{ title: 'while the app has not answered', text: rude },
		{ title: 'while the app does not listen yet', text: "console.log('waiting'); setInterval(() => {}, 1000);" },
	]) {
		it(`ends at once and without an error on TERM, ${title}`, async () => {
			const args = ['run', serving(text), '--port', String(await freePort()), '--check', '/'];
			const result = await modularOnce('waiting', (child) => child.kill(), args);
			expect(result.stderr).to.equal('');
			expect(said(result.stdout)).to.equal('waiting\n');
			expect(result.status).to.equal(143);
			expect(result.left).to.deep.equal([]);
			expect(result.running).to.deep.equal([]);
		});
	}
});

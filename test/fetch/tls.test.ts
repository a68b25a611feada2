import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { Transport } from '../../src/fetch/schemes.ts';
import { makeDirectory, makeFiles } from '../support/directories.ts';
import { TestServer } from '../support/server.ts';
import { missing } from '../support/shells.ts';
import { build, told, wrapped } from '../install/builds.ts';
import { type Authority, hasOpenssl, makeAuthority } from './certificates.ts';
import { receive } from './receiving.ts';

const advice =
	"If the server's authority is your company's, add it to the system's certificates or name a file of them in SSL_CERT_FILE.";

describe('https', () => {
	if (!hasOpenssl) {
		missing('openssl is not installed');
		return;
	}
	let authority: Authority;
	let server: TestServer;
	beforeEach(async () => {
		authority = makeAuthority();
		server = await TestServer.start({ '/file': 'text' }, authority.tls);
	});

	it('trusts the authorities in SSL_CERT_FILE', async () => {
		const { text } = await receive(server.link('/file'), { certificateFile: authority.file });
		expect(text).to.equal('text');
	});

	it('does not trust any other, and does not try again', async () => {
		const { error, pauses } = await receive(server.link('/file', 'me:s3cret'));
		expect(error).to.equal(
			`${server.link('/file')} cannot be fetched: unable to verify the first certificate (UNABLE_TO_VERIFY_LEAF_SIGNATURE).\n${advice}`,
		);
		expect([server.requests, pauses]).to.deep.equal([[], []]);
	});

	for (const [title, options, message] of [
		[
			'for another host',
			{ names: 'DNS:other.example' },
			/Hostname\/IP does not match .* \(ERR_TLS_CERT_ALTNAME_INVALID\)/,
		],
		['that is out of date', { days: '-1' }, /certificate has expired \(CERT_HAS_EXPIRED\)/],
	] as const) {
		it(`does not trust a certificate ${title}, and does not try again`, async () => {
			const other = makeAuthority(options);
			const wrong = await TestServer.start({ '/file': 'text' }, other.tls);
			const { error, pauses } = await receive(wrong.link('/file'), { certificateFile: other.file });
			expect(error).to.match(message);
			expect(error?.split('\n')[1]).to.equal(advice);
			expect([wrong.requests, pauses]).to.deep.equal([[], []]);
		});
	}

	it('with a server that does not speak it is an error at once', async () => {
		const plain = await TestServer.start({ '/file': 'text' });
		const link = plain.link('/file').replace('http:', 'https:');
		const { error, pauses } = await receive(link, { certificateFile: authority.file });
		expect(error).to.match(
			/^https:\/\/127\.0\.0\.1:\d+\/file cannot be fetched: (wrong version number|packet length too long|http request) \(\w+\)\.\n/,
		);
		expect([plain.requests, pauses]).to.deep.equal([[], []]);
	});

	for (const [title, file, reason] of [
		['does not exist', () => '/nonexistent/ca.pem', 'it does not exist'],
		['is a directory', () => makeDirectory(), 'it is a directory'],
	] as const) {
		it(`is an error where SSL_CERT_FILE ${title}`, async () => {
			const certificateFile = file();
			const { error, pauses } = await receive(server.link('/file'), { certificateFile });
			expect(error).to.equal(
				`The certificates that https needs cannot be read from ${certificateFile}: ${reason}.\nCheck SSL_CERT_FILE, if it is set, or the system's certificates.`,
			);
			expect([server.requests, pauses]).to.deep.equal([[], []]);
		});
	}

	it('trusts nobody where SSL_CERT_FILE holds no certificate', async () => {
		const certificateFile = join(makeFiles({ 'ca.pem': 'nothing\n' }), 'ca.pem');
		const { error } = await receive(server.link('/file'), { certificateFile });
		expect(error).to.contain(' cannot be ');
		expect(server.requests).to.deep.equal([]);
	});

	it('does not send a password on to plain http', async () => {
		const plain = await TestServer.start({ '/file': 'text' });
		server.answer('/old', { status: 302, headers: { Location: plain.link('/file') } });
		const { text } = await receive(server.link('/old', 'me:s3cret'), { certificateFile: authority.file });
		expect([text, plain.requests[0]?.headers.authorization]).to.deep.equal(['text', undefined]);
	});

	it('keeps its connection for the next file', async () => {
		const ports = new Set<number | undefined>();
		server.answer('/file', (request, response) => {
			ports.add(request.socket.remotePort);
			response.end('text');
		});
		const transport = new Transport(authority.file);
		for (let count = 0; count < 3; count += 1) await receive(server.link('/file'), { transport });
		expect([server.requests.length, ports.size]).to.deep.equal([3, 1]);
	});

	for (const from of ['the environment', 'ENV_DIR']) {
		it(`reads SSL_CERT_FILE of ${from} during a build`, async () => {
			const setting = { SSL_CERT_FILE: authority.file };
			const result = await build(
				{ one: `download ${server.link('/file')} "$BUILD_DIR/file" || print "status $?"` },
				from === 'ENV_DIR' ? { envDir: makeFiles(setting, 'env') } : { env: setting },
			);
			expect([result.status, result.stderr]).to.deep.equal([0, '']);
			expect(readFileSync(join(result.app, 'file'), 'utf8')).to.equal('text');
		});
	}

	it('that nobody trusts is a failed download of a build, which says what to do', async () => {
		const result = await build(
			{ one: `download ${server.link('/file')} "$BUILD_DIR/file" || print "status $?"` },
			{ env: { SSL_CERT_FILE: '/etc/ssl/certs/ca-certificates.crt' } },
		);
		expect(result.stderr).to.equal(
			existsSync('/etc/ssl/certs/ca-certificates.crt')
				? told(
						`${server.link('/file')} cannot be fetched: unable to verify the first certificate (UNABLE_TO_VERIFY_LEAF_SIGNATURE).`,
						advice,
					)
				: told(
						'The certificates that https needs cannot be read from /etc/ssl/certs/ca-certificates.crt: it does not exist.',
						"Check SSL_CERT_FILE, if it is set, or the system's certificates.",
					),
		);
		expect(result.stdout).to.contain('       status 1\n');
		expect(server.requests).to.deep.equal([]);
	});
});

describe("the system's certificates", () => {
	const system = '/etc/ssl/certs/ca-certificates.crt';
	if (!hasOpenssl || !existsSync(system) || spawnSync('unshare', ['--mount', 'true']).status !== 0) {
		missing("openssl or the system's certificates are not installed, or no file system can be mounted");
		return;
	}

	it('are trusted where SSL_CERT_FILE is not set', async () => {
		const authority = makeAuthority();
		const server = await TestServer.start({ '/file': 'text' }, authority.tls);
		const one = `download ${server.link('/file')} "$BUILD_DIR/file" || print "status $?"`;
		const program = wrapped(
			(compile) =>
				`[ -n "$INSIDE" ] || INSIDE=1 exec unshare --mount "$0" "$@"\nmount --bind '${authority.file}' ${system} || exit 99\n${compile}`,
		);
		const result = await build({ one }, { program });
		expect([result.status, result.stderr]).to.deep.equal([0, '']);
		expect(readFileSync(join(result.app, 'file'), 'utf8')).to.equal('text');
		const without = await build({ one }, {});
		expect(without.stdout).to.contain('       status 1\n');
		expect(existsSync(join(without.app, 'file'))).to.be.false;
	});
});

describe('the certificates that a machine trusts', () => {
	if (!hasOpenssl || spawnSync('strace', ['-V']).status !== 0) {
		missing('openssl or strace is not installed');
		return;
	}

	it('are read with the first https link only, and once', async () => {
		const authority = makeAuthority();
		const secure = await TestServer.start({ '/file': 'text' }, authority.tls);
		const plain = await TestServer.start({ '/file': 'text' });
		for (const [links, times] of [
			[[plain.link('/file'), plain.link('/file')], 0],
			[[plain.link('/file'), secure.link('/file'), secure.link('/file')], 1],
		] as const) {
			const trace = join(makeDirectory(), 'trace');
			const result = await build(
				{ one: links.map((link, index) => `download ${link} "$BUILD_DIR/${index}"`).join('\n') },
				{
					env: { SSL_CERT_FILE: authority.file },
					program: wrapped((compile) => `exec strace -f -qq -e trace=open,openat -o '${trace}' ${compile}`),
				},
			);
			expect([result.status, result.stderr]).to.deep.equal([0, '']);
			expect(readFileSync(trace, 'utf8').split(authority.file)).to.have.length(times + 1);
		}
	});
});

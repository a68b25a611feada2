import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { build, type Build, type BuildOptions, told } from '../install/builds.ts';
import { makeDirectory, makeFiles } from '../support/directories.ts';
import { minimalEnvironment } from '../support/entry-points.ts';
import { missing } from '../support/shells.ts';

/** Builds an app that downloads a link over a file that stands there. */
async function fetchWith(link: string, options: BuildOptions): Promise<Build> {
	const one = `echo before >"$BUILD_DIR/file"; download '${link}' "$BUILD_DIR/file" || print "status $?"`;
	return await build({ one }, options);
}

const fileOf = ({ app }: Build) => readFileSync(join(app, 'file'), 'utf8');

/** PATH with a curl that notes its arguments and standard input, and then does what it is told. */
function fakeCurl(script: string): {
	readonly env: { readonly PATH: string };
	readonly noted: (name: string) => string;
} {
	const directory = makeDirectory('fake');
	const text = `#!/bin/sh\nprintf '%s\\n' "$@" >'${directory}/args'\ncat >'${directory}/stdin'\necho run >>'${directory}/runs'\noutput=$(sed -n 's/^output = "\\(.*\\)"$/\\1/p' '${directory}/stdin')\n${script}\n`;
	const bin = makeFiles({ curl: { text, mode: 0o755 } }, 'bin');
	return {
		env: { PATH: `${bin}:${minimalEnvironment.PATH}` },
		noted: (name) => readFileSync(join(directory, name), 'utf8'),
	};
}

/** What must not be there after a failure, and what must. */
function expectNothingNew(result: Build): void {
	expect(fileOf(result)).to.equal('before\n');
	expect(readdirSync(result.app).filter((name) => name.endsWith('.part'))).to.deep.equal([]);
}

describe('a link of any other scheme', () => {
	it('is fetched by curl, which gets all on standard input and nothing in its arguments', async () => {
		const { env, noted } = fakeCurl('printf text >"$output"');
		const result = await fetchWith('ftp://me:s3%22c%5Cret@127.0.0.1:1/a%20b/[1-2]%7Bx%7D', { env });
		expect([result.status, result.stderr, fileOf(result)]).to.deep.equal([0, '', 'text']);
		expect(noted('args')).to.equal('-q\n--config\n-\n');
		expect(noted('stdin').replace(/(?<=output = ").*(?=")/, 'OUTPUT')).to.equal(
			[
				...['fail', 'location', 'silent', 'show-error', 'globoff'],
				'url = "ftp://127.0.0.1:1/a%20b/[1-2]%7Bx%7D"',
				'user = "me:s3\\"c\\\\ret"',
				'output = "OUTPUT"',
				'max-filesize = "10000000000"',
				...['max-redirs = "10"', 'connect-timeout = "30"', 'speed-time = "60"', 'speed-limit = "1000"'],
				'',
			].join('\n'),
		);
		expect(dirname(/output = "(.*)"/.exec(noted('stdin'))?.[1] ?? '')).to.equal(result.app);
		expect(result.stdout).to.contain('       Downloaded ftp://127.0.0.1:1/a%20b/[1-2]%7Bx%7D\n');
		expect(result.log).not.to.contain('s3');
	});

	it('gives curl the time-out of the build', async () => {
		const { env, noted } = fakeCurl('printf text >"$output"');
		await fetchWith('ftp://127.0.0.1:1/file', { env: { ...env, MODULAR_TIMEOUT: '7' } });
		expect(noted('stdin')).to.contain('connect-timeout = "7"\nspeed-time = "14"\n');
	});

	it('gives curl the certificates that SSL_CERT_FILE names, also as a config variable', async () => {
		const { env, noted } = fakeCurl('printf text >"$output"');
		const envDir = makeFiles({ SSL_CERT_FILE: '/etc/our "own" ca.pem' });
		for (const options of [{ env: { ...env, SSL_CERT_FILE: '/etc/our "own" ca.pem' } }, { env, envDir }]) {
			const { status } = await fetchWith('ftps://127.0.0.1:1/file', options);
			expect(status).to.equal(0);
			expect(noted('stdin')).to.contain('\ncacert = "/etc/our \\"own\\" ca.pem"\n');
		}
		await fetchWith('ftps://127.0.0.1:1/file', { env });
		expect(noted('stdin')).not.to.contain('cacert');
	});

	it('that curl cannot fetch is an error with its words', async () => {
		const { env, noted } = fakeCurl('printf half >"$output"; echo "curl: (78) RETR response: 550" >&2; exit 78');
		const result = await fetchWith('ftp://me:s3cret@127.0.0.1:1/file', { env });
		expect(result.stderr).to.equal(
			told(
				'ftp://127.0.0.1:1/file cannot be fetched: curl: (78) RETR response: 550.',
				'Check the link, and the user and password in it.',
			),
		);
		expect(result.stdout).to.contain('       status 1\n');
		expect(noted('runs')).to.equal('run\n');
		expectNothingNew(result);
	});

	it('that curl fails at without a word is an error with its status', async () => {
		const { env, noted } = fakeCurl('exit 79');
		const result = await fetchWith('ftp://127.0.0.1:1/file', { env });
		expect(result.stderr).to.equal(
			told(
				'ftp://127.0.0.1:1/file cannot be fetched: curl exited with status 79.',
				'Check the link, and the user and password in it.',
			),
		);
		expect(noted('runs')).to.equal('run\n');
		expectNothingNew(result);
	});

	it('is given up with the build, and curl with it', async () => {
		const { env, noted } = fakeCurl('exec sleep 20');
		const began = Date.now();
		let isSent = false;
		const result = await fetchWith('ftp://127.0.0.1:1/file', {
			env,
			onOutput(log, child) {
				if (isSent || !log.includes('Installing')) return;
				isSent = true;
				setTimeout(() => child.kill('SIGTERM'), 700);
			},
		});
		expect([result.status, result.stderr, noted('runs')]).to.deep.equal([143, '', 'run\n']);
		expect(result.stdout).not.to.contain('status');
		expect(Date.now() - began).to.be.lessThan(10_000);
		expectNothingNew(result);
	});

	it('whose checksum is wrong is an error', async () => {
		const { env } = fakeCurl('printf text >"$output"');
		const sum = '0'.repeat(32);
		const result = await build(
			{ one: `download ftp://127.0.0.1:1/file "$BUILD_DIR/file" ${sum} || print "status $?"` },
			{ env },
		);
		expect(result.stdout).to.contain('       status 2\n');
		expect(existsSync(join(result.app, 'file'))).to.be.false;
	});

	it('is an error on a machine without curl', async () => {
		const bin = join(makeDirectory(), 'bin');
		mkdirSync(bin);
		for (const name of ['node', 'sh', 'dirname', 'uname', 'env', 'cat', 'rm', 'mkdir']) {
			const found = spawnSync('sh', ['-c', `command -v ${name}`], {
				encoding: 'utf8',
				env: minimalEnvironment,
			}).stdout.trim();
			if (found.startsWith('/')) symlinkSync(found, join(bin, name));
		}
		const result = await fetchWith('ftp://me:s3cret@127.0.0.1:1/file', { env: { PATH: bin } });
		expect(result.stderr).to.equal(
			told(
				'ftp://127.0.0.1:1/file cannot be fetched: links with ftp need a curl that knows it (there is none on PATH).',
				'Install one, or use a link with http, https or file.',
			),
		);
		expect([result.status, result.stdout.includes('       status 1\n')]).to.deep.equal([0, true]);
		expectNothingNew(result);
	});
});

/** A minimal FTP server with one file, which notes what it is told. */
function startFtp(content: string, said: string[]): Server {
	const data = createServer((socket) => {
		setTimeout(() => socket.end(content, () => data.emit('sent')), 50);
		data.close();
	}).listen(0, '127.0.0.1');
	const handle = (control: Socket, line: string) => {
		said.push(line);
		const [verb = ''] = line.split(' ');
		const answers: Record<string, () => string> = {
			USER: () => '331 password',
			PASS: () => '230 in',
			PWD: () => '257 "/"',
			CWD: () => '250 there',
			TYPE: () => '200 binary',
			SIZE: () => `213 ${content.length}`,
			EPSV: () => `229 passive (|||${(data.address() as AddressInfo).port}|)`,
			RETR: () => '150 here',
			QUIT: () => '221 bye',
		};
		control.write(`${answers[verb]?.() ?? '500 no'}\r\n`);
		if (verb === 'RETR') data.once('sent', () => control.write('226 done\r\n'));
	};
	return createServer((control) => {
		control.write('220 hello\r\n');
		control.setEncoding('utf8').on('data', (text: string) => {
			for (const line of text.split('\r\n').filter(Boolean)) handle(control, line);
		});
	}).listen(0, '127.0.0.1');
}

describe('the curl of this machine', () => {
	const { stdout } = spawnSync('curl', ['--version'], { encoding: 'utf8' });
	if (!/^Protocols:.* ftp /m.test(stdout || '')) {
		missing('a curl with ftp is not installed');
		return;
	}

	it('fetches by ftp, with user and password', async () => {
		const said: string[] = [];
		const ftp = startFtp('text', said);
		await once(ftp, 'listening');
		try {
			const port = (ftp.address() as AddressInfo).port;
			const result = await fetchWith(`ftp://me:s3%22c%5Cret@127.0.0.1:${port}/a%20b/[1-2]{x}`, {});
			expect([result.status, result.stderr, fileOf(result)]).to.deep.equal([0, '', 'text']);
			expect(said).to.include.members(['USER me', 'PASS s3"c\\ret', 'CWD a b', 'RETR [1-2]{x}']);
			expect(result.log).not.to.contain('s3');
		} finally {
			ftp.close();
		}
	});

	it('says of a scheme that it does not know', async () => {
		const result = await fetchWith('gibberish://127.0.0.1/file', {});
		expect(result.stderr.replace(/protocol/gi, 'protocol')).to.equal(
			told(
				'gibberish://127.0.0.1/file cannot be fetched: links with gibberish need a curl that knows it (curl: (1) protocol "gibberish" not supported or disabled in libcurl).',
				'Install one, or use a link with http, https or file.',
			),
		);
		expect(result.stdout).to.contain('       status 1\n');
		expectNothingNew(result);
	});
});

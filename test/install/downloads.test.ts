import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { buildFrom, hashOf, startRepository } from '../resolve/repository.ts';
import { describeInEachShell } from '../support/shells.ts';
import type { TestServer } from '../support/server.ts';
import { detailsOf, told } from './builds.ts';

const md5 = hashOf('bytes');
const sha256 = hashOf('bytes', 'sha256');
const wrong = '0'.repeat(32);

/** Builds an app with the package `one`, beside whose installer there is `archive`. */
async function buildOne(installer: string, options: Parameters<typeof buildFrom>[2] = {}) {
	const server = await startRepository({ one: installer }, { '/repo/archive': 'bytes', '/repo/busy': { status: 403 } });
	const result = await buildFrom(server.link('/repo/index'), 'one', options);
	return { ...result, server, fetched: server.takePaths().slice(2) };
}

const notFound = (server: TestServer, path: string) => [
	`${server.link(path)} cannot be fetched: HTTP 404.`,
	'There is no such file: check the link.',
];
const mismatch = (server: TestServer, wanted: string, found: string, algorithm = 'md5') => [
	`one got a wrong file. ${server.link('/repo/archive')} does not have the ${algorithm} that it should have.`,
	`Wanted: ${wanted}`,
	`Found:  ${found}`,
];

describeInEachShell('download', (shell) => {
	for (const [title, checksum] of [
		['no checksum', ''],
		['an empty checksum', "''"],
		['an md5', md5],
		['an md5 in capitals', md5.toUpperCase()],
		['a sha256', sha256],
		['a sha256 in capitals', sha256.toUpperCase()],
	] as const) {
		it(`fetches, says so, and is 0 with ${title}`, async () => {
			const { status, stdout, stderr, app, server } = await buildOne(
				`download "$INSTALLER_DIR/archive" "$BUILD_DIR/a" ${checksum}\nprint "status $?"`,
				{ shell },
			);
			expect([status, stderr]).to.deep.equal([0, '']);
			expect(stdout).to.contain(`       Downloaded ${server.link('/repo/archive')}\n       status 0\n`);
			expect(readFileSync(join(app, 'a'), 'utf8')).to.equal('bytes');
		});
	}

	it('is 1 for what cannot be fetched, and the target keeps what it had', async () => {
		const { status, stdout, stderr, app, server, fetched } = await buildOne(
			'printf old >old\ndownload gone old\nprint "status $?"\ndownload gone new/new && print never\nprint "status $?"',
			{ shell, env: { MODULAR_FETCH_AHEAD: '0' } }, // a file that is not there would be asked for once more
		);
		expect(stderr).to.equal(told(...notFound(server, '/repo/gone'), ...notFound(server, '/repo/gone')));
		expect(stdout).to.match(/ {7}status 1\n {7}status 1\n-----> Installed 1 package, with 1 download\.\n$/);
		expect(readFileSync(join(app, 'old'), 'utf8')).to.equal('old');
		expect(readdirSync(app).filter((name) => name.includes('part'))).to.deep.equal([]);
		expect([status, existsSync(join(app, 'new/new')), fetched]).to.deep.equal([0, false, ['/repo/gone', '/repo/gone']]);
	});

	for (const [algorithm, given, found] of [
		['md5', wrong, md5],
		['md5', md5.replace(/.$/, (digit) => (digit === '0' ? '1' : '0')).toUpperCase(), md5],
		['sha256', '0'.repeat(64), sha256],
	] as const) {
		it(`is 2 for a wrong ${algorithm} (${given.slice(0, 4)}...), and the target keeps what it had`, async () => {
			const { status, stdout, stderr, app, server } = await buildOne(
				`printf old >old\ndownload archive old ${given}; print "status $?"; download archive new ${given}; print "status $?"`,
				{ shell },
			);
			const lines = mismatch(server, given.toLowerCase(), found, algorithm);
			expect(stderr).to.equal(told(...lines, ...lines));
			expect(stdout).to.contain('       status 2\n       status 2\n');
			expect(readFileSync(join(app, 'old'), 'utf8')).to.equal('old');
			expect([status, existsSync(join(app, 'new'))]).to.deep.equal([0, false]);
		});
	}

	it('prints nothing, 1 or 2 where its output is captured, and never to the log', async () => {
		const result = await buildOne(
			[
				'a=$(download archive a); print "<$a> $?"',
				'b=$(download gone b); print "<$b> $?"',
				`c=$(download archive c ${wrong}); print "<$c> $?"`,
				`d=\`download archive c ${wrong}\`; print "<$d> $?"`,
				'download gone e | { read -r piped; print "piped $piped"; }',
				'download gone f >"$BUILD_DIR/file"; print "file $(cat file)"',
				'{ download gone g >&2; } 2>&1; print "log $?"',
			].join('\n'),
			{ shell },
		);
		expect(result.status).to.equal(0);
		const said = detailsOf(result).filter((line) => /^(?:<|piped|file|log)/.test(line));
		expect(said).to.deep.equal(['<> 0', '<1> 1', '<2> 2', '<2> 2', 'piped 1', 'file 1', 'log 1']);
		expect(result.stdout).not.to.match(/^\d$/m);
	});

	it('warns of a checksum that is none, and does not check it', async () => {
		const values = ['PHPFPM_MD5', md5.slice(1), `${md5}0`, sha256.slice(1), 'sha1:x', 'a b'];
		const { status, stderr, server, app } = await buildOne(
			values.map((value, index) => `download archive ${index} '${value}' || print never`).join('\n'),
			{ shell },
		);
		const link = server.link('/repo/archive');
		expect(stderr).to.equal(
			told(
				...values.map(
					(value) =>
						`one gives ${JSON.stringify(value)} as the checksum of ${link}: that is none, so the file is not checked.`,
				),
			),
		);
		expect(status).to.equal(0);
		for (const index of values.keys()) expect(readFileSync(join(app, String(index)), 'utf8')).to.equal('bytes');
	});

	it('works in subshells and background jobs, several at once', async () => {
		const numbers = Array.from({ length: 12 }, (_, index) => index);
		const { status, stderr, app, fetched } = await buildOne(
			[
				...numbers.map(
					(number) => `( cd / && download "$INSTALLER_DIR/archive" "$BUILD_DIR/d/$PACKAGE/${number}" ${md5} ) &`,
				),
				'download archive same & download archive same & cached_download archive "$CACHE_DIR/same" &',
				'wait',
				'( download gone x ); print "subshell $?"',
			].join('\n'),
			{ shell },
		);
		expect(status).to.equal(0);
		expect(stderr).to.contain('HTTP 404');
		for (const number of numbers) expect(readFileSync(join(app, `d/one/${number}`), 'utf8')).to.equal('bytes');
		expect(readFileSync(join(app, 'same'), 'utf8')).to.equal('bytes');
		expect(fetched.filter((path) => path === '/repo/archive')).to.have.length(15);
	});

	it('works whatever an installer has done to its shell', async () => {
		const { status, stderr, app } = await buildOne(
			[
				'printf() { :; }; read() { :; }; command() { :; }; print() { :; }; download_() { :; }',
				'set -euf; IFS=/ar; url=x target=y package=z; umask 077; exec >/dev/null 3>&1 4>&1 5>&1',
				'download "$INSTALLER_DIR/archive" "$BUILD_DIR/a b"',
			].join('\n'),
			{ shell },
		);
		expect([status, stderr]).to.deep.equal([0, '']);
		expect(readFileSync(join(app, 'a b'), 'utf8')).to.equal('bytes');
	});

	for (const [title, call] of [
		['no arguments', 'download'],
		['no target', 'download "$INSTALLER_DIR/archive"'],
		['an empty URL', "download '' a"],
		['an empty target', "download archive ''"],
	] as const) {
		it(`ends the build with ${title}`, async () => {
			const { status, stderr, fetched } = await buildOne(`${call}\n: >ran`, { shell });
			expect(stderr).to.equal(told('one calls download without a URL, or without a file to save it to.'));
			expect([status, fetched]).to.deep.equal([1, []]);
		});
	}
});

describeInEachShell('cached_download', (shell) => {
	it('is 0, and prints that where its output is captured', async () => {
		const result = await buildOne(
			[
				'cached_download archive "$CACHE_DIR/a"; print "status $?"',
				'RESULT=$(cached_download archive "$CACHE_DIR/a"); print "<$RESULT> $?"',
				'if [ "$(cached_download archive "$CACHE_DIR/b")" = 0 ]; then print "it is 0"; fi',
			].join('\n'),
			{ shell },
		);
		expect([result.status, result.stderr]).to.deep.equal([0, '']);
		expect(detailsOf(result)).to.include.members(['status 0', '<0> 0', 'it is 0']);
		expect(result.fetched).to.deep.equal(['/repo/archive', '/repo/archive']);
	});

	for (const [title, exit] of [
		['nothing', ''],
		['an empty word', " ''"],
		['true', ' true'],
		['1', ' 1'],
		['FALSE', ' FALSE'],
	] as const) {
		it(`ends the build when it fails, with ${title} as EXIT_ON_FAIL`, async () => {
			for (const [call, lines] of [
				[`cached_download gone "$CACHE_DIR/a" ''${exit}`, (server: TestServer) => notFound(server, '/repo/gone')],
				[
					`cached_download archive "$CACHE_DIR/a" ${wrong}${exit}`,
					(server: TestServer) => mismatch(server, wrong, md5),
				],
				[
					`R=$(cached_download archive "$CACHE_DIR/a" ${wrong}${exit})`,
					(server: TestServer) => mismatch(server, wrong, md5),
				],
			] as const) {
				const { status, stderr, app, server, cacheDir } = await buildOne(`${call}\n: >"$BUILD_DIR/went-on"`, { shell });
				const said = stderr.replace(/^Terminated\n/, ''); // busybox ash may see its subshell end before it ends itself
				expect([status, said]).to.deep.equal([1, told(...lines(server))]);
				expect([existsSync(join(app, 'went-on')), existsSync(join(cacheDir, 'a'))]).to.deep.equal([false, false]);
			}
		});
	}

	for (const exit of ['false', 'no', '0']) {
		it(`is 1 or 2 when it fails, with ${exit} as EXIT_ON_FAIL, and prints that where it is captured`, async () => {
			const result = await buildOne(
				[
					`cached_download gone "$CACHE_DIR/a" '' ${exit}; print "status $?"`,
					`cached_download archive "$CACHE_DIR/a" ${wrong} ${exit}; print "status $?"`,
					`R=$(cached_download gone "$CACHE_DIR/a" '' ${exit}); print "<$R> $?"`,
					`R=$(cached_download archive "$CACHE_DIR/a" ${wrong} ${exit}); print "<$R> $?"`,
				].join('\n'),
				{ shell },
			);
			expect(detailsOf(result)).to.include.members(['status 1', 'status 2', '<1> 1', '<2> 2']);
			expect([result.status, existsSync(join(result.cacheDir, 'a'))]).to.deep.equal([0, false]);
		});
	}
});

describeInEachShell('md5', (shell) => {
	it('prints the md5 of a file, relative to where it is called', async () => {
		const result = await buildOne(
			`mkdir 'a dir'; cd 'a dir'; printf bytes >'b c'; print "1 $(md5 'b c')"; md5 "$PWD/b c" >out; print "2 $(cat out)"; : >empty; print "3 $(md5 empty) $?"`,
			{ shell },
		);
		expect([result.status, result.stderr]).to.deep.equal([0, '']);
		expect(detailsOf(result)).to.include.members([`1 ${md5}`, `2 ${md5}`, `3 ${hashOf('')} 0`]);
	});

	it('fails where there is no file, and prints nothing', async () => {
		const result = await buildOne('sum=$(md5 gone); print "<$sum> $?"; md5 . && print never; md5 || print none', {
			shell,
		});
		expect(result.stderr).to.equal(
			told(
				'md5 cannot read "gone": it does not exist.',
				'md5 cannot read ".": it is a directory.',
				'md5 cannot read "": it is a directory.',
			),
		);
		expect(detailsOf(result)).to.include.members(['<> 1', 'none']);
		expect(result.status).to.equal(0);
	});
});

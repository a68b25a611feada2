import { existsSync, lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { buildFrom, hashOf, startRepository } from '../resolve/repository.ts';
import { makeFiles } from '../support/directories.ts';
import { TestServer } from '../support/server.ts';
import { build, detailsOf, told } from './builds.ts';

const answers = { '/repo/archive': 'bytes', '/repo/dir/deep': 'deep', '/other/x': 'x', '/repo/a%20b%3F': 'odd' };

/** Builds an app with the package `one` from a repository that has a few files beside its installer. */
async function buildOne(installer: string) {
	const server = await startRepository({ one: installer }, answers);
	// what installers make before they download is not known ahead: a wrong guess would be a request
	const env = { MODULAR_FETCH_AHEAD: '0' };
	const result = await buildFrom(server.link('/repo/index'), 'one', { env });
	return { ...result, server, fetched: server.takePaths().slice(2) };
}

const read = (app: string, name: string) => readFileSync(join(app, name), 'utf8');

describe('the target of a download', () => {
	it('is relative to where the helper is called', async () => {
		const { status, stderr, app } = await buildOne(
			[
				'download archive here',
				"mkdir -p 'a b/c' && cd 'a b/c' && download archive there && download archive ../up && (cd / && download archive \"$BUILD_DIR/abs\")",
				'( cd .. && download archive ./sub ) && cd "$BUILD_DIR" && cached_download archive cached',
			].join('\n'),
		);
		expect([status, stderr]).to.deep.equal([0, '']);
		for (const name of ['here', 'a b/c/there', 'a b/up', 'abs', 'a b/sub', 'cached'])
			expect(read(app, name)).to.equal('bytes');
	});

	it('may be in directories that do not exist yet, and have any name', async () => {
		const names = ['x/y/z', 'sp ace/new\nline', '-rf', '$(id)', "quo'te", 'ünïcode/🐎', '.hidden', 'percent%20'];
		const list = names.map((name) => `download archive '${name.replaceAll("'", "'\\''")}'`);
		const { status, stderr, app } = await buildOne(list.join('\n'));
		expect([status, stderr]).to.deep.equal([0, '']);
		for (const name of names) expect(read(app, name)).to.equal('bytes');
	});

	it('may have a name that is no UTF-8', async () => {
		const installer = [
			String.raw`bytes=$(printf 'caf\351')`,
			'mkdir "dir-$bytes"; cd "dir-$bytes"',
			'download archive "$bytes" && cached_download archive "../x-$bytes" && print "$(md5 "$bytes")"',
			'download gone "$bytes"; print "status $? $(cat "$bytes")"',
		].join('\n');
		const { status, stdout, app } = await buildOne(installer);
		expect(status).to.equal(0);
		expect(stdout).to.contain(`       ${hashOf('bytes')}\n       status 1 bytes\n`);
		const names = readdirSync(app, { encoding: 'latin1' });
		expect(names).to.include.members(['dir-caf\u00e9', 'x-caf\u00e9']);
		expect(readdirSync(Buffer.from(`${app}/dir-caf\u00e9`, 'latin1'), { encoding: 'latin1' })).to.deep.equal([
			'caf\u00e9',
		]);
	});

	it('keeps its bytes as they are, whatever the server says of their encoding', async () => {
		const server = await startRepository(
			{ one: 'download archive a' },
			{ '/repo/archive': { headers: { 'Content-Encoding': 'gzip' }, body: 'no gzip' } },
		);
		const { status, app } = await buildFrom(server.link('/repo/index'), 'one');
		expect([status, read(app, 'a')]).to.deep.equal([0, 'no gzip']);
	});

	it('that is a link is replaced, and not what it points to', async () => {
		const { status, app } = await buildOne('printf old >old; ln -s old link; download archive link');
		expect([status, read(app, 'old'), read(app, 'link')]).to.deep.equal([0, 'old', 'bytes']);
		expect(lstatSync(join(app, 'link')).isFile()).to.be.true;
	});

	for (const [title, make, target, reason] of [
		['is a directory', 'mkdir dir; : >dir/file', 'dir', 'which is a directory'],
		['is a pipe', 'mkfifo pipe', 'pipe', 'which is a device or pipe'],
	] as const) {
		it(`that ${title} is status 1, and it stays`, async () => {
			const result = await buildOne(`${make}\ndownload archive ${target}; print "status $?"`);
			const { app, server } = result;
			const before = statSync(join(app, target)).mode;
			expect(result.stderr).to.equal(
				told(`${server.link('/repo/archive')} cannot be saved as ${join(app, target)}, ${reason}.`),
			);
			expect(detailsOf(result)).to.include('status 1');
			expect([result.status, result.fetched, statSync(join(app, target)).mode]).to.deep.equal([0, [], before]);
		});
	}

	for (const [target, shown, reason] of [
		['file/a', 'file/a', ': APP/file is a file, not a directory.'],
		['file/a/b', 'file/a/b', ': APP/file is a file, not a directory.'],
		['file/', 'file/', ', which names a directory. Add the name of the file.'],
		['new/', 'new/', ', which names a directory. Add the name of the file.'],
		['new/sub//', 'new/sub/', ', which names a directory. Add the name of the file.'],
		['new/.', 'new', ', which names a directory. Add the name of the file.'],
		['dir/', 'dir/', ', which is a directory.'],
		['.', '', ', which is a directory.'],
	] as const) {
		it(`cannot be ${target}: status 1, and nothing is fetched or made`, async () => {
			const one = `: >file; mkdir dir; download archive ${target}; print "status $?"; cached_download archive ${target}`;
			const result = await buildOne(one);
			const line = `${result.server.link('/repo/archive')} cannot be saved as ${join(result.app, shown)}${reason.replace('APP', result.app)}`;
			expect(result.stderr).to.equal(told(line, line));
			expect(detailsOf(result)).to.include('status 1');
			expect([result.status, result.fetched, read(result.app, 'file')]).to.deep.equal([1, [], '']);
			expect([existsSync(join(result.app, 'new')), readdirSync(join(result.app, 'dir'))]).to.deep.equal([false, []]);
		});
	}

	for (const [title, make, target, reason] of [
		['is a directory', 'mkdir "$bytes"', '$bytes', 'APP/caf\ufffd, which is a directory.'],
		['is a pipe', 'mkfifo "$bytes"', '$bytes', 'APP/caf\ufffd, which is a device or pipe.'],
		['names a directory', ':', '$bytes/', 'APP/caf\ufffd/, which names a directory. Add the name of the file.'],
		['is below a file', ': >"$bytes"', '$bytes/a', 'APP/caf\ufffd/a: APP/caf\ufffd is a file, not a directory.'],
	] as const) {
		it(`of a name that is no UTF-8 and that ${title} is status 1`, async () => {
			const one = [
				String.raw`bytes=$(printf 'caf\351')`,
				`${make}; before=$(stat -c '%i %F' "$bytes")`,
				`download archive "${target}"; print "status $?"`,
				'[ "$before" = "$(stat -c \'%i %F\' "$bytes")" ] && print same',
			].join('\n');
			const result = await buildOne(one);
			const where = reason.replaceAll('APP', result.app);
			const said = result.stderr.split('\n').filter((line) => line.startsWith(' !     '));
			expect(said.join('\n')).to.equal(` !     ${result.server.link('/repo/archive')} cannot be saved as ${where}`);
			expect([result.status, detailsOf(result).slice(-2), result.fetched]).to.deep.equal([0, ['status 1', 'same'], []]);
		});
	}
});

describe('a URL without a scheme', () => {
	for (const [title, url, content, path] of [
		['is beside the installer', 'archive', 'bytes', '/repo/archive'],
		['may have a leading slash', '/archive', 'bytes', '/repo/archive'],
		['may begin with a variable that nobody sets', '$PHP_MIRROR/archive', 'bytes', '/repo/archive'],
		['may be in a directory there', 'dir/deep', 'deep', '/repo/dir/deep'],
		['may climb', '../other/x', 'x', '/other/x'],
	] as const) {
		it(`${title}: ${url}`, async () => {
			for (const helper of ['download', 'cached_download']) {
				const { status, stderr, app, fetched } = await buildOne(`${helper} "${url}" a`);
				expect([status, stderr, fetched]).to.deep.equal([0, '', [path]]);
				expect(read(app, 'a')).to.equal(content);
			}
		});
	}

	it('is a file of this machine, if one is there', async () => {
		const file = join(makeFiles({ 'a #%? b': 'local' }), 'a #%? b');
		const { status, app, fetched } = await buildOne(`download '${file}' a`);
		expect([status, read(app, 'a'), fetched]).to.deep.equal([0, 'local', []]);
	});

	it('is beside a local installer as well, and relative to that of the package that runs', async () => {
		const result = await build(
			{
				one: 'fetch() { download "$1" "$2"; }; fetch file.txt one; download /file.txt two; dependency_require sub',
				sub: 'fetch "$INSTALLER_DIR/file.txt" three; fetch missing four; print "status $?"',
			},
			{ install: 'one', files: { 'build/heroku/installers/file.txt': 'local' }, directory: 'an app #1' },
		);
		const missing = pathToFileURL(join(result.app, 'build/heroku/installers/missing')).href;
		expect(result.stderr).to.equal(
			told(`${missing} cannot be read: it does not exist.`, 'Check the link: it names a file of this machine.'),
		);
		for (const name of ['one', 'two', 'three']) expect(read(result.app, name)).to.equal('local');
		expect(detailsOf(result)).to.include('status 1');
		expect([result.status, existsSync(join(result.app, 'four'))]).to.deep.equal([0, false]);
	});

	it("is in the app's build/heroku for its compile script", async () => {
		const { status, app } = await build(
			{ one: ':' },
			{ compileScript: 'download file.txt a', files: { 'build/heroku/file.txt': 'local' } },
		);
		expect([status, read(app, 'a')]).to.deep.equal([0, 'local']);
	});
});

describe('a URL with a scheme', () => {
	it('may be a file', async () => {
		const url = pathToFileURL(join(makeFiles({ 'a b': 'local' }), 'a b')).href;
		const { status, app } = await buildOne(`download '${url}' a`);
		expect([status, read(app, 'a')]).to.deep.equal([0, 'local']);
	});

	it('may have what has to be encoded, and a query', async () => {
		const server = await TestServer.start({ '/a%20b?x=%20&y=[1]': 'odd' });
		const { status, stdout, app } = await build({ one: `download '${server.link('/a b?x= &y=[1]')}' a` }, {});
		expect(stdout).to.contain(`Downloaded ${server.link('/a%20b?x=%20&y=[1]')}\n`);
		expect([status, read(app, 'a')]).to.deep.equal([0, 'odd']);
	});

	it('that is none is status 1', async () => {
		const result = await build({ one: 'download \'http://me:pass@[x\' a; print "status $?"' }, {});
		expect(result.stderr).to.equal(told('http://[x is not a link.'));
		expect([result.status, existsSync(join(result.app, 'a'))]).to.deep.equal([0, false]);
		expect(detailsOf(result)).to.include('status 1');
	});

	it('sends a user and password of its own, and never shows them', async () => {
		const server = await TestServer.start({ '/a': 'a' });
		const link = server.link('/a', 'me:secret%20word');
		const result = await build(
			{ one: `download '${link}' a; download '${link}x' a` },
			{ env: { MODULAR_FETCH_AHEAD: '0' } },
		);
		expect(result.status).to.equal(0);
		const header = `Basic ${Buffer.from('me:secret word').toString('base64')}`;
		expect(server.requests.map(({ headers }) => headers.authorization)).to.deep.equal([header, header]);
		expect(result.log).not.to.match(/secret/);
		expect(read(result.app, '.modular/packages.json')).not.to.match(/secret/);
	});
});

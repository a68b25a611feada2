import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { giveToOrdinaryUser, ordinaryUser } from '../entry-points/ordinary-user.ts';
import { appFiles, makeDirectory, makeFiles } from '../support/directories.ts';
import { compile } from '../support/entry-points.ts';
import { stopServers, TestServer } from '../support/server.ts';
import { rawTar, runTar, tarOf, unpackIn, vendorOf } from './archives.ts';

describe('unpack', () => {
	afterEach(stopServers);

	for (const umask of ['022', '077']) {
		it(`keeps the modes of files and directories under umask ${umask}`, async () => {
			const modes = [0o755, 0o644, 0o600, 0o444, 0o4755, 0o2755, 0o6711, 0o777, 0o000];
			const members = modes.map((mode) => ({ name: `file-${mode.toString(8)}`, mode }));
			const directories = [0o755, 0o700, 0o1777, 0o2775, 0o555].flatMap((mode) => [
				{ name: `directory-${mode.toString(8)}/`, type: '5', mode },
				{ name: `directory-${mode.toString(8)}/file`, mode: 0o640 },
			]);
			const result = await unpackIn(rawTar(...members, ...directories), {
				installer: `umask ${umask}; unpack "$link" ""`,
			});
			expect([result.status, result.stderr]).to.deep.equal([0, '']);
			expect(vendorOf(result)).to.deep.equal({
				...Object.fromEntries(members.map(({ name, mode }) => [name, `${mode.toString(8)} `])),
				...Object.fromEntries(
					directories.map(({ name, mode }) => [
						name.replace(/\/$/, ''),
						`${mode.toString(8)} ${name.endsWith('/') ? '/' : ''}`,
					]),
				),
			});
		});
	}

	it('keeps links, also those that dangle or lead out, empty directories and times', async () => {
		const directory = makeFiles({ 'lib/lib.so.1': 'a library' });
		for (const [name, target] of [
			['lib/lib.so', 'lib.so.1'],
			['absolute', '/app/vendor/lib'],
			['up', '../build'],
			['up-and-down', 'lib/../lib/../../x'],
			['dangling', 'nowhere'],
			['with -> arrow', 'lib/../x -> y'],
		] as const)
			symlinkSync(target, join(directory, name));
		mkdirSync(join(directory, 'empty/directory'), { recursive: true });
		execFileSync('ln', ['lib/lib.so.1', 'hard'], { cwd: directory });
		execFileSync('ln', ['absolute', 'hard-to-link'], { cwd: directory });
		execFileSync('touch', ['-d', '@1500000000', 'lib/lib.so.1'], { cwd: directory });
		const result = await unpackIn(runTar(directory));
		expect([result.status, result.stderr]).to.deep.equal([0, '']);
		expect(vendorOf(result)).to.deep.equal({
			absolute: '-> /app/vendor/lib',
			dangling: '-> nowhere',
			empty: '755 /',
			'empty/directory': '755 /',
			hard: '644 a library',
			'hard-to-link': '-> /app/vendor/lib',
			lib: '755 /',
			'lib/lib.so': '-> lib.so.1',
			'lib/lib.so.1': '644 a library',
			up: '-> ../build',
			'up-and-down': '-> lib/../lib/../../x',
			'with -> arrow': '-> lib/../x -> y',
		});
		const [one, other] = ['hard', 'lib/lib.so.1'].map((name) => statSync(join(result.app, 'vendor', name)));
		expect([one?.ino, one?.mtimeMs]).to.deep.equal([other?.ino, 1_500_000_000_000]);
	});

	for (const format of ['gnu', 'posix', 'oldgnu']) {
		it(`keeps names of any bytes and any length, in the format ${format}`, async () => {
			const directory = makeDirectory();
			const names = [
				'with space',
				'with\nnewline',
				`'single' "double" \`back\``,
				'-rf',
				'back\\slash',
				'$(echo no) ${HOME} *',
				'näme',
				'a..b',
				'...',
				'trailing link to somewhere',
				'n'.repeat(255),
				`${'deep/'.repeat(60)}file`,
			].map((name) => Buffer.from(name).toString('latin1'));
			names.push('\xff\xfe no text');
			for (const name of names) {
				const file = Buffer.concat([Buffer.from(`${directory}/`), Buffer.from(name, 'latin1')]);
				if (name.includes('/')) mkdirSync(join(directory, name, '..'), { recursive: true });
				writeFileSync(file, 'text');
			}
			const result = await unpackIn(runTar(directory, `--format=${format}`), { files: { 'vendor/deep/mine': 'mine' } });
			expect([result.status, result.stderr]).to.deep.equal([0, '']);
			const found = Object.entries(vendorOf(result)).filter(([, what]) => !what.endsWith('/'));
			expect(Object.fromEntries(found)).to.deep.equal({
				...Object.fromEntries(names.map((name) => [name, '644 text'])),
				'deep/mine': '644 mine',
			});
		});
	}

	for (const options of [
		['--format=gnu'],
		['--format=posix', '--sparse-version=1.0'],
		['--format=posix', '--sparse-version=0.1'],
	]) {
		it(`restores sparse files (${options.join(' ')})`, async () => {
			const directory = makeFiles({ sparse: 'begin' });
			execFileSync('truncate', ['--size=50M', 'sparse'], { cwd: directory });
			const archive = runTar(directory, '--sparse', ...options);
			expect(archive.length).to.be.lessThan(100_000);
			const result = await unpackIn(archive);
			expect([result.status, result.stderr]).to.deep.equal([0, '']);
			const { size, blocks } = statSync(join(result.app, 'vendor/sparse'));
			expect([size, blocks < 1000]).to.deep.equal([50 * 1024 * 1024, true]);
		});
	}

	it('makes directories that are no members themselves', async () => {
		const result = await unpackIn(rawTar({ name: 'a/b/Creating directory: c' }, { name: 'c/d' }));
		expect([result.status, result.stderr]).to.deep.equal([0, '']);
		expect(vendorOf(result)).to.deep.equal({
			a: '755 /',
			'a/b': '755 /',
			'a/b/Creating directory: c': '644 ',
			c: '755 /',
			'c/d': '644 ',
		});
	});

	it('knows PAX headers, and does not mind unknown ones', async () => {
		const archive = tarOf(
			{ file: 'text' },
			'--format=posix',
			'--pax-option=globexthdr.name=pax_global_header,comment=of git,LIBARCHIVE.creationtime:=1',
		);
		const result = await unpackIn(archive);
		expect([result.status, result.stderr]).to.deep.equal([0, '']);
		expect(vendorOf(result)).to.deep.equal({ file: '644 text' });
	});

	it('gives everything to the user of the build, not to the owners in the archive', async () => {
		const result = await unpackIn(rawTar({ name: 'd/', type: '5', mode: 0o755 }, { name: 'd/file' }));
		for (const name of ['d', 'd/file']) {
			const { uid, gid } = statSync(join(result.app, 'vendor', name));
			expect([uid, gid], name).to.deep.equal([process.getuid?.(), process.getgid?.()]);
		}
	});

	it('leaves the mode of the target as it is, whatever the archive says of `.`', async () => {
		const archive = rawTar({ name: './', type: '5', mode: 0o500 }, { name: './file' });
		const result = await unpackIn(archive, { files: { 'vendor/mine': 'mine' } });
		expect([result.status, result.stderr]).to.deep.equal([0, '']);
		expect(statSync(join(result.app, 'vendor')).mode & 0o7777).to.equal(0o755);
		expect(vendorOf(result)).to.deep.equal({ file: '644 ', mine: '644 mine' });
	});

	it('makes directories that nobody but their owner can change, for a user who is not root', async () => {
		const archive = rawTar(
			{ name: './', type: '5', mode: 0o500 },
			{ name: 'locked/', type: '5', mode: 0o555 },
			{ name: 'locked/inner/', type: '5', mode: 0o500 },
			{ name: 'locked/inner/file', mode: 0o400, text: 'text' },
			{ name: 'merged/', type: '5', mode: 0o555 },
			{ name: 'merged/file', text: 'new' },
			{ name: 'unreadable/', type: '5', mode: 0o000 },
			// not one after the other, as archives have it that were appended to
			{ name: 'locked/late', text: 'late' },
		);
		const server = await TestServer.start({ '/a.tar': archive });
		const unpacking = `unpack '${server.link('/a.tar')}' ''\n`;
		const app = makeFiles(
			appFiles(
				{ one: unpacking, two: `unpack '${server.link('/a.tar')}' '' vendor clean\n` },
				{ 'vendor/merged/mine': 'mine' },
			),
		);
		chmodSync(join(app, 'vendor/merged'), 0o555);
		giveToOrdinaryUser(app);
		const result = await compile(app, {
			...ordinaryUser,
			cacheDir: giveToOrdinaryUser(makeDirectory('cache')),
			env: { TMPDIR: '/tmp' },
		});
		expect(result.stderr).to.equal('');
		expect(result.status).to.equal(0);
		expect(vendorOf({ app })).to.deep.equal({
			locked: '555 /',
			'locked/inner': '500 /',
			'locked/inner/file': '400 text',
			'locked/late': '644 late',
			merged: '555 /',
			'merged/file': '644 new',
			unreadable: '0 /',
		});
	});
});

import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { makeFiles } from '../support/directories.ts';
import { stopServers } from '../support/server.ts';
import { rawTar, runTar, tarOf, treeOf, unpackIn, vendorOf } from './archives.ts';
import { told } from './builds.ts';

const kept = 'Nothing of the archive was kept in the app.';

describe('unpack where something stands already', () => {
	afterEach(stopServers);

	it('merges directories, and replaces files and links', async () => {
		const brought = makeFiles({ 'bin/tool': 'new', 'bin/new': 'new', lib: 'new', 'share/deep/er/file': 'new' });
		symlinkSync('elsewhere', join(brought, 'bin/link'));
		const result = await unpackIn(runTar(brought), {
			files: {
				'vendor/bin/tool': { text: 'old', mode: 0o755 },
				'vendor/bin/mine': 'mine',
				'vendor/bin/link': 'was a file',
				'vendor/lib': { link: 'bin/mine' },
				'vendor/share/deep/mine': 'mine',
			},
		});
		expect([result.status, result.stderr]).to.deep.equal([0, '']);
		expect(vendorOf(result)).to.deep.equal({
			bin: '755 /',
			'bin/link': '-> elsewhere',
			'bin/mine': '644 mine',
			'bin/new': '644 new',
			'bin/tool': '644 new',
			lib: '644 new',
			share: '755 /',
			'share/deep': '755 /',
			'share/deep/er': '755 /',
			'share/deep/er/file': '644 new',
			'share/deep/mine': '644 mine',
		});
	});

	it('gives directories the modes that the archive has for them', async () => {
		const archive = rawTar(
			{ name: 'a/', type: '5', mode: 0o2770 },
			{ name: 'a/b/', type: '5', mode: 0o700 },
			{ name: 'a/b/new' },
		);
		const result = await unpackIn(archive, { files: { 'vendor/a/b/mine': 'mine' } });
		expect([result.status, result.stderr]).to.deep.equal([0, '']);
		expect(vendorOf(result)).to.deep.equal({
			a: '2770 /',
			'a/b': '700 /',
			'a/b/mine': '644 mine',
			'a/b/new': '644 ',
		});
	});

	it('follows links to directories of the target', async () => {
		const result = await unpackIn(tarOf({ 'lib/new': 'new', 'sub/dir/new': 'new' }), {
			installer: 'mkdir -p vendor/lib64; ln -s lib64 vendor/lib; ln -s . vendor/sub; unpack "$link" ""',
		});
		expect([result.status, result.stderr]).to.deep.equal([0, '']);
		expect(vendorOf(result)).to.deep.equal({
			dir: '755 /',
			'dir/new': '644 new',
			lib: '-> lib64',
			lib64: '755 /',
			'lib64/new': '644 new',
			sub: '-> .',
		});
	});

	it('follows a link that is the target itself, or a directory above it', async () => {
		const result = await unpackIn(tarOf({ 'lib/new': 'new' }), {
			installer: [
				'mkdir -p vendor shared/lib64; ln -s ../shared vendor/sub; ln -s lib64 shared/lib',
				'unpack "$link" "" vendor/sub; unpack "$link" "" vendor/sub/deep',
			].join('\n'),
		});
		expect([result.status, result.stderr]).to.deep.equal([0, '']);
		expect(treeOf(join(result.app, 'shared'))).to.deep.equal({
			deep: '755 /',
			'deep/lib': '755 /',
			'deep/lib/new': '644 new',
			lib: '-> lib64',
			lib64: '755 /',
			'lib64/new': '644 new',
		});
	});

	it('replaces a link by a file, and not what it leads to', async () => {
		const outside = makeFiles({ file: 'mine' });
		const result = await unpackIn(tarOf({ file: 'new' }), {
			installer: `mkdir vendor; ln -s '${outside}/file' vendor/file; unpack "$link" ""`,
		});
		expect([result.status, result.stderr]).to.deep.equal([0, '']);
		expect(vendorOf(result)).to.deep.equal({ file: '644 new' });
		expect(treeOf(outside)).to.deep.equal({ file: '644 mine' });
	});

	it('adds one archive to another, as often as it is called', async () => {
		const result = await unpackIn(tarOf({ 'lib/one': 'one' }), {
			installer: 'unpack "$link" ""; echo mine >vendor/lib/two; unpack "$link" ""; unpack "$link" "" vendor/lib',
		});
		expect([result.status, result.stderr]).to.deep.equal([0, '']);
		expect(vendorOf(result)).to.deep.equal({
			lib: '755 /',
			'lib/lib': '755 /',
			'lib/lib/one': '644 one',
			'lib/one': '644 one',
			'lib/two': '644 mine\n',
		});
	});

	const archive = tarOf({ 'a-first': 'new', 'bin/a-first': 'new', 'bin/x/y': 'new', 'z-last': 'new' });
	const refusals: readonly (readonly [
		title: string,
		installer: string,
		archive: Buffer,
		message: (link: string, vendor: string) => string,
	])[] = [
		[
			'a file where the archive has a directory',
			'mkdir -p vendor/bin; echo mine >vendor/bin/x',
			archive,
			(link, vendor) => told(`${link} has a directory where a file is: ${vendor}/bin/x. ${kept}`),
		],
		[
			'a directory where the archive has a file',
			'mkdir -p vendor/bin/a-first/mine',
			archive,
			(link, vendor) => told(`${link} has a file where a directory is: ${vendor}/bin/a-first. ${kept}`),
		],
		[
			'an empty directory where the archive has a link',
			'mkdir -p vendor/link',
			rawTar({ name: 'link', type: '2', link: 'x' }),
			(link, vendor) => told(`${link} has a file where a directory is: ${vendor}/link. ${kept}`),
		],
		[
			'a link that leads out where the archive has a directory',
			'mkdir -p vendor/bin; ln -s "$outside" vendor/bin/x',
			archive,
			(link, vendor) => told(`${link} would be unpacked through ${vendor}/bin/x, a link to somewhere else.`, kept),
		],
		[
			'a link to another directory of BUILD_DIR where the archive has a directory',
			'mkdir -p vendor shared; ln -s ../shared vendor/bin',
			archive,
			(link, vendor) => told(`${link} would be unpacked through ${vendor}/bin, a link to somewhere else.`, kept),
		],
		[
			'a link to BUILD_DIR itself where the archive has a directory',
			'mkdir -p vendor; ln -s .. vendor/bin',
			archive,
			(link, vendor) => told(`${link} would be unpacked through ${vendor}/bin, a link to somewhere else.`, kept),
		],
		[
			'a link to a directory whose name only begins like the target',
			'mkdir -p vendor vendor-2; ln -s ../vendor-2 vendor/bin',
			archive,
			(link, vendor) => told(`${link} would be unpacked through ${vendor}/bin, a link to somewhere else.`, kept),
		],
		[
			'a link to the directory of BUILD_DIR where the archive has a directory',
			'mkdir -p vendor; ln -s ../.. vendor/bin',
			archive,
			(link, vendor) => told(`${link} would be unpacked through ${vendor}/bin, a link to somewhere else.`, kept),
		],
		[
			'a link to a directory whose name only begins like BUILD_DIR',
			'mkdir -p vendor "$BUILD_DIR-2"; ln -s "$BUILD_DIR-2" vendor/bin',
			archive,
			(link, vendor) => told(`${link} would be unpacked through ${vendor}/bin, a link to somewhere else.`, kept),
		],
		[
			'a link to nothing where the archive has a directory',
			'mkdir -p vendor; ln -s nowhere vendor/bin',
			archive,
			(link, vendor) => told(`${link} would be unpacked through ${vendor}/bin, a link to somewhere else.`, kept),
		],
		[
			'a link to a file where the archive has a directory',
			'mkdir -p vendor; echo mine >vendor/file; ln -s file vendor/bin',
			archive,
			(link, vendor) => told(`${link} would be unpacked through ${vendor}/bin, a link to somewhere else.`, kept),
		],
	];
	for (const [title, installer, content, message] of refusals) {
		it(`refuses ${title}, and changes nothing`, async () => {
			const outside = makeFiles({ mine: 'mine' });
			const result = await unpackIn(content, {
				installer: `outside='${outside}'; ${installer}; cp -a vendor before; unpack "$link" ""; print never`,
			});
			expect(result.stderr).to.equal(message(result.link, join(result.app, 'vendor')));
			expect(result.status).to.equal(1);
			expect(result.stdout).not.to.contain('never');
			expect(vendorOf(result)).to.deep.equal(treeOf(join(result.app, 'before')));
			expect(treeOf(outside)).to.deep.equal({ mine: '644 mine' });
		});
	}

	it('merges two directories that a link in the target makes one', async () => {
		const archive = tarOf({ 'lib/new/a': 'a', 'lib64/new/b': 'b', 'lib64/new/deep/c': 'c' });
		const files = { 'vendor/lib/mine': 'mine', 'vendor/lib64': { link: 'lib' } };
		const result = await unpackIn(archive, { files });
		expect([result.status, result.stderr]).to.deep.equal([0, '']);
		expect(vendorOf(result)).to.deep.equal({
			lib: '755 /',
			'lib/mine': '644 mine',
			'lib/new': '755 /',
			'lib/new/a': '644 a',
			'lib/new/b': '644 b',
			'lib/new/deep': '755 /',
			'lib/new/deep/c': '644 c',
			lib64: '-> lib',
		});
	});

	it('refuses a directory where a link leads in a circle', async () => {
		const result = await unpackIn(tarOf({ 'l/new': 'new' }), { files: { 'vendor/l': { link: 'l/l' } } });
		expect(result.stderr).to.equal(
			told(`${result.link} would be unpacked through ${result.app}/vendor/l, a link to somewhere else.`, kept),
		);
		expect(result.status).to.equal(1);
		expect(vendorOf(result)).to.deep.equal({ l: '-> l/l' });
	});
});

import { existsSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { makeDirectory, makeFiles } from '../support/directories.ts';
import { stopServers, TestServer } from '../support/server.ts';
import { describeInEachShell } from '../support/shells.ts';
import { rawTar, tarOf, treeOf, unpackIn, vendorOf } from './archives.ts';
import { build, told } from './builds.ts';

const archive = tarOf({ 'bin/tool': 'tool', readme: 'text' });
const tree = { bin: '755 /', 'bin/tool': '644 tool', readme: '644 text' };

describeInEachShell('the TARGET of unpack', (shell) => {
	afterEach(stopServers);

	for (const [title, target, where] of [
		['is vendor where there is none', '', 'vendor'],
		['is vendor where it is empty', "''", 'vendor'],
		['is a directory of BUILD_DIR', 'tools', 'tools'],
		['may be nested', 'a/b/c', 'a/b/c'],
		['may end with a slash', 'tools/', 'tools'],
		['may look absolute', '/opt/tools', 'opt/tools'],
		['may go up where it stays inside', 'a/../b/./c/..', 'b'],
		['may hold any character', `'a b"c$d'`, 'a b"c$d'],
		['may begin with a dash', '-x', '-x'],
	] as const) {
		it(title, async () => {
			const result = await unpackIn(archive, { shell, installer: `unpack "$link" "" ${target}` });
			expect([result.status, result.stderr]).to.deep.equal([0, '']);
			expect(treeOf(join(result.app, where))).to.deep.equal(tree);
		});
	}

	it('may be BUILD_DIR itself', async () => {
		for (const target of ['.', '/', './']) {
			const result = await unpackIn(archive, { shell, installer: `unpack "$link" "" ${target}`, directory: 'my app' });
			expect([result.status, result.stderr]).to.deep.equal([0, '']);
			expect(treeOf(result.app)).to.include(tree);
			expect(existsSync(join(result.app, 'build/heroku/install'))).to.be.true;
		}
	});

	it('is relative to BUILD_DIR in a subshell too, wherever the installer is', async () => {
		const result = await unpackIn(archive, { shell, installer: 'cd /; echo "$(unpack "$link" "" tools)."' });
		expect([result.status, result.stderr]).to.deep.equal([0, '']);
		expect(treeOf(join(result.app, 'tools'))).to.deep.equal(tree);
	});
});

describe('the TARGET of unpack', () => {
	afterEach(stopServers);

	for (const target of ['..', '../x', 'a/../../x', '/..']) {
		it(`is refused where it leads out: ${target}`, async () => {
			const result = await unpackIn(archive, { installer: `unpack "$link" "" ${target}` });
			expect(result.stderr).to.equal(
				told(`${result.link} is to be unpacked into ${target}, which is not in ${result.app}.`),
			);
			expect(result.status).to.equal(1);
			expect(existsSync(join(result.app, '../x'))).to.be.false;
		});
	}

	for (const target of ['out', 'out/deep/er', 'in/out/x']) {
		it(`is refused below a link that leads out: ${target}`, async () => {
			const outside = makeFiles({ mine: 'mine' });
			const installer = `mkdir in; ln -s '${outside}' out; ln -s ../out in/out; unpack "$link" "" ${target}`;
			const result = await unpackIn(archive, { installer });
			expect(result.stderr).to.equal(
				told(`${result.link} is to be unpacked into ${target}, which is not in ${result.app}.`),
			);
			expect(result.status).to.equal(1);
			expect(treeOf(outside)).to.deep.equal({ mine: '644 mine' });
		});
	}

	it('may be below a link that stays inside', async () => {
		const result = await unpackIn(archive, { installer: 'mkdir real; ln -s real vendor; unpack "$link" "" vendor/x' });
		expect([result.status, result.stderr]).to.deep.equal([0, '']);
		expect(treeOf(join(result.app, 'real/x'))).to.deep.equal(tree);
	});

	it('is found where BUILD_DIR itself is reached through a link', async () => {
		const link = join(makeDirectory(), 'link');
		const result = await unpackIn(archive, {
			installer: `[ "$BUILD_DIR" -ef '${link}' ] || ln -s "$BUILD_DIR" '${link}'; unpack "$link" ""`,
		});
		expect(vendorOf(result)).to.deep.equal(tree);
		symlinkSync(result.app, `${link}-2`);
		expect(treeOf(join(`${link}-2`, 'vendor'))).to.deep.equal(tree);
	});

	for (const [title, installer, path] of [
		['is a file', ': >vendor', 'vendor'],
		['is below a file', ': >vendor', 'vendor'],
		['is a link to nothing', 'ln -s nowhere vendor', 'vendor'],
	] as const) {
		it(`is refused where it ${title}`, async () => {
			const target = title === 'is below a file' ? 'vendor/x/y' : 'vendor';
			const result = await unpackIn(archive, { installer: `${installer}; unpack "$link" "" ${target}` });
			expect(result.stderr).to.equal(
				told(
					`${result.link} is to be unpacked into ${join(result.app, target)}, but ${join(result.app, path)} is not a directory.`,
				),
			);
			expect(result.status).to.equal(1);
		});
	}
});

describe('the CLEAN_TARGET of unpack', () => {
	afterEach(stopServers);

	const files = {
		'vendor/bin/old': 'old',
		'vendor/readme/was/a directory': 'old',
		'vendor/sibling/bin/mine': 'mine',
		'vendor/.hidden': 'mine',
	};

	it('removes each top-level entry that the archive brings, and nothing else', async () => {
		const result = await unpackIn(archive, { files, installer: 'unpack "$link" "" vendor yes' });
		expect([result.status, result.stderr]).to.deep.equal([0, '']);
		expect(vendorOf(result)).to.deep.equal({
			...tree,
			'.hidden': '644 mine',
			sibling: '755 /',
			'sibling/bin': '755 /',
			'sibling/bin/mine': '644 mine',
		});
	});

	it('never removes the target itself, not even where the archive has a member for it', async () => {
		const dotted = rawTar({ name: './', type: '5', mode: 0o755 }, { name: './readme', text: 'text' });
		const result = await unpackIn(dotted, { installer: 'unpack "$link" "" . yes', files: { mine: 'mine' } });
		expect([result.status, result.stderr]).to.deep.equal([0, '']);
		expect(treeOf(result.app)).to.include({ readme: '644 text', mine: '644 mine' });
	});

	it('removes a link, and not what it leads to', async () => {
		const outside = makeFiles({ old: 'old' });
		const installer = `mkdir vendor; ln -s '${outside}' vendor/bin; unpack "$link" "" vendor yes`;
		const result = await unpackIn(archive, { installer });
		expect([result.status, result.stderr]).to.deep.equal([0, '']);
		expect(vendorOf(result)).to.deep.equal(tree);
		expect(treeOf(outside)).to.deep.equal({ old: '644 old' });
	});

	it('removes nothing where it is empty, and nothing for an archive that is refused', async () => {
		const merged = await unpackIn(tarOf({ 'bin/tool': 'tool' }), { files, installer: 'unpack "$link" "" vendor ""' });
		expect(vendorOf(merged)).to.include({ 'bin/old': '644 old', 'bin/tool': '644 tool' });
		const refused = await unpackIn(rawTar({ name: 'bin/tool' }, { name: 'bin/../../x' }), {
			files,
			installer: 'unpack "$link" "" vendor yes',
		});
		expect(refused.status).to.equal(1);
		expect(vendorOf(refused)).to.include({ 'bin/old': '644 old', '.hidden': '644 mine' });
	});
});

describe('the name that unpack gives an archive in the cache', () => {
	afterEach(stopServers);

	for (const [path, name] of [
		['/some%20archive.tgz', 'some archive.tgz'],
		['/caf%C3%A9.tgz', 'caf\u00e9.tgz'],
		['/caf%E9.tgz', 'caf%E9.tgz'],
		['/a%zz.tgz', 'a%zz.tgz'],
		['/100%.tgz', '100%.tgz'],
		['/a%00b.tgz', 'a%00b.tgz'],
		['/dir%2Fa.tgz', 'a.tgz'],
		['/a.tgz?b=/c.tgz', 'a.tgz'],
	] as const) {
		it(`is ${name} for ${path}`, async () => {
			const server = await TestServer.start({ [path]: tarOf({ file: 'text' }) });
			const result = await build({ one: `unpack '${server.link(path)}' ''` }, {});
			expect([result.status, result.stderr, server.takePaths()]).to.deep.equal([0, '', [path]]);
			expect(vendorOf(result)).to.deep.equal({ file: '644 text' });
			expect(readdirSync(result.cacheDir).sort()).to.deep.equal([name, 'modular-v1'].sort());
		});
	}
});

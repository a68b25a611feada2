import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { appFiles, makeFiles } from '../support/directories.ts';
import { compile } from '../support/entry-points.ts';
import { stopServers, TestServer } from '../support/server.ts';
import { type Member, rawTar, temporariesIn, treeOf, unpackIn, vendorOf } from './archives.ts';
import { told } from './builds.ts';

const kept = 'Nothing of the archive was kept in the app.';
const before = { 'vendor/mine': 'mine', 'vendor/bin/mine': 'mine' };
const after = { mine: '644 mine', bin: '755 /', 'bin/mine': '644 mine' };
const good: Member = { name: 'bin/good', text: 'good' };

describe('unpack', () => {
	afterEach(stopServers);

	const outside: readonly (readonly [title: string, members: readonly Member[], told: string])[] = [
		['a member above the target', [{ name: '../evil' }], '../evil'],
		['a member that goes down and up', [{ name: 'bin/../../evil' }], 'bin/../../evil'],
		['a member that goes up and stays inside', [{ name: 'bin/../fine' }], 'bin/../fine'],
		['a directory above the target', [{ name: '../evil/', type: '5', mode: 0o755 }], '../evil/'],
		['a member whose name is ..', [{ name: '..', type: '5', mode: 0o755 }], '..'],
		['an absolute member', [{ name: '/tmp/evil' }], '/tmp/evil'],
		['an absolute directory', [{ name: '/etc/', type: '5', mode: 0o755 }], '/etc/'],
		['an absolute link', [{ name: '/tmp/evil', type: '2', link: 'x' }], '/tmp/evil'],
		['a link above the target', [{ name: '../evil', type: '2', link: 'x' }], '../evil'],
		['a hard link to a file of the machine', [{ name: 'evil', type: '1', link: '/etc/passwd' }], 'a hard link to /...'],
		[
			'a hard link above the target',
			[{ name: 'evil', type: '1', link: '../../../../../etc/passwd' }],
			'a hard link to ../../../../../...',
		],
		[
			'a hard link to a file of the machine whose name the archive has too',
			[{ name: 'etc/passwd' }, { name: 'evil', type: '1', link: '/etc/passwd' }],
			'a hard link to /...',
		],
		[
			'a hard link whose name hides where it leads',
			[{ name: 'a link to b', type: '1', link: '/etc/passwd' }],
			'a hard link to /...',
		],
	];
	for (const [title, members, member] of outside) {
		for (const [order, all] of [
			['before', [...members, good]],
			['after', [good, ...members]],
		] as const) {
			it(`refuses ${title} ${order} a good one`, async () => {
				const result = await unpackIn(rawTar(...all), { files: before });
				expect(result.stderr).to.equal(
					told(`${result.link} has a member that would land outside of where it is unpacked: ${member}.`, kept),
				);
				expect(result.status).to.equal(1);
				expect(vendorOf(result)).to.deep.equal(after);
				for (const path of ['../evil', 'evil', 'fine']) expect(existsSync(join(result.app, path)), path).to.be.false;
				expect(existsSync('/tmp/evil')).to.be.false;
			});
		}
	}

	const devices = [
		['a character device', '3'],
		['a block device', '4'],
		['a FIFO', '6'],
	] as const;
	for (const [title, type] of devices) {
		it(`refuses ${title}`, async () => {
			const result = await unpackIn(rawTar(good, { name: 'bin/special', type }), { files: before });
			expect(result.stderr).to.equal(
				told(`${result.link} has a device or pipe in it, which no app needs: bin/special.`, kept),
			);
			expect(result.status).to.equal(1);
			expect(vendorOf(result)).to.deep.equal(after);
		});
	}

	const throughLinks: readonly (readonly [title: string, members: (outside: string) => readonly Member[]])[] = [
		['an absolute link', (out) => [{ name: 'l', type: '2', link: out }, { name: 'l/evil' }]],
		['a link that goes up', () => [{ name: 'l', type: '2', link: '../..' }, { name: 'l/evil' }]],
		[
			'a link to a link',
			(out) => [{ name: 'l', type: '2', link: out }, { name: 'm', type: '2', link: 'l' }, { name: 'm/evil' }],
		],
		['a link to a file', (out) => [{ name: 'l', type: '2', link: `${out}/mine` }, { name: 'l/evil' }]],
		['a link in a directory', (out) => [{ name: 'd/l', type: '2', link: out }, { name: 'd/l/deep/evil' }]],
		[
			'a hard link to a link',
			(out) => [{ name: 'l', type: '2', link: out }, { name: 'h', type: '1', link: 'l' }, { name: 'h/evil' }],
		],
		[
			'a hard link through a link',
			(out) => [
				{ name: 'l', type: '2', link: out },
				{ name: 'h', type: '1', link: 'l/mine' },
			],
		],
	];
	for (const [title, members] of throughLinks) {
		it(`refuses a member through ${title} that the archive brings`, async () => {
			const out = makeFiles({ mine: 'mine' });
			const result = await unpackIn(rawTar(good, ...members(out)), { files: before });
			const [head, ...rest] = result.stderr.split('\n');
			expect(head).to.equal(` !     ${result.link} cannot be unpacked (${join(result.cacheDir, 'some.tgz')}):`);
			expect(rest.join('\n')).to.match(
				/^ ! {5}tar: \S+: Cannot (?:open: Not a directory|stat: Not a directory|mkdir: Not a directory|hard link to '\S+': Not a directory)\n/,
			);
			expect(result.status).to.equal(1);
			expect(vendorOf(result)).to.deep.equal(after);
			expect(treeOf(out)).to.deep.equal({ mine: '644 mine' });
			expect(existsSync(join(result.app, '../evil'))).to.be.false;
		});
	}

	it('writes through no link when the archive brings a file of its name, or a directory', async () => {
		const out = makeFiles({ mine: 'mine' });
		const archive = rawTar(
			{ name: 'file', type: '2', link: `${out}/mine` },
			{ name: 'file', text: 'new' },
			{ name: 'directory', type: '2', link: out },
			{ name: 'directory/', type: '5', mode: 0o755 },
		);
		const result = await unpackIn(archive);
		expect(treeOf(out)).to.deep.equal({ mine: '644 mine' });
		if (result.status !== 0) return;
		// tar makes such links last, and takes the new file for its own placeholder where that gets the same inode number
		expect(vendorOf(result)['file']).to.be.oneOf(['644 new', `-> ${out}/mine`]);
		expect(vendorOf(result)['directory']).to.equal('755 /');
	});

	it('extracts through a link of the archive that stays inside', async () => {
		const archive = rawTar(
			{ name: 'lib64/', type: '5', mode: 0o755 },
			{ name: 'lib', type: '2', link: 'lib64' },
			{ name: 'lib/file', text: 'text' },
		);
		const result = await unpackIn(archive);
		expect([result.status, result.stderr]).to.deep.equal([0, '']);
		expect(vendorOf(result)).to.deep.equal({ lib: '-> lib64', lib64: '755 /', 'lib64/file': '644 text' });
	});

	it('refuses what a link of an earlier archive would lead out', async () => {
		const out = makeFiles({ mine: 'mine' });
		const server = await TestServer.start({
			'/link.tar': rawTar({ name: 'l', type: '2', link: out }),
			'/member.tar': rawTar({ name: 'l/evil' }),
		});
		const installer = `unpack '${server.link('/link.tar')}' ''\nunpack '${server.link('/member.tar')}' ''\n`;
		const app = makeFiles(appFiles({ one: installer }));
		const { status, stderr } = await compile(app);
		expect(stderr).to.equal(
			told(`${server.link('/member.tar')} would be unpacked through ${app}/vendor/l, a link to somewhere else.`, kept),
		);
		expect([status, temporariesIn(app)]).to.deep.equal([1, []]);
		expect(treeOf(out)).to.deep.equal({ mine: '644 mine' });
	});

	it('refuses what a link of an earlier archive would lead out of the target, into the app', async () => {
		const server = await TestServer.start({
			'/link.tar': rawTar({ name: 'l', type: '2', link: '..' }),
			'/member.tar': rawTar({ name: 'l/evil' }, { name: 'l/boot.sh', text: 'evil' }),
		});
		const installer = `unpack '${server.link('/link.tar')}' ''\nunpack '${server.link('/member.tar')}' ''\n`;
		const app = makeFiles(appFiles({ one: installer }));
		const { status, stderr } = await compile(app);
		expect(stderr).to.equal(
			told(`${server.link('/member.tar')} would be unpacked through ${app}/vendor/l, a link to somewhere else.`, kept),
		);
		expect([status, temporariesIn(app), existsSync(join(app, 'evil'))]).to.deep.equal([1, [], false]);
		expect(readFileSync(join(app, 'boot.sh'), 'utf8')).not.to.contain('evil');
		expect(treeOf(join(app, 'vendor'))).to.deep.equal({ l: '-> ..' });
	});

	it('ends the build where it is not told what to unpack', async () => {
		for (const installer of ['unpack', 'unpack ""', 'unpack "" "" vendor']) {
			const result = await unpackIn(rawTar(good), { installer });
			expect(result.stderr).to.equal(told('one calls unpack without a URL, or without a file to save it to.'));
			expect(result.status).to.equal(1);
		}
	});
});

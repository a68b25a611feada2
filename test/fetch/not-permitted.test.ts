import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { giveToOrdinaryUser, ordinaryUser } from '../entry-points/ordinary-user.ts';
import { build, type BuildOptions, detailsOf, told, wrapped } from '../install/builds.ts';
import { ageIndexes, buildFrom, filesBelow, indexOf, readIndex, startRepository } from '../resolve/repository.ts';
import { appFiles, makeDirectory, makeFiles } from '../support/directories.ts';
import { compile } from '../support/entry-points.ts';
import { TestServer } from '../support/server.ts';
import { missing } from '../support/shells.ts';
import { read, storeIn } from './cached-builds.ts';

const todo = 'Check the path, its permissions, and the room on the disk.';

/** Compiles an app of one installer as a user to whom file modes count. */
async function buildAsOrdinaryUser(installer: string, cacheDir: string) {
	const app = giveToOrdinaryUser(makeFiles(appFiles({ one: installer })));
	const env = { TMPDIR: giveToOrdinaryUser(makeDirectory('temporary')) };
	return { app, ...(await compile(app, { ...ordinaryUser, env, cacheDir })) };
}

describe('what an ordinary user may not do', () => {
	const cache = () => giveToOrdinaryUser(makeDirectory('cache'));

	it('ends a download with status 1 and the link, and not the build', async () => {
		const closed = makeDirectory('closed');
		chmodSync(closed, 0o700);
		if (ordinaryUser.uid === undefined) chmodSync(closed, 0);
		const server = await TestServer.start({ '/file': 'text' });
		const link = server.link('/file');
		const { status, stdout, stderr } = await buildAsOrdinaryUser(
			[
				`download '${link}' '${closed}/x/y' || print "status $?"`,
				`cached_download '${link}' '${closed}/z' '' no || print "status $?"`,
			].join('\n'),
			cache(),
		);
		expect(stderr).to.equal(
			['x/y', 'z']
				.map((name) => told(`${link} cannot be saved as ${closed}/${name}: permission denied.`, todo))
				.join(''),
		);
		expect([status, detailsOf({ stdout })]).to.deep.equal([0, ['status 1', 'status 1']]);
		expect([server.requests, spawnSync('ls', ['-A', closed]).stdout.toString()]).to.deep.equal([[], '']);
	});

	it('is no obstacle where the file that is in the way cannot be read: another is fetched', async () => {
		const server = await TestServer.start({ '/file': 'text' });
		const { app, status, stderr } = await buildAsOrdinaryUser(
			[
				'echo old >file; chmod 0 file',
				`cached_download '${server.link('/file')}' "$BUILD_DIR/file" 1cb251ec0d568de6a929b520c4aed8d1`,
				`chmod 0 file; cached_download '${server.link('/file')}' "$BUILD_DIR/file"`,
			].join('\n'),
			cache(),
		);
		expect([status, stderr, server.takePaths()]).to.deep.equal([0, '', ['/file', '/file']]);
		expect(read(app, 'file')).to.equal('text');
	});

	if (ordinaryUser.uid === undefined) missing('files cannot be given to another user');
	else {
		it('is to link to a kept file of another user: it is fetched again', async () => {
			const server = await TestServer.start({ '/file': 'text' });
			const cacheDir = cache();
			const get = `cached_download '${server.link('/file')}' "$CACHE_DIR/file"`;
			await buildAsOrdinaryUser(get, cacheDir);
			const [stored = ''] = storeIn(cacheDir);
			chownSync(join(cacheDir, 'modular-v1/store', stored), 0, 0);
			rmSync(join(cacheDir, 'file'));
			server.takePaths();
			const { status, stderr } = await buildAsOrdinaryUser(get, cacheDir);
			expect([status, stderr, server.takePaths()]).to.deep.equal([0, '', ['/file']]);
			expect(read(cacheDir, 'file')).to.equal('text');
		});
	}
});

describe('an archive whose name cannot be that of a file', () => {
	for (const [title, path, name, reason] of [
		['is too long', `/${'x'.repeat(300)}.tgz`, `/${'x'.repeat(300)}.tgz`, `its name is too long.`],
		['is empty', '/', '', undefined],
	] as const) {
		it(`because it ${title} ends the build with the link`, async () => {
			const server = await TestServer.start({ [path]: 'text' });
			const { status, stderr, cacheDir } = await build({ one: `unpack '${server.link(path)}' ''` }, {});
			const target = `${cacheDir}${name}`;
			expect(stderr).to.equal(
				reason === undefined
					? told(`${server.link(path)} cannot be saved as ${target}, which is a directory.`)
					: told(`${server.link(path)} cannot be saved as ${target}: ${reason}`, todo),
			);
			expect([status, server.requests]).to.deep.equal([1, []]);
		});
	}
});

describe('a disk that is full', () => {
	if (spawnSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'none', '/mnt']).status !== 0) {
		missing('a file system of our own cannot be mounted');
		return;
	}

	it('while an index arrives is told with its link, and leaves the index that is there', async () => {
		const server = await startRepository({ one: ':' });
		const link = server.link('/repo/index');
		const cacheDir = join(makeDirectory(), 'small');
		const inside = `mkdir -p "$2"; rm -rf "$2.before"; cp -R "$2" "$2.before"; mount -t tmpfs -o size=128k none "$2" || exit 99; cp -R "$2.before/." "$2"`;
		const options = (): BuildOptions => ({
			cacheDir,
			program: wrapped(
				(command) =>
					`[ -n "$INSIDE" ] || INSIDE=1 exec unshare --mount "$0" "$@"\n${inside}\n${command}\nstatus=$?\nrm -rf "$2.after"; cp -R "$2" "$2.after"\nexit $status`,
			),
		});
		const first = await buildFrom(link, 'one', options());
		expect([first.status, first.stderr]).to.deep.equal([0, '']);
		const indexes = `${cacheDir}.after/modular-v1/indexes`;
		const [name = ''] = readdirSync(indexes);
		mkdirSync(cacheDir, { recursive: true });
		spawnSync('cp', ['-R', `${cacheDir}.after/.`, cacheDir]);
		ageIndexes(cacheDir, 6);
		server.answer('/repo/index', indexOf({ one: ':' }) + '#'.repeat(200_000));
		const { status, stdout, stderr } = await buildFrom(link, 'one', options());
		const target = join(cacheDir, 'modular-v1/indexes', name);
		expect(stderr).to.equal(told(`${link} cannot be saved as ${target}: the disk is full.`, todo));
		expect(stdout).not.to.contain('Installing');
		expect(status).to.equal(1);
		expect(filesBelow(indexes)).to.deep.equal([join(indexes, name)]);
		expect(readIndex(join(indexes, name)).body).to.equal(indexOf({ one: ':' }));
	});
});

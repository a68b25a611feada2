import { chmodSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { appFiles, makeDirectory, makeFiles } from '../support/directories.ts';
import { compile } from '../support/entry-points.ts';
import { giveToOrdinaryUser, ordinaryUser } from './ordinary-user.ts';

/** What a build by an ordinary user needs: a temporary directory of its own. */
function ordinary() {
	return { ...ordinaryUser, env: { TMPDIR: giveToOrdinaryUser(makeDirectory('temporary')) } };
}

describe('bin/compile as an ordinary user', () => {
	it('builds what belongs to that user', async () => {
		const app = giveToOrdinaryUser(makeFiles(appFiles({ one: ': >ran' })));
		const cacheDir = giveToOrdinaryUser(makeDirectory('cache'));
		const { status, stderr } = await compile(app, { ...ordinary(), cacheDir });
		expect([status, stderr]).to.deep.equal([0, '']);
		expect(existsSync(join(app, 'ran'))).to.be.true;
	});

	it('names a BUILD_DIR that cannot be written, and runs nothing', async () => {
		const app = giveToOrdinaryUser(makeFiles(appFiles({ one: ': >"$CACHE_DIR/ran"' })));
		const cacheDir = giveToOrdinaryUser(makeDirectory('cache'));
		chmodSync(app, 0o555);
		const { status, stdout, stderr } = await compile(app, { ...ordinary(), cacheDir });
		expect(stderr).to.equal(
			` !     ${app}/boot.sh cannot be written: permission denied.\n !     Check the path, its permissions, and the room on the disk.\n`,
		);
		expect([status, stdout]).to.deep.equal([1, '']);
		expect(readdirSync(app)).to.deep.equal(['build']);
		expect(existsSync(join(cacheDir, 'ran'))).to.be.false;
	});

	it('names a BUILD_DIR that cannot be made, and does not claim that it is', async () => {
		const directory = giveToOrdinaryUser(makeDirectory());
		chmodSync(directory, 0o555);
		const app = join(directory, 'app');
		const cacheDir = giveToOrdinaryUser(makeDirectory('cache'));
		const { status, stdout, stderr } = await compile(app, { ...ordinary(), cacheDir });
		expect(stderr).to.equal(
			` !     ${app} cannot be written: permission denied.\n !     Check the path, its permissions, and the room on the disk.\n`,
		);
		expect([status, stdout]).to.deep.equal([1, '']);
		expect(readdirSync(directory)).to.deep.equal([]);
	});

	it('names a BUILD_DIR that cannot be looked at', async () => {
		const directory = giveToOrdinaryUser(makeFiles({ 'app/file': '' }));
		chmodSync(directory, 0o000);
		const app = join(directory, 'app');
		const { status, stdout, stderr } = await compile(app, {
			...ordinary(),
			cacheDir: giveToOrdinaryUser(makeDirectory('cache')),
		});
		chmodSync(directory, 0o755);
		expect(stderr).to.equal(
			` !     The machine refused what the build needs: EACCES: permission denied, stat '${app}'.\n`,
		);
		expect([status, stdout]).to.deep.equal([1, '']);
		expect(readdirSync(app)).to.deep.equal(['file']);
	});

	for (const name of ['install', 'release']) {
		it(`names build/heroku/${name} where it cannot be read, and runs nothing`, async () => {
			const app = giveToOrdinaryUser(makeFiles(appFiles({ one: ': >ran' }, { [`build/heroku/${name}`]: '' })));
			chmodSync(join(app, 'build/heroku', name), 0o000);
			const { status, stdout, stderr } = await compile(app, {
				...ordinary(),
				cacheDir: giveToOrdinaryUser(makeDirectory('cache')),
			});
			expect(stderr).to.equal(` !     build/heroku/${name} cannot be read: permission denied. Check its mode.\n`);
			expect([status, stdout]).to.deep.equal([1, '']);
			expect(readdirSync(app)).to.deep.equal(['build']);
		});
	}

	it('names a cache that cannot be written, and runs nothing', async () => {
		const app = giveToOrdinaryUser(makeFiles(appFiles({ one: ': >ran' })));
		const cacheDir = giveToOrdinaryUser(makeDirectory('cache'));
		chmodSync(cacheDir, 0o555);
		const { status, stdout, stderr } = await compile(app, { ...ordinary(), cacheDir });
		expect(stderr).to.equal(
			` !     The cache directory ${cacheDir} cannot be used: ${cacheDir}/modular-v1: permission denied.\n !     Check the path, its permissions, and the room on the disk. CLEAN_CACHE=1 empties it.\n`,
		);
		expect([status, stdout]).to.deep.equal([1, '']);
		expect([readdirSync(app), readdirSync(cacheDir)]).to.deep.equal([['build'], []]);
	});

	it('names config variables that cannot be read, and runs nothing', async () => {
		const app = giveToOrdinaryUser(makeFiles(appFiles({ one: ': >ran' })));
		const cacheDir = giveToOrdinaryUser(makeDirectory('cache'));
		const envDir = giveToOrdinaryUser(makeFiles({ SECRET: 'value' }));
		chmodSync(join(envDir, 'SECRET'), 0o000);
		const unreadable = await compile(app, { ...ordinary(), cacheDir, envDir });
		expect(unreadable.log).to.equal(
			` !     The config variable in ${join(envDir, 'SECRET')} cannot be read: permission denied.\n`,
		);
		expect(unreadable.status).to.equal(1);
		chmodSync(envDir, 0o000);
		const closed = await compile(app, { ...ordinary(), cacheDir, envDir });
		expect(closed.log).to.equal(
			` !     The directory of config variables, ${envDir}, cannot be read: permission denied.\n`,
		);
		expect(closed.status).to.equal(1);
		expect(readdirSync(app)).to.deep.equal(['build']);
	});
});

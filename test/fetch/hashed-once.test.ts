import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { archiveWith } from '../ahead/fixtures.ts';
import { wrapped } from '../install/builds.ts';
import { buildFrom, startRepository } from '../resolve/repository.ts';
import { makeDirectory } from '../support/directories.ts';
import { missing } from '../support/shells.ts';

const archive = archiveWith('a');

/** The checksum of bytes, as an installer gives it. */
function sumOf(bytes: Buffer): string {
	const { stdout } = spawnSync('md5sum', { input: bytes, encoding: 'utf8' });
	return stdout.slice(0, 32);
}

describe('an archive in the cache', () => {
	for (const ahead of ['1', '0']) {
		const env = { MODULAR_FETCH_AHEAD: ahead };

		it(`is fetched again where its bytes have changed, and neither size nor time (MODULAR_FETCH_AHEAD=${ahead})`, async () => {
			const sum = sumOf(archive);
			const server = await startRepository({ one: `unpack "$INSTALLER_DIR/a.tgz" ${sum}` }, { '/repo/a.tgz': archive });
			const { cacheDir } = await buildFrom(server.link('/repo/index'), 'one', { env });
			const file = join(cacheDir, 'a.tgz');
			const times = join(makeDirectory(), 'times'); // to the nanosecond, which utimes(3) of Node.js cannot set
			spawnSync('touch', ['-r', file, times]);
			const bytes = readFileSync(file);
			bytes.writeUInt8(bytes.readUInt8(20) ^ 1, 20);
			writeFileSync(file, bytes);
			spawnSync('touch', ['-r', times, file]);
			server.takePaths();
			const { status, stderr, app } = await buildFrom(server.link('/repo/index'), 'one', { env, cacheDir });
			expect([status, stderr, server.takePaths()]).to.deep.equal([0, '', ['/repo/a.tgz']]);
			expect(readFileSync(join(app, 'vendor/a/file'), 'utf8')).to.equal('a\n');
			expect(readFileSync(file).equals(archive)).to.be.true;
		});
	}

	it('is read once by Node.js in a build, cold or warm, however many packages unpack it', async function () {
		if (spawnSync('strace', ['-V']).status !== 0) {
			missing('strace is not installed');
			this.skip();
		}
		const unpack = `unpack "$INSTALLER_DIR/a.tgz" ${sumOf(archive)}`;
		const server = await startRepository(
			{ one: unpack, two: unpack, three: `${unpack} other` },
			{ '/repo/a.tgz': archive },
		);
		const cacheDir = makeDirectory('cache');
		for (const [pass, reads] of [
			['cold', 0],
			['warm', 1],
		] as const) {
			const trace = join(makeDirectory(), 'trace');
			const { status, stderr } = await buildFrom(server.link('/repo/index'), 'one two three', {
				cacheDir,
				program: wrapped((compile) => `exec strace -f -qq -e trace=open,openat,execve -o '${trace}' ${compile}`),
			});
			expect([status, stderr], pass).to.deep.equal([0, '']);
			const lines = readFileSync(trace, 'utf8').split('\n');
			const tars = lines.filter((line) => /execve\("[^"]*\/tar".* = 0$/.test(line));
			// once more for each tar, which gets the file by its descriptor
			const opened = lines.filter((line) => line.includes(`"${cacheDir}/a.tgz", O_RDONLY`));
			expect([tars.length, opened.length], pass).to.deep.equal([3, 3 + reads]);
		}
	});
});

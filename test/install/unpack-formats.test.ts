import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { makeFiles } from '../support/directories.ts';
import { compile } from '../support/entry-points.ts';
import { stopServers } from '../support/server.ts';
import { missing } from '../support/shells.ts';
import { filter, rawTar, tarOf, unpackIn, vendorOf } from './archives.ts';
import { told } from './builds.ts';

const compressions = [
	['nothing', undefined],
	['gzip', 'gzip'],
	['bzip2', 'bzip2'],
	['xz', 'xz'],
	['zstd', 'zstd'],
] as const;

const files = { 'bin/tool': { text: 'a tool', mode: 0o755 }, share: 'text'.repeat(1000) };
const tree = { bin: '755 /', 'bin/tool': '755 a tool', share: `644 ${'text'.repeat(1000)}` };

function compress(archive: Buffer, program: string | undefined): Buffer {
	return program === undefined ? archive : filter(archive, program, '-c');
}

const isInstalled = (program: string) => spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined;

function failure(link: string, cacheDir: string, ...reason: string[]): string {
	return told(
		`${link} cannot be unpacked (${cacheDir}/some.tgz):`,
		...reason,
		'Is it a tar archive, and is it whole? Nothing of it was kept, in the app or in the cache.',
	);
}

describe('unpack', () => {
	afterEach(stopServers);

	for (const [title, program] of compressions) {
		describe(`of an archive compressed with ${title}`, () => {
			if (program !== undefined && !isInstalled(program)) {
				missing(`${program} is not installed`);
				return;
			}

			for (const name of ['archive', 'archive.zip', 'archive.tar.gz', 'archive.tar.xz', '-archive:1.tar']) {
				it(`tells that by its content, whatever ${name} says`, async () => {
					const result = await unpackIn(compress(tarOf(files), program), { name });
					expect(result.stderr).to.equal('');
					expect(result.stdout).to.equal(
						`-----> Installing one (from the app)\n       Downloaded ${result.link}\n-----> Installed 1 package, with 1 download.\n`,
					);
					expect(result.status).to.equal(0);
					expect(vendorOf(result)).to.deep.equal(tree);
				});
			}

			it('ends the build where it is truncated, and keeps nothing of it', async () => {
				const whole = compress(
					tarOf({ a: 'text', b: Buffer.from(Array.from({ length: 9e4 }, (_, i) => (i * i * 7) >> 3)) }),
					program,
				);
				const result = await unpackIn(whole.subarray(0, whole.length / 2));
				expect(result.status).to.equal(1);
				const lines = result.stderr.split('\n');
				expect(lines[0]).to.equal(` !     ${result.link} cannot be unpacked (${join(result.cacheDir, 'some.tgz')}):`);
				expect(result.stderr).to.match(
					/: Unexpected EOF in archive\n|: Child returned status \d\n|unexpected end|bzip2: Compressed file ends/,
				);
				expect(lines.at(-2)).to.equal(
					' !     Is it a tar archive, and is it whole? Nothing of it was kept, in the app or in the cache.',
				);
				expect(existsSync(join(result.app, 'vendor'))).to.be.false;
			});
		});
	}

	const html = '<!DOCTYPE html>\n<html><body>Please sign in</body></html>\n';
	const gzipped = (text: string) => filter(Buffer.from(text), 'gzip', '-n');
	const others: readonly (readonly [title: string, content: Buffer, reason: readonly string[]])[] = [
		[
			'an HTML page',
			Buffer.from(html.repeat(20)),
			[
				'tar: This does not look like a tar archive',
				'tar: Skipping to next header',
				'tar: Exiting with failure status due to previous errors',
			],
		],
		[
			'a short HTML page',
			Buffer.from(html),
			['tar: This does not look like a tar archive', 'tar: Exiting with failure status due to previous errors'],
		],
		[
			'a compressed HTML page',
			gzipped(html.repeat(20)),
			[
				'tar: This does not look like a tar archive',
				'tar: Skipping to next header',
				'tar: Exiting with failure status due to previous errors',
			],
		],
		[
			'an empty file',
			Buffer.alloc(0),
			['tar: This does not look like a tar archive', 'tar: Exiting with failure status due to previous errors'],
		],
		['a compressed empty file', gzipped(''), ['There is nothing in it.']],
		['an archive of nothing', rawTar(), ['There is nothing in it.']],
		[
			'two bytes that begin like gzip',
			Buffer.from([0x1f, 0x8b]),
			[
				'',
				'gzip: stdin: unexpected end of file',
				'tar: Child returned status 1',
				'tar: Error is not recoverable: exiting now',
			],
		],
	];
	for (const [title, content, reason] of others) {
		it(`ends the build for ${title}, and what stood there stays`, async () => {
			const result = await unpackIn(content, { files: { 'vendor/share': 'mine' } });
			expect(result.stderr).to.equal(failure(result.link, result.cacheDir, ...reason.filter((line) => line !== '')));
			expect(result.status).to.equal(1);
			expect(vendorOf(result)).to.deep.equal({ share: '644 mine' });
			expect(existsSync(join(result.cacheDir, 'some.tgz'))).to.be.false;

			result.server.answer('/some.tgz', tarOf(files));
			const again = await compile(result.app, { cacheDir: result.cacheDir });
			expect(again.status).to.equal(0);
			expect(again.stdout).to.contain(' with 1 download.\n');
		});
	}

	it('repeats no more than ten lines of what tar says', async () => {
		const members = Array.from({ length: 30 }, (_, i) => ({ name: `missing-${i}`, type: '1', link: 'nowhere' }));
		const result = await unpackIn(rawTar(...members));
		const lines = members
			.slice(0, 10)
			.map(({ name }) => `tar: ${name}: Cannot hard link to 'nowhere': No such file or directory`);
		expect(result.stderr).to.equal(failure(result.link, result.cacheDir, ...lines));
	});

	it('needs a tar, and says so where there is none', async () => {
		const result = await unpackIn(tarOf(files), { env: { PATH: makeFiles({ node: { link: process.execPath } }) } });
		expect(result.stderr).to.equal(
			told(`${result.link} cannot be unpacked: tar cannot be started (it does not exist).`),
		);
		expect(result.status).to.equal(1);
	});

	const settings = {
		TAR_OPTIONS: '--strip-components=1',
		GZIP: '--definitely-no-option',
		BZIP2: '--definitely-no-option',
		XZ_OPT: '--definitely-no-option',
		XZ_DEFAULTS: '--definitely-no-option',
		ZSTD_CLEVEL: 'x',
		ZSTD_NBTHREADS: 'x',
		TAPE: '/nowhere',
		POSIXLY_CORRECT: '1',
		LC_ALL: 'de_DE.UTF-8',
	};
	for (const [title, program] of compressions) {
		it(`takes no options for tar and ${title} from the environment, nor from the installer's`, async () => {
			if (program !== undefined && !isInstalled(program)) return;
			const exports = Object.entries(settings).map(([name, value]) => `export ${name}=${value}`);
			const result = await unpackIn(compress(tarOf(files), program), {
				env: settings,
				installer: [...exports, 'unpack "$link" ""'].join('\n'),
			});
			expect(result.stderr).not.to.contain(' !     ');
			expect(result.status).to.equal(0);
			expect(vendorOf(result)).to.deep.equal(tree);
		});
	}
});

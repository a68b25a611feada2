import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { build, detailsOf, told, wrapped } from '../install/builds.ts';
import { makeFiles } from '../support/directories.ts';
import { TestServer } from '../support/server.ts';
import { missing } from '../support/shells.ts';

const todo = 'Check the path, its permissions, and the room on the disk.';
const body = 'x'.repeat(65_536 - 1000);

describe('a disk that is full', () => {
	if (spawnSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'none', '/mnt']).status !== 0) {
		missing('a file system of our own cannot be mounted');
		return;
	}

	// 16 pages, one of which the file has that stands there
	const program = () =>
		wrapped(
			(compile) =>
				`[ -n "$INSIDE" ] || INSIDE=1 exec unshare --mount "$0" "$@"\nmount -t tmpfs -o size=64k none "$1/small" || exit 99\nexec ${compile}`,
		);
	const installer = (link: string) =>
		[
			'cd "$BUILD_DIR/small"',
			'echo before >file',
			`download '${link}' file || print "status $?"`,
			'print "$(ls -A): $(cat file)"',
		].join('\n');

	for (const scheme of ['http', 'file']) {
		it(`is an error for ${scheme} at once, and leaves what stood there, and nothing else`, async () => {
			const server = await TestServer.start({ '/file': body });
			const link = scheme === 'http' ? server.link('/file') : pathToFileURL(join(makeFiles({ big: body }), 'big')).href;
			const result = await build({ one: installer(link) }, { program: program(), files: { 'small/x': '' } });
			expect(result.stderr).to.equal(
				told(`${link} cannot be saved as ${result.app}/small/file: the disk is full.`, todo),
			);
			expect([result.status, detailsOf(result)]).to.deep.equal([0, ['status 1', 'file: before']]);
			expect(server.requests).to.have.length(scheme === 'http' ? 1 : 0);
		});
	}

	it('is none for a file that just fits', async () => {
		const server = await TestServer.start({ '/file': body.slice(0, 15 * 4096) });
		const result = await build(
			{ one: installer(server.link('/file')).replace('cat file', 'wc -c <file') },
			{ program: program(), files: { 'small/x': '' } },
		);
		expect([result.status, result.stderr]).to.deep.equal([0, '']);
		expect(detailsOf(result).at(-1)).to.match(/^file: +61440$/);
	});
});

/** What installers make before they download is not known ahead: a wrong guess would be a request. */
const withoutGuesses = { env: { MODULAR_FETCH_AHEAD: '0' } };

describe('a target that cannot be written', () => {
	for (const [title, target, [reason, ...more]] of [
		['because it is below a file', 'file/below', ['APP/file is a file, not a directory.']],
		['because it is deep below a file', 'file/deep/below', ['APP/file is a file, not a directory.']],
		['because the file system does not allow it', '/proc/file', ['it does not exist.', todo]],
		['because its name is too long', 'x'.repeat(300), ['its name is too long.', todo]],
	] as const) {
		it(`${title} is an error before anything is fetched`, async () => {
			const server = await TestServer.start({ '/file': 'text' });
			const one = `cd "$BUILD_DIR"; echo before >file; download '${server.link('/file')}' ${target} || print "status $?"`;
			const result = await build({ one }, withoutGuesses);
			const path = target.startsWith('/') ? target : join(result.app, target);
			expect(result.stderr).to.equal(
				told(`${server.link('/file')} cannot be saved as ${path}: ${reason.replace('APP', result.app)}`, ...more),
			);
			expect([result.status, detailsOf(result), server.requests]).to.deep.equal([0, ['status 1'], []]);
			expect(readFileSync(join(result.app, 'file'), 'utf8')).to.equal('before\n');
		});
	}

	it('is a directory, and stays one', async () => {
		const server = await TestServer.start({ '/file': 'text' });
		const one = `mkdir "$BUILD_DIR/dir"; download '${server.link('/file')}' "$BUILD_DIR/dir" || print "status $?"`;
		const result = await build({ one }, withoutGuesses);
		expect([result.status, detailsOf(result), server.requests]).to.deep.equal([0, ['status 1'], []]);
		expect(existsSync(join(result.app, 'dir'))).to.be.true;
	});
});

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { appFiles, makeDirectory, makeFiles } from '../support/directories.ts';
import { endLeftProcesses, makeCaller, marked, modular, modularOnce, treeOf } from './modular.ts';

const plainApp = () => makeFiles(appFiles({ witness: 'print built' }));

describe('modular build refuses', () => {
	afterEach(endLeftProcesses);

	it('an --out that is not empty, and changes nothing there', async () => {
		const out = makeFiles({ precious: 'mine' });
		const before = treeOf(out);
		const { status, stdout, stderr, left } = await modular(['build', plainApp(), '--out', out]);
		expect(stderr).to.equal(
			`modular: --out ${out} is not an empty directory. Nothing was changed; name another one.\n`,
		);
		expect(stdout).to.equal('');
		expect(status).to.equal(64);
		expect(treeOf(out)).to.deep.equal(before);
		expect(left).to.deep.equal([]);
	});

	it('an --out that is a file, and does not change it', async () => {
		const out = join(makeFiles({ precious: 'mine' }), 'precious');
		const { status, stdout, stderr, left } = await modular(['build', plainApp(), '--out', out]);
		expect(stderr).to.equal(
			`modular: --out ${out} is not an empty directory. Nothing was changed; name another one.\n`,
		);
		expect(stdout).to.equal('');
		expect(status).to.equal(64);
		expect(readFileSync(out, 'utf8')).to.equal('mine');
		expect(left).to.deep.equal([]);
	});

	for (const option of ['--out', '--cache']) {
		for (const { title, path } of [
			{ title: 'is the app', path: '.' },
			{ title: 'is inside of the app', path: 'new/directory' },
			{ title: 'is inside of the app, with a name that begins with dots', path: '..new' },
		]) {
			it(`an ${option} that ${title}, and leaves the app as it is`, async () => {
				const app = plainApp();
				const before = treeOf(app);
				const directory = join(app, path);
				const { status, stdout, stderr, left } = await modular(['build', app, option, directory]);
				expect(stderr).to.equal(
					`modular: ${option} ${directory} is inside of ${app}, which is never changed. Name a directory outside.\n`,
				);
				expect(stdout).to.equal('');
				expect(status).to.equal(64);
				expect(treeOf(app)).to.deep.equal(before);
				expect(left).to.deep.equal([]);
			});
		}

		it(`an ${option} that a link puts inside of the app`, async () => {
			const app = plainApp();
			mkdirSync(join(app, 'empty'));
			const before = treeOf(app);
			const link = join(makeDirectory(), 'link');
			symlinkSync(join(app, 'empty'), link);
			const { status, stdout, stderr, left } = await modular(['build', app, option, link]);
			expect(stderr).to.equal(
				`modular: ${option} ${link} is inside of ${app}, which is never changed. Name a directory outside.\n`,
			);
			expect(stdout).to.equal('');
			expect(status).to.equal(64);
			expect(treeOf(app)).to.deep.equal(before);
			expect(left).to.deep.equal([]);
		});
	}

	it('a TMPDIR inside of the app, and leaves the app as it is', async () => {
		const app = plainApp();
		mkdirSync(join(app, 'tmp'));
		const before = treeOf(app);
		const { status, stdout } = await modular(['build', app], { env: { TMPDIR: join(app, 'tmp') } });
		expect(stdout).to.equal('');
		expect(status).to.not.equal(0);
		expect(treeOf(app)).to.deep.equal(before);
	});

	it('to empty a --cache that holds the app', async () => {
		const app = plainApp();
		const before = treeOf(app);
		const { status } = await modular(['build', app, '--cache', dirname(app)], { env: { CLEAN_CACHE: '1' } });
		expect(existsSync(app), 'the app is there').to.equal(true);
		expect(treeOf(app)).to.deep.equal(before);
		expect(status).to.not.equal(0);
	});

	for (const { title, make, reason } of [
		{ title: 'is missing', make: () => join(makeDirectory(), 'no.env'), reason: 'it does not exist' },
		{ title: 'is a directory', make: () => makeDirectory(), reason: 'it is a directory' },
	]) {
		for (const command of ['build', 'run']) {
			it(`an --env-file that ${title}, in modular ${command}`, async () => {
				const file = make();
				const result = await modular([command, plainApp(), '--env-file', file]);
				expect(result.stderr).to.equal(`modular: --env-file ${file} cannot be read: ${reason}.\n`);
				expect(result.stdout).to.equal('');
				expect(result.status).to.equal(64);
				expect(result.left).to.deep.equal([]);
				expect(readdirSync(result.caches)).to.deep.equal([]);
			});
		}
	}

	for (const command of ['build', 'run']) {
		it(`an app without build/heroku/package, in modular ${command}, and leaves nothing of the copy`, async () => {
			const app = makeFiles({ 'index.php': '<?php' });
			const before = treeOf(app);
			const { status, stdout, stderr, left, running } = await modular([command, app]);
			expect(stderr).to.equal(
				marked(
					`This buildpack is not for ${app}: it has no build/heroku/package.`,
					"Put a file there whose first line is the app's name.",
				),
			);
			expect(stdout).to.equal('');
			expect(status).to.equal(1);
			expect(left).to.deep.equal([]);
			expect(running).to.deep.equal([]);
			expect(treeOf(app)).to.deep.equal(before);
		});
	}
});

describe('a build that fails', () => {
	afterEach(endLeftProcesses);

	for (const command of ['build', 'run']) {
		it(`leaves nothing of the copy and hands on the status, in modular ${command}`, async () => {
			const app = makeFiles(appFiles({ broken: 'print_warning "no luck"\nsleep 60 &\nexit 7' }));
			const before = treeOf(app);
			const { status, stdout, stderr, left, running } = await modular([command, app]);
			expect(stderr.split('\n').map((line) => line.replace(/\(\/.*build_\w+/, '(BUILD_DIR'))).to.deep.equal([
				' !     no luck',
				' !     broken ended the build with status 7 (BUILD_DIR/build/heroku/installers/broken.sh).',
				' !     It called `exit`, or a command failed under its `set -e` or `set -u`; what went wrong is above.',
				' !     bin/compile failed with status 7. Nothing of this build was kept.',
				'',
			]);
			expect(stdout).to.equal('-----> Installing broken (from the app)\n');
			expect(status).to.equal(7);
			expect(left).to.deep.equal([]);
			expect(running).to.deep.equal([]);
			expect(treeOf(app)).to.deep.equal(before);
		});
	}

	it('leaves no --out that it made, and an empty one that was there', async () => {
		const app = makeFiles(appFiles({ broken: 'mkdir "$BUILD_DIR/vendor"\nfail "no luck"' }));
		const [old, fresh] = [makeDirectory('out'), join(makeDirectory(), 'out')];
		for (const out of [old, fresh]) {
			const { status, stderr, left } = await modular(['build', app, '--out', out]);
			expect(stderr).to.equal(marked('no luck', 'bin/compile failed with status 1. Nothing of this build was kept.'));
			expect(status).to.equal(1);
			expect(left).to.deep.equal([]);
		}
		expect(readdirSync(old)).to.deep.equal([]);
		expect(existsSync(fresh)).to.equal(false);
	});

	it('leaves nothing of the copy when names in it are no UTF-8', async () => {
		const app = makeFiles(appFiles({ broken: `: >"$BUILD_DIR/$(printf 'gr\\374n')"; exit 7` }));
		const caller = makeCaller();
		try {
			const { status, left } = await modular(['build', app], { caller });
			expect(status).to.equal(7);
			expect(left).to.deep.equal([]);
		} finally {
			spawnSync('rm', ['-rf', caller.temporary]);
		}
	});

	it('leaves nothing of the copy when the app cannot be copied', async () => {
		const app = plainApp();
		const file = join(app, 'build/heroku/package');
		const out = join(makeFiles({ file: '' }), 'file', 'out');
		const { status, stdout, stderr, left } = await modular(['build', app, '--out', out]);
		expect(stderr).to.equal(
			` !     ${app} cannot be copied to ${out}: a part of its path is a file, not a directory.\n`,
		);
		expect(stdout).to.equal('');
		expect(status).to.equal(1);
		expect(left).to.deep.equal([]);
		expect(existsSync(file)).to.equal(true);
	});

	for (const { signal, status } of [
		{ signal: 'SIGTERM', status: 143 },
		{ signal: 'SIGINT', status: 130 },
		{ signal: 'SIGHUP', status: 129 },
	] as const) {
		it(`by ${signal} leaves no process and nothing of the copy`, async () => {
			const app = makeFiles(appFiles({ slow: 'print waiting\nsleep 60' }));
			const result = await modularOnce('waiting', (child) => child.kill(signal), ['build', app]);
			expect(result.status).to.equal(status);
			expect(result.stdout).to.equal('-----> Installing slow (from the app)\n       waiting\n');
			expect(result.stderr).to.equal('');
			expect(result.left).to.deep.equal([]);
			expect(result.running).to.deep.equal([]);
		});
	}

	it('by Ctrl-C, which goes to all of its processes, ends in the same way', async () => {
		const app = makeFiles(appFiles({ slow: 'print waiting\nsleep 60' }));
		const caller = makeCaller();
		const program = join(import.meta.dirname, '..', '..', 'bin', 'modular');
		const interrupt = ({ pid }: { pid?: number | undefined }) => process.kill(-(pid ?? 0), 'SIGINT');
		// setsid makes it the leader of a group of its own, as a terminal's shell would
		const result = await modularOnce('waiting', interrupt, [program, 'build', app], { caller, program: 'setsid' });
		expect(result.status).to.equal(130);
		expect(result.stderr).to.equal('');
		expect(result.left).to.deep.equal([]);
		expect(result.running).to.deep.equal([]);
	});
});

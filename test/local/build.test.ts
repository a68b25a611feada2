import { spawnSync } from 'node:child_process';
import {
	chmodSync,
	lutimesSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	symlinkSync,
	utimesSync,
	writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { expect } from 'chai';
import { appFiles, makeDirectory, makeFiles } from '../support/directories.ts';
import { endLeftProcesses, makeCaller, modular, treeOf } from './modular.ts';

const then = new Date('2015-03-04T05:06:07Z');

/** An app with one file of every kind, all of them old. */
function oldApp(): string {
	const app = makeFiles(
		appFiles(
			{ witness: 'print built' },
			{
				'bytes.bin': Buffer.from([0, 1, 0xff, 0x0d, 0x0a, 0xc3]),
				'bin/program': { text: '#!/bin/sh\n', mode: 0o755 },
				'secret.txt': { text: 'mine', mode: 0o600 },
				'read only.txt': { text: 'fixed', mode: 0o444 },
				'.hidden/dot.file': 'dots',
				'link to file': { link: 'bin/program' },
				'link to directory': { link: './bin' },
				'link to nothing': { link: '/nowhere/at/all' },
				'.git/config': '[core]\n',
				'.gitignore': 'node_modules\n',
				'sub/.git': 'gitdir: ../.git/modules/sub\n',
			},
		),
	);
	mkdirSync(join(app, 'empty'));
	chmodSync(join(app, 'empty'), 0o750);
	for (const path of readdirSync(app, { recursive: true, encoding: 'utf8' })) lutimesSync(join(app, path), then, then);
	utimesSync(app, then, then);
	return app;
}

/** Some lines of an installer that keep what it sees. */
const inspector = [
	'{',
	'printf \'%s\\n\' "BUILD_DIR=$BUILD_DIR" "CACHE_DIR=$CACHE_DIR" "HOME=$HOME" "STACK=$STACK" "PWD=$(pwd)"',
	'printf \'ENV_DIR=%s\\n\' "$(stat -c %a "$ENV_DIR") $(ls "$ENV_DIR")"',
	'printf \'stdin=%s\\n\' "$(cat)"',
	'} >"$BUILD_DIR/seen"',
].join('\n');

describe('modular build', () => {
	afterEach(endLeftProcesses);

	it('runs detect, compile and release, and says where the result is and what it would run', async () => {
		const app = makeFiles(
			appFiles(
				{ witness: 'print built' },
				{ 'build/heroku/release': '---\ndefault_process_types:\n  web: ./serve\n  clock: ./tick\n' },
			),
		);
		const { status, stdout, stderr, temporary, left, running } = await modular(['build', app]);
		expect(stderr).to.equal('');
		expect(status).to.equal(0);
		expect(left).to.have.length(1);
		const [name = ''] = left;
		expect(name).to.match(/^build_/);
		expect(stdout).to.equal(
			[
				'-----> Installing witness (from the app)',
				'       built',
				'-----> Installed 1 package, with 0 downloads.',
				`-----> Built Test app: ${join(temporary, name)}`,
				'       web: ./serve',
				'       clock: ./tick',
				'',
			].join('\n'),
		);
		expect(readdirSync(join(temporary, name)).sort()).to.deep.equal(['.modular', 'boot.sh', 'build']);
		expect(running).to.deep.equal([]);
	});

	it('gives the build its directories, an empty standard input and its home as Heroku does', async () => {
		const caller = makeCaller();
		const app = makeFiles(appFiles({ inspector }));
		const envFile = join(makeFiles({ 'app.env': 'FIRST=1\nSECOND=2\n' }), 'app.env');
		const args = ['build', app, '--stack', 'heroku-24', '--env-file', envFile];
		const { status, stderr, temporary, caches, left } = await modular(args, { caller });
		expect(stderr).to.equal('');
		expect(status).to.equal(0);
		const directory = join(temporary, left[0] ?? '');
		const [cache = ''] = readdirSync(join(caches, 'heroku-modular-buildpack'));
		expect(cache).to.match(new RegExp(`^${basename(app)}-[0-9a-f]+$`));
		expect(readFileSync(join(directory, 'seen'), 'utf8')).to.equal(
			[
				`BUILD_DIR=${directory}`,
				`CACHE_DIR=${join(caches, 'heroku-modular-buildpack', cache)}`,
				`HOME=${directory}`,
				'STACK=heroku-24',
				`PWD=${directory}`,
				'ENV_DIR=700 FIRST\nSECOND',
				'stdin=',
				'',
			].join('\n'),
		);
	});

	it('copies bytes, modes, links and times, leaves out .git, and changes nothing in the app', async () => {
		const app = oldApp();
		const before = treeOf(app);
		const out = join(makeDirectory(), 'out');
		const { status, stderr } = await modular(['build', app, '--out', out]);
		expect(stderr).to.equal('');
		expect(status).to.equal(0);
		expect(treeOf(app)).to.deep.equal(before);

		// times of directories and links are nobody's business: platforms set them anew as well
		const copied = (tree: Record<string, string>, left: readonly string[]) =>
			Object.entries(tree)
				.filter(([path]) => !left.includes(path))
				.map(([path, text]) => [path, text.startsWith('100') ? text : text.replace(/ \S+/, '')]);
		const made = ['.', 'boot.sh', '.modular', '.modular/packages.json'];
		const copy = treeOf(out);
		expect(copy).to.include.all.keys(made);
		expect(copied(copy, made)).to.deep.equal(copied(before, ['.', '.git', '.git/config']));
	});

	it('copies files whose names are no UTF-8', async () => {
		const app = makeFiles(appFiles({}));
		const out = makeDirectory('out');
		const file = (directory: string) =>
			Buffer.concat([Buffer.from(`${directory}/gr`), Buffer.from([0xfc]), Buffer.from('n')]);
		writeFileSync(file(app), 'latin');
		try {
			const { status, stderr } = await modular(['build', app, '--out', out]);
			expect(stderr).to.equal('');
			expect(status).to.equal(0);
			expect(readFileSync(file(out), 'utf8')).to.equal('latin');
		} finally {
			spawnSync('rm', ['-rf', app, out]);
		}
	});

	it('reads an app through a link, and from a relative path', async () => {
		const app = makeFiles(appFiles({ witness: 'print built' }));
		const directory = makeDirectory();
		const cwd = join(directory, 'here');
		mkdirSync(cwd);
		symlinkSync(app, join(directory, 'link'));
		const { status, stdout, stderr, left } = await modular(['build', '../link', '--out', '../out'], { cwd });
		expect(stderr).to.equal('');
		expect(status).to.equal(0);
		expect(stdout).to.include(`-----> Built Test app: ${join(directory, 'out')}\n`);
		expect(readdirSync(join(directory, 'out')).sort()).to.deep.equal(['.modular', 'boot.sh', 'build']);
		expect(left).to.deep.equal([]);
	});

	for (const { title, make } of [
		{ title: 'that does not exist', make: () => join(makeDirectory(), 'deep', 'out') },
		{ title: 'that is empty', make: () => makeDirectory('out') },
	]) {
		it(`builds in a directory ${title}, and leaves no temporary files`, async () => {
			const out = make();
			const app = makeFiles(appFiles({ witness: 'print built' }));
			const { status, stdout, stderr, left } = await modular(['build', app, '--out', out]);
			expect(stderr).to.equal('');
			expect(status).to.equal(0);
			expect(stdout).to.include(`-----> Built Test app: ${out}\n       web: sh boot.sh\n`);
			expect(readdirSync(out).sort()).to.deep.equal(['.modular', 'boot.sh', 'build']);
			expect(left).to.deep.equal([]);
		});
	}

	it('prints the name that the app has, and only that', async () => {
		const app = makeFiles(appFiles({}, { 'build/heroku/package': '\n  \n  My App  \nmore\n' }));
		const out = makeDirectory('out');
		const { stdout } = await modular(['build', app, '--out', out]);
		expect(/-----> Built .*/.exec(stdout)?.[0]).to.equal(`-----> Built My App: ${out}`);
	});
});

const cacher = 'if [ -e "$CACHE_DIR/mark" ]; then print warm; else : >"$CACHE_DIR/mark"; print cold; fi';

describe('the cache of modular build', () => {
	afterEach(endLeftProcesses);

	it('is kept between two builds of one app, and is not shared with another one of the same name', async () => {
		const caller = makeCaller();
		const [app, other] = [makeFiles(appFiles({ cacher }), 'shop'), makeFiles(appFiles({ cacher }), 'shop')];
		expect((await modular(['build', app], { caller })).stdout).to.include('       cold\n');
		expect((await modular(['build', app], { caller })).stdout).to.include('       warm\n');
		expect((await modular(['build', other], { caller })).stdout).to.include('       cold\n');
		expect(readdirSync(caller.home)).to.deep.equal([]);
	});

	it('is below .cache in the home by default', async () => {
		const caller = makeCaller();
		const app = makeFiles(appFiles({ cacher }), 'shop');
		const { stdout } = await modular(['build', app], { caller, env: { XDG_CACHE_HOME: undefined } });
		expect(stdout).to.include('       cold\n');
		expect(readdirSync(join(caller.home, '.cache', 'heroku-modular-buildpack'))).to.have.length(1);
	});

	it('is the directory that --cache names, which is made', async () => {
		const caller = makeCaller();
		const app = makeFiles(appFiles({ cacher }));
		const cache = join(makeDirectory(), 'deep', 'cache');
		expect((await modular(['build', app, '--cache', cache], { caller })).stdout).to.include('       cold\n');
		expect((await modular(['build', app, '--cache', cache], { caller })).stdout).to.include('       warm\n');
		expect(readdirSync(cache)).to.include('mark');
		expect(readdirSync(caller.caches)).to.deep.equal([]);
	});

	it('is emptied when the caller sets CLEAN_CACHE', async () => {
		const caller = makeCaller();
		const app = makeFiles(appFiles({ cacher }));
		expect((await modular(['build', app], { caller })).stdout).to.include('       cold\n');
		const { stdout } = await modular(['build', app], { caller, env: { CLEAN_CACHE: '1' } });
		expect(stdout).to.include('       cold\n');
	});
});

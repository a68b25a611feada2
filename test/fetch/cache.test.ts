import { chmodSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { arch } from 'node:process';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { giveToOrdinaryUser, ordinaryUser } from '../entry-points/ordinary-user.ts';
import { appFiles, type FileContent, makeDirectory, makeFiles } from '../support/directories.ts';
import { compile, root } from '../support/entry-points.ts';

const ran = '-----> Installing one (from the app)\n-----> Installed 1 package, with 0 downloads.\n';
const emptied = '       The cache was emptied.\n';

const pinned = readFileSync(join(root, 'lib', 'node-runtime'), 'utf8').split(' ')[0] ?? '';
const program = `modular-v1/node/${pinned}/${arch}/bin/node`;

const filled: Readonly<Record<string, FileContent>> = {
	file: 'text',
	'.hidden/file': 'text',
	'directory/deep/file': 'text',
	'-rf': 'text',
	'with space\n': 'text',
	'read-only': { text: '', mode: 0o444 },
	'modular-v1/filled-for': `heroku-24 ${arch}\n`,
	'modular-v1/other/file': 'text',
	[program]: 'node',
	'modular-v0/file': 'text',
};

/** The files in a directory, without directories. */
function filesIn(directory: string): string[] {
	const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
	return entries
		.filter((entry) => !entry.isDirectory())
		.map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
		.sort();
}

const newApp = () => makeFiles(appFiles({ one: ': >"$BUILD_DIR/ran"; : >"$CACHE_DIR/ran"' }));

describe('the cache', () => {
	const left = ['modular-v1/filled-for', program, 'ran'];

	for (const name of ['CLEAN_CACHE', 'CLEAR_CACHE']) {
		it(`is emptied by ${name}, but for the directory itself and a Node.js, before anything is run`, async () => {
			const cacheDir = makeFiles(filled, 'cache');
			const { ino } = statSync(cacheDir);
			const { status, stdout, stderr } = await compile(newApp(), {
				cacheDir,
				env: { [name]: '1', STACK: 'heroku-24' },
			});
			expect([status, stderr]).to.deep.equal([0, '']);
			expect(stdout).to.equal(`${emptied}${ran}`);
			expect(filesIn(cacheDir)).to.deep.equal(left);
			expect(readFileSync(join(cacheDir, program), 'utf8')).to.equal('node');
			expect(statSync(cacheDir).ino).to.equal(ino);
		});
	}

	for (const [title, env, line] of [
		['CLEAN_CACHE', { CLEAN_CACHE: '1' }, emptied],
		[
			'another stack',
			{ STACK: 'heroku-26' },
			`       The cache was emptied: it was filled for heroku-24 ${arch}, and this is heroku-26 ${arch}.\n`,
		],
	] as const) {
		it(`is emptied by ${title} of an ordinary user too where directories in it cannot be written`, async () => {
			const cacheDir = makeFiles({ ...filled, 'go/mod/x@1/file': '', 'modular-v1/other/deep/file': '' }, 'cache');
			giveToOrdinaryUser(cacheDir);
			const locked = ['go/mod/x@1', 'go/mod', 'go', 'modular-v1/other/deep', 'modular-v1/other'];
			for (const directory of locked) chmodSync(join(cacheDir, directory), 0o555);
			const app = giveToOrdinaryUser(newApp());
			const temporary = giveToOrdinaryUser(makeDirectory('temporary'));
			const result = await compile(app, { ...ordinaryUser, cacheDir, env: { TMPDIR: temporary, ...env } });
			expect([result.status, result.stdout, result.stderr]).to.deep.equal([0, `${line}${ran}`, '']);
			expect(filesIn(cacheDir)).to.deep.equal(left);
		});
	}

	it('is emptied where it is a link, and the link stays', async () => {
		const real = makeFiles(filled, 'real');
		const cacheDir = join(makeFiles({ cache: { link: real } }), 'cache');
		const { status, stdout, stderr } = await compile(newApp(), { cacheDir, env: { CLEAN_CACHE: '1' } });
		expect([status, stdout, stderr]).to.deep.equal([0, `${emptied}${ran}`, '']);
		expect(filesIn(real)).to.deep.equal(left);
	});

	it('is emptied of links, and not of what they point to', async () => {
		const outside = makeFiles({ 'keep/file': 'text', file: 'text' });
		const cacheDir = makeFiles({ directory: { link: outside }, file: { link: join(outside, 'file') } }, 'cache');
		const { status, stderr } = await compile(newApp(), { cacheDir, env: { CLEAN_CACHE: '1' } });
		expect([status, stderr]).to.deep.equal([0, '']);
		expect(filesIn(cacheDir)).to.deep.equal(['modular-v1/filled-for', 'ran']);
		expect(filesIn(outside)).to.deep.equal(['file', 'keep/file']);
	});

	it('that does not exist yet is made, whether it is to be emptied or not', async () => {
		for (const env of [{}, { CLEAN_CACHE: '1' }]) {
			const cacheDir = join(makeDirectory(), 'a/b');
			const { status, stderr } = await compile(newApp(), { cacheDir, env });
			expect([status, stderr]).to.deep.equal([0, '']);
			expect(filesIn(cacheDir)).to.deep.equal(['modular-v1/filled-for', 'ran']);
		}
	});

	it('is kept from build to build, without a word', async () => {
		const cacheDir = makeFiles(filled, 'cache');
		const before = filesIn(cacheDir);
		for (const stack of ['heroku-24', 'heroku-24']) {
			const { status, stdout, stderr } = await compile(newApp(), { cacheDir, env: { STACK: stack } });
			expect([status, stdout, stderr]).to.deep.equal([0, ran, '']);
			expect(filesIn(cacheDir)).to.deep.equal([...before, 'ran'].sort());
		}
	});

	const others = [
		['another stack', { STACK: 'heroku-26' }, `heroku-24 ${arch}`, `heroku-26 ${arch}`],
		['another stack of Cloud Foundry', { CF_STACK: 'cflinuxfs4' }, `heroku-24 ${arch}`, `cflinuxfs4 ${arch}`],
		['a stack that nobody tells', {}, `heroku-24 ${arch}`, `unknown ${arch}`],
		['another architecture', { STACK: 'heroku-24' }, 'heroku-24 mips', `heroku-24 ${arch}`],
	] as const;
	for (const [title, env, before, now] of others) {
		it(`is emptied for ${title}, with a line that says so, and once only`, async () => {
			const cacheDir = makeFiles({ ...filled, 'modular-v1/filled-for': `${before}\n` }, 'cache');
			const line = `       The cache was emptied: it was filled for ${before}, and this is ${now}.\n`;
			const first = await compile(newApp(), { cacheDir, env });
			expect([first.status, first.stdout, first.stderr]).to.deep.equal([0, `${line}${ran}`, '']);
			expect(filesIn(cacheDir)).to.deep.equal(left);
			expect(readFileSync(join(cacheDir, 'modular-v1/filled-for'), 'utf8')).to.equal(`${now}\n`);
			const second = await compile(newApp(), { cacheDir, env });
			expect([second.status, second.stdout, second.stderr]).to.deep.equal([0, ran, '']);
		});
	}

	it('that a buildpack without such marks has left is taken as it is', async () => {
		const cacheDir = makeFiles({ 'nginx.tar.gz': 'archive' }, 'cache');
		const { status, stdout, stderr } = await compile(newApp(), { cacheDir, env: { STACK: 'heroku-24' } });
		expect([status, stdout, stderr]).to.deep.equal([0, ran, '']);
		expect(filesIn(cacheDir)).to.deep.equal(['modular-v1/filled-for', 'nginx.tar.gz', 'ran']);
	});

	it('that cannot hold the mark is an error', async () => {
		const cacheDir = makeFiles({ 'modular-v1': 'a file' }, 'cache');
		const app = newApp();
		const { status, stdout, stderr } = await compile(app, { cacheDir });
		expect(stderr).to.equal(
			` !     The cache directory ${cacheDir} cannot be used: ${cacheDir}/modular-v1: a part of its path is a file, not a directory.\n !     Check the path, its permissions, and the room on the disk. CLEAN_CACHE=1 empties it.\n`,
		);
		expect([status, stdout]).to.deep.equal([1, '']);
		expect([readdirSync(app), filesIn(cacheDir)]).to.deep.equal([['build'], ['modular-v1']]);
	});
});

describe('a cache directory that holds what nobody may remove', () => {
	const reasons: readonly (readonly [title: string, env: Record<string, string>])[] = [
		['CLEAN_CACHE', { CLEAN_CACHE: '1' }],
		['another stack', { STACK: 'heroku-26' }],
	];
	const places: readonly (readonly [title: string, cacheDirOf: (app: string) => string])[] = [
		['BUILD_DIR itself', (app) => app],
		['BUILD_DIR', (app) => dirname(app)],
		['BUILD_DIR, written with dots', (app) => join(app, 'x').replace(/x$/, './/../')],
		['BUILD_DIR, through a link', (app) => join(makeFiles({ cache: { link: dirname(app) } }), 'cache')],
		['BUILD_DIR, through a link to itself', (app) => join(makeFiles({ cache: { link: app } }), 'cache')],
	];
	for (const [reason, env] of reasons) {
		for (const [title, cacheDirOf] of places) {
			it(`is not emptied by ${reason} where it holds ${title}`, async () => {
				const app = newApp();
				const cacheDir = cacheDirOf(app);
				const mark = { 'modular-v1/filled-for': `heroku-24 ${arch}\n` };
				// the mark of an earlier build, and something of somebody else's
				await compile(makeFiles(appFiles({}, { 'build/heroku/install': '' })), {
					cacheDir,
					env: { STACK: 'heroku-24' },
				});
				expect(readFileSync(join(cacheDir, 'modular-v1/filled-for'), 'utf8')).to.equal(mark['modular-v1/filled-for']);
				const before = filesIn(dirname(app));

				const { status, stdout, stderr } = await compile(app, { cacheDir, env });
				expect(stderr).to.equal(
					` !     The cache directory ${join(cacheDir, '.').replace(/\/$/, '')} is to be emptied, and holds ${app}. Nothing was removed.\n !     Give the build a cache directory of its own.\n`,
				);
				expect([status, stdout]).to.deep.equal([1, '']);
				expect(filesIn(dirname(app))).to.deep.equal(before);
			});
		}
	}

	it('is not emptied where BUILD_DIR is reached through a link', async () => {
		const app = newApp();
		const link = join(makeFiles({ app: { link: app } }), 'app');
		const { status, stderr } = await compile(link, { cacheDir: dirname(app), env: { CLEAN_CACHE: '1' } });
		expect(stderr).to.equal(
			` !     The cache directory ${dirname(app)} is to be emptied, and holds ${link}. Nothing was removed.\n !     Give the build a cache directory of its own.\n`,
		);
		expect(status).to.equal(1);
		expect(existsSync(join(app, 'build/heroku/install'))).to.be.true;
	});

	it('is not emptied where it holds the config variables', async () => {
		const cacheDir = makeFiles({ 'env/CLEAN_CACHE': '1', file: 'text' }, 'cache');
		const envDir = join(cacheDir, 'env');
		const { status, stderr } = await compile(newApp(), { cacheDir, envDir });
		expect(stderr).to.equal(
			` !     The cache directory ${cacheDir} is to be emptied, and holds ${envDir}. Nothing was removed.\n !     Give the build a cache directory of its own.\n`,
		);
		expect(status).to.equal(1);
		expect(filesIn(cacheDir)).to.deep.equal(['env/CLEAN_CACHE', 'file']);
	});

	it('is used as long as nobody wants it to be empty', async () => {
		const app = newApp();
		const { status, stdout, stderr } = await compile(app, { cacheDir: dirname(app) });
		expect([status, stdout, stderr]).to.deep.equal([0, ran, '']);
		expect(existsSync(join(dirname(app), 'modular-v1/filled-for'))).to.be.true;
	});

	it('is emptied where its name only begins like that of BUILD_DIR', async () => {
		const directory = makeFiles({
			...Object.fromEntries(
				Object.entries(appFiles({ one: ':' })).map(([path, content]) => [`app-1/${path}`, content]),
			),
			'app/file': 'text',
		});
		const { status, stdout, stderr } = await compile(join(directory, 'app-1'), {
			cacheDir: join(directory, 'app'),
			env: { CLEAN_CACHE: '1' },
		});
		expect([status, stdout, stderr]).to.deep.equal([0, `${emptied}${ran}`, '']);
		expect(filesIn(join(directory, 'app'))).to.deep.equal(['modular-v1/filled-for']);
	});
});

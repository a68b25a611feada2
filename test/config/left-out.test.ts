import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { appFiles, makeDirectory, makeFiles } from '../support/directories.ts';
import { compile } from '../support/entry-points.ts';
import { keepsEnvironment, seenBy } from './variables.ts';

const leftOut = ' !     Config variables that are not loaded, because ';

describe('config variables that are left out', () => {
	it('have names that are no shell identifiers', async () => {
		const names = ['1ST', 'a-b', 'a.b', 'with space', '$(id)', 'new\nline', 'caf\u00e9', '.hidden', '-n', 'A+'];
		const envDir = makeFiles({ ...Object.fromEntries(names.map((name) => [name, 'secret'])), GOOD: 'value' });
		const app = makeFiles(appFiles({ one: keepsEnvironment }));
		const { status, stderr } = await compile(app, { envDir });
		const listed = [...names].sort().join(', ').replace('\n', '\\n');
		expect(stderr).to.equal(`${leftOut}their names are no shell identifiers: ${listed}.\n`);
		expect(status).to.equal(0);
		expect(seenBy(app).get('GOOD')).to.equal('value');
		expect([...seenBy(app).values()]).not.to.include('secret');
	});

	it('hold NUL bytes', async () => {
		const envDir = makeFiles({ NUL: 'a\0b', ONLY_NUL: '\0', NUL_AT_END: 'a\0\n', GOOD: 'value' });
		const app = makeFiles(appFiles({ one: keepsEnvironment }));
		const { status, stderr } = await compile(app, { envDir });
		expect(stderr).to.equal(`${leftOut}they hold NUL bytes: NUL, NUL_AT_END, ONLY_NUL.\n`);
		expect(status).to.equal(0);
		const seen = seenBy(app);
		expect(['NUL', 'ONLY_NUL', 'NUL_AT_END', 'GOOD'].map((name) => seen.get(name))).to.deep.equal([
			...[undefined, undefined, undefined, 'value'],
		]);
	});

	it('are too long for any program to be started, to the byte', async () => {
		const longest = 128 * 1024 - 'LONGEST=\0'.length;
		const envDir = makeFiles({
			LONGEST: `${'x'.repeat(longest)}\n`,
			TOOLONG: 'x'.repeat(longest + 1),
			FAR_TOO_LONG: 'x'.repeat(300_000),
		});
		const app = makeFiles(appFiles({ one: keepsEnvironment }));
		const { status, stderr } = await compile(app, { envDir });
		expect(stderr).to.equal(
			`${leftOut}no program can be started with a variable over 128 KiB: FAR_TOO_LONG, TOOLONG.\n`,
		);
		expect(status).to.equal(0);
		const seen = seenBy(app);
		expect(seen.get('LONGEST')).to.have.length(longest);
		expect([seen.has('TOOLONG'), seen.has('FAR_TOO_LONG')]).to.deep.equal([false, false]);
	});

	it('are named by reason, a line each', async () => {
		const envDir = makeFiles({ 'a-b': '1', 'a-c': '1', PATH: '1', HOME: '1', NUL: '\0', LONG: 'x'.repeat(200_000) });
		const { status, stdout, stderr } = await compile(makeFiles(appFiles({ one: ':' })), { envDir });
		expect(stderr).to.equal(
			[
				`${leftOut}their names are no shell identifiers: a-b, a-c.\n`,
				`${leftOut}they would break the build: HOME, PATH.\n`,
				`${leftOut}they hold NUL bytes: NUL.\n`,
				`${leftOut}no program can be started with a variable over 128 KiB: LONG.\n`,
			].join(''),
		);
		expect(stdout).to.equal('-----> Installing one (from the app)\n-----> Installed 1 package, with 0 downloads.\n');
		expect(status).to.equal(0);
	});

	it('may be 1.5 MB in all, and not a byte more', async () => {
		const name = (number: number) => `V${String(number).padStart(2, '0')}`;
		const files = (last: number) =>
			Object.fromEntries(
				Array.from({ length: 15 }, (_, number) => [name(number), 'x'.repeat(100_000 - 3 + (number === 14 ? last : 0))]),
			);
		const app = makeFiles(appFiles({ one: `: >ran; ${keepsEnvironment}` }));
		const most = await compile(app, { envDir: makeFiles(files(0)) });
		expect([most.status, most.stderr]).to.deep.equal([0, '']);
		expect(seenBy(app).get('V14')).to.have.length(99_997);

		const other = makeFiles(appFiles({ one: ': >ran' }));
		const envDir = makeFiles(files(1));
		const cacheDir = makeDirectory('cache');
		const more = await compile(other, { envDir, cacheDir });
		expect(more.stderr).to.equal(
			` !     The config variables in ${envDir} are 1500001 bytes in all, and no more than 1500000 can be handed to a program.\n !     Move large values into files of the app, or into a service.\n`,
		);
		expect([more.status, more.stdout]).to.deep.equal([1, '']);
		expect([readdirSync(other), readdirSync(cacheDir)]).to.deep.equal([['build'], []]);
	});

	it('are directories, and nobody says a word about them', async () => {
		const envDir = makeFiles({ 'DIRECTORY/NAME': 'secret', GOOD: 'value' });
		const app = makeFiles(appFiles({ one: keepsEnvironment }));
		const { status, stderr } = await compile(app, { envDir });
		expect([status, stderr]).to.deep.equal([0, '']);
		expect([seenBy(app).has('DIRECTORY'), seenBy(app).get('GOOD')]).to.deep.equal([false, 'value']);
	});
});

describe('config variables that are links', () => {
	it('are followed', async () => {
		const envDir = makeFiles({ '..data/NAME': 'value\n', NAME: { link: '..data/NAME' } });
		const app = makeFiles(appFiles({ one: keepsEnvironment }));
		const { status, stderr } = await compile(app, { envDir });
		expect([status, stderr]).to.deep.equal([0, '']);
		expect(seenBy(app).get('NAME')).to.equal('value');
	});

	it('to nowhere end the build before anything is run', async () => {
		const envDir = makeFiles({ NAME: { link: 'nowhere' } });
		const app = makeFiles(appFiles({ one: ': >ran' }));
		const { status, stdout, stderr } = await compile(app, { envDir });
		expect(stderr).to.equal(
			` !     The config variable in ${join(envDir, 'NAME')} cannot be read: it does not exist.\n`,
		);
		expect([status, stdout]).to.deep.equal([1, '']);
		expect(readdirSync(app)).to.deep.equal(['build']);
	});
});

describe('settings', () => {
	const emptied = '       The cache was emptied.\n';
	const settings: readonly (readonly [
		title: string,
		env: Record<string, string>,
		config: Record<string, string>,
		emptied: boolean,
	])[] = [
		['are off where nobody sets them', {}, {}, false],
		['come from the environment', { CLEAN_CACHE: '1' }, {}, true],
		['come from ENV_DIR', {}, { CLEAN_CACHE: '1' }, true],
		[
			'are off in ENV_DIR by an empty value, whatever the environment says',
			{ CLEAN_CACHE: '1' },
			{ CLEAN_CACHE: '' },
			false,
		],
		['are off in ENV_DIR by a newline alone', { CLEAN_CACHE: '1' }, { CLEAN_CACHE: '\n' }, false],
		['are on in ENV_DIR, whatever the environment says', { CLEAN_CACHE: '' }, { CLEAN_CACHE: 'yes\n' }, true],
		['are off in the environment by an empty value', { CLEAN_CACHE: '' }, {}, false],
	];
	for (const [title, env, config, isEmptied] of settings) {
		it(title, async () => {
			const cacheDir = makeFiles({ 'old/file': 'text' }, 'cache');
			const app = makeFiles(appFiles({}, { 'build/heroku/install': '' }));
			const { status, stdout, stderr } = await compile(app, { env, envDir: makeFiles(config), cacheDir });
			expect([status, stderr]).to.deep.equal([0, '']);
			expect(stdout).to.equal(
				`${isEmptied ? emptied : ''}       No packages to install: build/heroku/install is empty.\n-----> Installed 0 packages, with 0 downloads.\n`,
			);
			expect(existsSync(join(cacheDir, 'old/file'))).to.equal(!isEmptied);
		});
	}

	const stacks: readonly (readonly [
		env: Record<string, string>,
		config: Record<string, string>,
		stack: string | null,
	])[] = [
		[{}, {}, null],
		[{ STACK: 'heroku-24' }, {}, 'heroku-24'],
		[{ CF_STACK: 'cflinuxfs4' }, {}, 'cflinuxfs4'],
		[{ STACK: 'heroku-24', CF_STACK: 'cflinuxfs4' }, {}, 'heroku-24'],
		[{ STACK: '', CF_STACK: 'cflinuxfs4' }, {}, 'cflinuxfs4'],
		[{ STACK: 'heroku-22' }, { STACK: 'heroku-24\n' }, 'heroku-24'],
		[{}, { CF_STACK: 'cflinuxfs4' }, 'cflinuxfs4'],
	];
	for (const [env, config, stack] of stacks) {
		it(`say that the stack is ${String(stack)} by ${JSON.stringify(env)} and ENV_DIR with ${JSON.stringify(config)}`, async () => {
			const app = makeFiles(appFiles({ one: 'printf %s "${STACK-unset}" >stack' }));
			const { status, stderr } = await compile(app, { env, envDir: makeFiles(config) });
			expect([status, stderr]).to.deep.equal([0, '']);
			expect(readFileSync(join(app, 'stack'), 'utf8')).to.equal(stack ?? 'unset');
			const manifest = JSON.parse(readFileSync(join(app, '.modular/packages.json'), 'utf8')) as { stack: unknown };
			expect(manifest.stack).to.equal(stack);
		});
	}
});

import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { giveToOrdinaryUser, ordinaryUser } from '../entry-points/ordinary-user.ts';
import { type Staged, stage, type StageOptions, stagingEnvironment } from '../support/cloud-foundry.ts';
import { appFiles, makeDirectory, makeFiles } from '../support/directories.ts';
import { compile, runScript } from '../support/entry-points.ts';
import { endLaunched, launch, makeDroplet } from '../support/droplet.ts';
import { snapshotOf } from '../support/snapshot.ts';
import { copyBuildpack, makeFinal, program } from './neighbours.ts';

const installers = {
	tool: `${program('vendor/tool/bin/tool', 'the tool')}env_extend PATH /app/vendor/tool/bin; env_extend TOOL /app/vendor/tool
echo 'echo booted' >>"$BUILD_DIR/boot.sh"; echo 'export PROFILE=yes' >>"$BUILD_DIR/.profile"`,
};

/** A buildpack that nobody but root may write, where everybody can read it. */
function makeReadOnly(directory: string): string {
	chmodSync(dirname(directory), 0o755);
	spawnSync('chmod', ['-R', 'a-w,a+rX', directory]);
	return directory;
}

const makeApp = () =>
	makeFiles(appFiles(installers, { 'closed/file': { text: 'x', mode: 0o400 }, '.profile': 'export APP=yes\n' }));

async function stageAndBoot(
	role: 'supplied' | 'final',
	options: Omit<StageOptions, 'app' | 'buildpacks'>,
	own: string,
) {
	const app = makeApp();
	chmodSync(join(app, 'closed'), 0o555);
	const final = makeReadOnly(makeFinal('"$TOOL/bin/tool"'));
	const staged: Staged = await stage({ app, buildpacks: role === 'final' ? [own] : [own, final], ...options });
	expect([staged.exitCode, staged.stderr], staged.stdout).to.deep.equal([0, '']);
	const { web = '' } = staged.commands;
	const { status, stdout, stderr } = await launch(makeDroplet(staged), `${web}; tool; echo "$APP $PROFILE"`);
	expect([status, stdout, stderr]).to.deep.equal([0, 'booted\nthe tool\nyes yes\n', '']);
	return staged;
}

describe('On Cloud Foundry', () => {
	afterEach(endLaunched);

	for (const role of ['supplied', 'final'] as const) {
		it(`an ordinary user and a buildpack that is read-only are fine, ${role}`, async () => {
			const buildpack = makeReadOnly(copyBuildpack());
			const before = snapshotOf(buildpack);
			await stageAndBoot(role, ordinaryUser, buildpack);
			expect(snapshotOf(buildpack)).to.deep.equal(before);
		});

		it(`relative paths as arguments are fine, ${role}`, async () => {
			await stageAndBoot(role, { isRelative: true }, copyBuildpack());
		});

		for (const name of ['with  two spaces', `it's "quoted" $(id) \`id\` $HOME`, 'new\nline', '-e', '[a]*?', 'ä\\n&|']) {
			it(`a staging directory called ${JSON.stringify(name)} is fine, ${role}`, async () => {
				await stageAndBoot(role, { name }, copyBuildpack());
			});
		}

		it(`\`export\` is not written, ${role}, even where it could be`, async () => {
			const buildpack = copyBuildpack({ README: 'text' });
			const before = readdirSync(buildpack).sort();
			await stageAndBoot(role, {}, buildpack);
			expect(readdirSync(buildpack).sort()).to.deep.equal(before);
			expect(existsSync(join(buildpack, 'export'))).to.be.false;
		});
	}

	it('the cache of one staging serves the next, of the same role', async () => {
		const cache = makeDirectory('cache');
		const buildpack = copyBuildpack();
		for (const role of ['supplied', 'final', 'supplied', 'final'] as const)
			await stageAndBoot(role, { cache }, buildpack);
		expect(readdirSync(cache).sort()).to.include('final').and.have.length(2);
	});
});

describe('bin/compile, called as Cloud Foundry did before there was finalize,', () => {
	const spy = { one: `printf '%s\\0' "$OF_APP" "$STACK" "\${VCAP_SERVICES-unset}" >seen; env_extend ONE /app/vendor` };

	it('takes config variables from the environment, as they are', async () => {
		const app = makeFiles(appFiles(spy));
		const env = { ...stagingEnvironment, OF_APP: ' a "b" $c\n' };
		const { status, stderr } = await compile(app, { env });
		expect([status, stderr]).to.deep.equal([0, '']);
		expect(readFileSync(join(app, 'seen'), 'utf8').split('\0')).to.deep.equal([' a "b" $c\n', 'cflinuxfs4', '{}', '']);
	});

	it('writes no `export`, though it could', async () => {
		const buildpack = copyBuildpack();
		const app = makeFiles(appFiles(spy));
		const options = { env: stagingEnvironment, program: join(buildpack, 'bin/compile') };
		const { status, stderr } = await compile(app, options);
		expect([status, stderr]).to.deep.equal([0, '']);
		expect(existsSync(join(buildpack, 'export'))).to.be.false;
		expect(existsSync(join(app, '.profile.d/one.sh'))).to.be.true;
	});

	it('settings of the buildpack come from the environment, too', async () => {
		const cacheDir = makeFiles({ file: 'old' }, 'cache');
		const app = makeFiles(appFiles(spy));
		const { status } = await compile(app, { cacheDir, env: { ...stagingEnvironment, CLEAN_CACHE: '1' } });
		expect(status).to.equal(0);
		expect(existsSync(join(cacheDir, 'file'))).to.be.false;
	});

	it('is fine as an ordinary user with a buildpack that is read-only', async () => {
		const buildpack = makeReadOnly(copyBuildpack());
		const app = giveToOrdinaryUser(makeFiles(appFiles(spy)));
		const cacheDir = giveToOrdinaryUser(makeDirectory('cache'));
		const env = { ...stagingEnvironment, TMPDIR: giveToOrdinaryUser(makeDirectory('temporary')) };
		const { status, stderr } = await runScript('compile', [app, cacheDir], {
			...ordinaryUser,
			env,
			program: join(buildpack, 'bin/compile'),
		});
		expect([status, stderr]).to.deep.equal([0, '']);
	});
});

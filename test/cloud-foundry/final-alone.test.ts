import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { hashOf, repositoryAnswers } from '../resolve/repository.ts';
import { makeContainer, runPhase, stage, type StageOptions, stagingEnvironment } from '../support/cloud-foundry.ts';
import { appFiles, makeDirectory, makeFiles } from '../support/directories.ts';
import { compile, root } from '../support/entry-points.ts';
import { itAtHome, endLaunched, launch, makeDroplet } from '../support/droplet.ts';
import { snapshotOf } from '../support/snapshot.ts';
import { TestServer } from '../support/server.ts';
import { makeSupplier, program } from './neighbours.ts';

const artifact = 'the content of an artifact\n';

/** A repository with a package that downloads, and an app of everything that packages do. */
async function startApp() {
	const remote = `cached_download "$INSTALLER_DIR/data" "$CACHE_DIR/data" ${hashOf(artifact)}\ncp "$CACHE_DIR/data" data\n`;
	const server = await TestServer.start(repositoryAnswers({ remote }, { '/repo/data': artifact }));
	const app = makeFiles(
		appFiles(
			{
				tool: `${program('vendor/tool/bin/tool', 'the tool')}env_extend PATH /app/vendor/tool/bin\ngreet() { echo "hello from a function"; }`,
				starter: `echo 'echo booted' >>"$BUILD_DIR/boot.sh"\necho 'export FROM_PROFILE=yes' >>"$BUILD_DIR/.profile"
ln -s ../vendor/tool "$BUILD_DIR/build/linked"`,
			},
			{
				'build/heroku/install': 'tool remote starter\n',
				'build/heroku/repos': `${server.link('/repo/index')}\n`,
				'build/heroku/compile': 'greet >compiled\ntool >>compiled\n',
				'.profile': 'export OF_THE_APP=yes\n',
				'configure.sh': 'echo configured\n',
			},
		),
	);
	return { server, app };
}

describe('As the final buildpack, alone,', () => {
	afterEach(endLaunched);

	it('supply prepares and installs nothing: the app and its dependencies stay as they were', async () => {
		const { server, app } = await startApp();
		const seen: Record<string, string>[] = [];
		let asked: string[] = [];
		const look: StageOptions['before'] = ({ name }, { build, depsDir, profileDir, directory, cache }) => {
			if (name !== 'supply') return;
			seen.push(
				snapshotOf(directory, { without: [cache, join(depsDir, '0')] }),
				snapshotOf(build),
				snapshotOf(profileDir),
				snapshotOf(app),
			);
		};
		const staged = await stage({
			app,
			before: look,
			after: (phase, container) => {
				look(phase, container);
				if (phase.name === 'supply') asked = server.takePaths();
			},
		});
		expect(staged.exitCode, staged.stderr).to.equal(0);
		expect(seen.slice(4)).to.deep.equal(seen.slice(0, 4));
		expect(asked.filter((path) => path !== '/repo/index')).to.deep.equal([]);
		const [supply] = staged.phases;
		expect(supply?.stdout).not.to.contain('Installing');
		expect(supply?.stderr).to.equal('');
	});

	it('supply and finalize together ask for what compile asks for, and for nothing when the cache is warm', async () => {
		const { server, app } = await startApp();
		const { status } = await compile(makeFiles({ ...filesOf(app) }), { env: stagingEnvironment });
		expect(status).to.equal(0);
		const asked = server.takePaths().sort();
		expect(asked).to.deep.equal(['/repo/data', '/repo/index', '/repo/remote.sh']);
		const cache = makeDirectory('cache');
		expect((await stage({ app, cache })).exitCode).to.equal(0);
		expect(server.takePaths().sort()).to.deep.equal(asked);
		expect((await stage({ app, cache })).exitCode).to.equal(0);
		expect(server.takePaths()).to.deep.equal([]);
	});

	it('finalize installs into the app what compile installs on Heroku, byte for byte but for paths of /app', async () => {
		const { app } = await startApp();
		const compiled = makeFiles({ ...filesOf(app) });
		const onHeroku = await compile(compiled, { env: stagingEnvironment });
		expect(onHeroku.status, onHeroku.stderr).to.equal(0);
		const staged = await stage({ app });
		expect(staged.exitCode, staged.stderr).to.equal(0);
		// its line names /app on Heroku, and may name $HOME here
		const treeOf = (app: string) => snapshotOf(app, { times: false, without: [join(app, '.profile.d/tool.sh')] });
		expect(treeOf(staged.build)).to.deep.equal(treeOf(compiled));
		expect(existsSync(join(staged.build, '.profile.d/tool.sh'))).to.be.true;
		const finalize = staged.phases.find(({ name }) => name === 'finalize');
		expect(finalize?.stdout).to.equal(onHeroku.stdout);
		expect(staged.stderr).to.equal(onHeroku.stderr);
	});

	it('finalize runs compile in the shell of the installers: it calls a function that one of them defined', async () => {
		const { app } = await startApp();
		const staged = await stage({ app });
		expect(staged.exitCode, staged.stderr).to.equal(0);
		expect(readFileSync(join(staged.build, 'compiled'), 'utf8')).to.equal('hello from a function\nthe tool\n');
	});

	it('release says what the app runs, on standard output and nothing else there', async () => {
		const { app } = await startApp();
		const { phases, commands, sidecars } = await stage({ app });
		const release = phases.at(-1);
		expect([release?.name, release?.stdout, release?.stderr]).to.deep.equal([
			'release',
			'---\ndefault_process_types:\n  web: sh boot.sh\n',
			'',
		]);
		expect([commands, sidecars]).to.deep.equal([{ web: 'sh boot.sh' }, []]);
	});

	it('the droplet runs where it is moved to', async () => {
		const { app } = await startApp();
		const staged = await stage({ app });
		const { web = '' } = staged.commands;
		const droplet = makeDroplet(staged);
		const { status, stdout, stderr } = await launch(droplet, `${web} && echo "$OF_THE_APP $FROM_PROFILE"`);
		expect([status, stdout, stderr]).to.deep.equal([0, 'configured\nbooted\nyes yes\n', '']);
	});

	itAtHome('the launch environment of env_extend holds', async () => {
		const { app } = await startApp();
		const droplet = makeDroplet(await stage({ app }));
		const command = 'tool && /app/vendor/tool/bin/tool && cat "$HOME/data"';
		const { status, stdout, stderr } = await launch(droplet, command, { at: '/home/vcap' });
		expect([status, stdout, stderr]).to.deep.equal([0, `the tool\nthe tool\n${artifact}`, '']);
	});

	it('finalize works without a supply before, in a dependency directory that is not there yet', async () => {
		const { app } = await startApp();
		const whole = await stage({ app });
		const container = makeContainer({ app });
		const { build, depsDir, profileDir, cache } = container;
		mkdirSync(join(cache, 'final'));
		const args = [build, join(cache, 'final'), depsDir, '0', profileDir];
		const { status, stderr } = await runPhase({ name: 'finalize', buildpack: root, args }, container);
		expect([status, stderr]).to.deep.equal([0, '']);
		expect(snapshotOf(build, { times: false })).to.deep.equal(snapshotOf(whole.build, { times: false }));
	});

	it('finalize writes into .profile.d of the app what it is given no PROFILE_DIR for', async () => {
		const { app } = await startApp();
		const supplier = makeSupplier(
			'mkdir "$DIR/bin" "$DIR/profile.d" && echo export HELLO=hello >"$DIR/profile.d/hello.sh"',
		);
		const staged = await stage({ app, buildpacks: [supplier, root], hasProfileDir: false });
		expect(staged.exitCode, staged.stderr).to.equal(0);
		expect(readdirSync(staged.profileDir)).to.deep.equal([]);
		const droplet = makeDroplet(staged);
		const { status, stdout, stderr } = await launch(droplet, 'echo "$HELLO ${PATH%%:*}"');
		expect([status, stdout, stderr]).to.deep.equal([0, `hello ${droplet.depsDir}/0/bin\n`, '']);
	});

	for (const { title, idx } of [
		{ title: 'padded', idx: '03' },
		{ title: 'of two digits', idx: '13' },
	]) {
		it(`takes an IDX that is ${title}`, async () => {
			const { app } = await startApp();
			const container = makeContainer({ app });
			const { build, depsDir, profileDir, cache } = container;
			mkdirSync(join(cache, 'final'));
			mkdirSync(join(depsDir, idx));
			const args = [build, join(cache, 'final'), depsDir, idx, profileDir];
			for (const name of ['supply', 'finalize'] as const) {
				const given = name === 'supply' ? args.slice(0, 4) : args;
				const { status, stderr } = await runPhase({ name, buildpack: root, args: given }, container);
				expect([status, stderr], name).to.deep.equal([0, '']);
			}
			expect(existsSync(join(build, 'vendor/tool/bin/tool'))).to.be.true;
			expect(readdirSync(depsDir).sort()).to.deep.equal(['0', idx]);
			expect(readdirSync(join(depsDir, '0'))).to.deep.equal([]);
		});
	}

	it('an installer that fails is the end of the staging, with 223', async () => {
		const app = makeFiles(appFiles({ one: 'fail "no luck"', two: ': >two' }));
		const { exitCode, phases, stderr, build } = await stage({ app });
		expect(exitCode).to.equal(223);
		expect(phases.map(({ name, status }) => [name, status])).to.deep.equal([
			['supply', 0],
			['finalize', 1],
		]);
		expect(stderr).to.equal(' !     no luck\n');
		expect(existsSync(join(build, 'two'))).to.be.false;
	});
});

/** The files of an app, for another copy of it. */
function filesOf(app: string): Record<string, Buffer> {
	return Object.fromEntries(
		readdirSync(app, { recursive: true, withFileTypes: true })
			.filter((entry) => entry.isFile())
			.map((entry) => join(entry.parentPath, entry.name))
			.map((file) => [file.slice(app.length + 1), readFileSync(file)]),
	);
}

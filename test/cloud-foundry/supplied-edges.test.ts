import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { giveToOrdinaryUser, ordinaryUser } from '../entry-points/ordinary-user.ts';
import { processesLeftNaming } from '../local/modular.ts';
import { hashOf, startRepository } from '../resolve/repository.ts';
import { makeContainer, runPhase, stage, stagingEnvironment } from '../support/cloud-foundry.ts';
import { appFiles, makeFiles } from '../support/directories.ts';
import { compile, root, runScript } from '../support/entry-points.ts';
import { endLaunched, launch, makeDroplet } from '../support/droplet.ts';
import { snapshotOf } from '../support/snapshot.ts';
import { copyBuildpack, makeFinal, makeSupplier, program } from './neighbours.ts';

const artifact = 'the content of an artifact\n';

/** A repository with two packages that download, and an app that wants both. */
async function startApp() {
	const installerOf = (name: string) =>
		`cached_download "$INSTALLER_DIR/${name}.data" "$CACHE_DIR/${name}.data" ${hashOf(artifact)}\nmkdir -p vendor/${name}; cp "$CACHE_DIR/${name}.data" vendor/${name}/data\n`;
	const server = await startRepository(
		{ one: installerOf('one'), two: installerOf('two') },
		{ '/repo/one.data': artifact, '/repo/two.data': artifact },
	);
	const files = { 'build/heroku/install': 'one two\n', 'build/heroku/repos': `${server.link('/repo/index')}\n` };
	return { server, files: appFiles({}, files) };
}

describe('A supplied buildpack', () => {
	afterEach(endLaunched);

	it('makes no request that compile does not make, also with another instance after it', async () => {
		const { server, files } = await startApp();
		expect((await compile(makeFiles(files), { env: stagingEnvironment })).status).to.equal(0);
		const asked = server.takePaths().sort();
		expect(asked).to.have.length(5);
		for (const buildpacks of [
			[root, makeFinal()],
			[copyBuildpack(), root],
		]) {
			const { exitCode, stderr } = await stage({ app: makeFiles(files), buildpacks });
			expect(exitCode, stderr).to.equal(0);
			expect(server.takePaths().sort()).to.deep.equal(asked);
		}
	});

	it('asks nobody for anything when its cache is warm', async () => {
		const { server, files } = await startApp();
		const [app, buildpacks] = [makeFiles(files), [root, makeFinal()]];
		const { cache } = await stage({ app, buildpacks });
		server.takePaths();
		const { exitCode, build, depsDir } = await stage({ app, buildpacks, cache });
		expect(exitCode).to.equal(0);
		expect(server.takePaths()).to.deep.equal([]);
		expect(readFileSync(join(depsDir, '0/app/vendor/two/data'), 'utf8')).to.equal(artifact);
		expect(readdirSync(build)).to.deep.equal(['build']);
	});

	it('leaves nothing in its directory when a package fails', async () => {
		const app = makeFiles(
			appFiles({ one: `${program('vendor/one/bin/tool', 'tool')}env_extend PATH /app/vendor/one/bin\nfail no` }),
		);
		const { exitCode, depsDir, stderr } = await stage({ app, buildpacks: [root, makeFinal()] });
		expect([exitCode, stderr]).to.deep.equal([225, ' !     no\n']);
		expect(readdirSync(join(depsDir, '0'))).to.deep.equal([]);
	});

	it('ends at TERM with all of its processes, and leaves nothing', async () => {
		const app = makeFiles(appFiles({ one: 'sleep 60 & print waiting; sleep 60' }));
		const container = makeContainer({ app, buildpacks: [root, root] });
		const before = snapshotOf(container.build);
		const args = [container.build, join(container.cache, '0123'), container.depsDir, '0'];
		const { status, log } = await runScript('supply', args, {
			env: { ...stagingEnvironment, TMPDIR: container.temporary },
			onOutput: (text, child) => {
				if (text.includes('waiting')) child.kill('SIGTERM');
			},
		});
		expect(status, log).to.equal(143);
		expect(await processesLeftNaming(container.temporary, 2)).to.deep.equal([]);
		expect(snapshotOf(container.build)).to.deep.equal(before);
		expect(readdirSync(container.temporary)).to.have.length(1);
		expect(readdirSync(join(container.depsDir, '0'))).to.deep.equal([]);
	});

	it('gives what an installer put into a directory that the app has as well', async () => {
		const one =
			'echo package >vendor/shared/of-the-package; mkdir -p config/new; echo new >config/new/file; echo top >top';
		const app = makeFiles(appFiles({ one }, { 'vendor/shared/of-the-app': 'the app\n', 'config/own': 'own\n' }));
		const droplet = makeDroplet(await stage({ app, buildpacks: [root, makeFinal()] }));
		const command = 'cat vendor/shared/of-the-package vendor/shared/of-the-app config/new/file config/own top';
		const { status, stdout, stderr } = await launch(droplet, command);
		expect([status, stdout, stderr]).to.deep.equal([0, 'package\nthe app\nnew\nown\ntop\n', '']);
	});

	it('gives the values that env_extend adds to those of the app, in compile as well, as they are on Heroku', async () => {
		const values = [
			'a b',
			'"quoted"',
			"it's",
			'$((1 + 1))',
			'$(echo command)',
			'$OF_APP',
			'*',
			'back\\\\slash',
			'line\nline',
		];
		const compileScript = values
			.map((value, index) => `env_extend V${index} '${value.replaceAll("'", `'\\''`)}'`)
			.join('\n');
		const files = appFiles({}, { 'build/heroku/compile': `${compileScript}\n` });
		const command = `printf '%s\\n' ${values.map((_, index) => `"$V${index}"`).join(' ')}`;
		const says = [];
		for (const buildpacks of [[root], [root, makeFinal()]]) {
			const staged = await stage({ app: makeFiles(files), buildpacks, env: { OF_APP: 'at build' } });
			expect([staged.exitCode, staged.stderr]).to.deep.equal([0, '']);
			says.push(await launch(makeDroplet(staged), command, { env: { V0: 'given', OF_APP: 'at boot' } }));
		}
		const due = 'given:a b\n"quoted"\nit\'s\n2\ncommand\nat boot\n*\nback\\slash\nline\nline\n';
		expect(says).to.deep.equal(says.map(() => ({ status: 0, stdout: due, stderr: '' })));
	});

	it('gives files whose names are of any bytes', async () => {
		const one = `odd=$(printf 'n\\303\\244 \\377 "$x"')
mkdir -p "vendor/$odd/bin" "$odd"; printf '#!/bin/sh\\necho odd\\n' >"vendor/$odd/bin/$odd"; chmod +x "vendor/$odd/bin/$odd"; echo top >"$odd/file"
ln -s "$BUILD_DIR/vendor/$odd/bin/$odd" "vendor/$odd/link"; mkdir vendor/plain; ln -s "../$odd/bin/$odd" vendor/plain/tool; env_extend PATH /app/vendor/plain`;
		const droplet = makeDroplet(await stage({ app: makeFiles(appFiles({ one })), buildpacks: [root, makeFinal()] }));
		const command = `odd=$(printf 'n\\303\\244 \\377 "$x"'); tool; "vendor/$odd/link"; "vendor/$odd/bin/$odd"; cat "$odd/file"`;
		const { status, stdout, stderr } = await launch(droplet, command);
		expect([status, stdout, stderr]).to.deep.equal([0, 'odd\nodd\nodd\ntop\n', '']);
	});

	it('replaces what it has supplied before, when it is called again', async () => {
		const app = makeFiles(
			appFiles({
				one: `${program('vendor/one/bin/tool', 'tool')}env_extend PATH /app/vendor/one/bin; env_extend ONE x`,
			}),
		);
		const container = makeContainer({ app, buildpacks: [root, root] });
		const cache = join(container.cache, '0123');
		mkdirSync(cache);
		const seen = [];
		for (let count = 0; count < 2; count += 1) {
			const args = [container.build, cache, container.depsDir, '0'];
			const { status, stderr } = await runPhase({ name: 'supply', buildpack: root, args }, container);
			expect([status, stderr]).to.deep.equal([0, '']);
			seen.push(snapshotOf(join(container.depsDir, '0'), { times: false }));
		}
		expect(seen[1]).to.deep.equal(seen[0]);
	});

	for (const role of ['supplied', 'final'] as const) {
		it(`copes with directories that cannot be written, as an ordinary user, ${role}`, async () => {
			const one = `${program('vendor/one/bin/tool', 'tool')}mkdir vendor/closed; ln -s "$BUILD_DIR/vendor/one/bin/tool" vendor/closed/tool
echo conf >vendor/closed/conf; chmod 555 vendor/closed; chmod 400 vendor/closed/conf; env_extend PATH /app/vendor/closed`;
			const buildpack = giveToOrdinaryUser(copyBuildpack());
			const final = giveToOrdinaryUser(makeFinal('tool'));
			chmodSync(dirname(final), 0o755);
			const buildpacks = role === 'final' ? [buildpack] : [buildpack, final];
			const staged = await stage({ app: makeFiles(appFiles({ one })), buildpacks, ...ordinaryUser });
			expect([staged.exitCode, staged.stderr]).to.deep.equal([0, '']);
			const command =
				'"$HOME/vendor/closed/tool"; tool; stat -L -c %a "$HOME/vendor/closed" "$HOME/vendor/closed/conf"';
			const { status, stdout, stderr } = await launch(makeDroplet(staged), command);
			expect([status, stdout, stderr]).to.deep.equal([0, 'tool\ntool\n555\n400\n', '']);
		});
	}

	it('can be discarded by a finalize with directories that cannot be written, as an ordinary user', async () => {
		const app = makeFiles(appFiles({ one: 'mkdir -p vendor/closed; : >vendor/closed/file; chmod 555 vendor/closed' }));
		const buildpack = giveToOrdinaryUser(copyBuildpack());
		const container = makeContainer({ app, ...ordinaryUser });
		const { build, cache, depsDir, profileDir } = container;
		for (const name of ['supply', 'finalize'] as const) {
			const args = [build, join(cache, '0123'), depsDir, '0', ...(name === 'finalize' ? [profileDir] : [])];
			const { status, stderr } = await runPhase({ name, buildpack, args }, container, ordinaryUser);
			expect([status, stderr], name).to.deep.equal([0, '']);
		}
		expect(existsSync(join(depsDir, '0/app'))).to.be.false;
		expect(existsSync(join(build, 'vendor/closed/file'))).to.be.true;
	});

	it('gives packages through a vendor that is a link of the app', async () => {
		const app = makeFiles(
			appFiles(
				{ one: program('vendor/one/bin/tool', 'tool') },
				{ 'third_party/own': 'own\n', vendor: { link: 'third_party' } },
			),
		);
		const droplet = makeDroplet(await stage({ app, buildpacks: [root, makeFinal()] }));
		const { status, stdout, stderr } = await launch(droplet, '"$HOME/vendor/one/bin/tool"; cat vendor/own');
		expect([status, stdout, stderr]).to.deep.equal([0, 'tool\nown\n', '']);
	});

	for (const { title, own } of [
		{ title: 'as they are given', own: '$PWD' },
		{ title: 'as they really are', own: '$(pwd -P)' },
	]) {
		it(`takes directories with slashes at their ends, and through links; installers name them ${title}`, async () => {
			const one = `${program('vendor/one/bin/tool', 'tool')}env_extend PATH "${own}/vendor/one/bin"
echo "export HERE=\\"${own}/vendor/one\\"" >>.profile; ln -s "${own}/vendor/one" vendor/link`;
			for (const buildpacks of [[root], [root, makeFinal()]]) {
				const staged = await stage({ app: makeFiles(appFiles({ one })), buildpacks, isThroughLink: true });
				expect([staged.exitCode, staged.stderr]).to.deep.equal([0, '']);
				const command = 'tool; "$HERE/bin/tool"; "$HOME/vendor/link/bin/tool"';
				const { status, stdout, stderr } = await launch(makeDroplet(staged), command);
				expect([status, stdout, stderr]).to.deep.equal([0, 'tool\ntool\ntool\n', '']);
			}
		});
	}

	it('lets a compile-only final buildpack be final, which knows nothing of it', async () => {
		const compileOnly = makeFiles({
			'bin/compile': { text: '#!/bin/sh\necho compiled >"$1/compiled"\n', mode: 0o755 },
			'bin/release': { text: '#!/bin/sh\necho "default_process_types: {web: cat compiled}"\n', mode: 0o755 },
		});
		const app = makeFiles(appFiles({ one: program('vendor/one/bin/tool', 'tool') }));
		const staged = await stage({ app, buildpacks: [makeSupplier(':'), root, compileOnly] });
		expect([staged.exitCode, staged.stderr]).to.deep.equal([0, '']);
		const { web = '' } = staged.commands;
		const { status, stdout, stderr } = await launch(makeDroplet(staged), web);
		expect([status, stdout, stderr]).to.deep.equal([0, 'compiled\n', '']);
	});
});

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { giveToOrdinaryUser, ordinaryUser } from '../entry-points/ordinary-user.ts';
import { cacheOf, makeContainer, runPhase, stage } from '../support/cloud-foundry.ts';
import { appFiles, type FileContent, makeFiles } from '../support/directories.ts';
import { root } from '../support/entry-points.ts';
import { endLaunched, launch, makeDroplet } from '../support/droplet.ts';
import { copyBuildpack, makeFinal, makeSupplier, program } from './neighbours.ts';

const tool = `${program('vendor/tool/bin/tool', 'the tool')}env_extend PATH /app/vendor/tool/bin\n`;

async function stageOdd(
	installers: Readonly<Record<string, string>>,
	files: Readonly<Record<string, FileContent>> = {},
	buildpacks: readonly string[] = [root, makeFinal('command -v tool >"$BUILD/found" || true')],
) {
	const app = makeFiles(appFiles(installers, files));
	const staged = await stage({ app, buildpacks });
	expect(staged.exitCode, staged.stdout + staged.stderr).to.equal(0);
	return staged;
}

describe('A supplied app of an odd shape', () => {
	afterEach(endLaunched);

	it('may have a vendor that is a link: its packages are offered, and there at launch', async () => {
		const staged = await stageOdd(
			{ tool: `${tool}ln -s "$BUILD_DIR/vendor/tool/bin/tool" "$BUILD_DIR/vendor/tool/again"\n` },
			{ vendor: { link: 'real' }, 'real/own': 'own' },
		);
		expect(readFileSync(join(staged.build, 'found'), 'utf8')).to.match(/deps\/0\/bin\/tool\n$/);
		const { stdout, stderr } = await launch(makeDroplet(staged), 'tool; vendor/tool/again; cat vendor/own');
		expect([stdout, stderr]).to.deep.equal(['the tool\nthe tool\nown', '']);
	});

	it('loses its own links from the copy that lead to nothing new', async () => {
		const files = { 'src/a': 'a', 'links/to-a': { link: '../src/a' }, out: { link: '/etc/hostname' } };
		const { depsDir } = await stageOdd({ tool }, files);
		expect(readdirSync(join(depsDir, '0/app')).sort()).to.deep.equal(['.modular', 'boot.sh', 'vendor']);
	});

	it('may share a directory with packages that link to it: all of it is there at launch', async () => {
		const installer = 'mkdir -p vendor/x; echo new >lib/new; ln -s "$BUILD_DIR/lib" vendor/x/lib';
		const staged = await stageOdd({ one: installer }, { 'lib/own': 'own\n' });
		const { stdout, stderr } = await launch(makeDroplet(staged), 'cat vendor/x/lib/own vendor/x/lib/new');
		expect([stdout, stderr]).to.deep.equal(['own\nnew\n', '']);
	});

	it('may get a top-level directory whose name begins with a dash', async () => {
		const staged = await stageOdd({ one: 'mkdir ./-x && echo dash >./-x/file' });
		const { stdout, stderr } = await launch(makeDroplet(staged), 'cat ./-x/file');
		expect([stdout, stderr]).to.deep.equal(['dash\n', '']);
	});

	it('keeps its file where an installer replaces it by one of the same size and time, and is told so', async () => {
		const installer = 'printf b >src/new; touch -r src/a src/new; mv src/new src/a';
		const { stderr, depsDir } = await stageOdd({ one: installer }, { 'src/a': 'a' });
		expect(stderr).to.contain('The app keeps its own:\n !     - src/a\n');
		expect(readFileSync(join(depsDir, '0/app/src/a'), 'utf8')).to.equal('b');
	});

	it('keeps its .profile where an installer rewrites it, and is told so', async () => {
		const staged = await stageOdd({ one: 'echo "export A=new" >.profile' }, { '.profile': 'export A=own\n' });
		expect(staged.stderr).to.contain('The app keeps its own:\n !     - .profile\n');
		expect((await launch(makeDroplet(staged), 'echo "$A"')).stdout).to.equal('own\n');
	});

	it('may have names with newlines, which messages keep in one line', async () => {
		const { stderr } = await stageOdd({ one: 'echo new >"src/a\nb"' }, { 'src/a\nb': 'own' });
		expect(stderr).to.contain(' !     - src/a\\nb\n');
	});

	it('may extend variables that are called like what every object has', async () => {
		const { depsDir } = await stageOdd({ one: 'env_extend constructor a; env_extend toString b' });
		expect(readdirSync(join(depsDir, '0/env')).sort()).to.deep.equal(['constructor', 'toString']);
	});
});

describe('A directory that nobody can read', () => {
	for (const [role, buildpacks] of [
		['final', [root]],
		['supplied', [root, () => giveToOrdinaryUser(makeFinal())]],
	] as const) {
		it(`is no reason to fail, as ${role} buildpack of an ordinary user`, async () => {
			const app = makeFiles(appFiles({ one: 'mkdir -p vendor/closed/in && chmod 000 vendor/closed' }));
			const all = buildpacks.map((each) => (typeof each === 'string' ? each : each()));
			const { exitCode, stdout, stderr } = await stage({ app, buildpacks: all, ...ordinaryUser });
			expect(exitCode, stdout + stderr).to.equal(0);
		});
	}
});

describe('What an earlier instance of this buildpack', () => {
	it('marked as installed is not installed by a later one', async () => {
		const installers = { own: 'dependency_mark other', other: ': >>"$BUILD_DIR/other-ran"' };
		const buildpacks = [copyBuildpack(), root];
		const { build, depsDir } = await stageOdd(installers, { 'build/heroku/install': 'own\nother\n' }, buildpacks);
		expect(existsSync(join(build, 'other-ran'))).to.be.false;
		expect(existsSync(join(depsDir, '0/app/other-ran'))).to.be.false;
	});
});

describe('What earlier buildpacks left that cannot be read', () => {
	const rows: readonly (readonly [title: string, supply: string, warned: string])[] = [
		['config.yml is a pipe', 'mkfifo "$3/$4/config.yml"', 'config.yml is not used: it is not a file.'],
		['config.yml is a circular link', 'ln -s config.yml "$3/$4/config.yml"', 'config.yml is not used: '],
		['bin is a circular link', 'ln -s bin "$3/$4/bin"', 'bin is not used: '],
		['env is a circular link', 'ln -s env "$3/$4/env"', 'env is not used: '],
	];
	for (const [title, supply, warned] of rows) {
		it(`is told of and passed over: ${title}`, async () => {
			const buildpacks = [makeSupplier(supply), root];
			const { stderr } = await stageOdd({ tool }, {}, buildpacks);
			expect(stderr).to.contain(' !     What an earlier buildpack has left in ').and.to.contain(warned);
		});
	}

	it('does not keep its other scripts from the launch', async () => {
		const supply = 'mkdir "$3/$4/profile.d" && cd "$3/$4/profile.d" && ln -s a.sh a.sh && echo "export B=b" >b.sh';
		const staged = await stageOdd({ tool }, {}, [makeSupplier(supply), root]);
		expect(staged.stderr).to.contain('profile.d/a.sh is not used: ');
		expect((await launch(makeDroplet(staged), 'echo "$B"')).stdout).to.equal('b\n');
	});
});

describe('supply of the final buildpack', () => {
	for (const slashes of ['/', '//']) {
		it(`is told by the name of its cache, also with ${slashes} behind it`, async () => {
			const container = makeContainer({ app: makeFiles(appFiles({ tool })) });
			const args = [container.build, `${cacheOf(container.cache, root, true)}${slashes}`, container.depsDir, '0'];
			const { status, stdout } = await runPhase({ name: 'supply', buildpack: root, args }, container);
			expect([status, stdout]).to.deep.equal([
				0,
				'       This is the final buildpack: finalize installs the packages.\n',
			]);
			expect(existsSync(join(container.build, 'vendor'))).to.be.false;
		});
	}
});

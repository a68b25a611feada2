import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { hashOf, startRepository } from '../resolve/repository.ts';
import { makeContainer, runPhase, type Staged } from '../support/cloud-foundry.ts';
import { appFiles, makeDirectory, makeFiles } from '../support/directories.ts';
import { root } from '../support/entry-points.ts';
import { endLaunched, launch, makeDroplet } from '../support/droplet.ts';
import { snapshotOf } from '../support/snapshot.ts';
import { program } from './neighbours.ts';

const artifact = 'the content\n';
const installer = `echo installed >>"$WITNESS/log"
${program('vendor/tool/bin/tool', 'the tool')}cached_download "$INSTALLER_DIR/data" "$CACHE_DIR/data" ${hashOf(artifact)}
cp "$CACHE_DIR/data" vendor/tool/data; env_extend PATH /app/vendor/tool/bin; env_extend LD_LIBRARY_PATH /app/vendor/tool/bin; env_extend TWICE x
echo 'echo booted' >>"$BUILD_DIR/boot.sh"; echo 'export PROFILE="$PROFILE+"' >>"$BUILD_DIR/.profile"
`;

/** Supplies as if not final, and finalizes with the same IDX and, unless it is told another, the same cache. */
async function supplyAndFinalize({ files = {}, isOtherCache = false } = {}) {
	const server = await startRepository({ tool: installer }, { '/repo/data': artifact });
	const witness = makeDirectory('witness');
	const app = makeFiles(
		appFiles(
			{},
			{
				'build/heroku/install': 'tool\n',
				'build/heroku/repos': `${server.link('/repo/index')}\n`,
				'build/heroku/compile': 'echo compile >>"$WITNESS/log"\n',
				...files,
			},
		),
	);
	const container = makeContainer({ app });
	const { build, cache, depsDir, profileDir } = container;
	const caches = [join(cache, '0123456789abcdef'), join(cache, isOtherCache ? 'final' : '0123456789abcdef')];
	for (const each of new Set(caches)) mkdirSync(each);
	const options = { env: { WITNESS: witness } };
	const args = (name: 'supply' | 'finalize') => [
		...[build, caches[name === 'supply' ? 0 : 1] ?? '', depsDir, '0', ...(name === 'supply' ? [] : [profileDir])],
	];
	const supply = await runPhase({ name: 'supply', buildpack: root, args: args('supply') }, container, options);
	expect([supply.status, supply.stderr]).to.deep.equal([0, '']);
	expect(existsSync(join(depsDir, '0/app/vendor/tool/bin/tool'))).to.be.true;
	const asked = server.takePaths();
	const finalize = await runPhase({ name: 'finalize', buildpack: root, args: args('finalize') }, container, options);
	expect([finalize.status, finalize.stderr]).to.deep.equal([0, '']);
	const staged: Staged = { ...container, exitCode: 0, phases: [], stdout: '', stderr: '', commands: {}, sidecars: [] };
	return { staged, finalize, witness, asked, askedAgain: server.takePaths() };
}

describe('A finalize that finds what a supply with the same IDX has installed', () => {
	afterEach(endLaunched);

	it('discards it, and installs into the app again, in the order of a whole build', async () => {
		const { staged, finalize, witness } = await supplyAndFinalize();
		expect(readFileSync(join(witness, 'log'), 'utf8')).to.equal('installed\ncompile\ninstalled\ncompile\n');
		expect(finalize.stdout).to.contain('-----> Installing tool ');
		const own = join(staged.depsDir, '0');
		expect(readdirSync(own).filter((name) => name !== 'config.yml')).to.deep.equal([]);
		const directory = lstatSync(join(staged.build, 'vendor/tool'));
		expect([directory.isDirectory(), directory.isSymbolicLink()]).to.deep.equal([true, false]);
		expect(readFileSync(join(staged.build, 'vendor/tool/data'), 'utf8')).to.equal(artifact);
	});

	it('asks nobody for what is in the cache already', async () => {
		const { asked, askedAgain } = await supplyAndFinalize();
		expect(asked).to.deep.equal(['/repo/index', '/repo/tool.sh', '/repo/data']);
		expect(askedAgain).to.deep.equal([]);
	});

	it('starts everything once, in one environment', async () => {
		const { staged } = await supplyAndFinalize({ files: { 'build/heroku/sidecar': '' } });
		expect(existsSync(join(staged.depsDir, '0/launch.yml'))).to.be.false;
		const droplet = makeDroplet(staged);
		const { status, stdout, stderr } = await launch(
			droplet,
			'sh boot.sh; "$HOME/vendor/tool/bin/tool"; echo "$TWICE $PROFILE"',
		);
		expect([status, stdout, stderr]).to.deep.equal([0, 'booted\nthe tool\nx +\n', '']);
	});

	it('leaves the same app as one that finds nothing', async () => {
		const { staged } = await supplyAndFinalize({ isOtherCache: true });
		const { staged: again } = await supplyAndFinalize();
		const without = (build: string) => [join(build, '.modular'), join(build, 'build')]; // each has its own server
		expect(snapshotOf(staged.build, { times: false, without: without(staged.build) })).to.deep.equal(
			snapshotOf(again.build, { times: false, without: without(again.build) }),
		);
	});
});

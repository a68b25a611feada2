import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { stage } from '../support/cloud-foundry.ts';
import { appFiles, type FileContent, makeDirectory, makeFiles } from '../support/directories.ts';
import { root } from '../support/entry-points.ts';
import { endLaunched, launch, makeDroplet, startLaunch } from '../support/droplet.ts';
import { copyBuildpack, makeFinal, makeSupplier, program } from './neighbours.ts';

const installers = {
	tool: `echo tool >>"$WITNESS/log"
${program('vendor/tool/bin/tool', 'the tool')}env_extend PATH /app/vendor/tool/bin; env_extend TOOLS tool
echo 'echo tool >>"$HOME/starts"' >>"$BUILD_DIR/boot.sh"; echo 'export PROFILE="$PROFILE+"' >>"$BUILD_DIR/.profile"`,
	second: `dependency_require tool; echo second >>"$WITNESS/log"\nhello() { echo hello; }
echo 'echo second >>"$HOME/starts"' >>"$BUILD_DIR/boot.sh"`,
};

const compileScript = 'hello >/dev/null; tool >/dev/null && echo compile >>"$WITNESS/log"\n';

/** Rows of buildpacks; each has other instances of this one. */
const rows: Record<string, () => string[]> = {
	'supplied and final': () => [copyBuildpack(), root],
	'supplied twice, with another final one': () => [copyBuildpack(), root, makeFinal()],
	'supplied twice and final': () => [copyBuildpack({}, 'one'), copyBuildpack({}, 'other'), root],
	'supplied and final, with others between': () => [makeSupplier(':'), copyBuildpack(), makeSupplier(':'), root],
	'supplied and final, the same directory': () => [root, root],
};

async function stageRow(buildpacks: readonly string[], files: Readonly<Record<string, FileContent>> = {}) {
	const witness = makeDirectory('witness');
	const app = makeFiles(
		appFiles(installers, { 'build/heroku/install': 'second tool\n', 'build/heroku/compile': compileScript, ...files }),
	);
	const staged = await stage({ app, buildpacks, env: { WITNESS: witness } });
	expect(staged.exitCode, staged.stdout + staged.stderr).to.equal(0);
	const log = readFileSync(join(witness, 'log'), 'utf8').trim().split('\n');
	return { staged, log };
}

/** The programs that were started, sorted. */
function startsIn(app: string): string[] {
	const file = join(app, 'starts');
	return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').sort() : [];
}

describe('Several instances of this buildpack', () => {
	afterEach(endLaunched);

	for (const [title, makeRow] of Object.entries(rows)) {
		describe(`(${title})`, () => {
			it('install every package once, and run compile once', async () => {
				const { staged, log } = await stageRow(makeRow());
				expect(log).to.deep.equal(['tool', 'second', 'compile']);
				expect(staged.stderr).to.equal('');
				expect(staged.stdout.match(/-----> Installing /g)).to.have.length(2);
			});

			it('start every package once, and give one environment', async () => {
				const { staged } = await stageRow(makeRow());
				const { web = '' } = staged.commands;
				const droplet = makeDroplet(staged);
				const command = `${web}; tool; "$HOME/vendor/tool/bin/tool"; echo "$TOOLS $PROFILE"`;
				const { status, stdout, stderr } = await launch(droplet, command);
				expect([status, stdout, stderr]).to.deep.equal([0, 'the tool\nthe tool\ntool +\n', '']);
				expect(startsIn(droplet.app)).to.deep.equal(['second', 'tool']);
			});

			it('start every package once where the app asks for a sidecar', async () => {
				const { staged } = await stageRow(makeRow(), { 'build/heroku/sidecar': '' });
				const { web = '' } = staged.commands;
				expect(staged.sidecars.length).to.be.at.most(1);
				const isOfTheNeighbour = title.includes('another final');
				const droplet = makeDroplet(staged);
				for (const { command } of staged.sidecars) startLaunch(droplet, command);
				for (let tries = 0; tries < 60 && startsIn(droplet.app).length < 2; tries += 1) await delay(50);
				// the release of a neighbour is not ours to change: its app has a Procfile
				const { status, stderr } = await launch(droplet, isOfTheNeighbour ? 'true' : web);
				expect([status, stderr]).to.deep.equal([0, '']);
				expect(startsIn(droplet.app)).to.deep.equal(['second', 'tool']);
			});
		});
	}

	it('the later one installs what the earlier one has not, and finds what it has', async () => {
		const witness = makeDirectory('witness');
		const app = makeFiles(appFiles(installers, { 'build/heroku/install': 'tool\n' }));
		const more = 'echo second >>"$BUILD/build/heroku/install"'; // a buildpack between the two changes the app
		const staged = await stage({
			app,
			buildpacks: [copyBuildpack(), makeSupplier(more), root],
			env: { WITNESS: witness },
		});
		expect(staged.exitCode, staged.stderr).to.equal(0);
		expect(readFileSync(join(witness, 'log'), 'utf8')).to.equal('tool\nsecond\n');
		const droplet = makeDroplet(staged);
		const { status, stdout, stderr } = await launch(droplet, 'sh boot.sh; tool');
		expect([status, stdout, stderr]).to.deep.equal([0, 'the tool\n', '']);
		expect(startsIn(droplet.app)).to.deep.equal(['second', 'tool']);
	});

	it('a package of the app counts as installed only because of a config.yml of this buildpack', async () => {
		const stranger = makeSupplier(
			`printf '%s\\n' 'name: stranger' 'version: 1' 'config: {packages: [tool, second]}' >"$DIR/config.yml"`,
		);
		const { log } = await stageRow([stranger, root]);
		expect(log).to.deep.equal(['tool', 'second', 'compile']);
	});

	it('the caches of the instances hold nothing of each other', async () => {
		const { staged } = await stageRow([copyBuildpack(), root]);
		expect(readdirSync(staged.cache)).to.have.length(2).and.include('final');
	});
});

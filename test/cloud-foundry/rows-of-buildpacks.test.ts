import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { type Staged, stage } from '../support/cloud-foundry.ts';
import { appFiles, makeFiles } from '../support/directories.ts';
import { root } from '../support/entry-points.ts';
import { copyDroplet, endLaunched, launch, makeDroplet, makeGate } from '../support/droplet.ts';
import { makeFinal, makeSupplier, program } from './neighbours.ts';

const tool = `${program('vendor/tool/bin/tool', 'the tool')}mkdir -p vendor/tool/lib; echo library >vendor/tool/lib/libtool.so
env_extend PATH /app/vendor/tool/bin; env_extend LD_LIBRARY_PATH /app/vendor/tool/lib; env_extend TOOL_HOME '$HOME/vendor/tool'
echo 'echo booted' >>"$BUILD_DIR/boot.sh"; echo 'export PROFILE=yes' >>"$BUILD_DIR/.profile"
`;
const more = `${program('vendor/more/bin/more-tool', 'more')}mkdir -p share/more; echo shared >share/more/file; echo top >top`;

/** A buildpack that says its number: in a program, in a variable, and at launch. */
const numbered = `mkdir -p "$DIR/bin" "$DIR/env" "$DIR/profile.d"
printf '#!/bin/sh\\necho "of %s"\\n' "$IDX" >"$DIR/bin/whose"; cp "$DIR/bin/whose" "$DIR/bin/whose-$IDX"; chmod +x "$DIR"/bin/*
printf '%s' "$IDX" >"$DIR/env/WHOSE"; printf 'export ROW="$ROW %s"\\n' "$IDX" >"$DIR/profile.d/row.sh"`;

async function stageRow(position: number, count: number): Promise<Staged> {
	const spy = 'print "$(whose)" "$WHOSE" "$(whose-00)"';
	const buildpacks = Array.from({ length: count }, (_, each) =>
		each === position ? root : each === count - 1 ? makeFinal('tool; whose') : makeSupplier(numbered),
	);
	const staged = await stage({ app: makeFiles(appFiles({ tool, spy })), buildpacks });
	expect([staged.exitCode, staged.stderr], staged.stdout).to.deep.equal([0, '']);
	return staged;
}

describe('Among eleven buildpacks', () => {
	afterEach(endLaunched);

	for (const { role, position, nearest } of [
		{ role: 'the final one', position: 10, nearest: '09' },
		{ role: 'a supplied one with ten before it', position: 9, nearest: '08' },
		{ role: 'a supplied one in the middle', position: 4, nearest: '03' },
	]) {
		it(`${role} gets a padded IDX, and honours what the others supply in their order`, async () => {
			const { stdout, depsDir } = await stageRow(position, 11);
			expect(stdout).to.contain(`       of ${nearest} 00 of 00\n`);
			expect(readdirSync(depsDir)).to.have.length(11);
			expect(existsSync(join(depsDir, '10'))).to.be.true;
		});

		it(`${role} gives all of them at launch`, async () => {
			const droplet = makeDroplet(await stageRow(position, 11));
			const { stdout, stderr } = await launch(
				droplet,
				'tool; whose; whose-00; echo "$ROW $PROFILE"; cat "$TOOL_HOME/lib/libtool.so"',
			);
			const all = ['00', '01', '02', '03', '04', '05', '06', '07', '08', '09'].filter(
				(idx) => Number(idx) !== position,
			);
			const last = all.at(-1);
			expect(stdout).to.equal(`the tool\nof ${last}\nof 00\n ${all.join(' ')} yes\nlibrary\n`);
			expect(stderr).to.equal('');
		});
	}

	it('a supplied one leaves nothing but in its own padded directory', async () => {
		const { depsDir, profileDir } = await stageRow(3, 11);
		expect(readdirSync(join(depsDir, '03')).sort()).to.include.members([
			'app',
			'bin',
			'config.yml',
			'env',
			'lib',
			'profile.d',
		]);
		expect(readdirSync(depsDir).filter((name) => name.length !== 2)).to.deep.equal([]);
		expect(readdirSync(profileDir).filter((name) => !/^\d\d_|^000_/.test(name))).to.deep.equal([]);
	});
});

describe('Launches of one supplied droplet at the same moment', () => {
	afterEach(endLaunched);

	const command =
		'tool && "$HOME/vendor/tool/bin/tool" && cat "$TOOL_HOME/lib/libtool.so" "$HOME/share/more/file" "$HOME/top" && "$HOME/vendor/more/bin/more-tool" && sh "$HOME/boot.sh" && echo "$PROFILE"';
	const says = 'the tool\nthe tool\nlibrary\nshared\ntop\nmore\nbooted\nyes\n';

	for (const { title, files } of [
		{ title: 'an app without vendor', files: {} },
		{ title: 'an app with a vendor of its own', files: { 'vendor/own/file': 'own' } },
	]) {
		it(`are silent and good, thirty of them, with ${title}`, async function () {
			this.timeout(60_000);
			const app = makeFiles(appFiles({ tool, more }, files));
			const original = makeDroplet(await stage({ app, buildpacks: [root, root, makeFinal()] }));
			for (let round = 0; round < 3; round += 1) {
				const droplet = copyDroplet(original);
				const gate = makeGate();
				const launches = Array.from({ length: 30 }, () => launch(droplet, command, { gate: gate.path }));
				await delay(500); // until all of them wait
				gate.open();
				const results = await Promise.all(launches);
				expect(results.filter(({ stderr }) => stderr !== '')).to.deep.equal([]);
				expect(results).to.deep.equal(results.map(() => ({ status: 0, stdout: says, stderr: '' })));
				const supplied = join(droplet.depsDir, '0/app');
				expect(readdirSync(join(supplied, 'vendor')).sort(), 'no link in a link').to.deep.equal(['more', 'tool']);
				expect(readdirSync(join(supplied, 'vendor/tool')).sort()).to.deep.equal(['bin', 'lib']);
				expect(readFileSync(join(supplied, 'top'), 'utf8')).to.equal('top\n');
			}
		});
	}

	it('are silent again at every later launch, and where the droplet is moved once more', async () => {
		const app = makeFiles(appFiles({ tool, more }));
		const droplet = makeDroplet(await stage({ app, buildpacks: [root, makeFinal()] }));
		for (const times of [1, 2, 3]) {
			let each = droplet;
			if (times === 3) {
				each = copyDroplet(droplet);
				rmSync(droplet.root, { recursive: true }); // or its links would still lead somewhere
			}
			const { status, stdout, stderr } = await launch(each, command);
			expect([status, stdout, stderr]).to.deep.equal([0, says, '']);
		}
	});
});

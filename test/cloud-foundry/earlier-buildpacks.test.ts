import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { giveToOrdinaryUser, ordinaryUser } from '../entry-points/ordinary-user.ts';
import { type Container, makeContainer, runPhase, stage } from '../support/cloud-foundry.ts';
import { appFiles, makeDirectory, makeFiles } from '../support/directories.ts';
import { minimalEnvironment, root } from '../support/entry-points.ts';
import { endLaunched, launch, makeDroplet } from '../support/droplet.ts';
import { copyBuildpack, makeFinal, makeSupplier } from './neighbours.ts';

const lists = ['PATH', 'LD_LIBRARY_PATH', 'LIBRARY_PATH', 'CPATH', 'PKG_CONFIG_PATH'] as const;
const names = [...lists, 'SHARED', 'RAW', 'BYTES', 'EMPTY'];
const write = names.map((name) => `printf '%s\\0' "\${${name}-unset}"`).join('; ');
const spy = `{ ${write}; } >"$WITNESS/$PACKAGE"\n`;

const first = `mkdir -p "$DIR/bin" "$DIR/lib" "$DIR/include" "$DIR/pkgconfig" "$DIR/env"
printf lowest >"$DIR/env/SHARED"; printf 'a  "$b" \\\\n\\n\\n' >"$DIR/env/RAW"; : >"$DIR/env/EMPTY"; printf '\\377\\376' >"$DIR/env/BYTES"`;
const second = `mkdir -p "$DIR/bin" "$DIR/lib" "$DIR/env"; printf highest >"$DIR/env/SHARED"; printf second >"$DIR/env/SECOND"`;

/** The environment that installers, and compile, have got. */
function seenIn(witness: string, name: string): Record<string, string> {
	const values = readFileSync(join(witness, name), 'latin1').split('\0');
	return Object.fromEntries(names.map((each, index) => [each, values[index] ?? 'nothing']));
}

/** The environment that is due after those two, in the middle of an environment of the builder. */
function due(depsDir: string, given: Readonly<Record<string, string | undefined>>): Record<string, string> {
	const inFront = (of: readonly string[], own: string | undefined) =>
		[...of.map((path) => join(depsDir, path)), ...(own ? [own] : [])].join(':');
	return {
		PATH: inFront(['1/bin', '0/bin'], given['PATH'] ?? minimalEnvironment.PATH),
		LD_LIBRARY_PATH: inFront(['1/lib', '0/lib'], given['LD_LIBRARY_PATH']),
		LIBRARY_PATH: inFront(['1/lib', '0/lib'], given['LIBRARY_PATH']),
		CPATH: inFront(['0/include'], given['CPATH']),
		PKG_CONFIG_PATH: inFront(['0/pkgconfig'], given['PKG_CONFIG_PATH']),
		SHARED: 'lowest',
		RAW: 'a  "$b" \\n\n\n',
		BYTES: '\xff\xfe',
		EMPTY: '',
	};
}

describe('What earlier buildpacks supplied', () => {
	afterEach(endLaunched);

	for (const { title, env } of [
		{ title: 'an environment without such variables', env: {} },
		{
			title: 'an environment that has them',
			env: {
				LD_LIBRARY_PATH: '/of/builder/lib',
				LIBRARY_PATH: '/a:/b',
				CPATH: '/c',
				PKG_CONFIG_PATH: '/p',
				SHARED: 'builder',
				EMPTY: 'full',
			},
		},
		{
			title: 'an environment where they are empty',
			env: { LD_LIBRARY_PATH: '', LIBRARY_PATH: '', CPATH: '', SHARED: '' },
		},
	]) {
		for (const phase of ['supply', 'finalize'] as const) {
			it(`is in the environment of installers and of compile, in ${phase}, with ${title}`, async () => {
				const witness = makeDirectory('witness');
				const app = makeFiles(appFiles({ one: spy }, { 'build/heroku/compile': spy }));
				const buildpacks = [
					makeSupplier(first),
					makeSupplier(second),
					root,
					...(phase === 'supply' ? [makeFinal()] : []),
				];
				const staged = await stage({ app, buildpacks, env: { ...env, WITNESS: witness } });
				expect(staged.exitCode, staged.stderr).to.equal(0);
				for (const name of ['one', 'compile'])
					expect(seenIn(witness, name), name).to.deep.equal(due(staged.depsDir, env));
			});
		}
	}

	it('is there for tools that installers call', async () => {
		const tool = `mkdir "$DIR/bin"; printf '#!/bin/sh\\necho "supplied tool"\\n' >"$DIR/bin/supplied-tool"; chmod +x "$DIR/bin/supplied-tool"`;
		const app = makeFiles(appFiles({ one: 'print "$(supplied-tool)"' }));
		const staged = await stage({ app, buildpacks: [makeSupplier(tool), root] });
		expect([staged.exitCode, staged.stderr]).to.deep.equal([0, '']);
		expect(staged.stdout).to.contain('       supplied tool\n');
	});

	it('is in the launch environment that finalize writes, highest index first, and profile scripts are copied', async () => {
		const one = `mkdir -p "$DIR/bin" "$DIR/lib" "$DIR/profile.d"; echo 'export ONE="one of $ONE"' >"$DIR/profile.d/a.sh"
mkdir "$DIR/profile.d/directory"`;
		const two = `mkdir -p "$DIR/bin" "$DIR/profile.d"; echo 'export ONE="two of $ONE"' >"$DIR/profile.d/a.sh"`;
		const staged = await stage({
			app: makeFiles(appFiles({})),
			buildpacks: [makeSupplier(one), makeSupplier(two), root],
		});
		expect(staged.exitCode, staged.stderr).to.equal(0);
		expect(readdirSync(staged.profileDir).sort()).to.deep.equal(['000_multi-supply.sh', '0_a.sh', '1_a.sh']);
		const droplet = makeDroplet(staged);
		const command = 'printf "%s\\n" "$PATH" "$LD_LIBRARY_PATH" "$LIBRARY_PATH" "$ONE"';
		const deps = droplet.depsDir;
		const { stdout, stderr } = await launch(droplet, command, {
			env: { PATH: '/usr/bin:/bin', LIBRARY_PATH: '/mine' },
		});
		expect(stderr).to.equal('');
		expect(stdout.split('\n')).to.deep.equal([
			...[`${deps}/1/bin:${deps}/0/bin:/usr/bin:/bin`, `${deps}/0/lib`, `${deps}/0/lib:/mine`, 'two of one of ', ''],
		]);
	});

	it('goes on after env_extend at launch: the package comes after what others supplied', async () => {
		const supplier = makeSupplier('mkdir "$DIR/bin" && cp /bin/true "$DIR/bin/tool"');
		const app = makeFiles(appFiles({ one: 'env_extend PATH "/opt/one"' }));
		const droplet = makeDroplet(await stage({ app, buildpacks: [supplier, root] }));
		const { stdout } = await launch(droplet, 'echo "$PATH"', { env: { PATH: '/usr/bin:/bin' } });
		expect(stdout).to.equal(`${droplet.depsDir}/0/bin:/usr/bin:/bin:/opt/one\n`);
	});

	describe('that is malformed is a warning, and no failure:', () => {
		const isNoName = 'its name is none that a variable of a build can have';
		// how to make it, and what the warning calls it and says of it; without that there is none
		const faults: Record<string, [make: (dep: string) => unknown, file?: string, reason?: string]> = {
			'a name in env/ that is no variable': [(dep) => inEnv(dep, 'no-name'), 'env/no-name', isNoName],
			'a name in env/ with a newline': [(dep) => inEnv(dep, 'a\nb'), 'env/a\\nb', isNoName],
			"a name in env/ that is the build's own": [(dep) => inEnv(dep, 'BUILD_DIR'), 'env/BUILD_DIR', isNoName],
			'a value in env/ with NUL': [(dep) => inEnv(dep, 'NUL', 'a\0b'), 'env/NUL', 'it holds a NUL byte'],
			'a value in env/ that is too long': [
				(dep) => inEnv(dep, 'LONG', 'x'.repeat(200_000)),
				'env/LONG',
				'it is longer than 128 KiB',
			],
			'a file in env/ that cannot be read': [(dep) => chmodSync(inEnv(dep, 'X'), 0), 'env/X', 'permission denied'],
			'an env/ that cannot be read': [(dep) => chmodSync(join(inEnv(dep, 'X'), '..'), 0), 'env', 'permission denied'],
			'an env that is a file': [
				(dep) => inDep(dep, 'env', 'text'),
				'env',
				'a part of its path is a file, not a directory',
			],
			'a config.yml that is no YAML': [
				(dep) => inDep(dep, 'config.yml', 'a: [b\n: {'),
				'config.yml',
				'Flow sequence in block collection must be sufficiently indented and end with a ]',
			],
			'a config.yml that is a text': [
				(dep) => inDep(dep, 'config.yml', 'just text\n'),
				'config.yml',
				'it is not a mapping',
			],
			'a config.yml that cannot be read': [
				(dep) => chmodSync(inDep(dep, 'config.yml', 'name: x\n'), 0),
				'config.yml',
				'permission denied',
			],
			'a config.yml that is a directory': [
				(dep) => mkdirSync(join(dep, 'config.yml')),
				'config.yml',
				'it is a directory',
			],
			'a directory in env/ (passed over)': [(dep) => mkdirSync(join(inEnv(dep, 'X'), '../dir'))],
			'a config.yml of other keys (passed over)': [(dep) => inDep(dep, 'config.yml', 'x: {y: [1]}\n')],
			'a dangling bin (passed over)': [(dep) => symlinkSync('nowhere', join(dep, 'bin'))],
			'files beside the directories (passed over)': [(dep) => inDep(dep, '../README', '')],
		};
		for (const [title, [make, file, reason]] of Object.entries(faults)) {
			it(title, async () => {
				const app = makeFiles(appFiles({ one: 'print "${GOOD}"' }));
				const container = makeContainer({ app, buildpacks: [root, root, root], ...ordinaryUser });
				inEnv(join(container.depsDir, '1'), 'GOOD', 'good');
				giveToOrdinaryUser(container.directory);
				make(join(container.depsDir, '0'));
				const { status, stdout, stderr } = await finalize(container);
				const warning = ` !     What an earlier buildpack has left in ${container.depsDir}/0/${file} is not used: ${reason}.\n`;
				expect(stderr).to.equal(file === undefined ? '' : warning);
				expect(status).to.equal(0);
				expect(stdout).to.contain('-----> Installing one (from the app)\n       good\n');
			});
		}
	});
});

function inEnv(dep: string, name: string, value = 'text'): string {
	mkdirSync(join(dep, 'env'), { recursive: true });
	writeFileSync(join(dep, 'env', name), value);
	return join(dep, 'env', name);
}

function inDep(dep: string, name: string, text: string): string {
	writeFileSync(join(dep, name), text);
	return join(dep, name);
}

/** Finalizes as the third buildpack, as a user for whom file modes count. */
async function finalize(container: Container) {
	const { build, depsDir, profileDir, cache } = container;
	if (!existsSync(join(cache, 'final'))) mkdirSync(join(cache, 'final'));
	giveToOrdinaryUser(join(cache, 'final'));
	const buildpack = copyBuildpack();
	giveToOrdinaryUser(buildpack);
	const args = [build, join(cache, 'final'), depsDir, '2', profileDir];
	return await runPhase({ name: 'finalize', buildpack, args }, container, ordinaryUser);
}

import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import { type Staged, stage, type StageOptions } from '../support/cloud-foundry.ts';
import { appFiles, makeFiles } from '../support/directories.ts';
import { root } from '../support/entry-points.ts';
import { makeFinal, program } from './neighbours.ts';

/** Stages an app with these installers: this buildpack supplies, another one is final. */
async function supply(
	installers: Readonly<Record<string, string>>,
	options: Omit<StageOptions, 'app'> & { readonly finalize?: string } = {},
): Promise<Staged & { readonly own: string }> {
	const { finalize, ...more } = options;
	const buildpacks = [root, makeFinal(finalize)];
	const staged = await stage({ buildpacks, ...more, app: makeFiles(appFiles(installers)) });
	expect(staged.exitCode, staged.stdout + staged.stderr).to.equal(0);
	return { ...staged, own: join(staged.depsDir, '0') };
}

const extendPath = (value: string) => `env_extend PATH ${value}\n`;

/** What is offered in bin/ for these installers: names, and what each says. */
const programs: Record<string, { installers: Record<string, string>; offers: Record<string, string> }> = {
	'the executables of a directory': {
		installers: {
			one: `${program('vendor/one/bin/a', 'a')}${program('vendor/one/bin/b', 'b')}${extendPath('/app/vendor/one/bin')}`,
		},
		offers: { a: 'a', b: 'b' },
	},
	'what was installed after env_extend': {
		installers: { one: `${extendPath('/app/vendor/one/bin')}${program('vendor/one/bin/late', 'late')}` },
		offers: { late: 'late' },
	},
	'what a later package put there': {
		installers: { one: extendPath('/app/vendor/bin'), two: program('vendor/bin/later', 'later') },
		offers: { later: 'later' },
	},
	'executables only': {
		installers: {
			one: `${program('vendor/one/bin/a', 'a')}${extendPath('/app/vendor/one/bin')}
cd vendor/one/bin; echo text >data; mkdir directory; ln -s nowhere dangling; ln -s directory linked-directory; mkfifo pipe`,
		},
		offers: { a: 'a' },
	},
	'the first installed of two with one name': {
		installers: {
			one: `${program('vendor/one/bin/tool', 'first')}${extendPath('/app/vendor/one/bin')}`,
			two: `${program('vendor/two/bin/tool', 'second')}${program('vendor/two/bin/other', 'other')}${extendPath('/app/vendor/two/bin')}`,
		},
		offers: { tool: 'first', other: 'other' },
	},
	'the first executable of two files with one name': {
		installers: {
			one: `mkdir -p vendor/one/bin; echo text >vendor/one/bin/tool\n${extendPath('/app/vendor/one/bin')}`,
			two: `${program('vendor/two/bin/tool', 'second')}${extendPath('/app/vendor/two/bin')}`,
		},
		offers: { tool: 'second' },
	},
	'links to executables': {
		installers: {
			one: `${program('vendor/one/libexec/real', 'real')}mkdir -p vendor/one/bin
ln -s ../libexec/real vendor/one/bin/relative; ln -s "$BUILD_DIR/vendor/one/libexec/real" vendor/one/bin/absolute
${extendPath('/app/vendor/one/bin')}`,
		},
		offers: { relative: 'real', absolute: 'real' },
	},
	'those of several directories in one value': {
		installers: {
			one: `${program('vendor/a/bin/a', 'a')}${program('vendor/b/bin/b', 'b')}${extendPath('"$BUILD_DIR/vendor/a/bin:$BUILD_DIR/vendor/b/bin"')}`,
		},
		offers: { a: 'a', b: 'b' },
	},
	'those of a value that names BUILD_DIR': {
		installers: { one: `${program('vendor/a/bin/a', 'a')}${extendPath('"$BUILD_DIR/vendor/a/bin"')}` },
		offers: { a: 'a' },
	},
	'names with spaces and a leading dash': {
		installers: {
			one: `${program('vendor/a/bin/with space', 'space')}${program('vendor/a/bin/-n', 'dash')}${extendPath('/app/vendor/a/bin')}`,
		},
		offers: { 'with space': 'space', '-n': 'dash' },
	},
	'nothing of a directory that does not exist': {
		installers: { one: extendPath('/app/vendor/missing/bin') },
		offers: {},
	},
	'nothing of a directory that the machine has': {
		installers: { one: extendPath('/usr/bin') },
		offers: {},
	},
};

describe('A supplied buildpack offers', () => {
	for (const [title, { installers, offers }] of Object.entries(programs)) {
		it(`in bin/ ${title}, as relative links`, async () => {
			const finalize = `for file in "$DEPS_DIR"/0/bin/*; do [ ! -e "$file" ] || printf '%s=%s\\n' "\${file##*/}" "$("$file")"; done`;
			const { own, phases } = await supply(installers, { finalize });
			const bin = join(own, 'bin');
			const names = existsSync(bin) ? readdirSync(bin).sort() : [];
			expect(names).to.deep.equal(Object.keys(offers).sort());
			for (const name of names) {
				expect(lstatSync(join(bin, name)).isSymbolicLink(), name).to.be.true;
				expect(readlinkSync(join(bin, name)), name).to.match(/^\.\.\//);
				expect(realpathSync(join(bin, name)), name).to.contain(join(own, 'app/'));
			}
			const said = phases.find(({ name }) => name === 'finalize')?.stdout;
			expect(said?.trim().split('\n').filter(Boolean).sort()).to.deep.equal(
				Object.entries(offers)
					.map(([name, says]) => `${name}=${says}`)
					.sort(),
			);
		});
	}

	it('in lib/ the libraries of LD_LIBRARY_PATH directories, as relative links', async () => {
		const one = `mkdir -p vendor/one/lib/sub; echo first >vendor/one/lib/liba.so.1; ln -s liba.so.1 vendor/one/lib/liba.so
env_extend LD_LIBRARY_PATH /app/vendor/one/lib`;
		const two = `mkdir -p vendor/two/lib; echo second >vendor/two/lib/liba.so.1; echo b >vendor/two/lib/libb.so
env_extend LD_LIBRARY_PATH '$HOME/vendor/none'; env_extend LD_LIBRARY_PATH /app/vendor/two/lib`;
		const { own } = await supply({ one, two });
		const lib = join(own, 'lib');
		const contents = ['liba.so', 'liba.so.1', 'libb.so'].map((name) => readFileSync(join(lib, name), 'utf8'));
		expect(contents).to.deep.equal(['first\n', 'first\n', 'b\n']);
		for (const name of readdirSync(lib)) expect(readlinkSync(join(lib, name)), name).to.match(/^\.\.\//);
	});

	it('what it supplies to the next buildpack, on PATH, LD_LIBRARY_PATH, LIBRARY_PATH and in the environment', async () => {
		const one = `${program('vendor/one/bin/tool', 'the tool')}mkdir -p vendor/one/lib; echo library >vendor/one/lib/libone.so
env_extend PATH /app/vendor/one/bin; env_extend LD_LIBRARY_PATH /app/vendor/one/lib; env_extend ONE_HOME /app/vendor/one`;
		const finalize =
			'tool; cat "${LD_LIBRARY_PATH%%:*}/libone.so" "${LIBRARY_PATH%%:*}/libone.so"; "$ONE_HOME/bin/tool"; printf "<%s>\\n" "$ONE_HOME"';
		const { phases, depsDir } = await supply({ one }, { finalize });
		expect(phases.find(({ name }) => name === 'finalize')?.stdout).to.equal(
			`the tool\nlibrary\nlibrary\nthe tool\n<${join(depsDir, '0/app/vendor/one')}>\n`,
		);
	});

	it('in env/ the value as it is, in a file of its own without a newline at its end', async () => {
		const one = `env_extend PLAIN 'a b "c" \\\\d'; env_extend LINES "x
y"; env_extend TWICE 1; env_extend TWICE 2; env_extend GIVEN after`;
		const { own, depsDir } = await supply({ one }, { env: { GIVEN: 'before' } });
		const env = join(own, 'env');
		const valueOf = (name: string) => readFileSync(join(env, name), 'utf8');
		expect(['LINES', 'TWICE', 'GIVEN'].map(valueOf)).to.deep.equal(['x\ny', '1:2', 'before:after']);
		expect(valueOf('PLAIN')).to.equal('a b "c" \\d');
		for (const name of readdirSync(env)) expect(lstatSync(join(env, name)).isFile(), name).to.be.true;
		expect(readdirSync(env)).not.to.include.members(['PATH']);
		expect(depsDir).to.equal(join(own, '..'));
	});

	it('profile.d with regular files only, since links are not copied', async () => {
		const one = `${program('vendor/one/bin/tool', 'tool')}env_extend PATH /app/vendor/one/bin; env_extend ONE /app/vendor/one`;
		const { own, profileDir } = await supply({ one });
		const scripts = readdirSync(join(own, 'profile.d'));
		expect(scripts).not.to.deep.equal([]);
		for (const name of scripts) {
			expect(name).to.match(/^[\w.+-]+\.sh$/);
			expect(lstatSync(join(own, 'profile.d', name)).isFile(), name).to.be.true;
		}
		expect(readdirSync(profileDir).sort()).to.deep.equal(
			['000_multi-supply.sh', ...scripts.map((name) => `0_${name}`)].sort(),
		);
	});

	it('config.yml with name, version and config', async () => {
		const { own } = await supply({ one: ':' });
		const config = parse(readFileSync(join(own, 'config.yml'), 'utf8')) as Record<string, unknown>;
		const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
		expect(
			Object.keys(config)
				.filter((key) => key !== 'output_metadata')
				.sort(),
		).to.deep.equal(['config', 'name', 'version']);
		expect(config['name'])
			.to.be.a('string')
			.and.match(/modular/i);
		expect(config['version']).to.equal(version);
		expect(config['config']).to.be.an('object');
	});

	it('no sidecar where the app does not ask for one', async () => {
		const { own, sidecars } = await supply({ one: 'echo "sleep 60 &" >>"$BUILD_DIR/boot.sh"' });
		expect(existsSync(join(own, 'launch.yml'))).to.be.false;
		expect(sidecars).to.deep.equal([]);
	});
});

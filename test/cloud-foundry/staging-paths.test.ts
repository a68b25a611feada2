import { existsSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { type Staged, stage } from '../support/cloud-foundry.ts';
import { appFiles, makeFiles } from '../support/directories.ts';
import { root } from '../support/entry-points.ts';
import { type Droplet, endLaunched, launch, makeDroplet } from '../support/droplet.ts';
import { filesNaming } from '../support/snapshot.ts';
import { makeFinal, makeSupplier, program } from './neighbours.ts';

const conf = 'mkdir -p vendor/x/lib; echo conf >vendor/x/conf; echo lib >vendor/x/lib/libx.so\n';

/** Installers that name the directory that they install into, and what their values are at launch. */
const rows: Record<string, { installer: string; command: string; says: string }> = {
	'env_extend with $BUILD_DIR': {
		installer: `${conf}env_extend X "$BUILD_DIR/vendor/x"; env_extend Y "opt:$BUILD_DIR/vendor/x"`,
		command: 'cat "$X/conf" "${Y#opt:}/conf"',
		says: 'conf\nconf\n',
	},
	'env_extend of PATH and LD_LIBRARY_PATH with $BUILD_DIR': {
		installer: `${program('vendor/x/bin/tool', 'tool')}${conf}env_extend PATH "$BUILD_DIR/vendor/x/bin"; env_extend LD_LIBRARY_PATH "$BUILD_DIR/vendor/x/lib"`,
		command: 'tool; IFS=:; for d in $LD_LIBRARY_PATH; do cat "$d/libx.so" 2>/dev/null && break; done',
		says: 'tool\nlib\n',
	},
	'env_extend with an option before the path': {
		installer: `${conf}env_extend FLAGS "-I$BUILD_DIR/vendor/x -L$BUILD_DIR/vendor/x/lib"`,
		command:
			'set -f; set -- ${FLAGS#-I}; echo "${FLAGS##*/}"; [ "${FLAGS#*" -L"}" = "$HOME/vendor/x/lib" ] && echo same',
		says: 'lib\nsame\n',
	},
	'absolute links inside BUILD_DIR': {
		installer: `${conf}mkdir -p vendor/y; ln -s "$BUILD_DIR/vendor/x/conf" vendor/y/conf; ln -s "$BUILD_DIR/vendor/x" vendor/y/x; ln -s "$BUILD_DIR/vendor/x" vendor/z`,
		command: 'cd "$HOME/vendor" && cat y/conf y/x/conf z/conf',
		says: 'conf\nconf\nconf\n',
	},
	'an absolute link at the top of BUILD_DIR': {
		installer: `${conf}ln -s "$BUILD_DIR/vendor/x/conf" current.conf`,
		command: 'cat "$HOME/current.conf"',
		says: 'conf\n',
	},
	'an absolute link that leads to BUILD_DIR itself': {
		installer: `${conf}ln -s "$BUILD_DIR" vendor/x/whole`,
		command: 'test -d "$HOME/vendor/x/whole/" && cat "$HOME/vendor/x/whole/vendor/x/conf"',
		says: 'conf\n',
	},
	'lines of .profile': {
		installer: `${conf}echo "export X=$BUILD_DIR/vendor/x" >>.profile; echo "export Y=\\"$BUILD_DIR/vendor/x\\"" >>.profile`,
		command: 'cat "$X/conf" "$Y/conf"',
		says: 'conf\nconf\n',
	},
	'lines of .profile with single quotes': {
		installer: `${conf}echo "export X='$BUILD_DIR/vendor/x'" >>.profile`,
		command: 'cat "$X/conf"',
		says: 'conf\n',
	},
	'lines of .profile that extend PATH': {
		installer: `${program('vendor/x/bin/tool', 'tool')}echo "export PATH=\\$PATH:$BUILD_DIR/vendor/x/bin:/opt" >>.profile`,
		command: 'tool; echo "${PATH##*:}"',
		says: 'tool\n/opt\n',
	},
	'lines of a script in .profile.d': {
		installer: `${conf}mkdir -p .profile.d; echo "export X=\\"$BUILD_DIR/vendor/x\\"" >>.profile.d/x.sh`,
		command: 'cat "$X/conf"',
		says: 'conf\n',
	},
	'lines of boot.sh': {
		installer: `${conf}echo "cat \\"$BUILD_DIR/vendor/x/conf\\"" >>"$BUILD_DIR/boot.sh"`,
		command: 'sh boot.sh',
		says: 'conf\n',
	},
	'lines of configure.sh': {
		installer: `${conf}echo "cat \\"$BUILD_DIR/vendor/x/conf\\"" >>"$BUILD_DIR/configure.sh"`,
		command: 'sh boot.sh',
		says: 'conf\n',
	},
	'a link to what another buildpack supplied': {
		installer: 'mkdir -p vendor/x; ln -s "$(command -v supplied)" vendor/x/supplied',
		command: '"$HOME/vendor/x/supplied"',
		says: 'of the other\n',
	},
	'a line of .profile with what another buildpack supplied': {
		installer: `echo "export SUPPLIED=\\"$(command -v supplied)\\"" >>.profile`,
		command: '"$SUPPLIED"',
		says: 'of the other\n',
	},
	'env_extend with what another buildpack supplied': {
		installer: 'env_extend SUPPLIED "$(command -v supplied)"',
		command: '"$SUPPLIED"',
		says: 'of the other\n',
	},
};

const other =
	'mkdir "$DIR/bin"; printf "#!/bin/sh\\necho of the other\\n" >"$DIR/bin/supplied"; chmod +x "$DIR/bin/supplied"';

/** The files of a droplet that name a directory of its staging, but for those in env/. */
function namingStaging({ directory, build, temporary, contents, depsDir, cache }: Staged, droplet: Droplet): string[] {
	const found = filesNaming(droplet.root, [directory, build, temporary, contents, depsDir, cache]);
	return found.filter((path) => !/^deps\/\d+\/env\//.test(path));
}

describe('No file of the droplet names a staging directory, and all works where it is moved to:', () => {
	afterEach(endLaunched);

	for (const [role, buildpacks] of [
		['supplied', () => [makeSupplier(other), root, makeFinal()]],
		['final', () => [makeSupplier(other), root]],
	] as const) {
		for (const [title, { installer, command, says }] of Object.entries(rows)) {
			it(`${title}, ${role}`, async () => {
				const app = makeFiles(appFiles({ one: installer }));
				const staged = await stage({ app, buildpacks: buildpacks() });
				const droplet = makeDroplet(staged);
				expect(existsSync(staged.build) || existsSync(staged.depsDir)).to.be.false;
				const { status, stdout, stderr } = await launch(droplet, command);
				expect([status, stdout, stderr]).to.deep.equal([0, says, '']);
				expect(namingStaging(staged, droplet)).to.deep.equal([]);
			});
		}

		it(`an app without anything of that, ${role}`, async () => {
			const app = makeFiles(appFiles({ one: program('vendor/x/bin/tool', 'tool') }, { 'build/heroku/sidecar': '' }));
			const staged = await stage({ app, buildpacks: buildpacks() });
			expect(namingStaging(staged, makeDroplet(staged))).to.deep.equal([]);
		});

		it(`links that lead out stay as they are, ${role}`, async () => {
			const app = makeFiles(
				appFiles({ one: 'mkdir -p vendor/x; ln -s /bin/sh vendor/x/sh; ln -s ../../../up vendor/x/up' }),
			);
			const droplet = makeDroplet(await stage({ app, buildpacks: buildpacks() }));
			const vendor = join(droplet.app, '..', role === 'final' ? 'app' : 'deps/1/app', 'vendor/x');
			expect(['sh', 'up'].map((name) => readlinkSync(join(vendor, name)))).to.deep.equal(['/bin/sh', '../../../up']);
		});
	}

	it('a directory whose name only begins alike is another one', async () => {
		const app = makeFiles(appFiles({ one: 'echo "export X=/app-other:/application:/opt/app/x" >>.profile' }));
		const staged = await stage({ app, buildpacks: [root, makeFinal()] });
		const droplet = makeDroplet(staged);
		const { stdout } = await launch(droplet, 'echo "$X"');
		expect(stdout).to.match(/^\/app-other:\/application:\/opt\/app\/x\n$/);
	});
});

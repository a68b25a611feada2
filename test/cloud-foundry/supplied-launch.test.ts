import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { stage } from '../support/cloud-foundry.ts';
import { appFiles, type FileContent, makeFiles } from '../support/directories.ts';
import { root } from '../support/entry-points.ts';
import { type Droplet, endLaunched, itAtHome, launch, type LaunchOptions, makeDroplet } from '../support/droplet.ts';
import { makeFinal, program } from './neighbours.ts';

/** Stages an app with these installers: this buildpack supplies, another one is final. Gives the moved droplet. */
async function supply(
	installers: Readonly<Record<string, string>>,
	files: Readonly<Record<string, FileContent>> = {},
): Promise<Droplet> {
	return makeDroplet(await stage({ app: makeFiles(appFiles(installers, files)), buildpacks: [root, makeFinal()] }));
}

/** What a command says at launch; it has to succeed, in silence. */
async function said(droplet: Droplet, command: string, options?: LaunchOptions): Promise<string> {
	const { status, stdout, stderr } = await launch(droplet, command, options);
	expect([status, stderr], stdout).to.deep.equal([0, '']);
	return stdout;
}

const tool = `${program('vendor/tool/bin/tool', 'the tool')}mkdir -p vendor/tool/lib; echo library >vendor/tool/lib/libtool.so
env_extend PATH /app/vendor/tool/bin; env_extend LD_LIBRARY_PATH /app/vendor/tool/lib; env_extend TOOL_HOME '$HOME/vendor/tool'
`;
const useTool =
	'tool; "$HOME/vendor/tool/bin/tool"; cat "${LD_LIBRARY_PATH%%:*}/libtool.so"; "$TOOL_HOME/bin/tool"; [ "$PATH" != "${PATH#*/usr/bin}" ]';
const toolSays = 'the tool\nthe tool\nlibrary\nthe tool\n';

describe('At the launch of a droplet with a supplied buildpack', () => {
	afterEach(endLaunched);

	it('programs are on PATH, libraries on LD_LIBRARY_PATH, packages in $HOME/vendor, and nothing is said', async () => {
		const droplet = await supply({ tool });
		expect(await said(droplet, useTool)).to.equal(toolSays);
	});

	itAtHome('packages are in /app/vendor, with their own absolute paths of /app, too', async () => {
		const script = `printf '#!/app/vendor/tool/bin/sh\\ncat /app/vendor/tool/conf\\n' >vendor/tool/bin/script
chmod +x vendor/tool/bin/script; ln -s /bin/sh vendor/tool/bin/sh; echo configured >vendor/tool/conf; env_extend CONF /app/vendor/tool/conf`;
		const droplet = await supply({ tool: `${tool}${script}` });
		const command = `${useTool}; /app/vendor/tool/bin/tool; script; cat "$CONF"; cat "$TOOL_HOME/conf"`;
		expect(await said(droplet, command, { at: '/home/vcap' })).to.equal(
			`${toolSays}the tool\nconfigured\nconfigured\nconfigured\n`,
		);
	});

	it('links of vendor lead to the dependency directory, and stay as they are at the next launch', async () => {
		const droplet = await supply({ tool });
		const where = 'readlink -f "$HOME/vendor/tool"';
		expect(await said(droplet, where)).to.equal(`${droplet.depsDir}/0/app/vendor/tool\n`);
		const before = lstatSync(join(droplet.app, 'vendor/tool')).ino;
		expect(await said(droplet, where)).to.equal(`${droplet.depsDir}/0/app/vendor/tool\n`);
		expect(lstatSync(join(droplet.app, 'vendor/tool')).ino).to.equal(before);
		expect(readdirSync(join(droplet.depsDir, '0/app/vendor/tool')).sort()).to.deep.equal(['bin', 'lib']);
	});

	for (const value of ['$HOME/vendor/tool/bin', '/app/vendor/tool/bin', '${HOME}/vendor/tool/bin']) {
		itAtHome(`\`env_extend PATH '${value}'\` holds`, async () => {
			const droplet = await supply({ tool: `${program('vendor/tool/bin/tool', 'tool')}env_extend PATH '${value}'` });
			expect(await said(droplet, 'tool; command -v ls', { at: '/home/vcap' })).to.match(/^tool\n\/.*\/ls\n$/);
		});
	}

	it('a directory that the machine has can extend PATH', async () => {
		const droplet = await supply({ one: 'env_extend PATH /opt/of-the-machine/bin' });
		expect((await said(droplet, 'echo "$PATH"')).trim().split(':')).to.include('/opt/of-the-machine/bin');
	});

	it('a vendor directory of the app keeps its files, and gets the packages beside them', async () => {
		const files = { 'vendor/own/file': 'own\n', 'vendor/shared/of-the-app': 'the app\n', 'vendor/file': 'file\n' };
		const shared = 'mkdir -p vendor/shared; echo package >vendor/shared/of-the-package';
		const droplet = await supply({ tool, shared }, files);
		const command = `cd "$HOME/vendor"; cat own/file shared/of-the-app file; tool; tool/bin/tool`;
		expect(await said(droplet, command)).to.equal('own\nthe app\nfile\nthe tool\nthe tool\n');
		expect(lstatSync(join(droplet.app, 'vendor/own')).isDirectory()).to.be.true;
		expect(readdirSync(join(droplet.app, 'vendor/shared'))).to.include('of-the-app');
	});

	for (const { title, files } of [
		{ title: 'that the app has none of', files: {} },
		{
			title: 'that the app has, too, each line once',
			files: { '.profile': 'echo of the app\nexport OF_APP="$OF_APP+"\n' },
		},
	]) {
		it(`lines that installers append to .profile take effect, ${title}`, async () => {
			const one = `echo 'export ONE="$ONE+"; echo from one' >>"$BUILD_DIR/.profile"`;
			const two = `printf 'export TWO="of $ONE"\\nfunctional() { echo function; }\\nexport -f functional\\n' >>.profile`;
			const droplet = await supply({ one, two }, files);
			const isOwn = '.profile' in files;
			expect(await said(droplet, 'echo "$ONE, $TWO, $OF_APP"; functional')).to.equal(
				`from one\n${isOwn ? 'of the app\n' : ''}+, of +, ${isOwn ? '+' : ''}\nfunction\n`,
			);
		});
	}

	it('files and lines that installers put into .profile.d take effect, each once, with the own ones of the app', async () => {
		const files = { '.profile.d/own.sh': 'export OWN="$OWN+"\n', '.profile.d/both.sh': 'export BOTH="$BOTH+"\n' };
		const one = `echo 'export ONE="$ONE+"' >>.profile.d/one.sh; echo 'export MORE="$MORE+"' >>.profile.d/both.sh`;
		const droplet = await supply({ one }, files);
		expect(await said(droplet, 'echo "$OWN $BOTH $ONE $MORE"')).to.equal('+ + + +\n');
	});

	it('the command finds the working directory and the arguments that the launcher gives', async () => {
		const files = { '.profile': 'set -u; : "${HOME}"\n', Procfile: 'web: x\n' };
		const droplet = await supply({ one: 'echo "export ONE=1" >>.profile', tool }, files);
		expect(await said(droplet, 'echo "$ONE in $PWD $#"')).to.equal(`1 in ${droplet.app} 0\n`);
	});

	it('profile scripts are fine with a shell that ends at failures and unset variables', async () => {
		const droplet = await supply({ tool, one: 'env_extend UNSET value; echo "export ONE=1" >>.profile' });
		const scripts = `for script in "$DEPS_DIR"/../profile.d/*; do . "$script"; done; tool; echo "$UNSET $ONE"`;
		expect(await said(droplet, `unset UNSET ONE; set -eu; ${scripts}`)).to.equal('the tool\nvalue 1\n');
	});

	it('`sh boot.sh` of a Procfile starts what the packages appended, with configure.sh of the app before', async () => {
		const one = `echo 'echo "booted in $PWD, $CONFIGURED"' >>"$BUILD_DIR/boot.sh"`;
		const droplet = await supply({ one }, { Procfile: 'web: sh boot.sh\n', 'configure.sh': 'CONFIGURED=yes\n' });
		expect(await said(droplet, 'sh boot.sh')).to.equal(`booted in ${droplet.app}, yes\n`);
		expect(readlinkSync(join(droplet.app, 'boot.sh'))).to.contain('0/app/boot.sh');
	});

	it('configure.sh of a package is there for boot.sh, where the app has none', async () => {
		const one = `echo 'CONFIGURED=package' >"$BUILD_DIR/configure.sh"; echo 'echo "$CONFIGURED"' >>"$BUILD_DIR/boot.sh"`;
		const droplet = await supply({ one });
		expect(await said(droplet, 'sh boot.sh')).to.equal('package\n');
	});

	it("the app's own boot.sh and configure.sh stay what they are", async () => {
		const files = { 'boot.sh': 'echo own boot.sh\n', 'configure.sh': 'echo own configure.sh\n' };
		const one = `echo 'echo appended' >>"$BUILD_DIR/boot.sh"; echo 'echo appended' >>"$BUILD_DIR/configure.sh"`;
		const droplet = await supply({ one }, files);
		expect(await said(droplet, 'sh boot.sh; sh configure.sh')).to.equal('own boot.sh\nown configure.sh\n');
		expect(readFileSync(join(droplet.app, 'boot.sh'), 'utf8')).to.equal('echo own boot.sh\n');
	});

	itAtHome('links between packages, and to files of the app, lead where they led', async () => {
		const links = `mkdir -p vendor/linked; cd vendor/linked
ln -s "$BUILD_DIR/vendor/tool/bin/tool" absolute; ln -s ../tool/bin/tool relative
ln -s "$BUILD_DIR/config/app.conf" absolute.conf; ln -s ../../config/app.conf relative.conf; ln -s /app/config/app.conf app.conf`;
		const droplet = await supply({ tool, links }, { 'config/app.conf': 'conf\n' });
		const command = 'cd /app/vendor/linked; ./absolute; ./relative; cat absolute.conf relative.conf app.conf';
		expect(await said(droplet, command, { at: '/home/vcap' })).to.equal('the tool\nthe tool\nconf\nconf\nconf\n');
	});
});

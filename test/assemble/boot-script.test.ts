import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { appFiles, type FileContent, makeDirectory, makeFiles } from '../support/directories.ts';
import { compile, minimalEnvironment, root } from '../support/entry-points.ts';
import { describeInEachShell } from '../support/shells.ts';

const beginning = `#!/bin/sh

if [ -f ./configure.sh ]; then
	chmod +x ./configure.sh
	. ./configure.sh
fi

`;

const replaced =
	" !     The app's own boot.sh is replaced: the buildpack writes one. What it did belongs into configure.sh.\n";

async function bootScriptOf(
	installer: string,
	more: Readonly<Record<string, FileContent>> = {},
): Promise<{ app: string; text: string; mode: number; stderr: string }> {
	const app = makeFiles(appFiles({ one: installer }, more));
	const { status, stderr } = await compile(app);
	expect(status, stderr).to.equal(0);
	const file = join(app, 'boot.sh');
	return { app, text: readFileSync(file, 'utf8'), mode: lstatSync(file).mode, stderr };
}

describe('boot.sh', () => {
	it('begins with configure.sh, goes on with what installers append, and ends with wait', async () => {
		const { text, mode, stderr } = await bootScriptOf('echo "nginx &" >>"$BUILD_DIR/boot.sh"', {
			'build/heroku/compile': 'echo "php-fpm &" >>boot.sh\n',
		});
		expect(text).to.equal(`${beginning}nginx &\nphp-fpm &\nwait\n`);
		expect(mode).to.equal(0o100755);
		expect(stderr).to.equal('');
	});

	it('is there before the first installer runs, without its end', async () => {
		const { app } = await bootScriptOf('cp boot.sh seen');
		expect(readFileSync(join(app, 'seen'), 'utf8')).to.equal(beginning);
	});

	it('is whole without any package', async () => {
		const app = makeDirectory();
		const { status, stderr } = await compile(app);
		expect([status, stderr]).to.deep.equal([0, '']);
		expect(readFileSync(join(app, 'boot.sh'), 'utf8')).to.equal(`${beginning}wait\n`);
	});

	it('has wait on a line of its own after text without a newline', async () => {
		const { text } = await bootScriptOf('printf "nginx &" >>boot.sh');
		expect(text).to.equal(`${beginning}nginx &\nwait\n`);
	});

	it('keeps bytes that are no UTF-8', async () => {
		const { app } = await bootScriptOf('printf "echo \\377\\200" >>boot.sh');
		expect(readFileSync(join(app, 'boot.sh'), 'latin1')).to.equal(`${beginning}echo \xff\x80\nwait\n`);
	});

	it('ends with wait where an installer has put another in its place', async () => {
		const { text, mode } = await bootScriptOf('printf "#!/bin/sh\\nserver &\\n" >other; mv other boot.sh');
		expect(text).to.equal('#!/bin/sh\nserver &\nwait\n');
		expect(mode & 0o170000).to.equal(0o100000);
	});

	it('can be run whatever the umask', async () => {
		const program = makeFiles({
			compile: { text: `#!/bin/sh\numask 077\nexec '${root}/bin/compile' "$@"\n`, mode: 0o755 },
		});
		const app = makeFiles(appFiles({ one: 'umask >umask' }));
		const { status, stderr } = await compile(app, { program: join(program, 'compile') });
		expect([status, stderr]).to.deep.equal([0, '']);
		expect(statSync(join(app, 'boot.sh')).mode).to.equal(0o100755);
		expect(readFileSync(join(app, 'umask'), 'utf8')).to.match(/^0*77\n$/);
	});

	it("of the app's own is replaced, with a warning", async () => {
		const { text, mode, stderr } = await bootScriptOf(':', { 'boot.sh': { text: 'echo mine\n', mode: 0o644 } });
		expect(stderr).to.equal(replaced);
		expect(text).to.equal(`${beginning}wait\n`);
		expect(mode).to.equal(0o100755);
	});

	for (const [title, link, files] of [
		['a file', 'start.sh', { 'start.sh': { text: 'echo mine\n', mode: 0o600 } }],
		['nothing', 'missing.sh', {}],
		['a directory', 'build', {}],
	] as const) {
		it(`that is a link to ${title} is replaced, and where it points to is not touched`, async () => {
			const { app, text, mode, stderr } = await bootScriptOf(':', { ...files, 'boot.sh': { link } });
			expect(stderr).to.equal(replaced);
			expect(text).to.equal(`${beginning}wait\n`);
			expect(mode, 'a file, no link').to.equal(0o100755);
			expect(readdirSync(app).sort()).to.deep.equal(['.modular', 'boot.sh', 'build', ...Object.keys(files)].sort());
			if ('start.sh' in files) {
				expect(readFileSync(join(app, 'start.sh'), 'utf8')).to.equal('echo mine\n');
				expect(statSync(join(app, 'start.sh')).mode).to.equal(0o100600);
			}
		});
	}

	it('that is a directory ends the build before anything is run', async () => {
		const app = makeFiles(appFiles({ one: ': >ran' }, { 'boot.sh/file': 'text' }));
		const { status, stdout, stderr } = await compile(app);
		expect(stderr).to.equal(
			` !     ${join(app, 'boot.sh')} is a directory, where the buildpack has to write a file. Rename it.\n`,
		);
		expect([status, stdout]).to.deep.equal([1, '']);
		expect(readdirSync(app).sort()).to.deep.equal(['boot.sh', 'build']);
		expect(readFileSync(join(app, 'boot.sh/file'), 'utf8')).to.equal('text');
	});

	it('that an installer removed is not made again, with a warning', async () => {
		const app = makeFiles(appFiles({ one: 'rm boot.sh' }));
		const { status, stderr } = await compile(app);
		expect(stderr).to.equal(
			' !     An installer has removed boot.sh: the app has to be started by a command of its own.\n',
		);
		expect(status).to.equal(0);
		expect(existsSync(join(app, 'boot.sh'))).to.be.false;
	});

	it('is made anew by a second build of the same directory', async () => {
		const app = makeFiles(appFiles({ one: 'echo "nginx &" >>boot.sh' }));
		await compile(app);
		const { status, stderr } = await compile(app);
		expect([status, stderr]).to.deep.equal([0, replaced]);
		expect(readFileSync(join(app, 'boot.sh'), 'utf8')).to.equal(`${beginning}nginx &\nwait\n`);
	});
});

describeInEachShell('boot.sh, run', (shell) => {
	function boot(app: string) {
		const [program = '', ...options] = shell.command.split(' ');
		return spawnSync(program, [...options, 'boot.sh'], {
			cwd: app,
			env: minimalEnvironment,
			encoding: 'utf8',
			timeout: 10_000,
		});
	}

	it('makes configure.sh executable and sources it, before anything else', async () => {
		const { app } = await bootScriptOf('echo \'echo "$CONFIGURED from $PWD"\' >>boot.sh', {
			'configure.sh': { text: 'CONFIGURED="set in $0"\n', mode: 0o644 },
		});
		const { status, stdout, stderr } = boot(app);
		expect([status, stdout, stderr]).to.deep.equal([0, `set in boot.sh from ${app}\n`, '']);
		expect(statSync(join(app, 'configure.sh')).mode).to.equal(0o100755);
	});

	it('does without configure.sh, and says nothing', async () => {
		const { app } = await bootScriptOf(':');
		const { status, stdout, stderr } = boot(app);
		expect([status, stdout, stderr]).to.deep.equal([0, '', '']);
	});

	it('waits for the programs that it started', async () => {
		const { app } = await bootScriptOf("printf '(sleep 0.2; echo done >late) >/dev/null 2>&1 &\\n' >>boot.sh");
		const { status } = boot(app);
		expect(status).to.equal(0);
		expect(readFileSync(join(app, 'late'), 'utf8')).to.equal('done\n');
	});
});

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { appFiles, makeDirectory, makeFiles } from '../support/directories.ts';
import { compile } from '../support/entry-points.ts';
import { describeInEachShell } from '../support/shells.ts';
import { buildExtended, copyBuildpack, valueAfter } from './extended-build.ts';

const line = (variable: string, value: string) => `export ${variable}="\${${variable}:+\${${variable}}:}${value}"\n`;

describeInEachShell('env_extend', (shell) => {
	it('extends a variable for the app, the rest of the build, and the buildpacks after this one', async () => {
		const { app, status, stdout, stderr, profile, exported } = await buildExtended(
			{
				one: 'env_extend PATH /app/vendor/bin\ntool\nprint "status $?"',
				tool: 'mkdir -p vendor/bin\nprintf "#!/bin/sh\\necho tool runs\\n" >vendor/bin/tool\nchmod +x vendor/bin/tool',
				two: 'tool',
			},
			{ shell, files: { 'build/heroku/install': 'tool one two', 'build/heroku/compile': 'tool\n' } },
		);
		expect(stderr).to.equal('');
		expect(stdout).to.equal(
			[
				'-----> Installing tool (from the app)',
				'-----> Installing one (from the app)',
				'tool runs',
				'       status 0',
				'-----> Installing two (from the app)',
				'tool runs',
				"-----> Running the app's build/heroku/compile",
				'tool runs',
				'-----> Installed 3 packages, with 0 downloads.',
				'',
			].join('\n'),
		);
		expect(status).to.equal(0);
		expect(profile).to.equal(line('PATH', '/app/vendor/bin'));
		expect(readdirSync(join(app, '.profile.d'))).to.deep.equal(['one.sh']);
		expect(valueAfter(exported ?? '', 'PATH', { PATH: '/usr/bin:/bin' })).to.equal(`/usr/bin:/bin:${app}/vendor/bin`);
	});

	it('gives no leading colon to a variable that is empty or unset', async () => {
		const installer = `env_extend UNSET a; env_extend EMPTY b; env_extend FULL c
			printf "%s\\n" "$UNSET" "$EMPTY" "$FULL" >seen`;
		const { app, profile, exported, stderr } = await buildExtended(
			{ one: `EMPTY='' FULL=full\n${installer}` },
			{ shell },
		);
		expect(stderr).to.equal('');
		expect(readFileSync(join(app, 'seen'), 'utf8')).to.equal('a\nb\nfull:c\n');
		expect(profile).to.equal(line('UNSET', 'a') + line('EMPTY', 'b') + line('FULL', 'c'));
		for (const text of [profile, exported]) {
			expect(valueAfter(text ?? '', 'UNSET')).to.equal('a');
			expect(valueAfter(text ?? '', 'EMPTY', { EMPTY: '' })).to.equal('b');
			expect(valueAfter(text ?? '', 'FULL', { FULL: 'full' })).to.equal('full:c');
		}
	});

	it('adds a line to what stands in the file already, but not the same line again', async () => {
		const installer =
			"env_extend A x; env_extend B 'y\nz'; env_extend A x; env_extend B 'y\nz'; env_extend A z; env_extend A x";
		const { profile, exported } = await buildExtended(
			{ one: installer },
			{ shell, files: { '.profile.d/one.sh': '# mine' } },
		);
		const added = line('A', 'x') + line('B', 'y\nz') + line('A', 'z');
		expect(profile).to.equal(`# mine\n${added}`);
		expect(valueAfter(profile ?? '', 'A')).to.equal('x:z');
		expect(valueAfter(exported ?? '', 'A')).to.equal('x:z');
		expect(valueAfter(exported ?? '', 'B')).to.equal('y\nz');
	});

	it('leaves the same file after a second build of the same directory', async () => {
		const app = makeFiles(appFiles({ one: "env_extend A '$HOME/\"x\"'; env_extend B 'y\n'" }));
		const program = join(copyBuildpack(), 'bin/compile');
		await compile(app, { shell, program });
		const first = readFileSync(join(app, '.profile.d/one.sh'), 'utf8');
		const { status } = await compile(app, { shell, program });
		expect(status).to.equal(0);
		expect(readFileSync(join(app, '.profile.d/one.sh'), 'utf8')).to.equal(first);
	});

	it('writes to the file of the package that calls it, and to compile.sh for the app itself', async () => {
		const { app, status, stderr } = await buildExtended(
			{ one: 'extend() { env_extend A "$1"; }; dependency_require two; extend 1', two: 'PACKAGE=other; extend 2' },
			{ shell, files: { 'build/heroku/install': 'one', 'build/heroku/compile': 'extend 3; printf %s "$A" >seen\n' } },
		);
		expect([status, stderr]).to.deep.equal([0, '']);
		const texts = ['one', 'two', 'compile'].map((name) => readFileSync(join(app, `.profile.d/${name}.sh`), 'utf8'));
		expect(texts).to.deep.equal([line('A', '1'), line('A', '2'), line('A', '3')]);
		expect(readdirSync(join(app, '.profile.d'))).to.have.length(3);
		expect(readFileSync(join(app, 'seen'), 'utf8')).to.equal('2:1:3');
	});

	it('extends only the subshell that calls it, and the app', async () => {
		const installer = '( env_extend A /app/x; printf "%s\\n" "$A" >seen ); printf "%s\\n" "${A-unset}" >>seen';
		const { app, status, stderr, profile, exported } = await buildExtended({ one: installer }, { shell });
		expect([status, stderr]).to.deep.equal([0, '']);
		expect(readFileSync(join(app, 'seen'), 'utf8')).to.equal(`${app}/x\nunset\n`);
		expect(profile).to.equal(line('A', '/app/x'));
		expect(valueAfter(exported ?? '', 'A')).to.equal(`${app}/x`);
	});

	it('gives its lines to a bash that ends at every failure', async () => {
		const { app } = await buildExtended(
			{ one: 'env_extend A \'${B:-b}\'; env_extend A "$(echo c)"', two: 'env_extend A d' },
			{ shell },
		);
		const script = `cd '${app}'; for file in .profile.d/*.sh; do . "./$file"; done`;
		expect(valueAfter(script, 'A')).to.equal('b:c:d');
	});

	it('returns the status 0, under set -eu and with a noisy IFS as well', async () => {
		const { status, stderr, profile } = await buildExtended(
			{ one: 'set -eu; IFS=/a:; env_extend A /app/a:b; printf %s "$?" >status' },
			{ shell },
		);
		expect([status, stderr]).to.deep.equal([0, '']);
		expect(profile).to.equal(line('A', '/app/a:b'));
	});
});

describe('the export file', () => {
	it('of an earlier build is removed by one that extends nothing', async () => {
		const buildpack = copyBuildpack();
		writeFileSync(join(buildpack, 'export'), 'export A=stale\n');
		const { status, stderr } = await compile(makeFiles(appFiles({ one: ':' })), {
			program: join(buildpack, 'bin/compile'),
			envDir: makeDirectory('env'),
		});
		expect([status, stderr]).to.deep.equal([0, '']);
		expect(existsSync(join(buildpack, 'export'))).to.be.false;
	});

	it('of an earlier build is replaced, not added to', async () => {
		const buildpack = copyBuildpack();
		const heroku = { program: join(buildpack, 'bin/compile'), envDir: makeDirectory('env') };
		await compile(makeFiles(appFiles({ one: 'env_extend A old' })), heroku);
		await compile(makeFiles(appFiles({ one: 'env_extend B new' })), heroku);
		expect(valueAfter(readFileSync(join(buildpack, 'export'), 'utf8'), 'B')).to.equal('new');
		expect(readFileSync(join(buildpack, 'export'), 'utf8')).not.to.contain('old');
		expect(readdirSync(buildpack).sort()).to.deep.equal(['bin', 'dist', 'export', 'installers', 'lib']);
	});

	it('is not written without a directory of config variables, which only Heroku gives', async () => {
		const buildpack = copyBuildpack();
		const app = makeFiles(appFiles({ one: 'env_extend A new' }));
		const { status } = await compile(app, { program: join(buildpack, 'bin/compile') });
		expect(status).to.equal(0);
		expect(existsSync(join(buildpack, 'export'))).to.be.false;
	});
});

import { chmodSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { giveToOrdinaryUser, ordinaryUser } from '../entry-points/ordinary-user.ts';
import { appFiles, makeDirectory, makeFiles } from '../support/directories.ts';
import { compile } from '../support/entry-points.ts';
import { describeInEachShell } from '../support/shells.ts';
import { buildExtended, copyBuildpack } from './extended-build.ts';

describeInEachShell('env_extend ends the build', (shell) => {
	const noName = (name: string) => (file: string) =>
		` !     env_extend cannot extend ${JSON.stringify(name)}, which is no name of a variable (${file}).\n`;
	const counts = (given: string) => (file: string) =>
		` !     env_extend takes VARIABLE and VALUE, and got ${given} (${file}).\n`;
	// not the value: it may be a secret
	const noValue = (file: string) =>
		` !     env_extend A got a VALUE that no shell can expand between double quotes (${file}).\n` +
		' !     Its quotes, backquotes, braces or parentheses are not closed. Put a backslash before each that stands for itself.\n';

	const calls: readonly (readonly [call: string, message: (file: string) => string])[] = [
		["env_extend '' x", noName('')],
		['env_extend 1A x', noName('1A')],
		['env_extend A-B x', noName('A-B')],
		["env_extend 'A B' x", noName('A B')],
		["env_extend 'A;exit' x", noName('A;exit')],
		["env_extend 'A\n' x", noName('A\n')],
		["env_extend '$A' x", noName('$A')],
		['env_extend', counts('0 arguments')],
		['env_extend A', counts('1 argument')],
		['env_extend A x y', counts('3 arguments')],
		["env_extend A '$(unclosed'", noValue],
		["env_extend A '`unclosed'", noValue],
		["env_extend A 'x${unclosed'", noValue],
		["env_extend A '$(if)'", noValue],
	];
	for (const [call, message] of calls) {
		it(`called as ${JSON.stringify(call)}, and leaves nothing for the app`, async () => {
			const { app, status, stdout, stderr, exported } = await buildExtended(
				{ one: `${call}\n: >ran`, two: ': >ran' },
				{ shell },
			);
			expect(stderr).to.equal(message(join(app, 'build/heroku/installers/one.sh')));
			expect([status, stdout]).to.deep.equal([1, '-----> Installing one (from the app)\n']);
			expect(readdirSync(app).sort()).to.deep.equal(['boot.sh', 'build']);
			expect(exported).to.equal(undefined);
		});
	}

	it('called in a subshell', async () => {
		const { app, status, stderr } = await buildExtended({ one: '( env_extend 1A x ) || :\n: >ran' }, { shell });
		expect(stderr).to.equal(noName('1A')(join(app, 'build/heroku/installers/one.sh')));
		expect(status).to.equal(1);
		expect(readdirSync(app).sort()).to.deep.equal(['boot.sh', 'build']);
	});

	it('where .profile.d is a file', async () => {
		const { app, status, stderr } = await buildExtended(
			{ one: 'env_extend A x; : >ran' },
			{ shell, files: { '.profile.d': 'text' } },
		);
		expect(stderr).to.equal(
			` !     ${join(app, '.profile.d/one.sh')}, which sets variables when the app boots, cannot be written: a part of its path is a file, not a directory.\n !     Check the path, its permissions, and the room on the disk.\n`,
		);
		expect(status).to.equal(1);
		expect(existsSync(join(app, 'ran'))).to.be.false;
	});

	it('where its own file is a directory', async () => {
		const { app, status, stderr } = await buildExtended(
			{ one: 'env_extend A x; : >ran' },
			{ shell, files: { '.profile.d/one.sh/file': 'text' } },
		);
		expect(stderr).to.equal(
			` !     ${join(app, '.profile.d/one.sh')}, which sets variables when the app boots, cannot be written: it is a directory.\n !     Check the path, its permissions, and the room on the disk.\n`,
		);
		expect(status).to.equal(1);
		expect(existsSync(join(app, 'ran'))).to.be.false;
	});
});

describe('env_extend in a buildpack that cannot be written', () => {
	it('does without the export file, and says nothing', async () => {
		const app = giveToOrdinaryUser(makeFiles(appFiles({ one: 'env_extend A x', two: 'print "$A"' })));
		const buildpack = giveToOrdinaryUser(copyBuildpack());
		chmodSync(buildpack, 0o555);
		const { status, stdout, stderr } = await compile(app, {
			...ordinaryUser,
			program: join(buildpack, 'bin/compile'),
			cacheDir: giveToOrdinaryUser(makeDirectory('cache')),
			env: { TMPDIR: giveToOrdinaryUser(makeDirectory('temporary')) },
		});
		expect(stderr).to.equal('');
		expect(stdout).to.equal(
			'-----> Installing one (from the app)\n-----> Installing two (from the app)\n       x\n-----> Installed 2 packages, with 0 downloads.\n',
		);
		expect(status).to.equal(0);
		expect(existsSync(join(app, '.profile.d/one.sh'))).to.be.true;
		expect(readdirSync(buildpack).sort()).to.deep.equal(['bin', 'dist', 'installers', 'lib']);
	});
});

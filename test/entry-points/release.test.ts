import { dirname } from 'node:path';
import { expect } from 'chai';
import { makeDirectory, makeFiles } from '../support/directories.ts';
import { describeInEachShell, missing } from '../support/shells.ts';
import { callsThatStart, findProgram, runPlain } from './plain-shell.ts';

const releaseFile = 'build/heroku/release';
const standard = '---\ndefault_process_types:\n  web: sh boot.sh\n';

describeInEachShell('bin/release', (shell) => {
	const contents: readonly (readonly [title: string, content: string | Buffer])[] = [
		['a mapping', '---\ndefault_process_types:\n  web: sh boot.sh\n  worker: ./work\n'],
		['comments and blank lines around it', '# ours\n\n  # more\ndefault_process_types:\n\n  web: x\n\n# end\n\n'],
		['CRLF', 'default_process_types:\r\n  web: x\r\n\r\n'],
		['backslashes and the like', '\\n: a\\tb %s %%\n$HOME: `id` $(id) "\\\\" \\\n'],
		['leading and trailing white space', '  \t a: b \t \n \n'],
		['bytes that are no UTF-8', Buffer.from('a: \xff\xfe\n', 'latin1')],
		['a line that looks like an option', '-n\n-e\n--\n'],
		['a long line', `a: ${'x'.repeat(100_000)}\n`],
	];
	for (const [title, content] of contents) {
		it(`prints the app's file with ${title} byte for byte`, () => {
			const { status, stdout, stderr } = runPlain(shell, 'release', [makeFiles({ [releaseFile]: content })]);
			expect(stderr).to.equal('');
			expect(stdout.equals(Buffer.from(content)), JSON.stringify(stdout.toString('latin1'))).to.be.true;
			expect(status).to.equal(0);
		});
	}

	for (const content of ['web: a', 'a: b\n  c: d \\', 'a: b\r', '\n\na: b']) {
		it(`ends ${JSON.stringify(content)} with a newline`, () => {
			const { status, stdout, stderr } = runPlain(shell, 'release', [makeFiles({ [releaseFile]: content })]);
			expect([status, stdout.toString(), stderr]).to.deep.equal([0, `${content}\n`, '']);
		});
	}

	for (const content of ['', '\n', ' \t\n\r\n \r\n', '# one\n\n  # two\n\t# three', '#', '   ', '# CRLF\r\n\r\n']) {
		it(`prints nothing for ${JSON.stringify(content)}, which says nothing`, () => {
			const { status, stdout, stderr } = runPlain(shell, 'release', [makeFiles({ [releaseFile]: content })]);
			expect([status, stdout.toString(), stderr]).to.deep.equal([0, '', '']);
		});
	}

	it('prints how to start boot.sh for an app without the file', () => {
		for (const app of [makeDirectory(), makeFiles({ 'build/heroku/package': 'Name\n' })]) {
			const { status, stdout, stderr } = runPlain(shell, 'release', [app]);
			expect([status, stdout.toString(), stderr]).to.deep.equal([0, standard, '']);
		}
	});

	for (const args of [[], ['']]) {
		it(`says how it is called, given ${args.length === 0 ? 'nothing' : 'an empty argument'}`, () => {
			const { status, stdout, stderr } = runPlain(shell, 'release', args);
			expect([status, stdout.toString(), stderr]).to.deep.equal([64, '', 'usage: bin/release BUILD_DIR\n']);
		});
	}

	it('takes no notice of the cache directory that some platforms pass', () => {
		const app = makeFiles({ [releaseFile]: 'a: b\n' });
		const { status, stdout, stderr } = runPlain(shell, 'release', [app, '/cache']);
		expect([status, stdout.toString(), stderr]).to.deep.equal([0, 'a: b\n', '']);
	});

	for (const name of ['with space', `quote's and "more"`, '$HOME $(id) `id`', 'new\nline', 'star * [a] ?', '-f']) {
		it(`takes a directory called ${JSON.stringify(name)}, absolute and relative`, () => {
			const app = makeFiles({ [releaseFile]: 'a: b\n' }, name);
			for (const directory of [app, name, `./${name}`, `${name}/`]) {
				const { status, stdout, stderr } = runPlain(shell, 'release', [directory], dirname(app));
				expect([status, stdout.toString(), stderr], directory).to.deep.equal([0, 'a: b\n', '']);
			}
		});
	}

	if (findProgram('strace') === undefined) missing('strace is not installed');
	else {
		it('starts no process of its own', () => {
			const app = makeFiles({ [releaseFile]: '# comment\na: b\n' });
			expect(callsThatStart(shell, 'release', [app])).to.deep.equal(['execve']);
			expect(callsThatStart(shell, 'release', [makeDirectory()])).to.deep.equal(['execve']);
		});
	}
});

import { dirname } from 'node:path';
import { expect } from 'chai';
import { makeDirectory, makeFiles } from '../support/directories.ts';
import { describeInEachShell, missing } from '../support/shells.ts';
import { callsThatStart, findProgram, runPlain } from './plain-shell.ts';

const packageFile = 'build/heroku/package';

describeInEachShell('bin/detect', (shell) => {
	const names: readonly (readonly [title: string, content: string | Buffer, name: string | Buffer])[] = [
		['a line', 'Web app\n', 'Web app'],
		['a line without its newline', 'Web app', 'Web app'],
		['white space around it', ' \t Web  app \t \n', 'Web  app'],
		['CRLF', 'Web app\r\nsecond\r\n', 'Web app'],
		['CR without a newline', 'Web app\r', 'Web app'],
		['blank lines before it', '\n  \n\t\n\r\n \r\nWeb app\nsecond\n', 'Web app'],
		['blank lines and no last newline', '\n\nWeb app', 'Web app'],
		['backslashes and the like', '\\n a\\tb %s $(id) `id` $HOME * \\\n', '\\n a\\tb %s $(id) `id` $HOME * \\'],
		['a leading dash', '-n\n', '-n'],
		['letters beyond ASCII', 'Caf\u00e9 \u2603\n', 'Caf\u00e9 \u2603'],
		['bytes that are no UTF-8', Buffer.from('a\xff\xfeb\n', 'latin1'), Buffer.from('a\xff\xfeb', 'latin1')],
		['nothing', '', 'Modular'],
		['a single newline', '\n', 'Modular'],
		['only blank lines', '\n \n\t\r\n\r\n  ', 'Modular'],
	];
	for (const [title, content, name] of names) {
		it(`prints the name from a file with ${title}`, () => {
			const { status, stdout, stderr } = runPlain(shell, 'detect', [makeFiles({ [packageFile]: content })]);
			expect(stderr).to.equal('');
			expect(stdout.toString('latin1')).to.equal(`${Buffer.from(name).toString('latin1')}\n`);
			expect(status).to.equal(0);
		});
	}

	const foreign = [
		['has no build/heroku', () => makeDirectory()],
		['has no package file', () => makeFiles({ 'build/heroku/install': 'nginx\n' })],
		['has a directory in its place', () => makeFiles({ [`${packageFile}/file`]: 'Name\n' })],
		['has a link to nowhere in its place', () => makeFiles({ [packageFile]: { link: 'nowhere' } })],
		['does not exist', () => `${makeDirectory()}/missing`],
	] as const;
	for (const [title, make] of foreign) {
		it(`fails in silence for an app that ${title}`, () => {
			const { status, stdout, stderr } = runPlain(shell, 'detect', [make()]);
			expect([status, stdout.toString(), stderr]).to.deep.equal([1, '', '']);
		});
	}

	for (const args of [[], ['']]) {
		it(`says how it is called, given ${args.length === 0 ? 'nothing' : 'an empty argument'}`, () => {
			const { status, stdout, stderr } = runPlain(shell, 'detect', args);
			expect([status, stdout.toString(), stderr]).to.deep.equal([64, '', 'usage: bin/detect BUILD_DIR\n']);
		});
	}

	it('takes no notice of further arguments', () => {
		const app = makeFiles({ [packageFile]: 'Name\n' });
		const { status, stdout, stderr } = runPlain(shell, 'detect', [app, '/cache', '/env']);
		expect([status, stdout.toString(), stderr]).to.deep.equal([0, 'Name\n', '']);
	});

	for (const name of ['with space', `quote's and "more"`, '$HOME $(id) `id`', 'new\nline', 'star * [a] ?', '-f']) {
		it(`takes a directory called ${JSON.stringify(name)}, absolute and relative`, () => {
			const app = makeFiles({ [packageFile]: 'Name\n' }, name);
			for (const directory of [app, name, `./${name}`, `${name}/`]) {
				const { status, stdout, stderr } = runPlain(shell, 'detect', [directory], dirname(app));
				expect([status, stdout.toString(), stderr], directory).to.deep.equal([0, 'Name\n', '']);
			}
		});
	}

	if (findProgram('strace') === undefined) missing('strace is not installed');
	else {
		it('starts no process of its own', () => {
			const app = makeFiles({ [packageFile]: '\n\nName\n' });
			expect(callsThatStart(shell, 'detect', [app])).to.deep.equal(['execve']);
			expect(callsThatStart(shell, 'detect', [makeDirectory()])).to.deep.equal(['execve']);
		});
	}
});

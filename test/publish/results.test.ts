import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { modular } from '../local/modular.ts';
import { indexOf } from '../resolve/repository.ts';
import { stopServers, TestServer } from '../support/server.ts';
import { described, makePackages } from './package-directories.ts';

/** After which time a download says that it goes on, and some more. Milliseconds. */
const slow = 5600;

describe('what a program reads from stdout', () => {
	afterEach(stopServers);

	it('is the result alone, however long a repository takes: its progress is told on stderr', async () => {
		const text = indexOf({ far: 'print far\n' });
		const server = await TestServer.start({
			'/index': (_, response) => void setTimeout(() => response.end(text), slow),
			'/far.sh': 'print far\n',
		});
		const directory = makePackages(described({ near: 'dependency_require far\n' }));
		const calls = [
			['search', 'far'],
			['info', 'far'],
			['check', directory],
		];
		const results = await Promise.all(
			calls.map((args) => modular([...args, '--format', 'json', '--repo', server.link('/index')])),
		);
		for (const { status, stdout, stderr } of results) {
			expect(stderr).to.match(/^ {7}\S*index: nothing received yet\n$/);
			expect(() => void JSON.parse(stdout), stdout).not.to.throw();
			expect(status).to.equal(0);
		}
	});
});

describe('the help of the commands for packages', () => {
	for (const command of ['check', 'test', 'search', 'info'])
		it(`says of ${command} that --repo can be repeated, and shows nothing that only a program would`, async () => {
			const { status, stdout, stderr } = await modular([command, '--help']);
			expect(stdout.replaceAll(/\s+/g, ' ')).to.match(/ --repo <link> [^(]+; can be repeated --/);
			expect(stderr).to.equal('');
			expect(status).to.equal(0);
		});
});

describe('a --repo that is the path of a file', () => {
	for (const command of ['check', 'test', 'search', 'info'])
		it(`is not taken for the name of a host by modular ${command}, which says what its link is`, async () => {
			const directory = makePackages({ 'a.sh': 'print a\n', 'sub/index': indexOf({}) });
			const args = [command, ...(command === 'info' ? ['a'] : command === 'search' ? [] : ['.'])];
			const { status, stdout, stderr } = await modular([...args, '--repo', 'sub/index'], { cwd: directory });
			const link = String(pathToFileURL(join(directory, 'sub/index')));
			expect(stderr).to.equal(`modular ${command}: --repo sub/index is a file, and a link is needed: ${link}\n`);
			expect(stdout).to.equal('');
			expect(status).to.equal(64);
		});
});

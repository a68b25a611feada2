import { chmodSync, existsSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { checkSyntax } from '../../src/publish/check-syntax.ts';
import { readChecked } from '../../src/publish/check.ts';
import type { Finding } from '../../src/publish/finding.ts';
import { apc, libmcrypt, optional, php5, websrv } from '../install/old-packages.ts';
import { marked, modular } from '../local/modular.ts';
import { hashOf, startRepository } from '../resolve/repository.ts';
import { root } from '../support/entry-points.ts';
import { stopServers } from '../support/server.ts';
import { describeInEachShell } from '../support/shells.ts';
import { described, makePackages } from './package-directories.ts';

const end = (packages: string, errors: string, warnings: string) =>
	`${packages}: ${errors}, ${warnings}.\nThe syntax was checked with dash.\n`;

/** Codes of what is found in the files of a directory, but for missing descriptions. */
async function codesIn(directory: string, ...options: readonly string[]): Promise<string[]> {
	const { stdout } = await modular(['check', directory, '--format', 'json', ...options]);
	const { findings } = JSON.parse(stdout) as { findings: Finding[] };
	return findings.map(({ file, code }) => `${file} ${code}`).filter((text) => !text.endsWith(' description-missing'));
}

describe('modular check, as people call it', () => {
	afterEach(stopServers);

	it('prints nothing but counts where nothing is wrong', async () => {
		const directory = makePackages(described({ a: 'dependency_require b\n', b: 'print b\n' }));
		const { status, stdout, stderr } = await modular(['check', directory]);
		expect({ status, stdout, stderr }).to.deep.equal({
			status: 0,
			stdout: end('2 packages', '0 errors', '0 warnings'),
			stderr: '',
		});
	});

	it('prints warnings by file, and ends well', async () => {
		const directory = makePackages({ 'group/a.sh': 'print\ncurl http://x.test\n' });
		const { status, stdout, stderr } = await modular(['check', directory]);
		const report = `group/a.sh
        warning  The package has no description. (description-missing)
                 The index, modular search and the page of packages have nothing
                 to say about it.
                 Write one line into group/a.dsc.
     2  warning  curl is used instead of a helper. (own-download)
                 The helpers check what they get, try again, keep it in the
                 cache, know the proxies and the credentials of repositories,
                 and work in offline builds.
                 Use download, cached_download or unpack.

${end('1 package', '0 errors', '2 warnings')}`;
		expect({ status, stdout, stderr }).to.deep.equal({ status: 0, stdout: report, stderr: '' });
	});

	it('prints errors, and ends with 1', async () => {
		const installers = { a: 'dependency_require b\n', b: `dependency_require a\nunpack c.tgz ${hashOf('old')}\n` };
		const directory = makePackages({ ...described(installers), 'c.tgz': 'new' });
		const { status, stdout, stderr } = await modular(['check', directory]);
		const report = `a.sh
     1  error    Packages require each other in a circle: a -> b -> a. (circle)
                 None of them can be installed before the others.
                 Take one of these requirements out of its installer.

b.sh
     2  error    The md5 of c.tgz is not the one that stands here.
                 (checksum-wrong)
                 Wanted: ${hashOf('old')}
                 Found:  ${hashOf('new')}
                 A file with another checksum is refused, and the build fails.
                 Write the checksum that was found, if the file is the right
                 one.

${end('2 packages', '2 errors', '0 warnings')}`;
		expect({ status, stdout, stderr }).to.deep.equal({ status: 1, stdout: report, stderr: '' });
	});

	it('prints the same for machines', async () => {
		const directory = makePackages(described({ a: 'print\nif\n' }));
		const { status, stdout } = await modular(['check', directory, '--format', 'json']);
		expect(status).to.equal(1);
		expect(JSON.parse(stdout)).to.deep.equal({
			packages: 1,
			shell: 'dash',
			errors: 1,
			warnings: 0,
			findings: [
				{
					file: 'a.sh',
					line: 3,
					severity: 'error',
					code: 'syntax-error',
					what: 'dash cannot read this: Syntax error: end of file unexpected (expecting "then").',
					why: 'The build of every app that wants the package ends here.',
					mend: 'Correct the syntax; dash -n tells whether it is right.',
				},
			],
		});
	});

	it('runs nothing of what it reads', async () => {
		const directory = makePackages(described({ a: 'touch ran\n$(touch ran)\n' }));
		writeFileSync(join(directory, 'b.sh'), `. "${directory}/a.sh"\n`);
		const { left, running, status } = await modular(['check', directory], { cwd: directory });
		expect({ left, running, status }).to.deep.equal({ left: [], running: [], status: 0 });
		expect(existsSync(join(directory, 'ran'))).to.be.false;
	});

	it('knows what repositories have, and asks each once', async () => {
		const server = await startRepository({ far: 'print far\n' });
		const link = server.link('/repo/index', 'user:secret');
		const directory = makePackages(described({ a: 'dependency_require far\n', b: 'dependency_require far\n' }));
		expect(await codesIn(directory)).to.deep.equal(['a.sh requirement-unknown', 'b.sh requirement-unknown']);
		expect(await codesIn(directory, '--repo', link)).to.deep.equal([]);
		expect(server.takePaths()).to.deep.equal(['/repo/index']);
	});

	it('finds nothing wrong with the packages that come with the buildpack, and with the examples', async () => {
		expect(await codesIn(join(root, 'installers'))).to.deep.equal([]);
		expect(await codesIn(join(root, 'examples/hello/build/heroku/installers'))).to.deep.equal([]);
	});

	it('finds in packages of 2013 what they do without, and no more', async () => {
		const installers = described({ php5, 'php5-apc': apc, websrv, libmcrypt, 'php5.patch': optional });
		const directory = makePackages({ ...installers, 'php5.bin': '', 'php.ini': '', 'websrv.bin': '', patch: '' });
		expect(await codesIn(directory)).to.deep.equal([
			'libmcrypt.sh checksum-missing',
			'php5.patch.sh checksum-missing',
			'php5.sh checksum-missing',
			'php5.sh checksum-unusable',
			'websrv.sh checksum-missing',
		]);
	});

	it('takes long chains of packages, and long installers', async () => {
		const names = Array.from({ length: 300 }, (_, index) => `p${index}`);
		const chain = Object.fromEntries(names.map((name, index) => [name, `dependency_require p${index + 1}\n`]));
		const long = `${'[[ a ]] && '.repeat(50_000)}:\n`;
		const codes = await codesIn(makePackages(described({ ...chain, p300: 'dependency_require p0\n', long })));
		expect(codes.filter((code) => code !== 'long.sh bashism')).to.deep.equal(['p0.sh circle']);
		expect(codes).to.have.lengthOf(50_001);
	});

	describe('of bad input', () => {
		const failure = async (args: readonly string[]) => {
			const { status, stdout, stderr, left } = await modular(['check', ...args]);
			expect({ stdout, left }).to.deep.equal({ stdout: '', left: [] });
			return { status, stderr };
		};

		it('refuses a directory that is not there', async () =>
			expect(await failure(['/nowhere/packages'])).to.deep.equal({
				status: 64,
				stderr: 'modular: /nowhere/packages cannot be read: it does not exist.\n',
			}));

		it('refuses a directory without packages', async () => {
			const directory = makePackages({ 'README.md': '' });
			expect(await failure([directory])).to.deep.equal({
				status: 64,
				stderr: `modular: ${directory} has no packages: no NAME.sh in it, and none in the directories in it.\n`,
			});
		});

		it('refuses what is no link, without its password', async () =>
			expect(await failure([makePackages({ 'a.sh': '' }), '--repo', 'http://user:secret@:x/'])).to.deep.equal({
				status: 64,
				stderr: 'modular check: --repo http://:x/ is not a link.\n',
			}));

		it('fails where a repository cannot be used', async () => {
			const server = await startRepository({});
			const link = server.link('/nothing', 'user:secret');
			const { status, stderr } = await failure([makePackages({ 'a.sh': '' }), '--repo', link]);
			expect(status).to.equal(1);
			expect(stderr).to.contain(server.link('/nothing')).and.not.to.contain('secret');
		});

		it('refuses an installer of 10 MB', async () => {
			const directory = makePackages({ 'a.sh': Buffer.alloc(1e7, 'a') });
			expect(await failure([directory])).to.deep.equal({
				status: 1,
				stderr: marked(
					'a.sh cannot be an installer: it is 10.0 MB large. An installer is a small shell script in UTF-8.',
				),
			});
		});

		it('passes over what is no installer, and says so', async () => {
			const directory = makePackages(described({ a: 'print\n', 'no name': 'print\n', build: 'if\n' }));
			chmodSync(join(directory, 'build.sh'), 0o755);
			symlinkSync('a.sh', join(directory, 'b.sh'));
			const { status, stderr, stdout } = await modular(['check', directory]);
			expect({ status, stderr }).to.deep.equal({
				status: 0,
				stderr: marked(
					'build.sh is left out: it is executable, as build scripts are.',
					'no name.sh is left out: "no name" is not a package name.',
				),
			});
			expect(stdout).to.contain('2 packages: 0 errors, 1 warning.');
		});
	});
});

describeInEachShell('the syntax of an installer', ({ name, command }) => {
	const syntaxOf = (text: string) => {
		const file = join(makePackages({ 'a: 1.sh': text }), 'a: 1.sh');
		const [checked] = readChecked([{ name: 'a', path: 'a.sh', file, description: 'a', content: Buffer.from(text) }]);
		if (checked === undefined) throw new Error('nothing was read');
		return checkSyntax(checked, { name, command: command.split(' ') });
	};

	it('is right', () => expect(syntaxOf('if true; then\n\tprint\nfi\n')).to.deep.equal([]));

	it('is wrong, in some line', () => {
		const [finding, ...more] = syntaxOf('print\n\nfi\nprint\n');
		expect([finding?.code, finding?.line, more]).to.deep.equal(['syntax-error', 3, []]);
		expect(finding?.what)
			.to.match(new RegExp(`^${name} cannot read this: \\w.*fi.*\\.$`))
			.and.not.to.contain('a: 1.sh');
	});

	it('is looked at behind CRs as well, which are another matter', () => {
		expect(syntaxOf('if true; then\r\n\tprint\r\nfi\r\n').map(({ code }) => code)).to.deep.equal(['crlf']);
		expect(syntaxOf('\ufeffif true\r\n').map(({ code }) => code)).to.deep.equal([
			'byte-order-mark',
			'crlf',
			'syntax-error',
		]);
	});
});

import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { giveToOrdinaryUser, ordinaryUser } from '../entry-points/ordinary-user.ts';
import { findProgram } from '../entry-points/plain-shell.ts';
import { told } from '../install/builds.ts';
import { modularOnce } from '../local/modular.ts';
import { archivePath, version } from '../node/machine.ts';
import { hashOf, startRepository } from '../resolve/repository.ts';
import { makeDirectory, makeFiles } from '../support/directories.ts';
import { minimalEnvironment } from '../support/entry-points.ts';
import { missing } from '../support/shells.ts';
import type { TestServer } from '../support/server.ts';
import { appWanting } from './offline.ts';
import {
	copyTree,
	expectNoPackage,
	makePackage,
	nodeAnswers,
	nodeArchive,
	noIsolation,
	type PackageOptions,
	unpackPackage,
} from './packages.ts';

const notMade = 'No package was made: this build has to succeed, so that it is known what its packages fetch.';

/** What is said of packages that use the network by themselves. */
const ownRequests = (names: string) =>
	told(
		`These packages use the network by themselves, which fails where there is none: ${names}.`,
		'In an offline build they have to get their files with download, cached_download or unpack.',
	);

/** Makes an offline package with packages of a repository. */
async function record(server: TestServer, packages: string, options: PackageOptions = {}) {
	const repos = join(makeFiles({ list: `${server.link('/repo/index')}\n` }), 'list');
	chmodSync(dirname(dirname(repos)), 0o755);
	const env = { MODULAR_NODE_MIRROR: server.link(), ...options.env };
	const args = ['--offline', '--repos', repos, '--version', '2.1', '--packages', packages];
	return await makePackage(args, { ...options, env });
}

describe('packages that use the network by themselves', () => {
	const lacking = noIsolation ?? (findProgram('curl') === undefined ? 'curl is not installed' : undefined);
	if (lacking !== undefined) {
		missing(lacking);
		return;
	}
	const curl = (server: TestServer) => `curl -s --max-time 5 ${server.link('/mine.txt')} >"$BUILD_DIR/mine.txt"`;

	for (const [title, options] of [
		['', {}],
		[' for an ordinary user', ordinaryUser],
	] as const) {
		it(`are named in a warning${title}, and others are not; nobody gets their requests`, async () => {
			const server = await startRepository({}, { '/mine.txt': 'mine', '/repo/file': 'file', ...nodeAnswers() });
			const installers = {
				good: 'download file "$BUILD_DIR/file"',
				outer: 'dependency_require inner; dependency_require good',
				inner: `${curl(server)} || print "went on"`,
				job: `( ${curl(server)} || : ) & wait; md5 /dev/null >/dev/null`,
				named: 'curl -s --max-time 5 http://packages.example.com/ || :',
			};
			const repository = await startRepository(installers, { '/repo/file': 'file', ...nodeAnswers() });
			const out = giveToOrdinaryUser(makeDirectory('out'));
			const { status, stderr, stdout, made } = await record(repository, 'good outer job named', { ...options, out });
			expect(stderr).to.equal(ownRequests('inner, job, named'));
			expect([status, made]).to.deep.equal([0, ['modular-buildpack-offline-2.1.zip']]);
			expect(stdout).to.contain('       went on\n');
			expect(server.requests).to.deep.equal([]);
		});
	}

	it('are named as well when the build fails because of it', async () => {
		const server = await startRepository({}, { '/mine.txt': 'mine' });
		const repository = await startRepository({ inner: `${curl(server)} || fail "no file"` }, nodeAnswers());
		expectNoPackage(await record(repository, 'inner'), 1, told('no file') + ownRequests('inner') + told(notMade));
		expect(server.requests).to.deep.equal([]);
	});

	it('are the app itself, where its compile script does that', async () => {
		const server = await startRepository({}, { '/mine.txt': 'mine', ...nodeAnswers() });
		const app = appWanting('', { 'build/heroku/compile': `${curl(server)} || :\n` });
		const env = { MODULAR_NODE_MIRROR: server.link() };
		const { status, stderr } = await makePackage(['--offline', '--app', app], { env });
		expect([status, stderr]).to.deep.equal([0, ownRequests('compile')]);
	});

	const withoutNamespaces = () => {
		const commands = makeFiles({ unshare: { text: '#!/bin/sh\nexit 1\n', mode: 0o755 } });
		return { PATH: `${commands}:${minimalEnvironment.PATH}` };
	};
	const unnoticed =
		'-----> This machine allows no network namespaces: packages that use the network by themselves go unnoticed.\n';

	it('go unnoticed where namespaces are not allowed, which is said', async () => {
		const server = await startRepository({}, { '/mine.txt': 'mine' });
		const repository = await startRepository({ inner: `${curl(server)} || :` }, nodeAnswers());
		const { status, stderr, stdout } = await record(repository, 'inner', { env: withoutNamespaces() });
		expect([status, stderr]).to.deep.equal([0, '']);
		expect(stdout).to.contain(unnoticed);
		expect(server.requests).to.have.length(1);
	});

	it('are not named there for what others on the machine do', async () => {
		const tree = copyTree();
		const mirror = makeFiles({ [archivePath.slice(1)]: nodeArchive(), 'one.sh': 'print one\n' });
		const index = join(
			makeFiles({ index: `one ${pathToFileURL(mirror).href}/one.sh ${hashOf('print one\n')}\n` }),
			'index',
		);
		const repos = join(makeFiles({ list: pathToFileURL(index).href }), 'list');
		// a namespace whose counter has counted already
		const isolate = `exec ${findProgram('unshare') ?? ''} --net sh -c 'curl -s http://127.0.0.1:9/; exec "$@"' sh`;
		const text = `#!/bin/sh\n${isolate} '${tree}/bin/modular' "$@"\n`;
		const program = join(makeFiles({ wrapper: { text, mode: 0o755 } }), 'wrapper');
		const env = { ...withoutNamespaces(), MODULAR_NODE_MIRROR: pathToFileURL(mirror).href };
		const args = ['--offline', '--packages', 'one', '--repos', repos];
		const { status, stderr, stdout } = await makePackage(args, { tree, program, env });
		expect([status, stderr]).to.deep.equal([0, '']);
		expect(stdout).to.contain(unnoticed);
	});
});

describe('a build that is recorded', () => {
	it('ends without a package when a package does not exist; the error names it and --packages', async () => {
		const server = await startRepository({ tool: 'print tool' }, nodeAnswers());
		const result = await record(server, 'tool toool');
		expectNoPackage(
			result,
			1,
			told(
				'There is no package toool, which is required by --packages.',
				`Looked for it in ${join(result.tree, 'installers')} and ${server.link('/repo/index')}.`,
				'Close names: tool.',
			) + told(notMade),
		);
		expect(result.log).not.to.contain('build/heroku/install,');
	});

	it('names the installer that requires a package which does not exist', async () => {
		const server = await startRepository({ tool: 'dependency_require nothing' }, nodeAnswers());
		const result = await record(server, 'tool');
		expect(result.stderr).to.match(
			/^ ! {5}There is no package nothing, which is required by \S.*\/installers\/[0-9a-f]+\.sh\.\n/,
		);
		expect([result.status, result.made]).to.deep.equal([1, []]);
	});

	it('names the file and line of an app that wants a package which does not exist', async () => {
		const server = await startRepository({ tool: 'print tool' }, nodeAnswers());
		const app = appWanting('\nmissing', { 'build/heroku/repos': server.link('/repo/index') });
		const env = { MODULAR_NODE_MIRROR: server.link() };
		const result = await makePackage(['--offline', '--app', app], { env });
		expect(result.stderr).to.contain('There is no package missing, which is required by build/heroku/install, line 2.');
		expect([result.status, result.made]).to.deep.equal([1, []]);
	});

	it('ends without a package when a file cannot be fetched', async () => {
		const server = await startRepository({ tool: 'unpack missing.tar.gz ""' }, nodeAnswers());
		const link = server.link('/repo/missing.tar.gz');
		const lines = told(`${link} cannot be fetched: HTTP 404.`, 'There is no such file: check the link.');
		expectNoPackage(await record(server, 'tool'), 1, lines + told(notMade));
	});

	it('names --repos for what is wrong in it', async () => {
		const repos = join(makeFiles({ list: '\nhttp://127.0.0.1/${UNSET}/index\n' }), 'list');
		const server = await startRepository({}, nodeAnswers());
		const env = { MODULAR_NODE_MIRROR: server.link() };
		const result = await makePackage(['--offline', '--repos', repos, '--packages', 'tool'], { env });
		const text = `--repos ${repos}, line 2, needs the variable UNSET, which is not set. Set it as a config variable.`;
		expectNoPackage(result, 1, told(text) + told(notMade));
	});

	it('is ended by a signal, with all that it has started, and nothing is left', async () => {
		for (const [signal, status] of [
			['SIGTERM', 143],
			['SIGINT', 130],
		] as const) {
			const server = await startRepository({ slow: 'print begun; sleep 300' }, nodeAnswers());
			const out = makeDirectory('out');
			const repos = join(makeFiles({ list: server.link('/repo/index') }), 'list');
			const args = ['package', '--out', out, '--offline', '--repos', repos, '--packages', 'slow'];
			const result = await modularOnce('begun', (child) => child.kill(signal), args, {
				program: join(copyTree(), 'bin', 'modular'),
				env: { MODULAR_NODE_MIRROR: server.link() },
			});
			expect([result.status, result.stderr, result.left, result.running]).to.deep.equal([status, '', [], []]);
			expect(existsSync(join(out, 'modular-buildpack-offline-0.1.0.zip'))).to.be.false;
		}
	});

	it('gets the stack, the config variables and no variable of the caller', async () => {
		const seen = join(makeDirectory('seen'), 'seen');
		const tool = `printf '%s\\n' "STACK=$STACK" "COLOUR=$COLOUR" "SECRET=$SECRET" >'${seen}'`;
		const server = await startRepository({ tool }, nodeAnswers());
		const directory = makeFiles({ list: server.link('/repo/index'), env: 'COLOUR=blue\n..=x\n' });
		const options = ['--offline', '--packages', 'tool', '--stack', 'cflinuxfs4', '--repos', join(directory, 'list')];
		const env = { MODULAR_NODE_MIRROR: server.link(), SECRET: 'mine' };
		const { status, stderr } = await makePackage([...options, '--env-file', join(directory, 'env')], { env });
		expect([status, stderr]).to.deep.equal([0, '']);
		expect(readFileSync(seen, 'utf8')).to.equal('STACK=cflinuxfs4\nCOLOUR=blue\nSECRET=\n');
	});

	it('is one of this machine; with another --arch the package has the Node.js of that, and a warning says so', async () => {
		const [own, other] = process.arch === 'x64' ? ['x64', 'arm64'] : ['arm64', 'x64'];
		const name = `node-v${version}-linux-${other}.tar.gz`;
		const tree = copyTree({ 'lib/node-runtime': `${version} ${other} ${hashOf('the other', 'sha256')}\n` });
		const server = await startRepository({ tool: 'print tool' }, { [`/v${version}/${name}`]: 'the other' });
		const repos = join(makeFiles({ list: server.link('/repo/index') }), 'list');
		const args = ['--offline', '--arch', other, '--repos', repos, '--packages', 'tool'];
		const { status, stderr, file } = await makePackage(args, { tree, env: { MODULAR_NODE_MIRROR: server.link() } });
		const warning = `What packages fetch is found out on ${own}: what they would fetch for ${other} alone is not in the package.`;
		expect([status, stderr]).to.deep.equal([0, told(warning)]);
		expect(readFileSync(join(unpackPackage(file), 'node-runtime', name), 'utf8')).to.equal('the other');
	});
});

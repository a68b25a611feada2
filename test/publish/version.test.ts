import { execFileSync } from 'node:child_process';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { giveToOrdinaryUser } from '../entry-points/ordinary-user.ts';
import { findProgram } from '../entry-points/plain-shell.ts';
import { makeCaller } from '../local/modular.ts';
import { makeDirectory } from '../support/directories.ts';
import { minimalEnvironment, runScript } from '../support/entry-points.ts';
import { TestServer } from '../support/server.ts';
import { missing } from '../support/shells.ts';
import { snapshotOf } from '../support/snapshot.ts';
import { copyTree, expectNoPackage, makePackage, nodeAnswers, unpackPackage } from './packages.ts';

function git(directory: string, ...args: string[]): string {
	const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', '-c', 'init.defaultBranch=main'];
	return execFileSync('git', ['-C', directory, ...identity, ...args], { encoding: 'utf8', stdio: 'pipe' }).trim();
}

/** A copy of the tree that is a git repository of its own, with one commit and these tags. */
function commitTree(...tags: readonly string[]): string {
	const tree = copyTree();
	git(tree, 'init', '--quiet');
	git(tree, 'add', '--all');
	git(tree, 'commit', '--quiet', '--message', 'all');
	for (const tag of tags) git(tree, 'tag', tag);
	return tree;
}

const versionIn = (file: string) => readFileSync(join(unpackPackage(file), 'VERSION'), 'utf8').trim();

describe('the version of a package', () => {
	const rows: readonly (readonly [
		title: string,
		makeTree: () => string,
		args: readonly string[],
		env: Readonly<Record<string, string>>,
		expected: (tree: string) => string,
	])[] = [
		['--version', () => commitTree('v1.0'), ['--version', '3'], { VERSION: '2' }, () => '3'],
		['VERSION', () => commitTree('v1.0'), [], { VERSION: '2' }, () => '2'],
		['the git tag', () => commitTree('v1.0'), [], {}, () => 'v1.0'],
		['the git tag where VERSION is empty', () => commitTree('v1.0'), [], { VERSION: '' }, () => 'v1.0'],
		[
			'the short hash of a commit without a tag',
			() => commitTree(),
			[],
			{},
			(tree) => git(tree, 'rev-parse', '--short', 'HEAD'),
		],
		['that of the sources where there is no git repository', () => copyTree(), [], {}, () => '0.1.0'],
	];
	for (const [title, makeTree, args, env, expected] of rows) {
		it(`is ${title}`, async () => {
			const tree = makeTree();
			const { status, stderr, made, file } = await makePackage(args, { tree, env });
			const version = expected(tree);
			expect([status, stderr, made]).to.deep.equal([0, '', [`modular-buildpack-${version}.zip`]]);
			expect(versionIn(file)).to.equal(version);
		});
	}

	it('is the short hash when the tag is on an older commit', async () => {
		const tree = commitTree('v1.0');
		writeFileSync(join(tree, 'installers', 'new.sh'), 'print new\n');
		git(tree, 'add', '--all');
		git(tree, 'commit', '--quiet', '--message', 'more');
		const { made } = await makePackage([], { tree });
		expect(made).to.deep.equal([`modular-buildpack-${git(tree, 'rev-parse', '--short', 'HEAD')}.zip`]);
	});

	it('is the git tag also in a clone of another user, whom git does not trust', async function () {
		if (process.getuid?.() !== 0) {
			missing('files cannot be given to another user');
			this.skip();
		}
		const tree = giveToOrdinaryUser(commitTree('v1.0'));
		const { status, stderr, made } = await makePackage([], { tree });
		expect([status, stderr, made]).to.deep.equal([0, '', ['modular-buildpack-v1.0.zip']]);
	});

	it('is not that of another repository: the one around it, or the one of a git hook', async () => {
		const around = commitTree('v9.9');
		const inside = join(around, 'inside');
		renameSync(copyTree(), inside);
		const hook = await makePackage([], { tree: inside, env: { GIT_DIR: join(around, '.git') } });
		expect(hook.made).to.deep.equal(['modular-buildpack-0.1.0.zip']);
		const own = await makePackage([], { tree: commitTree('v1.0'), env: { GIT_DIR: join(around, '.git') } });
		expect(own.made).to.deep.equal(['modular-buildpack-v1.0.zip']);
	});

	for (const version of ['../x', 'a/b', '-x', '.x', ' ', 'a b', 'a\nb', 'ü', '1'.repeat(101), '$(id)']) {
		it(`cannot be ${JSON.stringify(version)}`, async () => {
			const tree = copyTree();
			for (const how of [{ args: [`--version=${version}`] }, { env: { VERSION: version } }]) {
				const result = await makePackage(how.args ?? [], { tree, env: how.env ?? {} });
				expectNoPackage(
					result,
					64,
					`modular package: the version ${JSON.stringify(version)} cannot be a part of a file name.\nIt begins with a letter or digit, and goes on with these and . _ + - only.\n`,
				);
				expect(result.stdout).to.equal('');
			}
		});
	}

	it('cannot be a git tag that is no part of a file name', async () => {
		const result = await makePackage([], { tree: commitTree('release/1.0') });
		expectNoPackage(
			result,
			64,
			'modular package: the version "release/1.0" cannot be a part of a file name.\nIt begins with a letter or digit, and goes on with these and . _ + - only.\n',
		);
	});
});

describe('npm run package', () => {
	it('takes OFFLINE=true and VERSION from the environment, and makes the package that the options make', async () => {
		const mirror = await TestServer.start(nodeAnswers());
		const tree = copyTree();
		const caller = makeCaller();
		const { home: HOME, caches: XDG_CACHE_HOME, temporary: TMPDIR } = caller;
		const own = { HOME, XDG_CACHE_HOME, TMPDIR, MODULAR_NODE_MIRROR: mirror.link() };
		const result = await runScript('', ['run', '--silent', 'package'], {
			program: findProgram('npm') ?? 'npm',
			cwd: tree,
			env: { ...minimalEnvironment, ...own, OFFLINE: 'true', VERSION: '2.1', npm_config_update_notifier: 'false' },
		});
		expect([result.status, result.stdout.split('\n').at(-2)?.split(' ')[1]]).to.deep.equal([0, 'Made']);
		const byOptions = await makePackage(['--offline', '--version', '2.1'], { tree, caller, env: own });
		expect(byOptions.made).to.deep.equal(['modular-buildpack-offline-2.1.zip']);
		const byNpm = join(tree, 'build', 'modular-buildpack-offline-2.1.zip');
		expect(readFileSync(byNpm).equals(readFileSync(byOptions.file))).to.be.true;
	});

	for (const OFFLINE of ['', 'false', '1']) {
		it(`makes an online package with OFFLINE=${OFFLINE}`, async () => {
			const { made } = await makePackage(['--version', '2.1'], { env: { OFFLINE } });
			expect(made).to.deep.equal(['modular-buildpack-2.1.zip']);
		});
	}
});

describe('--out', () => {
	it('is made where it is missing, and an older package of the same version is replaced', async () => {
		const out = join(makeDirectory(), 'deep', 'out');
		const first = await makePackage(['--version', '1'], { out });
		expect([first.status, first.made]).to.deep.equal([0, ['modular-buildpack-1.zip']]);
		const before = readFileSync(first.file);
		const tree = copyTree({ 'installers/more.sh': 'print more\n' });
		const second = await makePackage(['--version', '1'], { out, tree });
		expect([second.status, second.made]).to.deep.equal([0, ['modular-buildpack-1.zip']]);
		expect(readFileSync(second.file).equals(before)).to.be.false;
	});

	it('is all that is written to: the tree stays as it is', async () => {
		const tree = copyTree();
		const before = snapshotOf(tree);
		const { status } = await makePackage([], { tree });
		expect(status).to.equal(0);
		expect(snapshotOf(tree)).to.deep.equal(before);
	});
});

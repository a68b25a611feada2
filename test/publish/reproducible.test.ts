import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { sha256 } from '../node/machine.ts';
import { makeDirectory, makeFiles } from '../support/directories.ts';
import { root } from '../support/entry-points.ts';
import { TestServer } from '../support/server.ts';
import { filesBelow, startRepository } from '../resolve/repository.ts';
import { copyTree, makePackage, nodeAnswers, type PackageOptions } from './packages.ts';

/** Runs bin/modular with another umask. */
const withUmask = (umask: string, tree: string) => {
	const text = `#!/bin/sh\numask ${umask}\nexec '${join(tree, 'bin', 'modular')}' "$@"\n`;
	return join(makeFiles({ wrapper: { text, mode: 0o755 } }), 'wrapper');
};

const digest = (file: string) => sha256(readFileSync(file));

describe('a package has the same bytes', () => {
	for (const format of ['zip', 'tgz']) {
		const make = async (options: PackageOptions) => {
			const result = await makePackage(['--version', '2.1', '--format', format], options);
			expect([result.status, result.stderr]).to.deep.equal([0, '']);
			return digest(result.file);
		};

		it(`as ${format} in every time zone, with every umask and locale`, async () => {
			const tree = copyTree();
			const found = new Set<string>();
			for (const [TZ, umask, LC_ALL] of [
				['UTC', '022', 'C'],
				['Pacific/Kiritimati', '077', 'tr_TR.UTF-8'],
				['America/Los_Angeles', '000', 'en_US.UTF-8'],
				['Asia/Kolkata', '027', 'C.UTF-8'],
			] as const)
				found.add(await make({ tree, program: withUmask(umask, tree), env: { TZ, LC_ALL } }));
			expect(found).to.have.property('size', 1);
		});

		it(`as ${format} from two clones in different directories, with different times and modes`, async () => {
			const [one, other] = [makeDirectory('one'), makeDirectory('some where else')];
			for (const [clone, umask] of [
				[one, '022'],
				[other, '077'],
			] as const) {
				const git = (...args: string[]) =>
					execFileSync('sh', ['-c', `umask ${umask}; exec git "$@"`, 'sh', ...args], { stdio: 'pipe' });
				git('clone', '--quiet', `file://${root}`, clone);
				// what is under test, and not what is committed
				for (const name of ['bin', 'lib', 'dist', 'installers']) {
					rmSync(join(clone, name), { recursive: true });
					cpSync(join(root, name), join(clone, name), { recursive: true });
				}
			}
			for (const file of filesBelow(join(other, 'lib'))) utimesSync(file, 1, 1);
			for (const file of filesBelow(join(other, 'lib'))) chmodSync(file, 0o600);
			for (const file of filesBelow(join(other, 'bin'))) chmodSync(file, 0o775);
			expect(await make({ tree: one })).to.equal(await make({ tree: other }));
		});

		it(`as ${format} when it is an offline one, whatever else differs`, async () => {
			const server = await startRepository(
				{
					b: 'dependency_require a; download b.txt "$BUILD_DIR/b"; download a.txt "$BUILD_DIR/a"',
					a: 'download a.txt "$BUILD_DIR/a" & download c.txt "$BUILD_DIR/c" & wait',
				},
				{ '/repo/a.txt': 'a', '/repo/b.txt': 'b', '/repo/c.txt': 'c', ...nodeAnswers() },
			);
			const repos = join(makeFiles({ repos: server.link('/repo/index') }), 'repos');
			const args = ['--offline', '--repos', repos, '--version', '2.1', '--format', format];
			const env = { MODULAR_NODE_MIRROR: server.link() };
			const first = await makePackage([...args, '--packages', 'b'], { env: { ...env, TZ: 'Asia/Tokyo' } });
			const second = await makePackage([...args, '--packages', ' b  a\n'], { env: { ...env, TZ: 'UTC' } });
			expect([first.status, second.status, first.stderr]).to.deep.equal([0, 0, '']);
			expect(digest(first.file)).to.equal(digest(second.file));
		});
	}

	it('but other ones when a file is another', async () => {
		const [one, other] = [copyTree(), copyTree({ 'installers/more.sh': 'print more\n' })];
		const args = ['--version', '2.1'];
		const files = [await makePackage(args, { tree: one }), await makePackage(args, { tree: other })];
		expect(new Set(files.map(({ file }) => digest(file)))).to.have.property('size', 2);
	});
});

describe('the Node.js of an offline package', () => {
	it('is downloaded once, and taken from the cache for the next package', async () => {
		const mirror = await TestServer.start(nodeAnswers());
		const caller = { home: makeDirectory('home'), caches: makeDirectory('caches'), temporary: makeDirectory('tmp') };
		const env = { MODULAR_NODE_MIRROR: mirror.link('/') };
		const made = [await makePackage(['--offline'], { env, caller }), await makePackage(['--offline'], { env, caller })];
		expect(made.map(({ status }) => status)).to.deep.equal([0, 0]);
		expect(mirror.requests).to.have.length(1);
	});
});

import { chmodSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { giveToOrdinaryUser, ordinaryUser } from '../entry-points/ordinary-user.ts';
import { told } from '../install/builds.ts';
import { archivePath, sha256 } from '../node/machine.ts';
import { makeDirectory, makeFiles } from '../support/directories.ts';
import { type Answer, TestServer } from '../support/server.ts';
import { copyTree, expectNoPackage, makePackage, nodeArchive } from './packages.ts';

describe('modular package ends with one error, and without a package,', () => {
	it('for an architecture that no Node.js is pinned for, before anything is asked for', async () => {
		const mirror = await TestServer.start({});
		const result = await makePackage(['--offline', '--arch', 'mips'], { env: { MODULAR_NODE_MIRROR: mirror.link() } });
		const known = `lib/node-runtime has: ${process.arch}.\n`;
		expectNoPackage(result, 64, `modular package: there is no Node.js for the architecture "mips". ${known}`);
		expect([result.stdout, mirror.requests]).to.deep.equal(['', []]);
	});

	const page = '<html>Please log in</html>';
	const mirrors: readonly (readonly [
		title: string,
		answer: () => Answer,
		lines: (link: string) => readonly string[],
	])[] = [
		[
			'that has no such file',
			() => ({ status: 404 }),
			(link) => [`${link} cannot be fetched: HTTP 404.`, 'There is no such file: check the link.'],
		],
		[
			'that answers with a login page',
			() => page,
			(link) => [
				`${link} does not have the sha256 that it should have.`,
				`Wanted: ${sha256(nodeArchive())}`,
				`Found:  ${sha256(page)}`,
			],
		],
		[
			'that has a file which is cut off',
			() => nodeArchive().subarray(0, -1),
			(link) => [
				`${link} does not have the sha256 that it should have.`,
				`Wanted: ${sha256(nodeArchive())}`,
				`Found:  ${sha256(nodeArchive().subarray(0, -1))}`,
			],
		],
	];
	for (const [title, answer, lines] of mirrors) {
		it(`for a mirror ${title}`, async () => {
			const mirror = await TestServer.start({ [archivePath]: answer() });
			const caller = { home: makeDirectory('home'), caches: makeDirectory('caches'), temporary: makeDirectory('tmp') };
			const env = { MODULAR_NODE_MIRROR: mirror.link() };
			const result = await makePackage(['--offline'], { env, caller });
			expectNoPackage(result, 1, told(...lines(mirror.link(archivePath))));
			mirror.answer(archivePath, nodeArchive());
			const again = await makePackage(['--offline'], { env, caller });
			expect([again.status, again.stderr], 'once the mirror is right').to.deep.equal([0, '']);
		});
	}

	it('for a mirror that is down', async () => {
		const mirror = await TestServer.start({});
		const link = mirror.link(archivePath);
		const env = { MODULAR_NODE_MIRROR: mirror.link() };
		await mirror.stop();
		const lines = [
			`${link} cannot be fetched: connection refused (tried 3 times).`,
			'Try again later; if that does not help, check the link, the proxy settings and the server.',
		];
		expectNoPackage(await makePackage(['--offline'], { env }), 1, told(...lines));
	});

	const usage: readonly (readonly [
		title: string,
		args: (missing: string) => readonly string[],
		text: (missing: string) => string,
	])[] = [
		[
			'for a --repos file that is missing',
			(file) => ['--offline', '--repos', file],
			(file) => `modular package: --repos ${file} cannot be read: it does not exist.\n`,
		],
		[
			'for a --repos file that is a directory',
			() => ['--offline', '--repos', '/usr'],
			() => 'modular package: --repos /usr cannot be read: it is a directory.\n',
		],
		[
			'for an --app that is missing',
			(file) => ['--offline', '--app', file],
			(file) => `modular package: --app is not a directory: ${file}.\n`,
		],
		[
			'for an --env-file that is missing',
			(file) => ['--offline', '--env-file', file],
			(file) => `modular: --env-file ${file} cannot be read: it does not exist.\n`,
		],
		...['a/b', '../x', '$(id)', '#x', '-x'].map(
			(name) =>
				[
					`for --packages with ${name}`,
					() => ['--offline', `--packages=one ${name} two`],
					() =>
						`modular package: --packages has ${JSON.stringify(name)}, which is not a package name.\nA name begins with a letter or digit, and goes on with these and . _ + - only.\n`,
				] as const,
		),
		...['--packages=x', '--app=/usr', '--stack=x', '--env-file=x'].map(
			(option) =>
				[
					`for ${option} without --offline`,
					() => [option],
					() => 'modular package: --packages, --app, --stack and --env-file need --offline.\n',
				] as const,
		),
	];
	for (const [title, args, text] of usage) {
		it(`${title}, before anything is asked for`, async () => {
			const mirror = await TestServer.start({});
			const absent = join(makeDirectory(), 'missing');
			const result = await makePackage(args(absent), { env: { MODULAR_NODE_MIRROR: mirror.link() } });
			expectNoPackage(result, 64, text(absent));
			expect([result.stdout, mirror.requests]).to.deep.equal(['', []]);
		});
	}

	it('for an --out that cannot be written, before anything is asked for', async () => {
		const mirror = await TestServer.start({});
		const env = { MODULAR_NODE_MIRROR: mirror.link() };
		const locked = giveToOrdinaryUser(makeDirectory('locked'));
		chmodSync(locked, 0o555);
		const file = join(giveToOrdinaryUser(makeFiles({ file: '' })), 'file');
		const name = 'modular-buildpack-offline-1.zip';
		for (const [out, reason] of [
			[locked, 'permission denied'],
			[join(locked, 'below', 'it'), 'permission denied'],
			[join(file, 'below'), 'a part of its path is a file, not a directory'],
		] as const) {
			const { status, stderr, made } = await makePackage(['--offline', '--version', '1'], {
				...ordinaryUser,
				env,
				out,
			});
			const text = told(`${join(out, name)} cannot be written: ${reason}. Nothing was changed.`);
			expect([status, stderr, made, mirror.requests]).to.deep.equal([1, text, [], []]);
		}
	});

	it('for a tree without its programs', async () => {
		const tree = copyTree();
		rmSync(join(tree, 'dist', 'buildpack.js'));
		const text = `${tree} is no whole copy of the buildpack: dist/buildpack.js cannot be read. Build it with npm run build.`;
		expectNoPackage(await makePackage([], { tree }), 1, told(text));
	});

	it('for a file that cannot be read', async () => {
		const tree = copyTree({ 'installers/closed.sh': { text: 'print x\n', mode: 0 } });
		const closed = await makePackage([], { tree, out: giveToOrdinaryUser(makeDirectory('out')), ...ordinaryUser });
		const text = 'installers/closed.sh cannot be packed: permission denied. No package was made.';
		expectNoPackage(closed, 1, told(text));
	});
});

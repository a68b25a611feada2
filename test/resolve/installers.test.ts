import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { detailsOf, told } from '../install/builds.ts';
import { makeFiles } from '../support/directories.ts';
import { minimalEnvironment } from '../support/entry-points.ts';
import { describeInEachShell } from '../support/shells.ts';
import {
	buildFrom,
	copyBuildpack,
	endLine,
	filesBelow,
	hashOf,
	indexOf,
	installingLines,
	startRepository,
} from './repository.ts';

const ran = 'print "$PACKAGE ran from $INSTALLER_DIR"';

/** Where the cache has an installer. */
const cached = (cacheDir: string, hex: string) => join(cacheDir, 'modular-v1/installers', `${hex}.sh`);

/** The error of an installer that is not the one that an index names. */
const mismatch = (name: string, index: string, link: string, wanted: string, found: string, algorithm = 'md5') =>
	told(
		`The installer of ${name} is not the one that ${index} names. ${link} does not have the ${algorithm} that it should have.`,
		`Wanted: ${wanted}`,
		`Found:  ${found}`,
		"Nothing of it was run. The repository's index and its files have to be published together.",
	);

const withoutGuesses = { MODULAR_FETCH_AHEAD: '0' }; // what is of no use would be asked for once more
describeInEachShell('an installer from a repository', (shell) => {
	it('is run with the variables of the contract, and shares the shell with local ones', async () => {
		const server = await startRepository({
			one: `${ran}\none_says() { print "one says $1"; }`,
			two: 'dependency_require one three\none_says hello\nthree_says',
		});
		const installers = { three: 'three_says() { one_says "hello from three"; }' };
		const install = 'two three';
		const result = await buildFrom(server.link('/repo/index'), install, { shell, installers });
		expect([result.status, result.stderr]).to.deep.equal([0, '']);
		expect(detailsOf(result)).to.include.members([
			`one ran from ${server.link('/repo')}`,
			'one says hello',
			'one says hello from three',
		]);
		expect(server.takePaths().sort()).to.deep.equal(['/repo/index', '/repo/one.sh', '/repo/two.sh']);
	});

	it('that fails is named with its file', async () => {
		const server = await startRepository({ one: 'exit 4' });
		const { status, stderr, cacheDir } = await buildFrom(server.link('/repo/index'), 'one', { shell });
		const file = cached(cacheDir, hashOf('exit 4'));
		expect([status, stderr]).to.deep.equal([
			4,
			told(
				`one ended the build with status 4 (${file}).`,
				'It called `exit`, or a command failed under its `set -e` or `set -u`; what went wrong is above.',
			),
		]);
	});
});

describe('an installer from a repository', () => {
	it('is kept under its checksum, and found there by the next build and the next app', async () => {
		const server = await startRepository({ one: ran });
		const index = server.link('/repo/index');
		const { cacheDir } = await buildFrom(index, 'one');
		expect(readFileSync(cached(cacheDir, hashOf(ran)), 'utf8')).to.equal(ran);
		server.takePaths();
		const warm = await buildFrom(index, 'one', { cacheDir });
		expect(warm.stdout).to.contain(installingLines('one', server.link('/repo/one.sh'), index));
		expect(warm.stdout).to.contain(endLine('1 package', '0 downloads'));
		expect([warm.status, server.takePaths()]).to.deep.equal([0, []]);
	});

	for (const [title, damage] of [
		['changed', (file: string) => writeFileSync(file, `: >"$BUILD_DIR/evil"; ${ran}`)],
		['emptied', (file: string) => writeFileSync(file, '')],
		['removed', (file: string) => rmSync(file)],
	] as const) {
		it(`is checked again on every use, and fetched again where it was ${title} in the cache`, async () => {
			const server = await startRepository({ one: ran });
			const index = server.link('/repo/index');
			const { cacheDir } = await buildFrom(index, 'one');
			damage(cached(cacheDir, hashOf(ran)));
			server.takePaths();
			const again = await buildFrom(index, 'one', { cacheDir });
			expect([again.status, again.stderr, server.takePaths()]).to.deep.equal([0, '', ['/repo/one.sh']]);
			expect(detailsOf(again)).to.include(`one ran from ${server.link('/repo')}`);
			expect(existsSync(join(again.app, 'evil'))).to.be.false;
			expect(readFileSync(cached(cacheDir, hashOf(ran)), 'utf8')).to.equal(ran);
		});
	}

	for (const algorithm of ['md5', 'sha256'] as const) {
		it(`whose ${algorithm} is wrong is never run: the index is fetched anew once, and then the build ends`, async () => {
			const server = await startRepository({ one: ': >"$BUILD_DIR/evil"' });
			const [index, link] = [server.link('/repo/index'), server.link('/repo/one.sh')];
			const [wanted, found] = [hashOf(ran, algorithm), hashOf(': >"$BUILD_DIR/evil"', algorithm)];
			server.answer('/repo/index', `one one.sh ${wanted}\ntwo two.sh ${hashOf(':')}\n`);
			server.answer('/repo/two.sh', ':');
			const cold = await buildFrom(index, 'two one', { env: withoutGuesses });
			expect(cold.stderr).to.equal(mismatch('one', index, link, wanted, found, algorithm));
			expect(server.takePaths()).to.deep.equal(['/repo/index', '/repo/two.sh', '/repo/one.sh']);
			const warm = await buildFrom(index, 'two one', { cacheDir: cold.cacheDir, env: withoutGuesses });
			expect(warm.stderr).to.equal(mismatch('one', index, link, wanted, found, algorithm));
			expect(server.takePaths()).to.deep.equal(['/repo/one.sh', '/repo/index']);
			for (const { status, app, cacheDir } of [cold, warm]) {
				expect([status, existsSync(join(app, 'evil'))]).to.deep.equal([1, false]);
				expect(filesBelow(join(cacheDir, 'modular-v1/installers'))).to.deep.equal([cached(cacheDir, hashOf(':'))]);
			}
		});
	}

	it('that was published anew is taken by the index of now', async () => {
		const server = await startRepository({ one: 'print old' });
		const index = server.link('/repo/index');
		const { cacheDir } = await buildFrom(index, 'one');
		rmSync(cached(cacheDir, hashOf('print old')));
		server.answer('/repo/index', indexOf({ one: ran }));
		server.answer('/repo/one.sh', ran);
		server.takePaths();
		const again = await buildFrom(index, 'one', { cacheDir, env: withoutGuesses });
		expect(detailsOf(again)).to.include(`one ran from ${server.link('/repo')}`);
		expect([again.status, server.takePaths()]).to.deep.equal([0, ['/repo/one.sh', '/repo/index', '/repo/one.sh']]);
	});

	it('that is wrong by the index of now as well is named, with what that one wants', async () => {
		const server = await startRepository({ one: 'print old' });
		const index = server.link('/repo/index');
		const { cacheDir } = await buildFrom(index, 'one');
		rmSync(cached(cacheDir, hashOf('print old')));
		server.answer('/repo/index', indexOf({ one: ran }));
		server.answer('/repo/one.sh', 'print other');
		const { status, stderr } = await buildFrom(index, 'one', { cacheDir });
		const link = server.link('/repo/one.sh');
		expect([status, stderr]).to.deep.equal([1, mismatch('one', index, link, hashOf(ran), hashOf('print other'))]);
	});

	it('that is not there ends the build', async () => {
		const server = await startRepository({});
		server.answer('/repo/index', indexOf({ one: ran }));
		const { status, stderr, cacheDir } = await buildFrom(server.link('/repo/index'), 'one');
		expect(stderr).to.equal(
			told(`${server.link('/repo/one.sh')} cannot be fetched: HTTP 404.`, 'There is no such file: check the link.'),
		);
		expect([status, existsSync(cached(cacheDir, hashOf(ran)))]).to.deep.equal([1, false]);
	});

	it('is used from the cache although its repository is gone', async () => {
		const server = await startRepository({ one: ran });
		const index = server.link('/repo/index');
		const { cacheDir } = await buildFrom(index, 'one');
		await server.stop();
		const { status, stderr } = await buildFrom(index, 'one', { cacheDir });
		expect([status, stderr]).to.deep.equal([0, '']);
	});

	for (const [title, path] of [
		['a link that is none', 'http://me:word@[x/one.sh'],
		['a file of this machine', 'file:///etc/passwd'],
		['a file of this machine, in capitals', 'FILE:/etc/passwd'],
	] as const) {
		it(`is refused with ${title}, once its name is asked for`, async () => {
			const server = await startRepository({ two: ':' });
			const index = server.link('/repo/index');
			server.answer('/repo/index', `one ${path} ${hashOf(':')}\n${indexOf({ two: ':' })}`);
			const good = await buildFrom(index, 'two');
			expect([good.status, good.stderr]).to.deep.equal([0, '']);
			const { status, stdout, stderr } = await buildFrom(index, 'one');
			expect(stderr).to.equal(
				told(
					path.startsWith('http')
						? `The package one (${index}, line 1) is at http://[x/one.sh, which is not a link.`
						: `The package one (${index}, line 1) is at file:///etc/passwd: an index that came over the network cannot name files of this machine.`,
				),
			);
			expect(stdout).not.to.contain('Installing');
			expect(status).to.equal(1);
		});
	}

	it('is refused with a file of this machine by an index that came by ftp', async () => {
		const index = `one file:///etc/passwd ${hashOf(':')}`;
		const text = `#!/bin/sh\noutput=$(sed -n 's/^output = "\\(.*\\)"$/\\1/p')\necho '${index}' >"$output"\n`;
		const bin = makeFiles({ curl: { text, mode: 0o755 } }, 'bin');
		const env = { PATH: `${bin}:${minimalEnvironment.PATH}` };
		const { status, stdout, stderr } = await buildFrom('ftp://127.0.0.1/index', 'one', { env });
		expect(stderr).to.equal(
			told(
				'The package one (ftp://127.0.0.1/index, line 1) is at file:///etc/passwd: an index that came over the network cannot name files of this machine.',
			),
		);
		expect(stdout).not.to.contain('Installing');
		expect(status).to.equal(1);
	});
});

describe('a repository in a directory of this machine', () => {
	it('has its installers and their archives beside its index', async () => {
		const installer = `${ran}\ndownload "$INSTALLER_DIR/archive" here\ndownload archive there`;
		const directory = makeFiles(
			{ index: `one sub/one.sh ${hashOf(installer)}\n`, 'sub/one.sh': installer, 'sub/archive': 'bytes' },
			'a repository',
		);
		const url = pathToFileURL(directory).href;
		const result = await buildFrom(`${url}/index`, 'one');
		expect([result.status, result.stderr]).to.deep.equal([0, '']);
		expect(detailsOf(result)).to.include(`one ran from ${url}/sub`);
		for (const name of ['here', 'there']) expect(readFileSync(join(result.app, name), 'utf8')).to.equal('bytes');
		expect(result.stdout).to.contain(installingLines('one', `${url}/sub/one.sh`, `${url}/index`));
	});

	it('can name installers on a server', async () => {
		const server = await startRepository({ one: ran });
		const directory = makeFiles({ index: `one ${server.link('/repo/one.sh')} ${hashOf(ran)}\n` });
		const { status } = await buildFrom(pathToFileURL(join(directory, 'index')).href, 'one');
		expect([status, server.takePaths()]).to.deep.equal([0, ['/repo/one.sh']]);
	});

	it('that is not there is an error', async () => {
		const url = pathToFileURL(join(makeFiles({}), 'index')).href;
		const { status, stderr } = await buildFrom(url, 'one');
		expect([status, stderr]).to.deep.equal([
			1,
			told(`${url} cannot be read: it does not exist.`, 'Check the link: it names a file of this machine.'),
		]);
	});
});

describe('a name in several places', () => {
	const installer = (place: string) => `print "from ${place}: $INSTALLER_DIR"`;

	it('is looked for in the app, then in the buildpack, then in the repositories', async () => {
		const repository = { one: installer('repository'), two: installer('repository'), three: installer('repository') };
		const server = await startRepository(repository);
		const program = copyBuildpack({
			'installers/one.sh': installer('buildpack'),
			'installers/two.sh': installer('buildpack'),
		});
		const result = await buildFrom(server.link('/repo/index'), 'three two one', {
			program,
			installers: { one: installer('app') },
		});
		const lines = detailsOf(result).filter((line) => line.startsWith('from '));
		expect(lines).to.deep.equal([
			`from repository: ${server.link('/repo')}`,
			`from buildpack: ${join(program, '../../installers')}`,
			`from app: ${join(result.app, 'build/heroku/installers')}`,
		]);
		expect(result.stdout).to.contain('-----> Installing two (from the buildpack)\n');
		expect(server.takePaths()).to.deep.equal(['/repo/index', '/repo/three.sh']);
	});

	it('is not taken from a directory of its name', async () => {
		const server = await startRepository({ one: ':' });
		const program = copyBuildpack({});
		mkdirSync(join(program, '../../installers/one.sh'));
		const { status } = await buildFrom(server.link('/repo/index'), 'one', { program });
		expect([status, server.takePaths()]).to.deep.equal([0, ['/repo/index', '/repo/one.sh']]);
	});
});

describe('.modular/packages.json', () => {
	it('says of a package where it is from, its checksum, and each artifact with link and sha256', async () => {
		const one = 'download "$INSTALLER_DIR/b" b\ncached_download a "$CACHE_DIR/a"\ndownload a "$CACHE_DIR/a"';
		const two = 'dependency_require one; download a a';
		const server = await startRepository({ one }, { '/repo/a': 'A', '/repo/b': 'B', '/repo/two.sh': two });
		server.answer('/repo/index', `one one.sh ${hashOf(one)}\ntwo two.sh sha256:${hashOf(two, 'sha256')}\n`);
		const compileScript = `download ${server.link('/repo/b')} c`;
		const cold = await buildFrom(server.link('/repo/index'), 'two', { compileScript });
		const artifact = (name: string) => ({
			link: server.link(`/repo/${name.toLowerCase()}`),
			sha256: hashOf(name, 'sha256'),
		});
		const manifest = readFileSync(join(cold.app, '.modular/packages.json'), 'utf8');
		const { packages } = JSON.parse(manifest) as { packages: unknown };
		expect(packages).to.deep.equal([
			{ name: 'build/heroku/compile', from: 'app', artifacts: [artifact('B')] },
			{
				name: 'one',
				from: server.link('/repo/one.sh'),
				checksum: `md5:${hashOf(one)}`,
				artifacts: [artifact('A'), artifact('B')],
			},
			{
				name: 'two',
				from: server.link('/repo/two.sh'),
				checksum: `sha256:${hashOf(two, 'sha256')}`,
				artifacts: [artifact('A')],
			},
		]);
		const warm = await buildFrom(server.link('/repo/index'), 'two', { compileScript, cacheDir: cold.cacheDir });
		expect(readFileSync(join(warm.app, '.modular/packages.json'), 'utf8')).to.equal(manifest);
	});
});

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { told } from '../install/builds.ts';
import {
	buildFrom,
	copyBuildpack,
	filesHolding,
	hashOf,
	indexOf,
	startRepository,
	warnedOfPlain,
} from '../resolve/repository.ts';
import { makeFiles } from '../support/directories.ts';
import { TestServer } from '../support/server.ts';
import { Survival } from './survival.ts';

/*
 * Indexes that say what no index has a right to say. Other hosts than loopback are asked for through a proxy on loopback,
 * which answers in their place.
 */

const survival = new Survival('hostile indexes');
const note = (text: string) => `echo '${text}' >>"$BUILD_DIR/was-run"`;
const redirect = (location: string) => ({ status: 302, headers: { Location: location } });
const wasRun = (app: string) => {
	const file = join(app, 'was-run');
	return existsSync(file) ? readFileSync(file, 'utf8') : '';
};

describe('an index that names a package of somebody else', () => {
	it('does not replace one of the app, or of the buildpack: the log says from where each comes', async () => {
		const server = await startRepository({ ours: note('evil'), mine: note('evil') });
		await survival.try('shadows the app and the buildpack', async () => {
			const { status, stdout, stderr, app } = await buildFrom(server.link('/repo/index'), 'mine ours', {
				installers: { mine: note('mine') },
				program: copyBuildpack({ 'installers/ours.sh': note('ours') }),
			});
			expect([status, stderr, wasRun(app)]).to.deep.equal([0, '', 'mine\nours\n']);
			expect(stdout).to.contain('-----> Installing mine (from the app)\n');
			expect(stdout).to.contain('-----> Installing ours (from the buildpack)\n');
			expect(server.takePaths()).to.deep.equal([]);
		});
	});

	for (const order of ['before', 'behind'] as const) {
		it(`does not replace one of another repository, where it stands ${order} that`, async () => {
			const good = await startRepository({ one: note('good'), two: note('two') });
			const evil = await startRepository({ one: note('evil') });
			const links = [good, evil].map((server) => server.link('/repo/index'));
			const repos = order === 'behind' ? links : [...links].reverse();
			const sums = new Map([good, evil].map((server, index) => [links[index], { server, index }]));
			await survival.try('shadows another repository', async () => {
				const refused = await buildFrom(repos.join('\n'), 'two one', {});
				const line = (link: string) =>
					`${link}, line 1: md5:${hashOf(note(sums.get(link)?.index === 0 ? 'good' : 'evil'))}`;
				expect(refused.stderr).to.equal(
					told(
						'The package one stands in more than one place, with different checksums:',
						...repos.map(line),
						'Remove or rename all but one.',
					),
				);
				expect([refused.status, wasRun(refused.app)]).to.deep.equal([1, 'two\n']);
				const other = await buildFrom(repos.join('\n'), 'two');
				expect([other.status, other.stderr, wasRun(other.app)]).to.deep.equal([0, '', 'two\n']);
			});
		});
	}

	it('replaces none by a name that only looks like it', async () => {
		const server = await startRepository({ one: note('one') });
		const evil = hashOf(note('evil'));
		const names = ['One', 'one.', 'one\u200b', 'оne', 'one\x1b[D', '*', 'on?', '../one', 'one/', 'one~'];
		server.answer('/repo/evil.sh', note('evil'));
		server.answer(
			'/repo/index',
			names.map((name) => `${name} evil.sh ${evil}\n`).join('') + indexOf({ one: note('one') }),
		);
		await survival.try('looks like another name', async () => {
			const { status, app } = await buildFrom(server.link('/repo/index'), 'one');
			expect([status, wasRun(app)]).to.deep.equal([0, 'one\n']);
		});
	});
});

describe('an index over http that names a file of the machine', () => {
	const passwd = readFileSync('/etc/passwd', 'utf8');
	for (const link of [
		'file:///etc/passwd',
		'FILE:///etc/passwd',
		'file:/etc/passwd',
		'file:etc/passwd',
		'file://localhost/etc/passwd',
		'file:\\\\\\etc\\passwd',
		'file:///tmp/../etc/./passwd',
	]) {
		it(`is refused for ${link}`, async () => {
			const server = await startRepository({});
			server.answer('/repo/index', `one ${link} ${hashOf(passwd)}\n`);
			await survival.try('a file of the machine', async () => {
				const { status, stdout, stderr, cacheDir } = await buildFrom(server.link('/repo/index'), 'one');
				expect(stderr).to.equal(
					told(
						`The package one (${server.link('/repo/index')}, line 1) is at file:///etc/passwd: an index that came over the network cannot name files of this machine.`,
					),
				);
				expect([status, stdout.includes('Installing')]).to.deep.equal([1, false]);
				expect(filesHolding(cacheDir, [passwd])).to.deep.equal([]);
			});
		});
	}

	for (const [what, path] of [
		['the index', '/repo/index'],
		['an installer', '/repo/one.sh'],
		['an archive', '/repo/archive'],
	] as const) {
		it(`is refused where ${what} is redirected there`, async () => {
			const one = `cached_download archive "$CACHE_DIR/a" ${hashOf(passwd)}`;
			const server = await startRepository({ one });
			server.answer(path, redirect('file:///etc/passwd'));
			await survival.try('a file of the machine, by a redirect', async () => {
				const { status, stderr, cacheDir } = await buildFrom(server.link('/repo/index'), 'one');
				expect(stderr).to.equal(
					told(
						`${server.link(path)} redirects to file:///etc/passwd, which is not followed: only http and https are.`,
						'Check the link and the server.',
					),
				);
				expect([status, filesHolding(cacheDir, [passwd])]).to.deep.equal([1, []]);
			});
		});
	}
});

describe('a link to where clouds keep credentials', () => {
	const warning = (link: string, origin?: string) =>
		told(
			`${link}${origin === undefined ? '' : `, to which ${origin} redirects,`} is where clouds keep the credentials of their machines, or a link-local address.`,
			'Unless that is meant, somebody tries to get at them: look at who names that link.',
		);

	for (const [host, shown] of [
		['169.254.169.254'],
		['169.254.1.1:8080'],
		['0xA9FEA9FE', '169.254.169.254'],
		['2852039166', '169.254.169.254'],
		['[fe80::1]'],
		['[fd00:ec2::254]'],
		['[::ffff:169.254.169.254]', '[::ffff:a9fe:a9fe]'],
		['100.100.100.200'],
		['metadata.google.internal'],
		['METADATA.google.internal.', 'metadata.google.internal.'],
	] as const) {
		it(`is told of, once, for ${host}`, async () => {
			const text = note('one');
			const link = `http://${shown ?? host}/one.sh`;
			const proxy = await TestServer.start({ [link]: text });
			const server = await startRepository({});
			server.answer('/repo/index', `one http://${host}/one.sh ${hashOf(text)}\n`);
			const env = { http_proxy: proxy.link(), no_proxy: '127.0.0.1' };
			await survival.try('where clouds keep credentials', async () => {
				const { status, stderr, app } = await buildFrom(server.link('/repo/index'), 'one', { env });
				expect([stderr, status, wasRun(app)]).to.deep.equal([warning(link), 0, 'one\n']);
				expect(proxy.takePaths()).to.deep.equal([link]);
			});
		});
	}

	for (const ahead of ['1', '0']) {
		for (const [what, path] of [
			['an index', '/repo/index'],
			['an installer', '/repo/one.sh'],
			['an archive', '/repo/archive'],
		] as const) {
			it(`is told of, once, where ${what} is redirected there, with MODULAR_FETCH_AHEAD=${ahead}`, async () => {
				const one = `${note('one')}\ndownload archive archive ${hashOf('bytes')}`;
				const link = 'http://169.254.169.254/latest/meta-data/';
				const body = { '/repo/index': indexOf({ one }), '/repo/one.sh': one, '/repo/archive': 'bytes' }[path];
				// the first request fails: another try is not told of again
				const proxy = await TestServer.start({
					[link]: (_request, response, count) => response.writeHead(count === 1 ? 503 : 200).end(body),
				});
				const server = await startRepository({ one }, { '/repo/archive': 'bytes' });
				server.answer(path, redirect(link));
				const env = { http_proxy: proxy.link(), no_proxy: '127.0.0.1', MODULAR_FETCH_AHEAD: ahead };
				await survival.try('where clouds keep credentials, by a redirect', async () => {
					const { status, stderr, app } = await buildFrom(server.link('/repo/index'), 'one', { env });
					const plain = what === 'an index' ? warnedOfPlain(`${server.link(path)} (by a redirect)`) : '';
					expect([stderr, status]).to.deep.equal([warning(link, server.link(path)) + plain, 0]);
					expect([wasRun(app), readFileSync(join(app, 'archive'), 'utf8')]).to.deep.equal(['one\n', 'bytes']);
					expect(proxy.takePaths()).to.deep.equal([link, link]);
				});
			});
		}
	}
});

describe('an index over plain http from another machine', () => {
	it('is told of once in each build, cold and warm, with all of its kind', async () => {
		const at = (host: string) => `http://${host}.example.com/index`;
		const text = note('run');
		const proxy = await TestServer.start({
			[at('one')]: `one one.sh ${hashOf(text)}\ntwo two.sh ${hashOf(text)}\n`,
			[at('two')]: `three three.sh ${hashOf(text)}\n`,
			...Object.fromEntries(['one', 'two'].map((name) => [`http://one.example.com/${name}.sh`, text])),
			'http://two.example.com/three.sh': text,
		});
		const server = await startRepository({ local: text });
		const repos = [at('one'), server.link('/repo/index'), at('two')].join('\n');
		const env = { http_proxy: proxy.link(), no_proxy: '127.0.0.1' };
		await survival.try('plain http', async () => {
			const cold = await buildFrom(repos, 'one two three local', { env });
			const warm = await buildFrom(repos, 'one two three local', { env, cacheDir: cold.cacheDir });
			for (const { status, stderr } of [cold, warm])
				expect([status, stderr]).to.deep.equal([0, warnedOfPlain(at('one'), at('two'))]);
			const none = await buildFrom(repos, 'mine', { env, installers: { mine: text } });
			expect([none.status, none.stderr]).to.deep.equal([0, '']);
		});
	});

	it('is told of nowhere for this machine itself', async () => {
		const text = note('one');
		const server = await startRepository({ one: text });
		const link = `http://localhost:${server.port}/repo/index`;
		const { status, stderr } = await buildFrom(link, 'one');
		expect([status, stderr]).to.deep.equal([0, '']);
		const file = makeFiles({ index: `one one.sh ${hashOf(text)}\n`, 'one.sh': text });
		const local = await buildFrom(`file://${encodeURI(file)}/index`, 'one');
		expect([local.status, local.stderr]).to.deep.equal([0, '']);
	});
});

import { expect } from 'chai';
import { detailsOf, told } from '../install/builds.ts';
import { TestServer } from '../support/server.ts';
import { buildFrom, hashOf, repositoryAnswers, startRepository } from './repository.ts';

const md5 = hashOf(':');
const sha256 = hashOf(':', 'sha256');

/** A server with this index; every installer on it is `:`. */
async function startIndex(index: string | Buffer): Promise<TestServer> {
	const server = await TestServer.start({ '/repo/index': index });
	for (const path of ['/repo/one.sh', '/repo/two.sh', '/one.sh', '/repo/sub/one.sh']) server.answer(path, ':');
	return server;
}

const readable: readonly (readonly [title: string, index: string, path?: string])[] = [
	['single spaces', `one one.sh ${md5}\n`],
	['many spaces and spaces around', `  one   one.sh    ${md5}  \n`],
	['tabs', `\tone\tone.sh\t \t${md5}\n`],
	['CRLF', `# ours\r\n\r\none one.sh ${md5}\r\n`],
	['CRLF and no last newline', `two two.sh ${md5}\r\none one.sh ${md5}\r`],
	['no last newline', `one one.sh ${md5}`],
	['a byte-order mark', `\uFEFFone one.sh ${md5}\n`],
	['blank lines and comments', `\n#one two.sh ${md5}\n \t \n  # one two.sh ${md5}\none one.sh ${md5}\n\n`],
	['a description', `one one.sh ${md5} # one, as one.sh\n`],
	['a description without #', `one one.sh ${md5} the first\n`],
	['an md5 in capitals', `one one.sh ${md5.toUpperCase()}\n`],
	['a sha256', `one one.sh ${sha256}\n`],
	['a sha256 in capitals', `one one.sh ${sha256.toUpperCase()}\n`],
	['a sha256 that says so', `one one.sh sha256:${sha256}\n`],
	['a link relative to the root', `one /one.sh ${md5}\n`, '/one.sh'],
	['a link into a directory', `one sub/one.sh ${md5}\n`, '/repo/sub/one.sh'],
	['a link that climbs', `one ../one.sh ${md5}\n`, '/one.sh'],
	['a link with dots', `one ./sub/../one.sh ${md5}\n`],
	['the same line twice', `one one.sh ${md5}\none one.sh ${md5} # again\n`],
	['two links with one checksum, of which the first counts', `one one.sh ${md5}\none two.sh ${md5}\n`],
	['names that begin alike', `one.two two.sh 0${md5.slice(1)}\noneone two.sh ${md5}\none one.sh ${md5}\n`],
	['names that end alike', `x-one two.sh ${md5}\nx one two.sh ${md5}\none one.sh ${md5}\n`.replace('x one', 'x+one')],
];

describe('an index', () => {
	for (const [title, index, path = '/repo/one.sh'] of readable) {
		it(`can have ${title}`, async () => {
			const server = await startIndex(index);
			const { status, stdout, stderr } = await buildFrom(server.link('/repo/index'), 'one');
			expect([status, stderr]).to.deep.equal([0, '']);
			expect(stdout).to.contain(`-----> Installing one (from ${server.link(path)})\n`);
			expect(server.takePaths()).to.deep.equal(['/repo/index', path]);
		});
	}

	it('can name an installer on another server, and its directory there is INSTALLER_DIR', async () => {
		const installer = 'print "$INSTALLER_DIR"';
		const other = await startRepository({ one: installer });
		const server = await startIndex(`one ${other.link('/repo/one.sh')} ${hashOf(installer)}\n`);
		const result = await buildFrom(server.link('/repo/index'), 'one');
		expect(detailsOf(result)).to.include(other.link('/repo'));
		expect([server.takePaths(), other.takePaths()]).to.deep.equal([['/repo/index'], ['/repo/one.sh']]);
	});

	it('has names that match exactly, and each is refused by another', async () => {
		const server = await startIndex(`nginx one.sh ${md5}\nnginx-extra one.sh ${md5}\n`);
		for (const name of ['nginx.', 'ngin', 'NGINX', 'ngi.x']) {
			const { status, stdout, stderr } = await buildFrom(server.link('/repo/index'), name);
			expect(stdout).not.to.contain('Installing');
			expect(stderr).to.match(new RegExp(`^ !     There is no package ${name}, which is required by`));
			expect([status, server.takePaths()]).to.deep.equal([1, ['/repo/index']]);
		}
	});

	it('is never searched for a pattern', async () => {
		const server = await startIndex(`php5 one.sh ${md5}\n`);
		const { status, stdout, stderr } = await buildFrom(server.link('/repo/index'), 'php5*');
		expect([status, stdout, server.takePaths()]).to.deep.equal([1, '', []]);
		expect(stderr).to.equal(
			told(
				'build/heroku/install, line 1: "php5*" is not a package name.',
				'A name begins with a letter or digit, and goes on with these and . _ + - only.',
			),
		);
	});
});

const malformed: readonly (readonly [title: string, line: string])[] = [
	['no checksum', 'one one.sh'],
	['nothing but a name', 'one'],
	['a checksum of the wrong length', `one one.sh ${md5.slice(1)}`],
	['a checksum of the wrong length that says sha256', `one one.sh sha256:${md5}`],
	['a sha1', `one one.sh ${md5}01234567`],
	['a checksum that is no hex', `one one.sh ${md5.slice(1)}g`],
	['a description in place of a checksum', 'one one.sh # the first'],
	['a name that is none', `../one one.sh ${md5}`],
];

describe('a malformed line of an index', () => {
	const message = (index: string, line: number) =>
		`${index}, line ${line}, is malformed: it has to be a name, a link and a checksum.`;

	for (const [title, line] of malformed) {
		it(`is one with ${title}: a warning, and nothing is installed from it`, async () => {
			const server = await startIndex(`# ours\n${line}\ntwo two.sh ${md5}\n`);
			const index = server.link('/repo/index');
			const good = await buildFrom(index, 'two');
			expect([good.status, good.stderr]).to.deep.equal([0, told(message(index, 2))]);
			const bad = await buildFrom(index, 'one', { cacheDir: good.cacheDir });
			expect(bad.status).to.equal(1);
			// once, although the index was fetched anew
			expect(bad.stderr.match(/is malformed/g)).to.have.length(1);
			expect(bad.stderr).to.contain('There is no package one, which is required by');
			expect(server.takePaths()).to.deep.equal(['/repo/index', '/repo/two.sh', '/repo/index']);
		});
	}

	for (const [count, more] of [
		[5, []],
		[6, ['So is 1 more line there.']],
		[9, ['So are 4 more lines there.']],
	] as const) {
		it(`is named for the first five of ${count}, and then they are counted`, async () => {
			const server = await startIndex(`${'broken line\n'.repeat(count)}one one.sh ${md5}\n`);
			const index = server.link('/repo/index');
			const { status, stderr, cacheDir } = await buildFrom(index, 'one');
			const warnings = told(...[1, 2, 3, 4, 5].map((line) => message(index, line)), ...more);
			expect([status, stderr]).to.deep.equal([0, warnings]);
			const warm = await buildFrom(index, 'one', { cacheDir });
			expect([warm.status, warm.stderr]).to.deep.equal([0, warnings]);
			expect(server.takePaths()).to.deep.equal(['/repo/index', '/repo/one.sh']);
		});
	}
});

describe('a name with different checksums', () => {
	const other = '0'.repeat(32);
	const error = (...places: readonly string[]) =>
		told(
			'The package one stands in more than one place, with different checksums:',
			...places,
			'Remove or rename all but one.',
		);

	it('in one index is an error that names each line', async () => {
		const server = await startIndex(`one one.sh ${md5}\ntwo two.sh ${md5}\none one.sh ${other}\none two.sh ${md5}\n`);
		const index = server.link('/repo/index');
		const { status, stderr } = await buildFrom(index, 'one');
		expect(stderr).to.equal(
			error(`${index}, line 1: md5:${md5}`, `${index}, line 3: md5:${other}`, `${index}, line 4: md5:${md5}`),
		);
		expect([status, server.takePaths()]).to.deep.equal([1, ['/repo/index']]);
	});

	it('in two indexes is an error that names both', async () => {
		const [first, second] = [await startRepository({ one: ':' }), await startRepository({ two: ':', one: 'print' })];
		const links = [first, second].map((server) => server.link('/repo/index'));
		const { status, stderr } = await buildFrom(links.join('\n'), 'one');
		expect(stderr).to.equal(
			error(`${links[0]}, line 1: md5:${hashOf(':')}`, `${links[1]}, line 2: md5:${hashOf('print')}`),
		);
		expect(status).to.equal(1);
		for (const server of [first, second]) expect(server.takePaths()).to.deep.equal(['/repo/index']);
	});

	it('of different kinds, which may be of one file, is an error that says so', async () => {
		const sha256 = hashOf(':', 'sha256');
		const [first, second] = [
			await startIndex(`one one.sh ${md5}\n`),
			await startIndex(`# ours\none one.sh ${sha256.toUpperCase()}\none one.sh sha256:${sha256}\n`),
		];
		const links = [first, second].map((server) => server.link('/repo/index'));
		const { status, stderr } = await buildFrom(links.join('\n'), 'one');
		expect(stderr).to.equal(
			told(
				'The package one stands in more than one place, with checksums of different kinds, which cannot be compared:',
				`${links[0]}, line 1: md5:${md5}`,
				`${links[1]}, line 2: sha256:${sha256}`,
				`${links[1]}, line 3: sha256:${sha256}`,
				'If they are of the same file, give all of them the same kind; else remove or rename all but one.',
			),
		);
		expect(status).to.equal(1);
		for (const server of [first, second]) expect(server.takePaths()).to.deep.equal(['/repo/index']);
	});

	it('of different kinds, and two of one kind, is an error like any other', async () => {
		const sha256 = hashOf(':', 'sha256');
		const server = await startIndex(`one one.sh ${md5}\none one.sh ${sha256}\none one.sh ${other}\n`);
		const index = server.link('/repo/index');
		const { status, stderr } = await buildFrom(index, 'one');
		expect(stderr).to.equal(
			error(`${index}, line 1: md5:${md5}`, `${index}, line 2: sha256:${sha256}`, `${index}, line 3: md5:${other}`),
		);
		expect([status, server.takePaths()]).to.deep.equal([1, ['/repo/index']]);
	});

	it('is none of the business of a build that does not ask for it', async () => {
		const server = await startIndex(`one one.sh ${md5}\none one.sh ${other}\ntwo two.sh ${md5}\n`);
		const { status, stderr } = await buildFrom(server.link('/repo/index'), 'two');
		expect([status, stderr]).to.deep.equal([0, '']);
	});

	it('is none in a mirror: the first link counts', async () => {
		const answers = repositoryAnswers({ one: ':' });
		const [first, second] = [await TestServer.start(answers), await TestServer.start(answers)];
		const links = [first, second].map((server) => server.link('/repo/index'));
		const { status, stdout } = await buildFrom(links.join(' '), 'one');
		expect(stdout).to.contain(`(from ${first.link('/repo/one.sh')})\n       Found in ${links[0]}\n`);
		expect([status, first.takePaths(), second.takePaths()]).to.deep.equal([
			0,
			['/repo/index', '/repo/one.sh'],
			['/repo/index'],
		]);
	});
});

describe('an index that cannot be one', () => {
	const page = '<!DOCTYPE html>\n<html><head><title>Please sign in</title></head></html>\n';
	const utf16 = Buffer.from(`\uFEFFone one.sh ${md5}\n`, 'utf16le');
	const advice = 'Is the link right, and does the server want a user and password?';
	const cases: readonly (readonly [string, string | Buffer, (index: string) => readonly string[]])[] = [
		[
			'a login page',
			page,
			(index) => [
				`${index} is no index: not one line of it is a name, a link and a checksum. It begins with ${JSON.stringify(page.slice(0, 60))}.`,
				advice,
			],
		],
		[
			'empty',
			'',
			(index) => [
				`${index} is no index: not one line of it is a name, a link and a checksum. It begins with "".`,
				advice,
			],
		],
		['UTF-16', utf16, (index) => [`${index} is no index: it holds NUL bytes. It has to be plain text in UTF-8.`]],
		[
			'with a NUL byte',
			`one one.sh ${md5}\n\0`,
			(index) => [`${index} is no index: it holds NUL bytes. It has to be plain text in UTF-8.`],
		],
	];
	for (const [title, body, lines] of cases) {
		it(`is an error if it is ${title}, with and without an older one in the cache`, async () => {
			const server = await startRepository({ one: ':' });
			const index = server.link('/repo/index');
			const { cacheDir } = await buildFrom(index, 'one');
			server.answer('/repo/index', body);
			for (const options of [{}, { cacheDir, env: { RELOAD_REPOSITORY: '1' } }]) {
				const { status, stderr } = await buildFrom(index, 'one', options);
				expect([status, stderr]).to.deep.equal([1, told(...lines(index))]);
			}
			server.takePaths();
			const warm = await buildFrom(index, 'one', { cacheDir });
			expect([warm.status, server.takePaths()]).to.deep.equal([0, []]);
		});
	}
});

import { execFile, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { marked, modular, publicBuildpack } from '../local/modular.ts';
import { appFiles, type FileContent, makeDirectory, makeFiles } from '../support/directories.ts';
import { compile } from '../support/entry-points.ts';
import { TestServer } from '../support/server.ts';

const hashOf = (text: string, algorithm = 'md5') => createHash(algorithm).update(text).digest('hex');

/** As the shell project kept its packages: a group has installers, archives, descriptions and build scripts. */
const packages: Readonly<Record<string, FileContent>> = {
	'pcre.sh': 'print "pcre is here"\n',
	'ffmpeg/ffmpeg.sh': 'dependency_require pcre\nprint "ffmpeg is here"\n',
	'ffmpeg/ffmpeg.dsc': 'Provides ffmpeg, built for the stack.\r\nMore about it.\r\n',
	'ffmpeg/ffmpeg-1.4.2.tar.gz': 'an archive',
	'ffmpeg/FFmpeg.sh': 'print "a name of its own"\n',
	'my tools/libstdc++.sh': 'print "a name of signs"\n',
	'README.md': '# Packages\n',
	'create-index': { text: '#!/bin/sh\n', mode: 0o755 },
	'.git/hooks/one.sh': 'print "no package"\n',
};

const index = [
	`FFmpeg ffmpeg/FFmpeg.sh ${hashOf('print "a name of its own"\n')}\n`,
	`ffmpeg ffmpeg/ffmpeg.sh ${hashOf('dependency_require pcre\nprint "ffmpeg is here"\n')} # Provides ffmpeg, built for the stack.\n`,
	`libstdc++ my%20tools/libstdc++.sh ${hashOf('print "a name of signs"\n')}\n`,
	`pcre pcre.sh ${hashOf('print "pcre is here"\n')}\n`,
].join('');

describe('modular index', () => {
	it('prints the packages of a directory, sorted by name, each time the same', async () => {
		const directory = makeFiles(packages);
		for (const dir of [directory, `${directory}/`]) {
			const { status, stdout, stderr, left } = await modular(['index', dir]);
			expect(stderr).to.equal('');
			expect(stdout).to.equal(index);
			expect(status).to.equal(0);
			expect(left).to.deep.equal([]);
		}
	});

	it('has links below the base URL, and sha256, where that is asked for', async () => {
		const text = 'print "pcre is here"\n';
		const directory = makeFiles({ 'my lib/pcre.sh': text });
		const args = ['index', directory, '--base-url', 'https://packages.example.com/heroku', '--checksum', 'sha256'];
		const { status, stdout } = await modular(args);
		expect(stdout).to.equal(`pcre https://packages.example.com/heroku/my%20lib/pcre.sh ${hashOf(text, 'sha256')}\n`);
		expect(status).to.equal(0);
	});

	it('writes it to a file, which is there whole', async () => {
		const out = makeDirectory();
		const { status, stdout, stderr } = await modular(['index', makeFiles(packages), '--out', join(out, 'index')]);
		expect(stderr).to.equal(`Wrote ${join(out, 'index')}.\n`);
		expect(stdout).to.equal('');
		expect(status).to.equal(0);
		expect(readFileSync(join(out, 'index'), 'utf8')).to.equal(index);
		expect(readdirSync(out)).to.deep.equal(['index']);
	});

	it('writes into a pipe, and does not replace it', async () => {
		const pipe = join(makeDirectory(), 'pipe');
		spawnSync('mkfifo', [pipe]);
		const reader = promisify(execFile)('timeout', ['10', 'cat', pipe]);
		const { status, stdout } = await modular(['index', makeFiles(packages), '--out', pipe]);
		expect(stdout).to.equal('');
		expect(status).to.equal(0);
		expect(statSync(pipe).isFIFO()).to.be.true;
		expect((await reader).stdout).to.equal(index);
	});

	it('makes what a build can use at once, with links that are relative and odd', async () => {
		const directory = makeFiles(packages);
		const { stdout } = await modular(['index', directory]);
		const server = await TestServer.start({
			'/all/index': stdout,
			...Object.fromEntries(
				['pcre.sh', 'ffmpeg/ffmpeg.sh', 'my tools/libstdc++.sh'].map((path) => [
					`/all/${encodeURI(path)}`,
					readFileSync(join(directory, path)),
				]),
			),
		});
		const app = makeFiles(
			appFiles(
				{},
				{
					'build/heroku/repos': server.link('/all/index'),
					'build/heroku/install': 'ffmpeg\nlibstdc++\n',
				},
			),
		);
		const { status, log } = await compile(app);
		for (const text of ['pcre is here', 'ffmpeg is here', 'a name of signs'])
			expect(log, log).to.include(`       ${text}\n`);
		expect(status).to.equal(0);
	});

	it('leaves out what is no installer, and says so on stderr', async () => {
		const directory = makeFiles({
			'one.sh': 'print one\n',
			'php/build-php.sh': { text: '#!/bin/sh\n', mode: 0o755 },
			'php/.draft.sh': 'print draft\n',
			'php/über.sh': 'print more\n',
			'php/-rf.sh': 'print more\n',
			'php/deep/er/two.sh': 'print "too deep"\n',
			again: { link: '.' },
			away: { link: 'nothing' },
			round: { link: 'round' },
		});
		const { status, stdout, stderr } = await modular(['index', directory]);
		expect(stdout).to.equal(`one one.sh ${hashOf('print one\n')}\n`);
		expect(stderr).to.equal(
			marked(
				'again is left out: it is a link to a directory around it.',
				'away is left out: it is a link that cannot be followed: it does not exist.',
				'round is left out: it is a link that cannot be followed: links in its path go in a circle.',
				'php/-rf.sh is left out: "-rf" is not a package name.',
				'php/.draft.sh is left out: it is hidden.',
				'php/build-php.sh is left out: it is executable, as build scripts are.',
				'php/über.sh is left out: "über" is not a package name.',
			),
		);
		expect(status).to.equal(0);
	});

	it('says that a directory holds no packages', async () => {
		const directory = makeDirectory();
		const { status, stdout, stderr } = await modular(['index', directory]);
		expect(stderr).to.equal(marked(`There are no installers in ${directory}: the index is empty.`));
		expect(stdout).to.equal('');
		expect(status).to.equal(0);
	});

	it('follows links to groups and to installers', async () => {
		const elsewhere = makeFiles({ 'two.sh': 'print two\n', 'file.sh': 'print one\n' });
		const directory = makeFiles({ 'one.sh': { link: join(elsewhere, 'file.sh') }, group: { link: elsewhere } });
		const { stdout } = await modular(['index', directory]);
		expect(stdout).to.equal(
			`file group/file.sh ${hashOf('print one\n')}\none one.sh ${hashOf('print one\n')}\ntwo group/two.sh ${hashOf('print two\n')}\n`,
		);
	});
});

/** DIR stands for the directory with these files. */
const faults: readonly {
	readonly fault: string;
	readonly files?: Readonly<Record<string, FileContent>>;
	readonly args?: readonly string[];
	readonly status: number;
	readonly message: string;
}[] = [
	{
		fault: 'two installers of one name',
		files: { 'a/one.sh': 'print one\n', 'b/one.sh': 'print one\n' },
		status: 1,
		message:
			'Two installers have the name one: a/one.sh and b/one.sh. Rename one: a package is known by its name alone.',
	},
	{
		fault: 'an installer of 10 MB',
		files: { 'one.sh': Buffer.alloc(10e6, '#') },
		status: 1,
		message: 'one.sh cannot be an installer: it is 10.0 MB large. An installer is a small shell script in UTF-8.',
	},
	{
		fault: 'a description of 10 MB',
		files: { 'one.sh': '', 'one.dsc': Buffer.alloc(10e6, '#') },
		status: 64,
		message: 'modular: DIR/one.dsc cannot be read: it is 10.0 MB large.',
	},
	{
		fault: 'an installer in UTF-16',
		files: { 'a/one.sh': Buffer.from('\uFEFFprint one\n', 'utf16le') },
		status: 1,
		message: 'a/one.sh cannot be an installer: it is in UTF-16. An installer is a small shell script in UTF-8.',
	},
	{
		fault: 'an installer with NUL bytes',
		files: { 'one.sh': 'print\0one\n' },
		status: 1,
		message: 'one.sh cannot be an installer: it holds NUL bytes. An installer is a small shell script in UTF-8.',
	},
	{
		fault: 'an installer that is a link to itself',
		files: { 'one.sh': { link: 'one.sh' } },
		status: 64,
		message: 'modular: DIR/one.sh cannot be read: links in its path go in a circle.',
	},
	{
		fault: 'a directory that does not exist',
		args: ['DIR/nothing'],
		status: 64,
		message: 'modular: DIR/nothing cannot be read: it does not exist.',
	},
	{
		fault: 'a directory that is a link to itself',
		files: { round: { link: 'round' } },
		args: ['DIR/round'],
		status: 64,
		message: 'modular: DIR/round cannot be read: links in its path go in a circle.',
	},
	{
		fault: 'a directory that is a file',
		files: { file: '' },
		args: ['DIR/file'],
		status: 64,
		message: 'modular: DIR/file cannot be read: it is not a directory.',
	},
	...[
		{ url: 'packages.example.com', reason: 'it does not begin with a scheme such as https://' },
		{ url: '', reason: 'it does not begin with a scheme such as https://' },
		{ url: 'https://', reason: 'it is not a URL' },
		{ url: 'https://exa mple.com/', reason: 'it is not a URL' },
		{ url: 'https://example.com/?path=', reason: 'paths cannot follow a ? or a #' },
		{ url: 'https://example.com/#path', reason: 'paths cannot follow a ? or a #' },
	].map(({ url, reason }) => ({
		fault: `a base URL that is none: ${JSON.stringify(url)}`,
		args: ['DIR', '--base-url', url],
		status: 64,
		message: `modular index: --base-url ${JSON.stringify(url)} cannot be used: ${reason}. Give one such as https://packages.example.com/heroku.`,
	})),
	{
		fault: 'a base URL with a password, which is not printed',
		args: ['DIR', '--base-url', 'https://me:secret@example.com/'],
		status: 64,
		message:
			'modular index: --base-url "https://example.com/" cannot be used: it holds a user or a password, which everybody could read. Give one such as https://packages.example.com/heroku.',
	},
	{
		fault: 'a checksum of another kind',
		args: ['DIR', '--checksum', 'sha1'],
		status: 64,
		message:
			"error: option '--checksum <kind>' argument 'sha1' is invalid. Allowed choices are md5, sha256.\nSee modular --help.",
	},
	{
		fault: 'a file that cannot be written',
		files: { 'one.sh': 'print one\n', file: '' },
		args: ['DIR', '--out', 'DIR/file/index'],
		status: 1,
		message: 'DIR/file/index cannot be written: a part of its path is a file, not a directory. Nothing was changed.',
	},
	{
		fault: 'a directory where the file should be',
		files: { 'one.sh': 'print one\n' },
		args: ['DIR', '--out', 'DIR'],
		status: 1,
		message: 'DIR cannot be written: it is a directory. Nothing was changed.',
	},
];

describe('modular index, given something wrong', () => {
	for (const { fault, files = {}, args = ['DIR'], status, message } of faults) {
		it(`refuses ${fault}, in one line and without a part of an index`, async () => {
			const directory = makeFiles(files);
			const before = readdirSync(directory);
			const fill = (text: string) => text.replace('DIR', directory);
			const result = await modular(['index', ...args.map(fill)]);
			expect(result.stderr).to.equal(status === 64 ? `${fill(message)}\n` : marked(fill(message)));
			expect(result.stdout).to.equal('');
			expect(result.status).to.equal(status);
			expect(readdirSync(directory)).to.deep.equal(before);
		});
	}

	it('refuses what its user may not read, in one line', async function () {
		const uid = process.getuid?.() === 0 ? 65534 : undefined;
		const directory = makeFiles({ 'group/one.sh': 'print one\n' });
		chmodSync(join(directory, '..'), 0o755);
		const options = uid === undefined ? {} : { uid, program: publicBuildpack() };
		for (const path of ['group/one.sh', 'group']) {
			chmodSync(join(directory, path), 0);
			const { status, stdout, stderr } = await modular(['index', directory], options);
			expect(stderr).to.equal(`modular: ${join(directory, path)} cannot be read: permission denied.\n`);
			expect(stdout).to.equal('');
			expect(status).to.equal(64);
		}
	});
});

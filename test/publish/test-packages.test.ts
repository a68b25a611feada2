import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { endLeftProcesses, makeCaller, modular } from '../local/modular.ts';
import { commands, buildpackWith, makeArchive, archivePath } from '../node/machine.ts';
import { makeDirectory, makeFiles } from '../support/directories.ts';
import { TestServer } from '../support/server.ts';

/** The rows of a table, each cell by its column's name. */
function rowsOf(stdout: string): Record<string, string>[] {
	const lines = stdout.split('\n');
	const start = lines.findIndex((line) => line.startsWith('PACKAGE'));
	const [header = '', ...rest] = start === -1 ? [] : lines.slice(start);
	const end = rest.indexOf('');
	return rest.slice(0, end).map((line) => {
		const cells = line.split(/ {2,}/);
		return Object.fromEntries(header.split(/ {2,}/).map((column, index) => [column, cells[index] ?? '']));
	});
}

const resultsOf = (stdout: string) => rowsOf(stdout).map(({ PACKAGE, RESULT }) => `${PACKAGE} ${RESULT}`);

describe('modular test', () => {
	afterEach(endLeftProcesses);

	it('installs every package into an app of its own, and says what each one brings', async () => {
		const directory = makeFiles({
			'group/tool.sh': [
				'cached_download "$INSTALLER_DIR/tool.txt" "$BUILD_DIR/vendor/tool/tool.txt"',
				'ln -s tool.txt vendor/tool/link',
				'env_extend PATH /app/vendor/tool/bin',
				'env_extend LD_LIBRARY_PATH "\\$HOME/vendor/tool/lib"',
				'printf "\\n%s\\n" "vendor/tool/start &" >>"$BUILD_DIR/boot.sh"',
			].join('\n'),
			'group/tool.txt': Buffer.alloc(1_200_000),
			'group/build.sh': { text: 'exit 1\n', mode: 0o755 },
			'empty.sh': '',
			'both.sh': 'dependency_require tool\necho more >more\n',
		});
		const { status, stdout, stderr, left, running } = await modular(['test', directory]);
		expect(stderr).to.equal(' !     group/build.sh is left out: it is executable, as build scripts are.\n');
		expect(stdout.replaceAll(/ \d+\.\d {2}/g, ' S.S  ')).to.equal(
			[
				'-----> Testing both',
				'-----> Testing empty',
				'-----> Testing tool',
				'PACKAGE  RESULT  SECONDS  DOWNLOADED  FILES  PATH  BOOT.SH',
				'both     ok          S.S      1.2 MB      4     1        1',
				'empty    ok          S.S        1 kB      0     0        0',
				'tool     ok          S.S      1.2 MB      3     1        1',
				'',
				'both',
				'  PATH: /app/vendor/tool/bin',
				'  LD_LIBRARY_PATH: $HOME/vendor/tool/lib',
				'  boot.sh: vendor/tool/start &',
				'',
				'tool',
				'  PATH: /app/vendor/tool/bin',
				'  LD_LIBRARY_PATH: $HOME/vendor/tool/lib',
				'  boot.sh: vendor/tool/start &',
				'',
			].join('\n'),
		);
		expect(status).to.equal(0);
		expect(left).to.deep.equal([]);
		expect(running).to.deep.equal([]);
	});

	it('tells of each failure after the table, with its log, and goes on with the others', async () => {
		const directory = makeFiles({
			'a.sh': 'print "before the end"\nexit 3\n',
			'b.sh': 'print fine\n',
			'c.sh': 'cached_download "$INSTALLER_DIR/missing.tgz" "$BUILD_DIR/x"\n',
		});
		const { status, stdout, stderr, left } = await modular(['test', directory]);
		expect(resultsOf(stdout)).to.deep.equal(['a failed', 'b ok', 'c failed']);
		const [, ...logs] = stdout.split('\n-----> The log of ');
		expect(logs.map((log) => log.split('\n')[0])).to.deep.equal(['a', 'c']);
		expect(logs[0]).to.include('       before the end\n !     a ended the build with status 3 (');
		expect(logs[0]).to.match(/\n {7}The build has ended with status 3\.\n$/);
		expect(logs[1]).to.match(/\/missing\.tgz .*404/);
		expect(stdout).not.to.include('       fine\n');
		expect(stderr).to.equal(' !     2 of 3 packages cannot be installed: a, c.\n');
		expect(status).to.equal(1);
		expect(left).to.deep.equal([]);
	});

	it('finds that a package never comes out of the directory because the buildpack has one of its name', async () => {
		const { status, stdout, stderr } = await modular(['test', makeFiles({ 'nginx.sh': 'print mine\n' })]);
		expect(resultsOf(stdout)).to.deep.equal(['nginx failed']);
		expect(stdout).to.include(
			'\n-----> Why nginx was not installed\n       The buildpack has a package nginx of its own, which every build gets instead. Rename this one.\n',
		);
		expect(stderr).to.equal(' !     1 of 1 package cannot be installed: nginx.\n');
		expect(status).to.equal(1);
	});

	it('tests only the packages that are named, and each once', async () => {
		const directory = makeFiles({ 'a.sh': 'exit 1\n', 'b.sh': '', 'c.sh': '', 'd.sh': { text: '', mode: 0o755 } });
		const { status, stdout, stderr } = await modular(['test', directory, 'c', 'b', 'c']);
		expect(resultsOf(stdout)).to.deep.equal(['b ok', 'c ok']);
		expect(stderr).to.equal('');
		expect(status).to.equal(0);
	});

	it('gives each package an app and a cache that nothing else has been in', async () => {
		const witness =
			'ls -A "$CACHE_DIR" "$BUILD_DIR" | grep seen && exit 5\ntouch "$CACHE_DIR/seen-$PACKAGE" "$BUILD_DIR/seen-$PACKAGE"\n';
		const { status, stdout } = await modular(['test', makeFiles({ 'a.sh': witness, 'b.sh': witness })]);
		expect(resultsOf(stdout)).to.deep.equal(['a ok', 'b ok']);
		expect(status).to.equal(0);
	});

	it('fetches from elsewhere once for all packages, counts it for each, and checks it for each', async () => {
		const elsewhere = await TestServer.start({ '/big.tgz': Buffer.alloc(3_000_000), '/other.tgz': 'changing' });
		const fetch = `unset http_proxy\n[ ! -e "$CACHE_DIR/big.tgz" ] || exit 6\ncached_download ${elsewhere.link('/big.tgz')} "$CACHE_DIR/big.tgz"\n`;
		const directory = makeFiles({
			'a.sh': fetch,
			'b.sh': fetch,
			'c.sh': `cached_download ${elsewhere.link('/big.tgz')} "$CACHE_DIR/big.tgz" ${'0'.repeat(32)}\n`,
		});
		const { stdout, status } = await modular(['test', directory]);
		expect(rowsOf(stdout).map(({ RESULT, DOWNLOADED }) => `${RESULT} ${DOWNLOADED}`)).to.deep.equal([
			'ok 3.0 MB',
			'ok 3.0 MB',
			'failed 3.0 MB',
		]);
		expect(stdout).to.include('0'.repeat(32));
		// the third is fetched anew, because what is there is not what is wanted
		expect(elsewhere.takePaths()).to.deep.equal(['/big.tgz', '/big.tgz']);
		expect(status).to.equal(1);
	});

	it('needs the packages of another repository only where it is told of that', async () => {
		const other = await TestServer.start({});
		const text = 'print "from elsewhere"\n';
		other.answer('/base.sh', text);
		other.answer('/index', `base base.sh ${createHash('md5').update(text).digest('hex')}\n`);
		const directory = makeFiles({ 'tool.sh': 'dependency_require base\n' });
		expect((await modular(['test', directory])).status).to.equal(1);
		const { status, stdout, stderr } = await modular(['test', directory, '--repo', other.link('/index')]);
		expect(stderr).to.equal('');
		expect(resultsOf(stdout)).to.deep.equal(['tool ok']);
		expect(status).to.equal(0);
	});

	it('hands on a stack and config variables, and lets none of them lead elsewhere', async () => {
		const directory = makeFiles({ 'tool.sh': 'echo "$STACK $COLOUR $no_proxy" >"$WITNESS"\n' });
		const witness = join(makeDirectory(), 'witness');
		const envFile = join(
			makeFiles({
				env: `COLOUR=dark blue\nWITNESS="${witness}"\nMODULAR_REPOS=http://127.0.0.1:9/index\nhttp_proxy=http://127.0.0.1:9\nNO_PROXY=x.example\n`,
			}),
			'env',
		);
		const { status, stderr } = await modular(['test', directory, '--stack', 'heroku-24', '--env-file', envFile], {
			env: { MODULAR_REPOS: 'http://127.0.0.1:9/index', HTTP_PROXY: 'http://127.0.0.1:9' },
		});
		expect(stderr).to.equal('');
		expect(readFileSync(witness, 'utf8')).to.equal('heroku-24 dark blue x.example,127.0.0.1\n');
		expect(status).to.equal(0);
	});

	it('keeps what was made only with --keep, and even then no config variables', async () => {
		const directory = makeFiles({ 'tool.sh': 'print "in the log"\necho made >made\ntouch "$CACHE_DIR/cached"\n' });
		const envFile = join(makeFiles({ env: 'TOKEN=secret\n' }), 'env');
		const { stdout, temporary, left, status } = await modular(['test', directory, '--keep', '--env-file', envFile]);
		expect(status).to.equal(0);
		expect(left.length).to.equal(1);
		const scratch = join(temporary, left[0] ?? '');
		expect(stdout).to.include(`-----> Kept in ${scratch}: for each package its app, cache and log\n`);
		expect(readdirSync(scratch)).to.deep.equal(['tool']);
		expect(readdirSync(join(scratch, 'tool')).sort()).to.deep.equal(['app', 'cache', 'log']);
		expect(readFileSync(join(scratch, 'tool', 'app', 'made'), 'utf8')).to.equal('made\n');
		expect(existsSync(join(scratch, 'tool', 'cache', 'cached'))).to.equal(true);
		expect(readFileSync(join(scratch, 'tool', 'log'), 'utf8')).to.include('       in the log\n');
	});

	for (const { jobs, most } of [
		{ jobs: undefined, most: 1 },
		{ jobs: '3', most: 3 },
	]) {
		it(`installs ${most} at a time ${jobs === undefined ? 'by default' : `with --jobs ${jobs}`}`, async () => {
			const meeting = makeDirectory();
			// each notes how many are there with it, and leaves once as many are there as can be, or after a second
			const script = `cd "$MEETING"; touch "$PACKAGE"; n=0
				while [ "$(ls | wc -l)" -lt ${most} ] && [ $n -lt 20 ]; do n=$((n + 1)); sleep 0.1; done
				ls | wc -l >>"$MEETING.counts"; sleep 0.3; rm "$PACKAGE"\n`;
			const directory = makeFiles(Object.fromEntries(['a', 'b', 'c'].map((name) => [`${name}.sh`, script])));
			const envFile = join(makeFiles({ env: `MEETING="${meeting}"\n` }), 'env');
			const args = ['test', directory, '--env-file', envFile, ...(jobs === undefined ? [] : ['--jobs', jobs])];
			const { stdout, status } = await modular(args);
			expect(resultsOf(stdout)).to.deep.equal(['a ok', 'b ok', 'c ok']);
			const counts = readFileSync(`${meeting}.counts`, 'utf8').trim().split(/\s+/).map(Number);
			expect(Math.max(...counts)).to.equal(most);
			expect(status).to.equal(0);
		});
	}

	it('gets a Node.js once for all packages where the machine has none', async function () {
		this.timeout(60_000);
		const archive = makeArchive('real');
		const mirror = await TestServer.start({ [archivePath]: archive });
		const program = join(buildpackWith(archive), 'bin', 'modular');
		const { status, stdout, stderr } = await modular(['test', makeFiles({ 'a.sh': '', 'b.sh': '' })], {
			program,
			env: { PATH: commands(['curl', 'readlink']), MODULAR_NODE_MIRROR: mirror.link() },
		});
		expect(stderr).to.equal('');
		expect(resultsOf(stdout)).to.deep.equal(['a ok', 'b ok']);
		expect(status).to.equal(0);
		expect(mirror.takePaths()).to.deep.equal([archivePath]);
	});

	it('sees a change of the directory at once', async () => {
		const directory = makeFiles({ 'tool.sh': 'exit 1\n' });
		const caller = makeCaller();
		expect((await modular(['test', directory], { caller })).status).to.equal(1);
		writeFileSync(join(directory, 'tool.sh'), 'print mended\n');
		expect((await modular(['test', directory], { caller })).status).to.equal(0);
	});
});

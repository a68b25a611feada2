import { existsSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { appFiles, type FileContent, makeDirectory, makeFiles } from '../support/directories.ts';
import { missing } from '../support/shells.ts';
import { canHaveNamespaces, endLeftProcesses, freePort, modular, modularOnce, server, treeOf } from './modular.ts';

const run = (files: Record<string, FileContent>, ...args: readonly string[]) =>
	modular(['run', makeFiles(appFiles({}, files)), ...args]);

/** What the app itself printed. */
const said = (stdout: string) => stdout.replace(/^[^]*-----> Starting .*\n/, '');

describe('modular run', () => {
	afterEach(endLeftProcesses);
	if (!canHaveNamespaces()) {
		missing('this user can have no namespaces');
		return;
	}

	it('boots the app at /app, with the environment of a dyno', async () => {
		const command =
			'printf "%s\\n" "$(pwd)" "$PWD" "$HOME" "$PORT" "$DYNO" "$(readlink /proc/self/cwd)" "${BASH_VERSION:+bash}"';
		const port = String(await freePort());
		const { status, stdout, stderr, left, running } = await run({ Procfile: `web: ${command}\n` }, '--port', port);
		expect(stderr).to.equal('');
		expect(status).to.equal(0);
		expect(said(stdout).split('\n')).to.deep.equal(['/app', '/app', '/app', port, 'web.1', '/app', 'bash', '']);
		expect(left).to.deep.equal([]);
		expect(running).to.deep.equal([]);
	});

	it('builds the app first, and says what it starts', async () => {
		const app = makeFiles(appFiles({ witness: 'print built' }, { Procfile: 'web: echo "booted" && echo again\n' }));
		const before = treeOf(app);
		const { status, stdout, stderr } = await modular(['run', app, '--port', '45874']);
		expect(stderr).to.equal('');
		expect(status).to.equal(0);
		expect(stdout).to.equal(
			[
				'-----> Installing witness (from the app)',
				'       built',
				'-----> Installed 1 package, with 0 downloads.',
				'-----> Starting web with PORT=45874: echo "booted" && echo again',
				'booted',
				'again',
				'',
			].join('\n'),
		);
		expect(treeOf(app)).to.deep.equal(before);
	});

	it('sources .profile.d in order, then .profile, in the shell that sets up the command', async () => {
		const { status, stdout, stderr } = await run({
			'.profile.d/b.sh': 'export ORDER="$ORDER b in $PWD"\n',
			'.profile.d/a.sh': 'export ORDER="a"\nunexported=1\n',
			'.profile.d/ignored.txt': 'export ORDER="ignored"\n',
			'.profile': 'export ORDER="$ORDER, then .profile"\n[[ $BASH_VERSION ]] || echo no bash\n',
			Procfile: 'web: echo "$ORDER${unexported-}"\n',
		});
		expect(stderr).to.equal('');
		expect(status).to.equal(0);
		expect(said(stdout)).to.equal('a b in /app, then .profile\n');
	});

	it('gives the variables that installers extend, with the paths of /app', async () => {
		const vendor = [
			'mkdir -p "$BUILD_DIR/vendor/bin" "$BUILD_DIR/vendor/lib"',
			'ln -s /bin/sh "$BUILD_DIR/vendor/bin/interpreter"',
			'printf \'#!/app/vendor/bin/interpreter\\necho "hello from $0"\\n\' >"$BUILD_DIR/vendor/bin/hello"',
			'chmod +x "$BUILD_DIR/vendor/bin/hello"',
			"env_extend PATH '$HOME/vendor/bin'",
			'env_extend VENDOR /app/vendor',
		].join('\n');
		const app = makeFiles(appFiles({ vendor }, { Procfile: 'web: hello && /app/vendor/bin/hello && echo $VENDOR\n' }));
		const { status, stdout, stderr } = await modular(['run', app]);
		expect(stderr).to.equal('');
		expect(status).to.equal(0);
		expect(said(stdout)).to.equal('hello from /app/vendor/bin/hello\nhello from /app/vendor/bin/hello\n/app/vendor\n');
	});

	it('runs boot.sh where neither Procfile nor release say anything', async () => {
		const app = makeFiles(
			appFiles(
				{ booter: 'echo \'echo "booted in $PWD"\' >>"$BUILD_DIR/boot.sh"' },
				{ 'configure.sh': 'echo configured\n' },
			),
		);
		const { status, stdout } = await modular(['run', app]);
		expect(status).to.equal(0);
		expect(said(stdout)).to.equal('configured\nbooted in /app\n');
	});

	for (const { command, status } of [
		{ command: 'exit 3', status: 3 },
		{ command: 'exit 125', status: 125 },
		{ command: 'kill -KILL $$', status: 137 },
		{ command: 'kill -TERM $$', status: 143 },
		{ command: 'no-such-program', status: 127 },
	]) {
		it(`hands on the status of \`${command}\`, and removes the copy`, async () => {
			const result = await run({ Procfile: `web: ${command} 2>/dev/null\n` });
			expect(result.status).to.equal(status);
			expect(said(result.stdout)).to.equal('');
			expect(result.left).to.deep.equal([]);
			expect(result.running).to.deep.equal([]);
		});
	}

	it('hands on what the app says on stdout and on stderr, each where it belongs', async () => {
		const { stdout, stderr } = await run({ Procfile: 'web: echo to stdout; echo to stderr >&2\n' });
		expect(said(stdout)).to.equal('to stdout\n');
		expect(stderr).to.equal('to stderr\n');
	});

	it('gives the app an empty standard input', async () => {
		const { status, stdout } = await run({ Procfile: 'web: echo "<$(cat)>"\n' });
		expect(status).to.equal(0);
		expect(said(stdout)).to.equal('<>\n');
	});

	it('keeps the result where --out says, with what the app wrote at /app', async () => {
		const out = makeDirectory('out');
		const { status, left } = await run({ Procfile: 'web: echo written >/app/file\n' }, '--out', out);
		expect(status).to.equal(0);
		expect(readFileSync(join(out, 'file'), 'utf8')).to.equal('written\n');
		expect(readdirSync(out).sort()).to.deep.equal(['.modular', 'Procfile', 'boot.sh', 'build', 'file']);
		expect(left).to.deep.equal([]);
	});

	it('chooses a port that is free, and says when the app listens there', async () => {
		const app = makeFiles(appFiles({}, { 'server.js': server, Procfile: 'web: exec node server.js\n' }));
		const { status, stdout, stderr } = await modularOnce('Listening at', (child) => child.kill(), ['run', app]);
		expect(stderr).to.equal('');
		expect(status).to.equal(143);
		const [, port] = /Starting web with PORT=(\d+): exec node server.js\n/.exec(stdout) ?? [];
		expect(Number(port)).to.be.at.least(5000);
		expect(said(stdout)).to.equal(`-----> Listening at http://localhost:${port}\n`);
	});

	it("never touches the machine's own / and /app, nor its mounts", async () => {
		const look = () => ({
			root: readdirSync('/').sort(),
			app: existsSync('/app') ? [statSync('/app').ino, statSync('/app').mtimeMs] : undefined,
			mounts: readFileSync('/proc/self/mountinfo', 'utf8'),
			namespaces: ['mnt', 'pid'].map((name) => readlinkSync(`/proc/self/ns/${name}`)),
		});
		const before = look();
		let during: ReturnType<typeof look> | undefined;
		const port = String(await freePort());
		const app = makeFiles(
			appFiles({}, { 'server.js': server, Procfile: 'web: echo mine >/app/file && exec node server.js\n' }),
		);
		const { status, left } = await modularOnce(
			'Listening at',
			(child) => {
				during = look();
				child.kill();
			},
			['run', app, '--port', port],
		);
		expect(status).to.equal(143);
		expect(during).to.deep.equal(before);
		expect(look()).to.deep.equal(before);
		expect(left).to.deep.equal([]);
	});

	it("shows the app the machine's own directories, and only its own processes", async () => {
		const command =
			'ls -A / >entries; readlink /proc/self/ns/pid; readlink /proc/self/ns/mnt; ls /proc | grep -c "^[0-9]"';
		const out = makeDirectory('out');
		const { status, stdout } = await run({ Procfile: `web: ${command}\n` }, '--out', out);
		expect(status).to.equal(0);
		const entries = readFileSync(join(out, 'entries'), 'utf8').trim().split('\n');
		expect([...entries].sort()).to.deep.equal([...new Set([...readdirSync('/'), 'app'])].sort());
		const [pid, mnt, count] = said(stdout).split('\n');
		expect(pid).to.match(/^pid:/).and.not.equal(readlinkSync('/proc/self/ns/pid'));
		expect(mnt).to.match(/^mnt:/).and.not.equal(readlinkSync('/proc/self/ns/mnt'));
		expect(Number(count)).to.be.below(12);
	});
});

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { appFiles, makeDirectory, makeFiles } from './support/directories.ts';
import { compile, minimalEnvironment, root } from './support/entry-points.ts';
import { describeInEachShell } from './support/shells.ts';

const output = JSON.stringify(join(root, 'src/output.ts'));

/** Arguments for a Node.js that runs a piece of code which has the functions of src/output.ts. */
function program(code: string): string[] {
	const text = `import { action, detail, line, warn } from ${output};\n${code}`;
	return ['--import=tsx', join(makeFiles({ 'program.mts': text }), 'program.mts')];
}

describe('the log', () => {
	it('aligns every line of a message, and puts each on the stream where it belongs', () => {
		const code = `
			action('one\\ntwo\\n\\nthree');
			detail('one\\ntwo');
			warn('one\\ntwo');
			line('as it is\\n  %s');
			line('as it is', 'stderr');`;
		const { status, stdout, stderr } = spawnSync(process.execPath, program(code), {
			cwd: root,
			encoding: 'utf8',
			timeout: 15_000,
		});
		expect(stdout).to.equal('-----> one\n       two\n       \n       three\n       one\n       two\nas it is\n  %s\n');
		expect(stderr).to.equal(' !     one\n !     two\nas it is\n');
		expect(status).to.equal(0);
	});

	for (const [title, before] of [
		['', ''],
		[', through a pipe that somebody made non-blocking', 'process.stdout;'],
	] as const) {
		it(`is whole for a reader that is slow${title}`, async () => {
			const code = `${before}\nfor (let number = 0; number < 20_000; number += 1) detail(\`line \${number} ${'x'.repeat(50)}\`);`;
			const child = spawn('sh', ['-c', '"$@" | { sleep 1; cat; }', 'sh', process.execPath, ...program(code)], {
				cwd: root,
				stdio: ['ignore', 'pipe', 'pipe'],
			});
			let [stdout, stderr] = ['', ''];
			child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
			child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
			await new Promise((resolve) => child.once('close', resolve));
			expect(stderr).to.equal('');
			const lines = stdout.split('\n');
			expect(lines).to.have.length(20_001);
			expect(lines.findIndex((text, number) => text !== `       line ${number} ${'x'.repeat(50)}`)).to.equal(20_000);
		});
	}
});

describeInEachShell('a build whose log', (shell) => {
	const env = { ...minimalEnvironment, MODULAR_SHELL: shell.command };

	it('is read slowly is whole, whoever writes it', async () => {
		const installer =
			'number=0\nwhile [ $number -lt 2000 ]; do print "line $number $long"; number=$((number + 1)); done';
		const app = makeFiles(appFiles({ one: `long=${'x'.repeat(100)}\n${installer}`, two: 'print end' }));
		let isPaused = false;
		const { status, stdout } = await compile(app, {
			shell,
			onOutput: (_, child) => {
				if (isPaused) return;
				isPaused = true;
				child.stdout?.pause();
				void delay(300).then(() => child.stdout?.resume());
			},
		});
		expect(status).to.equal(0);
		const lines = stdout.split('\n');
		expect(lines).to.have.length(2005);
		expect(lines.slice(1, 2001)).to.deep.equal(
			Array.from({ length: 2000 }, (_, number) => `       line ${number} ${'x'.repeat(100)}`),
		);
		expect(lines.slice(2001)).to.deep.equal([
			'-----> Installing two (from the app)',
			'       end',
			'-----> Installed 2 packages, with 0 downloads.',
			'',
		]);
	});

	const printing = { one: 'print "some text"; : >"$BUILD_DIR/one"', two: ': >"$BUILD_DIR/two"' };
	const silent = { ...printing, one: ': >"$BUILD_DIR/one"' };
	const nobodyReads = [
		['has a closed standard output', '"$@" >&-', printing],
		['has both of its streams closed', '"$@" >&- 2>&-', printing],
		['goes to /dev/null', '"$@" >/dev/null 2>&1', printing],
		// an installer that prints is ended by SIGPIPE then, as every program is
		['nobody reads any more', '{ sleep 0.2; "$@"; echo "$?" >"$STATUS"; } | :; exit "$(cat "$STATUS")"', silent],
	] as const;
	for (const [title, command, installers] of nobodyReads) {
		it(`${title} goes on to its end`, () => {
			const app = makeFiles(appFiles(installers));
			const args = ['sh', join(root, 'bin/compile'), app, makeDirectory('cache')];
			const { status, stdout } = spawnSync('sh', ['-c', command, ...args], {
				env: { ...env, STATUS: join(makeDirectory(), 'status') },
				encoding: 'utf8',
				timeout: 15_000,
			});
			expect([status, stdout]).to.deep.equal([0, '']);
			expect([existsSync(join(app, 'one')), existsSync(join(app, 'two'))]).to.deep.equal([true, true]);
			expect(readFileSync(join(app, 'boot.sh'), 'utf8')).to.match(/\nwait\n$/);
		});
	}
});

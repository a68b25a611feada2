import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/*
 * How long bin/compile takes, in multiples of `node -e 0` in the same run: machines differ and are noisy, so the
 * commands take turns, and medians are compared. Everything is measured twice: in the environment that this program
 * was given, and in a bare one, in which nothing slows `node -e 0` down (NODE_EXTRA_CA_CERTS, say, doubles it, and
 * bin/compile does not let such variables reach its own Node.js).
 */

const rounds = 15;
const root = join(import.meta.dirname, '..');
const scratch = mkdtempSync(join(tmpdir(), 'bench-'));

/** An app whose installers are the given texts, required in this order. */
function makeApp(name: string, wanted: readonly string[], installers: ReadonlyMap<string, string>): string {
	const config = join(scratch, name, 'build', 'heroku');
	mkdirSync(join(config, 'installers'), { recursive: true });
	writeFileSync(join(config, 'package'), `${name}\n`);
	writeFileSync(join(config, 'install'), `${wanted.join('\n')}\n`);
	for (const [installer, text] of installers) writeFileSync(join(config, 'installers', `${installer}.sh`), text);
	return join(scratch, name);
}

function makePrinters(count: number): string {
	const installers = new Map(Array.from({ length: count }, (_, i) => [`p${i}`, `print "this is package ${i}"\n`]));
	return makeApp(`printers-${count}`, [...installers.keys()], installers);
}

function makeChain(length: number): string {
	const require = (i: number) => (i < length - 1 ? `dependency_require p${i + 1}\n` : '');
	const installers = new Map(
		Array.from({ length }, (_, i) => [`p${i}`, `${require(i)}print "this is package ${i}"\n`]),
	);
	return makeApp(`chain-${length}`, ['p0'], installers);
}

const compile = (app: string) => [join(root, 'bin', 'compile'), app, `${app}.cache`];
const one = makePrinters(1);
const cases: readonly { readonly name: string; readonly command: readonly string[]; readonly limit?: number }[] = [
	{ name: 'node -e 0', command: [process.execPath, '-e', '0'] },
	{ name: 'detect', command: [join(root, 'bin', 'detect'), one] },
	{ name: 'release', command: [join(root, 'bin', 'release'), one] },
	{ name: 'compile, 1 installer that prints', command: compile(one), limit: 1.4 },
	{ name: 'compile, 500 installers that print', command: compile(makePrinters(500)), limit: 3.5 },
	{ name: 'compile, a chain of 400 requirements', command: compile(makeChain(400)) },
];

function milliseconds([program = '', ...args]: readonly string[], env: NodeJS.ProcessEnv): number {
	const start = process.hrtime.bigint();
	const { status, stderr } = spawnSync(program, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
	if (status !== 0) throw new Error(`${program} ${args.join(' ')} failed: ${stderr.toString()}`);
	return Number(process.hrtime.bigint() - start) / 1e6;
}

function median(numbers: readonly number[]): number {
	return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN;
}

function measure(title: string, env: NodeJS.ProcessEnv): void {
	const times = cases.map(({ command }) => (milliseconds(command, env), [] as number[]));
	for (let round = 0; round < rounds; round += 1) {
		cases.forEach(({ command }, i) => times[i]?.push(milliseconds(command, env)));
	}
	const baseline = median(times[0] ?? []);
	console.log(`\n${title}\n`);
	cases.forEach(({ name, limit }, i) => {
		const time = median(times[i] ?? []);
		const goal = limit === undefined ? '' : `   goal: at most ${limit}`;
		console.log(
			`  ${name.padEnd(38)} ${time.toFixed(1).padStart(7)} ms ${(time / baseline).toFixed(2).padStart(6)}${goal}`,
		);
	});
}

try {
	console.log(
		`Node.js ${process.version}, ${execFileSync('uname', ['-sr'], { encoding: 'utf8' }).trim()}, medians of ${rounds}`,
	);
	measure('In the environment as it is', process.env);
	measure('In a bare environment', { PATH: `${dirname(process.execPath)}:/usr/bin:/bin` });
} finally {
	rmSync(scratch, { recursive: true, force: true });
}

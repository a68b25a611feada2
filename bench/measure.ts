import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/*
 * How benchmarks measure: machines differ and are noisy, so commands take turns, medians are compared, and times are
 * multiples of `node -e 0` in the same run. Everything is measured twice: in the environment that the benchmark was
 * given, and in a bare one, in which nothing slows `node -e 0` down (NODE_EXTRA_CA_CERTS, say, doubles it, and bin/compile does
 * not let such variables reach its own Node.js).
 */

export const root = join(import.meta.dirname, '..');

export interface Case {
	readonly name: string;
	readonly command: readonly string[];
	/** What is done before each run, apart from the time. */
	readonly prepare?: () => void;
	/** In multiples of `node -e 0`. */
	readonly goal?: number;
}

const baseline: Case = { name: 'node -e 0', command: [process.execPath, '-e', '0'] };

/** Measures the cases in both environments, and prints the medians. */
export async function measure(cases: readonly Case[], rounds: number): Promise<void> {
	console.log(`Node.js ${process.version}, medians of ${rounds}`);
	await measureIn('In the environment as it is', process.env, [baseline, ...cases], rounds);
	await measureIn(
		'In a bare environment',
		{ PATH: `${dirname(process.execPath)}:/usr/bin:/bin` },
		[baseline, ...cases],
		rounds,
	);
}

async function measureIn(title: string, env: NodeJS.ProcessEnv, cases: readonly Case[], rounds: number): Promise<void> {
	const times = cases.map((): number[] => []);
	for (let round = -1; round < rounds; round += 1) {
		for (const [i, each] of cases.entries()) {
			each.prepare?.();
			const time = await milliseconds(each.command, env);
			if (round >= 0) times[i]?.push(time); // the first round only warms up
		}
	}
	const unit = median(times[0] ?? []);
	console.log(`\n${title}\n`);
	for (const [i, { name, goal }] of cases.entries()) {
		const time = median(times[i] ?? []);
		const wanted = goal === undefined ? '' : `   goal: at most ${goal}`;
		console.log(
			`  ${name.padEnd(46)} ${time.toFixed(1).padStart(7)} ms ${(time / unit).toFixed(2).padStart(6)}${wanted}`,
		);
	}
}

/** The wall time of a command, which has to succeed. */
export async function milliseconds(
	[program = '', ...args]: readonly string[],
	env: NodeJS.ProcessEnv,
): Promise<number> {
	const start = process.hrtime.bigint();
	const child = spawn(program, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
	let said = '';
	child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
	const status = await new Promise((resolve) => child.once('close', resolve));
	if (status !== 0) throw new Error(`${program} ${args.join(' ')} failed: ${said}`);
	return Number(process.hrtime.bigint() - start) / 1e6;
}

export function median(numbers: readonly number[]): number {
	return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN;
}

/** An app with an install file, installers and other files of build/heroku. */
export function makeApp(
	directory: string,
	wanted: readonly string[],
	installers: ReadonlyMap<string, string>,
	files: Readonly<Record<string, string>> = {},
): string {
	const config = join(directory, 'build', 'heroku');
	mkdirSync(join(config, 'installers'), { recursive: true });
	const all = { package: 'bench\n', install: `${wanted.join('\n')}\n`, ...files };
	for (const [name, text] of Object.entries(all)) writeFileSync(join(config, name), text);
	for (const [name, text] of installers) writeFileSync(join(config, 'installers', `${name}.sh`), text);
	return directory;
}

/** The command that compiles an app, with a cache beside it. */
export function compile(app: string): string[] {
	return [join(root, 'bin', 'compile'), app, `${app}.cache`];
}

import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { median, root } from './measure.ts';
import { type BenchServer, startServer } from './serve.ts';
import { makeWorkloads, type Workload } from './workloads.ts';

/*
 * Measures builds beside a plain shell script that does the same work, and prints docs/benchmarks.md. Everything takes turns
 * in every round, so that what slows the machine down slows all of it.
 */

interface Run {
	/** Milliseconds. */
	readonly time: number;
	/** Of the largest moment of the process that was started, without its children. Bytes. */
	readonly memory: number;
	readonly requests: number;
	readonly bytes: number;
}

const scratch = mkdtempSync(join(tmpdir(), 'benchmarks-'));

async function runOnce(server: BenchServer, command: readonly string[], cwd: string): Promise<Run> {
	const [program = '', ...args] = command;
	[server.requests, server.bytes] = [0, 0];
	const start = process.hrtime.bigint();
	const child = spawn(program, args, { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
	let [said, memory] = ['', 0];
	child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
	const watch = setInterval(() => (memory = Math.max(memory, memoryOf(child))), 10);
	const status = await new Promise((resolve) => child.once('close', resolve));
	clearInterval(watch);
	if (status !== 0) throw new Error(`${command.join(' ')} failed: ${said}`);
	const time = Number(process.hrtime.bigint() - start) / 1e6;
	return { time, memory, requests: server.requests, bytes: server.bytes };
}

function memoryOf({ pid }: ChildProcess): number {
	const file = `/proc/${pid ?? 0}/status`;
	if (!existsSync(file)) return 0;
	return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(file, 'utf8'))?.[1] ?? 0) * 1024;
}

/** The ways to do the work of a workload, which take turns. */
function waysOf({ app, isCold, reference }: Workload): Record<string, () => { command: string[]; cwd: string }> {
	const fresh = (kind: string) => {
		const directory = `${app}.${kind}`;
		rmSync(directory, { recursive: true, force: true });
		cpSync(app, directory, { recursive: true });
		if (isCold) rmSync(`${directory}.cache`, { recursive: true, force: true });
		return directory;
	};
	return {
		node: () => ({ command: [process.execPath, '-e', '0'], cwd: scratch }),
		build: () => {
			const directory = fresh('build');
			return { command: [join(root, 'bin', 'compile'), directory, `${directory}.cache`], cwd: scratch };
		},
		plain: () => {
			const directory = fresh('plain');
			return { command: ['sh', join(root, 'bench', 'plain.sh'), directory, `${directory}.cache`], cwd: scratch };
		},
		...(reference === undefined
			? {}
			: {
					reference: () => {
						const cwd = `${app}.reference`;
						rmSync(cwd, { recursive: true, force: true });
						mkdirSync(cwd);
						return { command: ['bash', '-c', `set -o pipefail; ${reference}`], cwd };
					},
				}),
	};
}

async function measure(workload: Workload, server: BenchServer): Promise<string> {
	const ways = waysOf(workload);
	const runs = new Map(Object.keys(ways).map((way): [string, Run[]] => [way, []]));
	server.latency = workload.latency;
	const rounds = workload.name.includes('GB') ? 2 : workload.name.includes('archives') ? 3 : 7;
	for (let round = -1; round < rounds; round += 1) {
		for (const [way, prepare] of Object.entries(ways)) {
			const { command, cwd } = prepare();
			const run = await runOnce(server, command, cwd);
			if (round >= 0) runs.get(way)?.push(run); // the first round fills caches
		}
	}
	for (const way of Object.keys(ways)) rmSync(`${workload.app}.${way}`, { recursive: true, force: true });
	return row(workload, runs);
}

function row({ name, goal = '' }: Workload, runs: ReadonlyMap<string, readonly Run[]>): string {
	const times = (way: string) => (runs.get(way) ?? []).map(({ time }) => time);
	const [node, build, plain] = [median(times('node')), median(times('build')), median(times('plain'))];
	const reference = runs.has('reference') ? median(times('reference')) : undefined;
	const sorted = [...times('build')].sort((a, b) => a - b);
	const [last] = (runs.get('build') ?? []).slice(-1);
	const memory = Math.max(...(runs.get('build') ?? []).map((run) => run.memory));
	const ratio = reference === undefined ? build / node : (build - (goal.includes('tar') ? startUp : 0)) / reference;
	const cells = [
		name,
		`${build.toFixed(0)} ms`,
		`${(sorted[0] ?? 0).toFixed(0)} to ${(sorted.at(-1) ?? 0).toFixed(0)}`,
		`${node.toFixed(0)} ms`,
		ratio.toFixed(2),
		goal,
		`${plain.toFixed(0)} ms`,
		(build / plain).toFixed(2),
		String(last?.requests ?? 0),
		((last?.bytes ?? 0) / 1e6).toFixed(1),
		(memory / 1e6).toFixed(0),
	];
	if (name === '1 local installer') startUp = build;
	return `| ${cells.join(' | ')} |`;
}

/** What a build with one trivial installer takes: goals of archives leave it out. Milliseconds. */
let startUp = 0;

const server = await startServer();
try {
	const workloads = makeWorkloads(scratch, server).filter(({ name }) => name.includes(process.argv[2] ?? ''));
	console.log(`# Benchmarks

Made by \`TMPDIR=/dev/shm npm run --silent bench >docs/benchmarks.md\`, with Node.js ${process.version} on ${cpus().length} cores (${cpus()[0]?.model.trim() ?? ''}), ${(totalmem() / 2 ** 30).toFixed(0)} GB of memory; files are in memory, too.
Medians of interleaved runs; *plain* is bench/plain.sh, which does the same work with curl, md5sum and tar, one after another. The ratio is to
\`node -e 0\` in the same run, or, where the goal names something else, to that. Megabytes are what the server sent; memory is Node.js' own.

| workload | build | spread | node -e 0 | ratio | at most | plain | to plain | requests | MB sent | MB of memory |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |`);
	for (const workload of workloads) console.log(await measure(workload, server));
} finally {
	server.close();
	rmSync(scratch, { recursive: true, force: true });
}

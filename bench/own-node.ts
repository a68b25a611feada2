import {
	copyFileSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { compile, makeApp, median, milliseconds, root } from './measure.ts';

/*
 * How much longer a build takes that finds its Node.js in the cache than one that finds it on PATH. Both are the
 * Node.js that runs this, so that only the finding differs. They take turns, and medians are compared.
 */

const rounds = 41;
const goal = 30;
const scratch = mkdtempSync(join(tmpdir(), 'bench-own-node-'));

/** Fills an app's cache as lib/own-node.sh does. */
function keepInCache(app: string): void {
	const pins = readFileSync(join(root, 'lib', 'node-runtime'), 'utf8').split('\n');
	const [version = '', arch = '', sha256 = ''] =
		pins.map((line) => line.split(' ')).find(([, each]) => each === process.arch) ?? [];
	const kept = join(`${app}.cache`, 'modular-v1', 'node', version, arch);
	const program = join(kept, 'bin', 'node');
	mkdirSync(dirname(program), { recursive: true });
	copyFileSync(process.execPath, program);
	writeFileSync(join(kept, 'complete'), `${sha256} ${statSync(program).size}\n`);
}

/** A directory of links to commands. */
function commandsWith(name: string, programs: Readonly<Record<string, string>>): string {
	const directory = join(scratch, name);
	mkdirSync(directory);
	for (const [command, program] of Object.entries(programs)) symlinkSync(program, join(directory, command));
	return directory;
}

try {
	const system = Object.fromEntries(['rm', 'stat', 'uname'].map((name) => [name, join('/usr/bin', name)]));
	const onPath = commandsWith('with', { ...system, node: process.execPath });
	const without = commandsWith('without', system);
	const app = makeApp(join(scratch, 'app'), ['one'], new Map([['one', 'print "this is one"\n']]));
	keepInCache(app);
	const build = (PATH: string) => milliseconds(compile(app), { PATH });
	const times = { onPath: [] as number[], without: [] as number[] };
	for (let round = -3; round < rounds; round += 1) {
		const [one, other] = [await build(onPath), await build(without)];
		if (round < 0) continue; // the first ones only warm up
		times.onPath.push(one);
		times.without.push(other);
	}
	const [found, own] = [median(times.onPath), median(times.without)];
	console.log(`\nA build with one installer, Node.js ${process.version}, medians of ${rounds}\n`);
	console.log(`  Node.js on PATH                ${found.toFixed(1).padStart(7)} ms`);
	console.log(`  Node.js in the cache           ${own.toFixed(1).padStart(7)} ms`);
	console.log(`  the difference                 ${(own - found).toFixed(1).padStart(7)} ms   goal: at most ${goal}`);
} finally {
	rmSync(scratch, { recursive: true, force: true });
}

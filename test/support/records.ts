import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/*
 * Records of every build of the suite, for scripts/compare-ahead.ts: what it said, how it ended, and what it left, without
 * what differs from run to run (directories, ports, process numbers, and checksums of texts that name those).
 */

const file = process.env['MODULAR_TEST_RECORDS'];

/** What the environment of every build begins with: how builds are to differ between two runs of the suite. */
export const recordedEnvironment: Readonly<Record<string, string>> =
	process.env['MODULAR_TEST_FETCH_AHEAD'] === undefined
		? {}
		: { MODULAR_FETCH_AHEAD: process.env['MODULAR_TEST_FETCH_AHEAD'] };

let test = '';
let builds = 0;
let running = 0;
let mostRunning = 0;

/** Notes which test the next builds belong to. */
export function beginTest(title: string): void {
	test = title;
	builds = 0;
}

/** Gives what is to be called with the end of a build that begins now. */
export function recordBuild(
	buildDir: string,
): (result: { status: number | null; stdout: string; stderr: string }) => void {
	if (file === undefined) return () => {};
	const key = `${test} #${(builds += 1)}`;
	running += 1;
	mostRunning = running === 1 ? 1 : Math.max(mostRunning, running);
	return ({ status, stdout, stderr }) => {
		running -= 1;
		const isAlone = mostRunning === 1;
		const record = { key, isAlone, status, stdout: neutral(stdout), stderr: neutral(stderr), tree: treeOf(buildDir) };
		appendFileSync(file, `${JSON.stringify(record)}\n`);
	};
}

function neutral(text: string): string {
	return text
		.replace(/\/tmp\/modular(?: |%20)test(?: |%20)\w{6}/g, '/tmp')
		.replace(/\b(MODULAR_FETCH_AHEAD=)'?[01]'?/g, '$1')
		.replace(/\b\d+ kB\/s/g, 'SPEED')
		.replace(/\b\d+ is \d+$/gm, 'PID is PID')
		.replace(/\/modular-\w{6}\b/g, '/modular-PRIVATE')
		.replace(/(27\.0\.0\.1\\?:|localhost:)\d+/g, '$1PORT')
		.replace(/^(?:PPID|RANDOM|SRANDOM|SECONDS|BASHPID|EPOCH\w+)=.*$/gm, 'OTHER')
		.replace(/\b[0-9a-f]{32,64}\b/g, 'HASH')
		.replace(/\b\d{3,7}\b(?=\))|(?<=\/proc\/)\d+\b|(?<=: line \d{1,4}: ) *\d+\b/g, 'PID');
}

/** Every file of a directory, with its mode and a checksum of its neutral content. */
function treeOf(directory: string, prefix = ''): Record<string, string> {
	if (!existsSync(directory)) return {};
	return Object.assign(
		{},
		...readdirSync(directory, { encoding: 'latin1' }).map((name): Record<string, string> => {
			const path = join(directory, name);
			const status = lstatSync(path, { throwIfNoEntry: false });
			if (status === undefined) return { [`${prefix}${name}`]: 'a name of other bytes' };
			const mode = status.mode.toString(8);
			if (status.isDirectory()) return { [`${prefix}${name}/`]: mode, ...treeOf(path, `${prefix}${name}/`) };
			if (status.size > 1e7) return { [`${prefix}${name}`]: `${mode} ${status.size} bytes` };
			const content = status.isSymbolicLink()
				? readlinkSync(path)
				: status.isFile()
					? readFileSync(path, 'latin1')
					: '';
			const sum = createHash('sha256').update(neutral(content), 'latin1').digest('hex');
			return { [`${prefix}${name}`]: `${mode} ${sum}` };
		}),
	) as Record<string, string>;
}

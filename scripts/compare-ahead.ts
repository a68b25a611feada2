import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';

/*
 * Runs the tests that build apps twice, with fetching ahead and without it, and compares every build of the one run with the same
 * of the other: log, exit status, and the app's tree. For people and for nightly runs: it takes about six minutes.
 * usage: npm run test:ahead [-- FILE...]
 */

const root = join(import.meta.dirname, '..');
const directories = ['ahead', 'assemble', 'config', 'entry-points', 'fetch', 'install', 'installers', 'resolve'];
const scratch = mkdtempSync(join(tmpdir(), 'compare-ahead-'));

/** Tests in which jobs of one build print at the same time: the order of their lines is nobody's. */
const inAnyOrder = /\bjobs?\b|set -x/;

/** Tests that kill builds, or let their time run out, at moments of the clock; one that makes an archive, with its time, for the app. */
const timed = /KILL at|does not answer at all in time|names files of the app and of the cache/;

interface Recorded {
	readonly status: number | null;
	/** Whether no other build ran at the same time. */
	readonly isAlone: boolean;
	readonly stdout: string;
	readonly stderr: string;
	readonly tree: Readonly<Record<string, string>>;
}

function runSuite(fetchAhead: string): Map<string, Recorded> {
	const file = join(scratch, `records-${fetchAhead}`);
	const options = ['--no-config', '--import=tsx', '--require', 'test/support/directories.ts', '--parallel', '--jobs=2'];
	const all = directories.map((name) => `test/${name}/*.test.ts`);
	const files = process.argv.length > 2 ? process.argv.slice(2) : all;
	const { status } = spawnSync('npx', ['mocha', ...options, '--reporter=dot', '--timeout=60000', ...files], {
		cwd: root,
		env: { ...process.env, MODULAR_TEST_RECORDS: file, MODULAR_TEST_FETCH_AHEAD: fetchAhead },
		stdio: ['ignore', 2, 2],
	});
	// tests of fetching ahead itself fail without it; what counts is what their builds did
	if (status === null) throw new Error('mocha was ended by a signal');
	const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
	return new Map(
		lines.map((line) => {
			const { key, ...record } = JSON.parse(line) as Recorded & { readonly key: string };
			return [key, record];
		}),
	);
}

function facts(records: ReadonlyMap<string, Recorded>, key: string): Partial<Recorded> {
	const { status, stdout = '', stderr = '', tree = {} } = records.get(key) ?? {};
	if (!inAnyOrder.test(key)) return { status: status ?? null, stdout, stderr, tree };
	const sorted = (text: string) => text.split('\n').sort().join('\n');
	return { status: status ?? null, stdout: sorted(stdout), stderr: sorted(stderr), tree };
}

try {
	const [ahead, plain] = [runSuite('1'), runSuite('0')];
	const keys = [...new Set([...ahead.keys(), ...plain.keys()])];
	const compared = keys.filter(
		(key) => !timed.test(key) && (ahead.get(key)?.isAlone ?? true) && (plain.get(key)?.isAlone ?? true),
	);
	const different = compared.filter((key) => !isDeepStrictEqual(facts(ahead, key), facts(plain, key)));
	for (const key of different) {
		console.log(`${key}\n  with:    ${JSON.stringify(ahead.get(key))}\n  without: ${JSON.stringify(plain.get(key))}`);
	}
	console.log(`| builds | tried | survived |\n| --- | --- | --- |
| the same log, status and tree with fetching ahead and without it | ${compared.length} | ${compared.length - different.length} |
Not compared: ${keys.length - compared.length} builds that run beside others or are stopped by a clock.`);
	if (different.length > 0) process.exitCode = 1;
} finally {
	rmSync(scratch, { recursive: true });
}

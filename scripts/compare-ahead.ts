import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';

/*
 * Runs the tests that build apps twice, with fetching ahead and without it, and compares every build of the one run with the same
 * of the other: log, exit status, and the app's tree. For people and for nightly runs: it takes about six minutes.
 * usage: npm run test:ahead
 */

const root = join(import.meta.dirname, '..');
const directories = ['ahead', 'assemble', 'config', 'entry-points', 'fetch', 'install', 'installers', 'resolve'];
const scratch = mkdtempSync(join(tmpdir(), 'compare-ahead-'));

type Recorded = Readonly<Record<string, unknown>>;

function runSuite(fetchAhead: string): Map<string, Recorded> {
	const file = join(scratch, `records-${fetchAhead}`);
	const options = ['--no-config', '--import=tsx', '--require', 'test/support/directories.ts', '--parallel', '--jobs=2'];
	const files = directories.map((name) => `test/${name}/*.test.ts`);
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
			const { key, ...record } = JSON.parse(line) as Recorded;
			return [String(key), record];
		}),
	);
}

try {
	const [ahead, plain] = [runSuite('1'), runSuite('0')];
	const keys = new Set([...ahead.keys(), ...plain.keys()]);
	const different = [...keys].filter((key) => !isDeepStrictEqual(ahead.get(key), plain.get(key)));
	for (const key of different) {
		console.log(`${key}\n  with:    ${JSON.stringify(ahead.get(key))}\n  without: ${JSON.stringify(plain.get(key))}`);
	}
	console.log(`${keys.size} builds compared, ${keys.size - different.length} equal, ${different.length} different`);
	if (different.length > 0) process.exitCode = 1;
} finally {
	rmSync(scratch, { recursive: true });
}

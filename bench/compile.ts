import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compile, makeApp, measure, root } from './measure.ts';

/* How long an app of its own installers takes. */

const scratch = mkdtempSync(join(tmpdir(), 'bench-'));

function makePrinters(count: number): string {
	const installers = new Map(
		Array.from({ length: count }, (_, i) => [`p${i}`, `print "this is package ${i}"\n`] as const),
	);
	return makeApp(join(scratch, `printers-${count}`), [...installers.keys()], installers);
}

function makeChain(length: number): string {
	const require = (i: number) => (i < length - 1 ? `dependency_require p${i + 1}\n` : '');
	const installers = new Map(
		Array.from({ length }, (_, i) => [`p${i}`, `${require(i)}print "this is package ${i}"\n`] as const),
	);
	return makeApp(join(scratch, `chain-${length}`), ['p0'], installers);
}

try {
	const one = makePrinters(1);
	await measure(
		[
			{ name: 'detect', command: [join(root, 'bin', 'detect'), one] },
			{ name: 'release', command: [join(root, 'bin', 'release'), one] },
			{ name: 'compile, 1 installer that prints', command: compile(one), goal: 1.4 },
			{ name: 'compile, 500 installers that print', command: compile(makePrinters(500)), goal: 3.5 },
			{ name: 'compile, a chain of 400 requirements', command: compile(makeChain(400)) },
		],
		15,
	);
} finally {
	rmSync(scratch, { recursive: true, force: true });
}

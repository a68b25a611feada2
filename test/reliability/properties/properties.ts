import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { makeDirectory } from '../../support/directories.ts';
import type { Shell } from '../../support/shells.ts';
import { amount, Survival } from '../survival.ts';

/*
 * What the tests of this directory share: how often a property is tried, what it is tried with, and a real shell.
 */

/** How many trials each property gets. */
export const runs = amount('MODULAR_TEST_RUNS', 2000);

const survival = new Survival('property');

/**
 * Tries a property, and throws with its smallest counterexample, and with the seed that finds it again.
 *
 * @param share how many of the trials are made, of a kind that starts a process for each
 */
export async function holds<T>(row: string, property: fc.IRawProperty<T>, share = 1): Promise<void> {
	const details = await fc.check(property, { numRuns: Math.ceil(runs * share) });
	survival.count(row, details.numRuns, details.numRuns - (details.failed ? 1 : 0));
	if (details.failed) fail(row, details);
}

/**
 * The same for a trial that starts a process: it takes many values at once, and throws if it is wrong for one of them. That
 * one is looked for with a process for each.
 *
 * @param options how many values are tried at once, and which share of the trials are made, where each takes long
 */
export async function holdsForAll<T>(
	row: string,
	values: fc.Arbitrary<T>,
	trial: (values: readonly T[]) => void | Promise<void>,
	{ size = 500, share = 1 } = {},
): Promise<void> {
	for (let left = Math.ceil(runs * share); left > 0; left -= size) {
		const numRuns = Math.min(left, size);
		const batch: T[] = [];
		const { seed } = fc.check(
			fc.property(values, (value) => void batch.push(value)),
			{ numRuns },
		);
		survival.count(row, numRuns, 0);
		try {
			await trial(batch);
		} catch (error) {
			const one = fc.asyncProperty(values, async (value) => await trial([value]));
			const details = await fc.check(one, { numRuns, seed });
			if (details.failed) fail(row, details);
			throw new Error(`${row}: only together, seed ${seed}`, { cause: error });
		}
		survival.count(row, 0, numRuns);
	}
}

function fail<T>(row: string, details: fc.RunDetails<T>): never {
	const reason = details.errorInstance instanceof Error ? details.errorInstance.message : '';
	throw new Error(`${row}: ${fc.defaultReportMessage(details) ?? ''}\n${reason}`, { cause: details.errorInstance });
}

/** What means something to a shell, to a URL, to a terminal, or to somebody's encoding; one character a byte. */
const pieces = [
	...'\'"\\$`!#&()*;<>?[]{}|~^%=:-/,@+. \t\n\r\v\f\x01\x1b\x7f\x80\x85\xa0\xffabAB01_'.split(/(?:)/),
	...[
		'$(',
		'${',
		'\\\n',
		'/../',
		'//',
		'://',
		'%00',
		'%2e',
		'\xc3\xa9',
		'\xe2\x80\xa8',
		'\xef\xbb\xbf',
		'\xc2\xa0',
		'-n',
	],
];

/** Text with one character a byte, of bytes that matter and of any others. */
export function latin1(maxLength = 12): fc.Arbitrary<string> {
	const piece = fc.oneof(
		{ weight: 3, arbitrary: fc.constantFrom(...pieces) },
		{ weight: 1, arbitrary: fc.integer({ min: 1, max: 255 }).map((byte) => String.fromCharCode(byte)) },
	);
	return fc.array(piece, { maxLength }).map((parts) => parts.join(''));
}

/** The same as bytes; no NUL. */
export function bytes(maxLength?: number): fc.Arbitrary<Buffer> {
	return latin1(maxLength).map((text) => Buffer.from(text, 'latin1'));
}

/** Characters of any encoding, those that matter among them. */
export function characters(maxLength = 12): fc.Arbitrary<string> {
	const piece = fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'binary', minLength: 1, maxLength: 2 }));
	return fc.array(piece, { maxLength }).map((parts) => parts.join(''));
}

/** What a shell prints that runs a script, cut at each NUL; one character a byte. Nothing may be said on its stderr. */
export function printedBy(shell: Shell, script: Buffer, env: Readonly<Record<string, string>> = {}): string[] {
	const directory = makeDirectory();
	const file = join(directory, 'script');
	writeFileSync(file, script);
	const [program = '', ...options] = shell.command.split(' ');
	const { status, stdout, stderr } = spawnSync(program, [...options, file], {
		cwd: directory,
		env: { PATH: process.env['PATH'], LC_ALL: 'C', ...env },
		timeout: 60_000,
		maxBuffer: 256 * 1024 * 1024,
	});
	if (status !== 0 || stderr.length > 0)
		throw new Error(`${shell.name}: status ${String(status)}, ${stderr.toString().slice(0, 500)}`);
	return stdout.toString('latin1').split('\0').slice(0, -1);
}

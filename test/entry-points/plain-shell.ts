import { spawnSync } from 'node:child_process';
import { accessSync, constants, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeDirectory } from '../support/directories.ts';
import { minimalEnvironment, root } from '../support/entry-points.ts';
import type { Shell } from '../support/shells.ts';

/** What a script did; standard output as bytes, since that is what platforms read. */
export interface PlainResult {
	readonly status: number | null;
	readonly stdout: Buffer;
	readonly stderr: string;
}

/** Runs a script of bin/ in a shell, with an environment that is empty: not even PATH. */
export function runPlain(shell: Shell, script: string, args: readonly string[], cwd = '/'): PlainResult {
	const [program, ...options] = commandOf(shell);
	const { status, stdout, stderr } = spawnSync(program, [...options, join(root, 'bin', script), ...args], {
		cwd,
		env: {},
		timeout: 10_000,
	});
	return { status, stdout, stderr: stderr.toString() };
}

/** The system calls that start processes and programs while a script runs, one a line. */
export function callsThatStart(shell: Shell, script: string, args: readonly string[]): string[] {
	const file = join(makeDirectory(), 'calls');
	const options = ['-f', '-o', file, '-e', 'trace=fork,vfork,clone,clone3,execve'];
	const { status, stderr } = spawnSync(
		findProgram('strace') ?? 'strace',
		[...options, ...commandOf(shell), join(root, 'bin', script), ...args],
		{ env: {}, timeout: 10_000 },
	);
	if (status === null) throw new Error(stderr.toString());
	const lines = readFileSync(file, 'utf8').split('\n');
	return lines.flatMap((line) => /^\d+ +(\w+)\(/.exec(line)?.[1] ?? []);
}

/** Where a program is; undefined where it is not installed. */
export function findProgram(name: string): string | undefined {
	return minimalEnvironment.PATH.split(':')
		.map((directory) => join(directory, name))
		.find((file) => {
			try {
				accessSync(file, constants.X_OK);
				return true;
			} catch {
				return false;
			}
		});
}

function commandOf(shell: Shell): [string, ...string[]] {
	const [name = '', ...options] = shell.command.split(' ');
	return [findProgram(name) ?? name, ...options];
}

import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';

/**
 * What the shell says is wrong with the syntax of a file; undefined where nothing is. Starts a process: for the
 * way of an error only.
 *
 * @param shell the shell and its options
 */
export function syntaxErrorIn(shell: readonly string[], file: string): string | undefined {
	return isReadable(file) ? check(shell, [file]) : undefined;
}

/** The same for text. */
export function syntaxErrorInText(shell: readonly string[], text: Buffer): string | undefined {
	return check(shell, [], text);
}

function isReadable(file: string): boolean {
	try {
		accessSync(file, constants.R_OK);
		return true;
	} catch {
		return false; // the shell has said so, in its own words
	}
}

function check(
	[program = '/bin/sh', ...options]: readonly string[],
	operands: readonly string[],
	input?: Buffer,
): string | undefined {
	const { status, stderr } = spawnSync(program, [...options, '-n', ...operands], { input, env: {}, encoding: 'utf8' });
	return status === 0 ? undefined : stderr.trim();
}

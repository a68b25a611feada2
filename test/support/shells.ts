import { spawnSync } from 'node:child_process';

/** A shell that build images have as /bin/sh, or might. */
export interface Shell {
	readonly name: string;
	/** As MODULAR_SHELL takes it. */
	readonly command: string;
}

const shells: readonly Shell[] = [
	{ name: 'dash', command: 'dash' },
	{ name: 'bash --posix', command: 'bash --posix' },
	{ name: 'busybox ash', command: 'busybox ash' },
];

/**
 * Describes the same tests for each shell. One that this machine does not have is skipped, and seen to be; in CI
 * it is a failure.
 */
export function describeInEachShell(title: string, tests: (shell: Shell) => void): void {
	for (const shell of shells) {
		describe(`${title} in ${shell.name}`, () => {
			if (isInstalled(shell)) tests(shell);
			else missing(`${shell.name} is not installed`);
		});
	}
}

/** Stands where tests would that this machine cannot run. */
export function missing(reason: string): void {
	if (process.env['CI']) {
		it(`can be tested (${reason})`, () => {
			throw new Error(reason);
		});
	} else it.skip(reason);
}

function isInstalled({ command }: Shell): boolean {
	const [program = '', ...options] = command.split(' ');
	return spawnSync(program, [...options, '-c', ':']).status === 0;
}

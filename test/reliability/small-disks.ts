import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { makeDirectory, makeFiles } from '../support/directories.ts';
import { root } from '../support/entry-points.ts';

/*
 * Builds of which one directory is a disk of its own, a small one. It is mounted where only that build sees it, and gone
 * with it.
 */

/** Which of the directories of a build: `$1`, `$2` and `$TMPDIR` of bin/compile. */
const places = { BUILD_DIR: '$1', CACHE_DIR: '$2', TMPDIR: '$TMPDIR' } as const;

export type Disk = keyof typeof places;

/** Whether this machine lets us mount anything. */
export function canMount(): boolean {
	return spawnSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0;
}

/** A program that runs commands where nobody else sees what they mount; `exit 99` means that they could not. */
export function mounting(...commands: readonly string[]): string {
	const text = [
		'#!/bin/sh',
		'[ -n "$INSIDE" ] || INSIDE=1 exec unshare --mount "$0" "$@"',
		'unset INSIDE',
		...commands,
	];
	return join(makeFiles({ wrapper: { text: `${text.join('\n')}\n`, mode: 0o755 } }), 'wrapper');
}

/** bin/compile with the arguments of such a program. */
export const compileCommand = `'${join(root, 'bin', 'compile')}' "$@"`;

/**
 * A bin/compile with such a disk, and where all that is on it at the end is copied to.
 *
 * @param options of mount(8): how small it is
 */
export function compileOn(disk: Disk, options: string): { readonly program: string; readonly after: string } {
	const directory = makeDirectory();
	const [before, after] = [join(directory, 'before'), join(directory, 'after')];
	const program = mounting(
		`disk=${places[disk]}`,
		`mkdir '${before}' '${after}' && cp -a "$disk/." '${before}' || exit 99`,
		`mount -t tmpfs -o mode=755,${options} none "$disk" && cp -a '${before}/.' "$disk" || exit 99`,
		`${compileCommand}\nstatus=$?`,
		`cp -a "$disk/." '${after}' || exit 99`,
		'exit "$status"',
	);
	return { program, after };
}

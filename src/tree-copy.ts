import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { promisify } from 'node:util';
import { BuildpackError, reasonOf } from './errors.ts';
import { endWithUs, startGuard } from './guard.ts';

const execute = promisify(execFile);

export interface CopyOptions {
	/** The name of a top-level entry that is left out. */
	readonly without?: string;
	readonly abort?: AbortSignal;
}

/**
 * Copies a directory with all that is in it; files share their blocks where the file system can do that. Not with fs.cp: it
 * fails for names that are no UTF-8.
 *
 * @param to is made if it is not there; an empty directory otherwise
 * @throws BuildpackError saying why it cannot be copied; the reason of `abort`
 */
export async function copyTree(from: string, to: string, { without, abort }: CopyOptions = {}): Promise<void> {
	const options = abort === undefined ? {} : { signal: abort };
	const copy = ['cp', '-a', '--reflink=auto'];
	try {
		mkdirSync(to, { recursive: true });
		if (without === undefined) await run('cp', [...copy.slice(1), '--', `${from}/.`, to], options);
		else {
			const entries = [from, '-mindepth', '1', '-maxdepth', '1', '!', '-name', without];
			await run('find', [...entries, '-exec', ...copy, '--target-directory', to, '--', '{}', '+'], options);
		}
	} catch (cause) {
		abort?.throwIfAborted();
		const reason = (cause as { stderr?: string }).stderr?.trim() || reasonOf(cause);
		throw new BuildpackError('machine::not-copied', { from, to, reason }, { cause });
	}
}

async function run(
	program: string,
	args: readonly string[],
	options: { readonly signal?: AbortSignal },
): Promise<void> {
	startGuard();
	const running = execute(program, args, options);
	const release = endWithUs(running.child);
	await running.finally(release);
}

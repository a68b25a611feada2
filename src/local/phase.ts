import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { keptPrefix, processVariables } from '../config/environment.ts';
import { BuildpackError, reasonOf } from '../errors.ts';

/** Variables of the caller that a local build gets; everything else would make it differ from a platform's. */
const handedOn = new Set([
	...['PATH', 'TMPDIR', 'LANG', 'LC_ALL', 'TERM', 'STACK', 'CLEAN_CACHE', 'CLEAR_CACHE', 'RELOAD_REPOSITORY'],
	...['http_proxy', 'https_proxy', 'all_proxy', 'no_proxy', 'SSL_CERT_FILE', 'SSL_CERT_DIR'],
]);

/** Settings of the buildpack; but not what lib/node.sh has kept away from it, which is the caller's. */
const isSetting = (name: string) => name.startsWith('MODULAR_') && !name.startsWith(keptPrefix);

/** The environment that platforms start with, as far as the caller's has it. */
export function platformEnvironment(): Record<string, string> {
	const entries = Object.entries(processVariables()).flatMap(([name, value]) => {
		const isHandedOn = handedOn.has(name) || handedOn.has(name.toLowerCase()) || isSetting(name);
		return isHandedOn ? [[name, value] as const] : [];
	});
	return Object.fromEntries(entries);
}

export interface Phase {
	readonly buildpackDir: string;
	/** The script in bin/. */
	readonly name: string;
	readonly args: readonly string[];
	readonly env: Readonly<Record<string, string>>;
	/** Whether the script's stdout is its result, and not a log. */
	readonly isCaptured: boolean;
}

/**
 * Runs one script of the buildpack as a platform would, and gives what it printed if that is captured.
 *
 * @throws BuildpackError with the script's status if it failed; the reason of `abort` once the script has ended
 */
export async function runPhase(
	{ buildpackDir, name, args, env, isCaptured }: Phase,
	abort: AbortSignal,
): Promise<string> {
	abort.throwIfAborted();
	const child = spawn(join(buildpackDir, 'bin', name), args, { env, stdio: ['ignore', isCaptured ? 'pipe' : 1, 2] });
	const interrupt = () => child.kill('SIGTERM');
	abort.addEventListener('abort', interrupt);
	let output = '';
	child.stdout?.setEncoding('utf8').on('data', (text: string) => (output += text));
	try {
		const status = await new Promise<number>((resolve, reject) => {
			child.once('error', (cause) =>
				reject(
					new BuildpackError('local::not-started', { program: child.spawnfile, reason: reasonOf(cause) }, { cause }),
				),
			);
			child.once('close', (code, signal) => resolve(code ?? 128 + constants.signals[signal ?? 'SIGKILL']));
		});
		abort.throwIfAborted();
		if (status !== 0) throw new BuildpackError('local::phase-failed', { name, status }, { status });
		return output;
	} finally {
		abort.removeEventListener('abort', interrupt);
	}
}

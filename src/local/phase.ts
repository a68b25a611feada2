import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { keptPrefix, processVariables } from '../config/environment.ts';
import { phaseGrace } from '../defaults.ts';
import { BuildpackError, reasonOf } from '../errors.ts';
import { endWithUs, startGuard } from '../guard.ts';
import { endFamily } from '../install/processes.ts';

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
	/** The working directory; by default ours. */
	readonly cwd?: string;
	/** Whether the script's stdout is its result, and not a log. */
	readonly isCaptured: boolean;
	/** A descriptor to write the log to, instead of our stdout and stderr. */
	readonly log?: number;
}

/** How a script ended, and what it printed if that was captured. */
export interface PhaseEnd {
	readonly status: number;
	readonly output: string;
}

/**
 * Runs one script of a buildpack as a platform would, in a session of its own, of which nothing is left afterwards.
 *
 * @throws BuildpackError if it cannot be started; the reason of `abort` once the script has ended
 */
export async function runScript(phase: Phase, abort: AbortSignal): Promise<PhaseEnd> {
	const { buildpackDir, name, args, env, cwd, isCaptured, log } = phase;
	abort.throwIfAborted();
	startGuard();
	const child = spawn(join(buildpackDir, 'bin', name), args, {
		env,
		cwd,
		detached: true, // what it starts and leaves can be found by the session
		stdio: ['ignore', isCaptured ? 'pipe' : (log ?? 1), log ?? 2],
	});
	const release = endWithUs(child);
	const endAll = async () => {
		if (child.pid !== undefined) await endFamily({ session: child.pid });
	};
	let last: NodeJS.Timeout | undefined;
	const interrupt = () => {
		child.stdout?.destroy(); // or whoever left the session could hold us up
		child.kill('SIGTERM'); // this buildpack ends its own family in order; for others we do below
		last = setTimeout(() => void endAll(), phaseGrace);
	};
	abort.addEventListener('abort', interrupt);
	let output = '';
	child.stdout?.setEncoding('utf8').on('data', (text: string) => (output += text));
	const closed = new Promise((resolve) => child.once('close', resolve));
	try {
		const status = await new Promise<number>((resolve, reject) => {
			child.once('error', (cause) =>
				reject(
					new BuildpackError('local::not-started', { program: child.spawnfile, reason: reasonOf(cause) }, { cause }),
				),
			);
			child.once('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal ?? 'SIGKILL']));
		});
		await endAll();
		await closed;
		abort.throwIfAborted();
		return { status, output };
	} finally {
		release();
		clearTimeout(last);
		abort.removeEventListener('abort', interrupt);
	}
}

/**
 * Runs one script of a buildpack, and gives what it printed if that is captured.
 *
 * @throws BuildpackError with the script's status if it failed
 */
export async function runPhase(phase: Phase, abort: AbortSignal): Promise<string> {
	const { status, output } = await runScript(phase, abort);
	if (status !== 0) throw new BuildpackError('local::phase-failed', { name: phase.name, status }, { status });
	return output;
}

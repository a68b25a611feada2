import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { dynoGrace } from '../defaults.ts';
import { BuildpackError, reasonOf } from '../errors.ts';
import { endFamily } from '../install/processes.ts';
import { warn } from '../output.ts';

export interface DynoOptions {
	readonly buildpackDir: string;
	/** The built app. */
	readonly directory: string;
	readonly command: string;
	/** Variables of the platform and of the app; HOME is added. */
	readonly env: Readonly<Record<string, string>>;
}

/** A process of an app that runs as a dyno does. */
export interface Dyno {
	/** Its exit status. When it settles, no process of the dyno is left. */
	readonly end: Promise<number>;
	/** Ends it: TERM to all of its processes, KILL to those that take too long. */
	stop(): void;
}

/**
 * Boots a process of a built app: at /app, in namespaces of its own that leave the machine's as they are; where
 * there are none to be had, in the app's directory, with a warning.
 */
export async function startDyno(options: DynoOptions, abort: AbortSignal): Promise<Dyno> {
	const unshare = await findUnshare(options);
	abort.throwIfAborted(); // Ctrl-C ends the trial as well
	if (unshare !== undefined) return startInNamespaces(unshare, options);
	warn(
		`This machine allows no namespaces (unshare): the app runs in ${options.directory}, and not at /app.\n` +
			'Packages that expect to be at /app do not work there.',
	);
	return startInPlace(options);
}

interface Unshare {
	/** What unshare is called with. */
	readonly options: readonly string[];
	/** The ids to become again inside; empty strings for root, who stays root. */
	readonly ids: readonly [string, string];
}

/** How to make the namespaces, if this user may have them. */
async function findUnshare({ buildpackDir, directory }: DynoOptions): Promise<Unshare | undefined> {
	const [user, group] = [process.getuid?.() ?? 0, process.getgid?.() ?? 0];
	const options = ['--mount', '--pid', '--fork', '--kill-child', ...(user === 0 ? [] : ['--user', '--map-root-user'])];
	const ids = user === 0 ? (['', ''] as const) : ([String(user), String(group)] as const);
	// all that dyno.sh does: some machines forbid parts of it although they allow the namespaces
	const root = mkdtempSync(join(tmpdir(), 'dyno_'));
	const script = join(buildpackDir, 'lib', 'dyno.sh');
	const trial = spawn('unshare', [...options, 'sh', script, directory, root, '0', ...ids, ''], { stdio: 'ignore' });
	const status = await exitStatus(trial).catch(() => 1);
	rmdirSync(root);
	return status === 0 ? { options, ids } : undefined;
}

function startInNamespaces({ options, ids }: Unshare, { buildpackDir, directory, command, env }: DynoOptions): Dyno {
	const root = mkdtempSync(join(tmpdir(), 'dyno_'));
	const script = join(buildpackDir, 'lib', 'dyno.sh');
	const child = spawn('unshare', [...options, 'sh', script, directory, root, String(dynoGrace), ...ids, command], {
		env: { ...env, HOME: '/app' },
		detached: true, // Ctrl-C is for us alone: we end the app in order
		stdio: ['ignore', 1, 2, 'pipe'],
	});
	const control = child.stdio[3] as Writable;
	control.on('error', () => {}); // it has ended by itself
	const end = exitStatus(child);
	const stop = () => {
		control.end();
		// dyno.sh does this by itself, unless something has gone wrong with it
		const last = setTimeout(() => child.kill('SIGKILL'), (dynoGrace + 2) * 1000);
		void end.finally(() => clearTimeout(last));
	};
	return { end: end.finally(() => rmdirSync(root)), stop };
}

function startInPlace({ buildpackDir, directory, command, env }: DynoOptions): Dyno {
	const child = spawn('bash', [join(buildpackDir, 'lib', 'boot.bash'), directory, command], {
		env: { ...env, HOME: directory },
		detached: true,
		stdio: ['ignore', 1, 2],
	});
	const endAll = async () => {
		if (child.pid !== undefined) await endFamily({ session: child.pid }, dynoGrace * 1000);
	};
	return { end: exitStatus(child).finally(endAll), stop: () => void endAll() };
}

function exitStatus(child: ChildProcess): Promise<number> {
	return new Promise((resolve, reject) => {
		child.once('error', (cause) => {
			reject(
				new BuildpackError('local::not-started', { program: child.spawnfile, reason: reasonOf(cause) }, { cause }),
			);
		});
		child.once('exit', (status, signal) => resolve(status ?? 128 + constants.signals[signal ?? 'SIGTERM']));
	});
}

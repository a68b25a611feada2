import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { dynoGrace } from '../defaults.ts';
import { BuildpackError, reasonOf } from '../errors.ts';
import { endFamily } from '../install/processes.ts';
import { action, warn } from '../output.ts';

/** Where a platform has what a build made, when it runs. */
export interface Layout {
	/** The path that it is at. */
	readonly root: string;
	/** The script in lib/ that boots a process; its first argument is HOME. */
	readonly script: string;
	/** The variables that name places, HOME among them, for a root. */
	variables(root: string): Readonly<Record<'HOME', string>> & Readonly<Record<string, string>>;
}

export interface DynoOptions {
	readonly buildpackDir: string;
	/** What the build made. */
	readonly directory: string;
	readonly layout: Layout;
	/** The commands by name; the first one's is what all is about, the others run beside it. */
	readonly processes: ReadonlyMap<string, string>;
	/** Variables of the platform and of the app; those of the layout are added. */
	readonly env: Readonly<Record<string, string>>;
}

/** A process of an app that runs as a dyno does, or several that live and end together. */
export interface Dyno {
	/** Its exit status. When it settles, no process of the dyno is left. */
	readonly end: Promise<number>;
	/** Ends it: TERM to all of its processes, KILL to those that take too long. */
	stop(): void;
}

/**
 * Boots processes of a built app: at the path where the platform has it, in namespaces of their own that leave the
 * machine's as they are; where there are none to be had, in the app's directory, with a warning.
 */
export async function startDyno(options: DynoOptions, abort: AbortSignal): Promise<Dyno> {
	const { directory, layout } = options;
	const unshare = await findUnshare(options);
	abort.throwIfAborted(); // Ctrl-C ends the trial as well
	if (unshare === undefined)
		warn(
			`This machine allows no namespaces (unshare): the app runs in ${directory}, and not at ${layout.root}.\n` +
				'Packages that expect to be at /app do not work there.',
		);
	const dynos = [...options.processes].map(([name, command]) => ({
		name,
		dyno: unshare === undefined ? startInPlace(options, command) : startInNamespaces(unshare, options, command),
	}));
	return dynos.length === 1 && dynos[0] ? dynos[0].dyno : joinDynos(dynos);
}

/** Processes that live together: when one ends, so do the others, and its status is that of all. */
function joinDynos(dynos: readonly { readonly name: string; readonly dyno: Dyno }[]): Dyno {
	let isStopped = false;
	const stop = () => {
		isStopped = true;
		for (const { dyno } of dynos) dyno.stop();
	};
	const first = Promise.race(dynos.map(async ({ name, dyno }) => ({ name, status: await dyno.end })));
	const end = first
		.then(({ name, status }) => {
			const others = dynos.filter((each) => each.name !== name).map((each) => each.name);
			if (!isStopped) action(`${name} has ended with status ${status}: ending ${others.join(', ')}`);
			return status;
		})
		.finally(async () => {
			stop();
			await Promise.allSettled(dynos.map(({ dyno }) => dyno.end));
		});
	return { end, stop };
}

interface Unshare {
	/** What unshare is called with. */
	readonly options: readonly string[];
	/** The ids to become again inside; empty strings for root, who stays root. */
	readonly ids: readonly [string, string];
}

/** How to make the namespaces, if this user may have them. */
async function findUnshare({ buildpackDir, directory, layout }: DynoOptions): Promise<Unshare | undefined> {
	const [user, group] = [process.getuid?.() ?? 0, process.getgid?.() ?? 0];
	const options = ['--mount', '--pid', '--fork', '--kill-child', ...(user === 0 ? [] : ['--user', '--map-root-user'])];
	const ids = user === 0 ? (['', ''] as const) : ([String(user), String(group)] as const);
	// all that dyno.sh does: some machines forbid parts of it although they allow the namespaces
	const root = mkdtempSync(join(tmpdir(), 'dyno_'));
	const script = join(buildpackDir, 'lib', 'dyno.sh');
	const args = [layout.root, directory, root, '0', ...ids, layout.script, ''];
	const trial = spawn('unshare', [...options, 'sh', script, ...args], { stdio: 'ignore' });
	const status = await exitStatus(trial).catch(() => 1);
	rmdirSync(root);
	return status === 0 ? { options, ids } : undefined;
}

function startInNamespaces({ options, ids }: Unshare, dyno: DynoOptions, command: string): Dyno {
	const { buildpackDir, directory, layout, env } = dyno;
	const root = mkdtempSync(join(tmpdir(), 'dyno_'));
	const script = join(buildpackDir, 'lib', 'dyno.sh');
	const args = [layout.root, directory, root, String(dynoGrace), ...ids, layout.script, command];
	const child = spawn('unshare', [...options, 'sh', script, ...args], {
		env: { ...env, ...layout.variables(layout.root) },
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
		void end.catch(() => {}).finally(() => clearTimeout(last));
	};
	return { end: end.finally(() => rmdirSync(root)), stop };
}

function startInPlace({ buildpackDir, directory, layout, env }: DynoOptions, command: string): Dyno {
	const places = layout.variables(directory);
	const child = spawn('bash', [join(buildpackDir, 'lib', layout.script), places.HOME, command], {
		env: { ...env, ...places },
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

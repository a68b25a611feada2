import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { termGrace } from '../defaults.ts';

/** A process that runs, as /proc/<pid>/stat describes it (proc(5)). */
export interface RunningProcess {
	readonly pid: number;
	readonly program: string;
}

/** Whether a process is there, and not only waits to be reaped. */
export function isRunning(pid: number): boolean {
	return readStat(pid) !== undefined;
}

/** What a process belongs to that was started by a session's shell, directly or not. */
export interface Family {
	/** The session (setsid(2)), which covers every process group in it. */
	readonly session: number;
	/** A socket that the shell handed on, as in /proc/<pid>/fd: who left the session still has it. */
	readonly socket?: string | undefined;
}

/**
 * The processes that are left of a family. The one that leads the session comes first, whatever its number: ended after its
 * subshell, it would go on for a moment, with the next line of an installer.
 */
export function processesOf({ session, socket }: Family): RunningProcess[] {
	return [String(session), ...readdirSync('/proc').filter((name) => name !== String(session))].flatMap((name) => {
		const stat = /^\d+$/.test(name) && Number(name) !== process.pid ? readStat(Number(name)) : undefined;
		const isMember = stat !== undefined && (stat.session === session || (socket !== undefined && holds(name, socket)));
		return isMember ? [{ pid: Number(name), program: stat.program }] : [];
	});
}

/**
 * Ends the processes of a family: TERM, and KILL for what is left after the grace. Gives what it found.
 *
 * @param grace milliseconds; what KILL cannot end in as many again (it waits for a dead disk, say) is left
 */
export async function endFamily(family: Family, grace = termGrace): Promise<RunningProcess[]> {
	const found = processesOf(family);
	signalAll(found, 'SIGTERM');
	const start = Date.now();
	for (let left = found; left.length > 0; left = processesOf(family)) {
		const waited = Date.now() - start;
		if (waited >= 2 * grace) break;
		if (waited >= grace) signalAll(left, 'SIGKILL');
		await delay(5);
	}
	return found;
}

/** What a process has as a descriptor, as in /proc/<pid>/fd; undefined if the process has ended. */
export function socketOf(pid: number | undefined, descriptor: number): string | undefined {
	try {
		return readlinkSync(`/proc/${pid}/fd/${descriptor}`);
	} catch {
		return undefined;
	}
}

function holds(pid: string, socket: string): boolean {
	const directory = `/proc/${pid}/fd`;
	try {
		return readdirSync(directory).some((descriptor) => readlinkSync(`${directory}/${descriptor}`) === socket);
	} catch {
		return false; // it has ended, or is another user's, and then none of ours
	}
}

function signalAll(processes: readonly RunningProcess[], signal: NodeJS.Signals): void {
	for (const { pid } of processes) {
		try {
			process.kill(pid, signal);
		} catch (error) {
			const { code } = error as NodeJS.ErrnoException;
			if (code !== 'ESRCH' && code !== 'EPERM') throw error; // it has ended, or has become another user's
		}
	}
}

/** Undefined for a process that is gone or a zombie. */
function readStat(pid: number): { readonly program: string; readonly session: number } | undefined {
	let text: string;
	try {
		text = readFileSync(`/proc/${pid}/stat`, 'latin1');
	} catch {
		return undefined; // it has ended between two looks, which is what the caller asks
	}
	// 1234 (name) S 1 1234 1200 ...: pid, name, state, parent, process group, session; the name may hold anything
	const nameEnd = text.lastIndexOf(')');
	const [state, , , session] = text.slice(nameEnd + 2).split(' ');
	if (state === 'Z' || state === 'X') return undefined;
	return { program: text.slice(text.indexOf('(') + 1, nameEnd), session: Number(session) };
}

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeDirectory } from '../support/directories.ts';
import { findProgram } from '../entry-points/plain-shell.ts';
import type { Command } from './kill-kinds.ts';

/*
 * Ends builds with KILL: after some time, or when a process is about to do its n-th file operation of a kind. strace(1) does
 * the latter, on the way into the system call, which is not done any more.
 */

/** Who is killed: every process of the build in one moment, as with the machine or the container; or Node.js alone. */
export type Victims = 'everything' | 'Node.js alone';

/** The system calls that change files, by what they do. */
const operations = {
	name: 'rename,renameat,renameat2,link,linkat,symlink,symlinkat,mkdir,mkdirat',
	write: 'write,pwrite64,writev,pwritev,copy_file_range,sendfile,ftruncate',
	remove: 'unlink,unlinkat,rmdir',
	open: 'open,openat,creat',
	mark: 'chmod,fchmod,fchmodat,utimensat,utimes',
} as const;
export type Operation = keyof typeof operations;

/** When a build is killed. */
export type Point =
	| { readonly milliseconds: number }
	/** A process has done all but the last of so many operations. */
	| { readonly operation: Operation; readonly count: number };

/** In a process namespace of its own, with whose first process all others end. */
const isolation = ['unshare', '--pid', '--fork', '--mount-proc', '--kill-child'];

/** Why builds cannot be killed here, where that is so. */
export const noKilling =
	findProgram('strace') === undefined
		? 'strace is not installed'
		: spawnSync('strace', ['-o', '/dev/null', 'true']).status !== 0
			? 'strace is not allowed'
			: spawnSync(isolation[0] ?? '', [...isolation.slice(1), 'true']).status !== 0
				? 'process namespaces are not allowed'
				: undefined;

/**
 * Points that are spread evenly: half of them over a build's time, and half over its file operations.
 *
 * @param duration of the whole build, in milliseconds
 */
export function spreadPoints(amount: number, duration: number, counts: Readonly<Record<Operation, number>>): Point[] {
	const ofTime = Math.ceil(amount / 2);
	const times = Array.from({ length: ofTime }, (_, index) => ({
		milliseconds: Math.round((duration * (index + 0.5)) / ofTime),
	}));
	const done = Object.entries(counts).filter(([, count]) => count > 0) as [Operation, number][];
	const each = Array.from({ length: amount - ofTime }, (_, index) => {
		const [operation, count] = done[index % done.length] ?? ['name', 1];
		const share = Math.ceil((amount - ofTime - (index % done.length)) / done.length);
		return { operation, count: Math.ceil((count * (Math.floor(index / done.length) + 0.5)) / share) };
	});
	return [...times, ...each];
}

/** The same point, earlier, for a build that came to its end before. */
export function earlier(point: Point): Point {
	if ('milliseconds' in point) return { milliseconds: Math.floor(point.milliseconds * 0.8) };
	return { ...point, count: Math.max(1, Math.floor(point.count * 0.8)) };
}

/** Runs a build, and gives how many operations of each kind the busiest of its processes has done. */
export async function countOperations(command: Command, victims: Victims): Promise<Record<Operation, number>> {
	const file = join(makeDirectory(), 'calls');
	const sets = Object.values(operations).join(',');
	const words = ['strace', ...follow(victims), '-qqq', '-o', file, '-e', `trace=${sets}`, '-e', 'signal=none'];
	const { status, log } = await runWords([...words, ...command.words], command);
	if (status !== 0) throw new Error(`The build that is watched fails:\n${log}`);
	const byProcess = new Map<string, number>();
	for (const line of readFileSync(file, 'latin1').split('\n')) {
		// `1234 openat(...`, and `openat(...` where one process alone is watched
		const [, pid = '', call = ''] = /^(?:(\d+) +)?(\w+)\(/.exec(line) ?? [];
		const operation = Object.entries(operations).find(([, calls]) => calls.split(',').includes(call))?.[0];
		if (operation === undefined) continue;
		const key = `${pid} ${operation}`;
		byProcess.set(key, (byProcess.get(key) ?? 0) + 1);
	}
	const most = (operation: string) =>
		Math.max(0, ...[...byProcess].flatMap(([key, count]) => (key.endsWith(` ${operation}`) ? [count] : [])));
	return Object.fromEntries(Object.keys(operations).map((each) => [each, most(each)])) as Record<Operation, number>;
}

/** Runs a build that is killed at a point; gives whether it was, or has come to its end before. */
export async function killAt(point: Point, victims: Victims, command: Command): Promise<boolean> {
	const inside = victims === 'everything' ? isolation : [];
	if ('milliseconds' in point) {
		return isKilled(await runWords([...inside, ...command.words], command, point.milliseconds), victims);
	}
	const calls = operations[point.operation];
	// what one process' end has begun is ended for all others: in its namespace, by a program that strace starts
	const rest =
		victims === 'everything' ? "|grep -q -m 1 'killed by SIGKILL' && kill -s KILL -- -1 2>/dev/null" : '/dev/null';
	const inject = ['-e', `trace=${calls}`, '-e', `inject=${calls}:signal=KILL:when=${point.count}`];
	const words = [...inside, 'strace', ...follow(victims), '-o', rest, ...inject, ...command.words];
	return isKilled(await runWords(words, command), victims);
}

/** What comes of a program: its status, null after a signal, and what it has said. */
interface End {
	readonly status: number | null;
	readonly log: string;
}

/**
 * Whether it was killed, or came to its good end before: it has no other reason to fail. With everything, unshare(1) says only
 * that there was an end that was not good.
 */
function isKilled({ status, log }: End, victims: Victims): boolean {
	if (status !== null && status !== 0 && victims === 'Node.js alone')
		throw new Error(`The build fails with status ${status}, and was not killed:\n${log}`);
	return status !== 0;
}

/** Whether what a process starts is watched as well. */
function follow(victims: Victims): readonly string[] {
	return victims === 'everything' ? ['-f'] : [];
}

async function runWords(words: readonly string[], { env, cwd }: Command, milliseconds?: number): Promise<End> {
	const file = join(makeDirectory(), 'log');
	const log = openSync(file, 'a');
	const [program = '', ...args] = words;
	const isIsolated = program === isolation[0];
	const child = spawn(program, args, { env: { ...env }, cwd, stdio: ['ignore', log, log] });
	closeSync(log);
	const end = () => process.kill(firstOf(child.pid ?? 0, isIsolated), 'SIGKILL');
	const timer = milliseconds === undefined ? undefined : setTimeout(end, milliseconds);
	const [status] = (await once(child, 'exit')) as [status: number | null];
	clearTimeout(timer);
	return { status, log: readFileSync(file, 'utf8') };
}

/** The process to kill: that of the build, or the first one in its namespace, with which all others are gone. */
function firstOf(pid: number, isIsolated: boolean): number {
	const children = isIsolated ? readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim() : '';
	return Number(children || pid);
}

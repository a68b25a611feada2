import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { makeDirectory } from './directories.ts';
import { recordBuild, recordedEnvironment } from './records.ts';
import type { Shell } from './shells.ts';

/** The tree under test. */
export const root = join(import.meta.dirname, '..', '..');

/** All that an entry point gets of our environment: where Node.js and the system's programs are. */
export const minimalEnvironment = { PATH: `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin` };

export interface Result {
	readonly status: number | null;
	readonly signal: NodeJS.Signals | null;
	readonly stdout: string;
	readonly stderr: string;
	/** Both, as they came. */
	readonly log: string;
}

export interface RunOptions {
	readonly env?: Readonly<Record<string, string | undefined>>;
	readonly cwd?: string;
	readonly uid?: number;
	/** The program, where it is not bin/NAME of the tree under test. */
	readonly program?: string;
	/** Called with the process, as soon as there is one. */
	readonly onStart?: (child: ChildProcess) => void;
	/** Called with each piece of the log, for tests that act while the program runs. */
	readonly onOutput?: (log: string, child: ChildProcess) => void;
}

/** Runs a script of bin/ with a minimal environment, and gives what it did. */
export async function runScript(name: string, args: readonly string[], options: RunOptions = {}): Promise<Result> {
	const child = spawn(options.program ?? join(root, 'bin', name), args, {
		env: { ...minimalEnvironment, ...options.env },
		cwd: options.cwd,
		uid: options.uid,
		gid: options.uid,
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let [stdout, stderr, log] = ['', '', ''];
	options.onStart?.(child);
	child.stdout.setEncoding('utf8').on('data', (text: string) => {
		stdout += text;
		log += text;
		options.onOutput?.(log, child);
	});
	child.stderr.setEncoding('utf8').on('data', (text: string) => {
		stderr += text;
		log += text;
		options.onOutput?.(log, child);
	});
	return await new Promise((resolve, reject) => {
		child.once('error', reject);
		child.once('close', (status, signal) => resolve({ status, signal, stdout, stderr, log }));
	});
}

export interface CompileOptions extends RunOptions {
	readonly shell?: Shell;
	/** Defaults to a new one. */
	readonly cacheDir?: string;
	/** Config variables. */
	readonly envDir?: string;
}

export interface CompileResult extends Result {
	readonly cacheDir: string;
}

/**
 * Compiles the app in a directory, and asserts what has to hold for every build, good or bad: afterwards none of its
 * processes runs, and none of its temporary files is there.
 */
export async function compile(buildDir: string, options: CompileOptions = {}): Promise<CompileResult> {
	const cacheDir = options.cacheDir ?? makeDirectory('cache');
	const temporary = makeDirectory('temporary');
	const shell = options.shell ? { MODULAR_SHELL: options.shell.command } : {};
	const env = { ...recordedEnvironment, TMPDIR: temporary, ...shell, ...options.env };
	const args = [buildDir, cacheDir, ...(options.envDir === undefined ? [] : [options.envDir])];
	const record = recordBuild(buildDir);
	const result = await runScript('compile', args, { ...options, env });
	expect(readdirSync(temporary), 'temporary files that are left').to.deep.equal([]);
	expect(processesNaming(temporary), 'processes that are left').to.deep.equal([]);
	record(result);
	return { ...result, cacheDir };
}

/** The command lines of the processes that have a text in their arguments or their environment. */
export function processesNaming(text: string): string[] {
	return readdirSync('/proc').flatMap((pid) => {
		if (!/^\d+$/.test(pid) || Number(pid) === process.pid) return [];
		try {
			const [command, environment] = ['cmdline', 'environ'].map((file) => readFileSync(`/proc/${pid}/${file}`, 'utf8'));
			return `${command ?? ''}${environment ?? ''}`.includes(text) ? [(command ?? '').replaceAll('\0', ' ')] : [];
		} catch {
			return []; // it has ended meanwhile
		}
	});
}

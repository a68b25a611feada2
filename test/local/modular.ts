import { type ChildProcess, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, chownSync, cpSync, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { makeDirectory } from '../support/directories.ts';
import { processesNaming, type Result, root, type RunOptions, runScript } from '../support/entry-points.ts';

/*
 * Runs bin/modular as somebody with directories of their own: nothing of the real home is read or written.
 */

/** The directories of whoever calls modular. */
export interface Caller {
	readonly home: string;
	readonly caches: string;
	/** TMPDIR. It is in the environment of all that modular starts, so that processes can be found by it. */
	readonly temporary: string;
}

export interface ModularOptions extends RunOptions {
	/** Defaults to a new one. */
	readonly caller?: Caller;
}

export interface ModularResult extends Result, Caller {
	/** What is left in TMPDIR. */
	readonly left: readonly string[];
	/** The processes that are left. */
	readonly running: readonly string[];
}

const callers: Caller[] = [];

/** New directories, owned by the user who will call modular. */
export function makeCaller(uid?: number): Caller {
	const [home, caches, temporary] = [makeDirectory('home'), makeDirectory('caches'), makeDirectory('temporary')];
	if (uid !== undefined) {
		for (const directory of [home, caches, temporary]) {
			chmodSync(dirname(directory), 0o755);
			chownSync(directory, uid, uid);
		}
	}
	const caller = { home, caches, temporary };
	callers.push(caller);
	return caller;
}

/** Runs bin/modular, and gives what it did and what it left. */
export async function modular(args: readonly string[], options: ModularOptions = {}): Promise<ModularResult> {
	const caller = options.caller ?? makeCaller(options.uid);
	const { home, caches, temporary } = caller;
	const env = { HOME: home, XDG_CACHE_HOME: caches, TMPDIR: temporary, ...options.env };
	const result = await runScript('modular', args, { ...options, env });
	return { ...result, ...caller, left: readdirSync(temporary), running: processesNaming(temporary) };
}

/** Runs bin/modular, does something once its log holds a text, and gives what it did and what it left. */
export async function modularOnce(
	text: string,
	act: (child: ChildProcess, log: string) => unknown,
	args: readonly string[],
	options: ModularOptions = {},
): Promise<ModularResult> {
	let acted: Promise<unknown> | undefined;
	const result = await modular(args, {
		...options,
		onOutput: (log, child) => {
			if (!log.includes(text)) return;
			acted ??= Promise.resolve(act(child, log)).catch((error: unknown) => {
				child.kill();
				return error instanceof Error ? error : new Error(String(error));
			});
		},
	});
	if (acted === undefined) throw new Error(`The log never held ${text}:\n${result.log}`);
	const failure = await acted;
	if (failure instanceof Error) throw failure;
	return result;
}

/** Ends what tests left running. For afterEach: a test that fails must not disturb the next ones. */
export function endLeftProcesses(): void {
	for (const { temporary } of callers.splice(0)) {
		for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
			try {
				if (readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`TMPDIR=${temporary}\0`))
					process.kill(Number(pid), 'SIGKILL');
			} catch {
				// it has ended meanwhile
			}
		}
	}
}

/** Waits until no process names a text, for some seconds at most; gives those that still do. */
export async function processesLeftNaming(text: string, seconds: number): Promise<string[]> {
	const deadline = Date.now() + 1000 * seconds;
	while (processesNaming(text).length > 0 && Date.now() < deadline) await delay(20);
	return processesNaming(text);
}

/** All that is in a directory, and the directory itself: kind and mode, modification time, and content. */
export function treeOf(directory: string): Record<string, string> {
	return Object.fromEntries(
		['.', ...readdirSync(directory, { recursive: true, encoding: 'utf8' }).sort()].map((path) => {
			const file = join(directory, path);
			const status = lstatSync(file);
			const content = status.isSymbolicLink()
				? readlinkSync(file)
				: status.isFile()
					? createHash('sha256').update(readFileSync(file)).digest('hex')
					: '';
			return [path, `${status.mode.toString(8)} ${status.mtimeMs} ${content}`];
		}),
	);
}

/** A port that nothing listens on. */
export async function freePort(): Promise<number> {
	return await new Promise((resolve, reject) => {
		const server = createServer();
		server.once('error', reject);
		server.listen(0, '127.0.0.1', () => {
			const address = server.address();
			server.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0));
		});
	});
}

/** The same error text as the buildpack prints it: each line marked. */
export function marked(...lines: readonly string[]): string {
	return lines.map((line) => ` !     ${line}\n`).join('');
}

/** Whether a user of this machine can have what `modular run` makes for a dyno. */
export function canHaveNamespaces(uid = process.getuid?.() ?? 0): boolean {
	const options = ['--mount', '--pid', '--fork', ...(uid === 0 ? [] : ['--user', '--map-root-user'])];
	const ids = uid === process.getuid?.() ? {} : { uid, gid: uid };
	return spawnSync('unshare', [...options, 'mount', '-t', 'tmpfs', 'tmpfs', '/tmp'], ids).status === 0;
}

/** A copy of the buildpack where everybody can read it; gives its bin/modular. */
export function publicBuildpack(): string {
	const directory = makeDirectory('buildpack');
	chmodSync(dirname(directory), 0o755);
	for (const name of ['bin', 'lib', 'dist', 'installers', 'templates', 'examples', 'package.json'])
		cpSync(join(root, name), join(directory, name), { recursive: true });
	return join(directory, 'bin', 'modular');
}

/** A server in Node.js: answers with its own environment, and 404 below /missing. */
export const server = `
const { createServer } = require('node:http');
createServer((request, response) => {
	response.statusCode = request.url.startsWith('/missing') ? 404 : 200;
	response.end(request.url + ' in ' + process.cwd());
}).listen(process.env.PORT);
`;

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Staged } from './cloud-foundry.ts';
import { canHaveNamespaces } from '../local/modular.ts';
import { copyDirectory, makeDirectory } from './directories.ts';
import { missing } from './shells.ts';

/*
 * A miniature of Cloud Foundry's launcher, and of the droplets that it starts. It sources neither deps/<i>/profile.d nor
 * sets PATH: that is up to the final buildpack.
 */

/** A droplet, unpacked where it runs: app, deps, profile.d, tmp, logs. */
export interface Droplet {
	readonly root: string;
	readonly app: string;
	readonly depsDir: string;
}

/** Moves what was staged to another directory. Nothing is left where it was, but for the cache. */
export function makeDroplet(staged: Staged): Droplet {
	if (staged.exitCode !== 0) throw new Error(`exit code ${staged.exitCode}\n${staged.stdout}${staged.stderr}`);
	const root = makeDirectory('vcap');
	renameSync(staged.build, join(root, 'app'));
	for (const name of ['deps', 'profile.d']) renameSync(join(staged.contents, name), join(root, name));
	for (const name of ['tmp', 'logs']) mkdirSync(join(root, name));
	rmSync(staged.temporary, { recursive: true });
	return { root, app: join(root, 'app'), depsDir: join(root, 'deps') };
}

/** The same droplet once more: another instance of the app. */
export function copyDroplet({ root }: Droplet): Droplet {
	const copy = join(makeDirectory(), 'vcap');
	copyDirectory(root, copy);
	return { root: copy, app: join(copy, 'app'), depsDir: join(copy, 'deps') };
}

export interface LaunchOptions {
	readonly env?: Readonly<Record<string, string>>;
	/** Where the droplet is: where it was unpacked, or at /home/vcap with a link /app, in a namespace. */
	readonly at?: 'its place' | '/home/vcap';
	/** A named pipe: the launch waits until somebody opens it for writing. */
	readonly gate?: string;
}

export interface Launched {
	readonly status: number | null;
	readonly stdout: string;
	readonly stderr: string;
}

const launcher = `
cd "$1"
if [ -n "$(ls ../profile.d/* 2>/dev/null)" ]; then
	for env_file in ../profile.d/*; do source $env_file; done
fi
if [ -n "$(ls .profile.d/* 2>/dev/null)" ]; then
	for env_file in .profile.d/*; do source $env_file; done
fi
if [ -f .profile ]; then source .profile; fi
shift
exec bash -c "$@"
`;

/** Makes a root where the droplet is in /home/vcap, and runs a program there. */
const enterRoot = `
set -e
root=$1 droplet=$2
shift 2
mount -t tmpfs -o mode=755 tmpfs "$root"
mount --make-unbindable "$root"
for entry in /*; do
	case $entry in /app | /home) continue ;; esac
	if [ -h "$entry" ]; then
		cp -P "$entry" "$root$entry"
	elif [ -d "$entry" ]; then
		mkdir "$root$entry"
		mount --rbind "$entry" "$root$entry"
	fi
done
mkdir -p "$root/home/vcap"
mount --bind "$droplet" "$root/home/vcap"
ln -s home/vcap/app "$root/app"
chroot=$(PATH=$PATH:/usr/sbin:/sbin && command -v chroot) # not on an ordinary user's PATH
exec "$chroot" "$root" "$@"
`;

const started: ChildProcess[] = [];

/** Starts a command as the launcher does, with its environment. Tests end it with `endLaunched`. */
export function startLaunch(droplet: Droplet, command: string, options: LaunchOptions = {}): ChildProcess {
	const isMoved = options.at === '/home/vcap';
	const root = isMoved ? '/home/vcap' : droplet.root;
	const wait = options.gate === undefined ? '' : `: <'${options.gate}'\n`;
	const words = ['bash', '-c', `${wait}${launcher}`, 'launcher', join(root, 'app'), command];
	const user = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'];
	const enter = ['unshare', '--mount', ...user, 'sh', '-c', enterRoot, 'sh', makeDirectory('root'), droplet.root];
	const [program = '', ...args] = isMoved ? [...enter, ...words] : words;
	const child = spawn(program, args, {
		cwd: '/',
		env: {
			PATH: '/usr/local/bin:/usr/bin:/bin',
			LANG: 'en_US.UTF-8',
			PORT: '8080',
			...options.env,
			HOME: join(root, 'app'),
			TMPDIR: join(root, 'tmp'),
			DEPS_DIR: join(root, 'deps'),
		},
		detached: true,
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	started.push(child);
	return child;
}

/** Runs a command as the launcher does, to its end. */
export async function launch(droplet: Droplet, command: string, options: LaunchOptions = {}): Promise<Launched> {
	const child = startLaunch(droplet, command, options);
	const [stdout, stderr] = [textOf(child.stdout), textOf(child.stderr)];
	const status = await new Promise<number | null>((resolve, reject) => {
		child.once('error', reject);
		child.once('close', resolve);
	});
	return { status, stdout: await stdout, stderr: await stderr };
}

async function textOf(stream: NodeJS.ReadableStream | null): Promise<string> {
	let text = '';
	for await (const piece of stream ?? []) text += piece.toString();
	return text;
}

/** Ends what tests started and left running, with all of its processes. For afterEach. */
export function endLaunched(): void {
	for (const { pid } of started.splice(0)) {
		try {
			if (pid !== undefined) process.kill(-pid, 'SIGKILL');
		} catch {
			// it has ended by itself
		}
	}
}

/** A test that launches at /home/vcap, with the platform's link /app. It is skipped where no namespaces can be had. */
export function itAtHome(title: string, test: () => Promise<void>): void {
	if (canHaveNamespaces()) it(`${title} at /app`, test);
	else missing(`this user can have no namespaces: ${title}`);
}

/** Releases all launches that wait at a gate, at the same moment. */
export function makeGate(): { readonly path: string; readonly open: () => void } {
	const path = join(makeDirectory('gate'), 'gate');
	spawnSync('mkfifo', [path]);
	if (!existsSync(path)) throw new Error('mkfifo has failed');
	// a reader waits for a writer: one that opens it for both wakes all of them
	return { path, open: () => void spawnSync('bash', ['-c', 'exec 9<>"$1"; sleep 1', 'bash', path]) };
}

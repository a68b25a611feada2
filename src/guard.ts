import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';

/*
 * Nothing that this process has started outlives it, also where it is killed and can do nothing any more (by the kernel, say,
 * when memory is short). A shell waits for the end of file on a pipe whose other end is held here alone, and ends what was
 * not taken off its list: TERM first, so that a phase of a buildpack can end its own processes.
 */

const script = `
pids=' '
while read -r verb pid; do
	case $verb in
	+) pids="$pids$pid " ;;
	-) pids="\${pids%% $pid *} \${pids#* $pid }" ;;
	esac
done
case $pids in *[0-9]*) ;; *) exit ;; esac
for signal in TERM KILL; do
	found=
	for stat in /proc/[0-9]*/stat; do
		read -r line <"$stat" || continue
		pid=\${line%% *}
		set -- \${line##*) } # the state, and the pids of parent, process group and session
		case $pids in *" $pid "* | *" $2 "* | *" $4 "*) found="$found $pid" ;; esac
	done
	[ -n "$found" ] || exit
	kill -s "$signal" $found
	[ "$signal" = KILL ] || sleep 0.3
done 2>/dev/null`;

/** Who is to be ended. */
let list: Socket | undefined;

/**
 * Has a process that was just started, its children, and its session if it has one of its own, end with this process.
 *
 * @returns what takes it off the list, to be called once it has ended
 */
export function endWithUs({ pid }: ChildProcess): () => void {
	if (pid === undefined) return () => {}; // it could not be started
	startGuard();
	list?.write(`+ ${pid}\n`);
	return () => list?.write(`- ${pid}\n`);
}

/** To be called before a process is started that needs nothing more of us to go on, for there to be no moment between. */
export function startGuard(): void {
	if (list !== undefined) return;
	// of a session of its own: what ends our process group is not to end it. Nothing waits for its end.
	const guard = spawn('/bin/sh', ['-c', script], {
		env: {},
		cwd: '/',
		detached: true,
		stdio: ['pipe', 'ignore', 'ignore'],
	});
	guard.on('error', () => {}); // without it all is as well, as long as we are not killed
	guard.unref();
	const pipe: unknown = guard.stdin;
	list = (pipe as Socket | undefined)?.on('error', () => {}); // none without a descriptor to be had
	list?.unref();
}

import { bootTimeout } from '../defaults.ts';
import { BuildpackError, reasonOf } from '../errors.ts';
import { removeOut } from '../local/app-copy.ts';
import { type Dyno, startDyno } from '../local/dyno.ts';
import { buildLocally, type PlatformOptions } from '../local/platforms.ts';
import { choosePort, waitForListener } from '../local/port.ts';
import { action, detail, quote, warn } from '../output.ts';
import { addBuildOptions } from './build-options.ts';
import { asPort, type CommandLine } from './command-line.ts';

interface RunOptions extends PlatformOptions {
	readonly port?: number;
	readonly process: string;
	/** A path to request once the app listens; then the app is ended. */
	readonly check?: string;
}

export function addRun(line: CommandLine): void {
	addBuildOptions(line.program.command('run'), line)
		.description('Build a copy of an app, and run one of its processes as a platform does, at /app.')
		.option(
			'--port <n>',
			'the port that the app is told to listen on (default: the first free one from 5000)',
			asPort(line),
		)
		.option('--process <name>', 'the process type to run, from the Procfile or the release file', 'web')
		.option('--check <path>', 'request this path once the app listens, print the answer, and end the app')
		.action(
			line.action((appDir: string, options: RunOptions) => runApp(line.buildpackDir, appDir, options, line.abort)),
		);
}

/** `modular run`: builds a copy of an app, and runs one of its processes until it ends or is ended. */
async function runApp(buildpackDir: string, appDir: string, options: RunOptions, abort: AbortSignal): Promise<number> {
	if (options.port !== undefined) await choosePort(options.port); // better refused now than after the build
	const build = await buildLocally(buildpackDir, appDir, options, abort);
	const { out, processTypes, layout } = build;
	try {
		const type = options.process;
		const command = processTypes.get(type);
		if (command === undefined)
			throw new BuildpackError('local::no-such-process', { name: type, known: [...processTypes.keys()] });
		abort.throwIfAborted();
		const port = await choosePort(options.port);
		action(`Starting ${type} with PORT=${port}: ${command}`);
		const sidecars = build.sidecarsOf(type);
		for (const [name, each] of sidecars) detail(`and ${name} beside it: ${each}`);
		const dyno = await startDyno(
			{
				buildpackDir,
				directory: out.directory,
				layout,
				processes: new Map([[type, command], ...sidecars]),
				env: build.environmentOf({ type, port }),
			},
			abort,
		);
		return await attend(dyno, port, options, abort);
	} finally {
		if (options.out === undefined) removeOut(out);
	}
}

/** Hands signals on to the app, looks whether it listens, and waits for its end. Gives the status to exit with. */
async function attend(dyno: Dyno, port: number, options: RunOptions, abort: AbortSignal): Promise<number> {
	const stop = () => dyno.stop();
	const ended = new AbortController();
	const end = dyno.end.finally(() => ended.abort());
	end.catch(() => {}); // whoever waits for it below gets the error
	abort.addEventListener('abort', stop);
	if (abort.aborted) stop();
	try {
		if (options.check !== undefined) {
			const result = await check(port, options.check, ended.signal)
				.finally(async () => {
					stop();
					await end;
				})
				.catch((error: unknown) => {
					abort.throwIfAborted();
					throw error;
				});
			abort.throwIfAborted();
			return result;
		}
		if (options.process === 'web') void announce(port, ended.signal);
		const status = await end;
		abort.throwIfAborted();
		return status;
	} finally {
		abort.removeEventListener('abort', stop);
	}
}

/** Says when the app listens, and lets it run. */
async function announce(port: number, ended: AbortSignal): Promise<void> {
	if (await waitForListener(port, bootTimeout, ended)) action(`Listening at http://localhost:${port}`);
	else if (!ended.aborted)
		warn(`The app does not listen on port ${port} yet: after ${bootTimeout / 1000} seconds a platform would end it.`);
}

/** Waits until the app listens, prints its answer to a request, and judges it by its status. */
async function check(port: number, path: string, ended: AbortSignal): Promise<number> {
	if (!(await waitForListener(port, bootTimeout, ended))) {
		throw new BuildpackError('local::not-listening', { port, seconds: bootTimeout / 1000 });
	}
	// with the app at its end, somebody else is listening
	if (ended.aborted) throw new BuildpackError('local::not-listening', { port, seconds: bootTimeout / 1000 });
	const url = `http://localhost:${port}/${path.replace(/^\//, '')}`;
	try {
		const response = await fetch(url, {
			redirect: 'manual',
			signal: AbortSignal.any([ended, AbortSignal.timeout(bootTimeout)]),
		});
		detail(`GET ${url}: HTTP ${response.status}`);
		quote(await response.text());
		return response.status < 400 ? 0 : 1;
	} catch (cause) {
		throw new BuildpackError(
			'local::check-failed',
			{ url, reason: reasonOf((cause as Error).cause ?? cause) },
			{ cause },
		);
	}
}

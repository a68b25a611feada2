import { bootTimeout } from '../defaults.ts';
import { BuildpackError } from '../errors.ts';
import { type Dyno, startDyno } from '../local/dyno.ts';
import { readEnvFile } from '../local/env-file.ts';
import { buildLikeHeroku, type LocalBuildOptions, removeCopy } from '../local/heroku-build.ts';
import { platformEnvironment } from '../local/phase.ts';
import { choosePort, waitForListener } from '../local/port.ts';
import { action, detail, line } from '../output.ts';

export interface RunOptions extends LocalBuildOptions {
	readonly port?: number;
	readonly process: string;
	/** A path to request once the app listens; then the app is ended. */
	readonly check?: string;
}

/** `modular run`: builds a copy of an app, and runs one of its processes until it ends or is ended. */
export async function runApp(
	buildpackDir: string,
	appDir: string,
	options: RunOptions,
	abort: AbortSignal,
): Promise<number> {
	const port = await choosePort(options.port);
	const { copy, processTypes } = await buildLikeHeroku(buildpackDir, appDir, options, abort);
	try {
		const command = processTypes[options.process];
		if (command === undefined)
			throw new BuildpackError('local::no-such-process', { name: options.process, known: Object.keys(processTypes) });
		abort.throwIfAborted();
		action(`Starting ${options.process} with PORT=${port}: ${command}`);
		const config = await readEnvFile(options.envFile);
		const platform = { ...platformEnvironment(), PORT: String(port), DYNO: `${options.process}.1` };
		const dyno = startDyno({ buildpackDir, directory: copy.directory, command, env: { ...config, ...platform } });
		return await attend(dyno, port, options.check, abort);
	} finally {
		if (options.out === undefined) removeCopy(copy);
	}
}

/** Says when the app listens, makes the request that was asked for, and waits for the end. */
async function attend(dyno: Dyno, port: number, check: string | undefined, abort: AbortSignal): Promise<number> {
	const stop = () => dyno.stop();
	abort.addEventListener('abort', stop);
	const ended = new AbortController();
	const status = dyno.end.finally(() => ended.abort());
	try {
		const checked = watchPort(port, check, ended.signal).finally(check === undefined ? () => {} : stop);
		const [ownStatus, checkStatus] = await Promise.all([status, checked]);
		abort.throwIfAborted();
		return check === undefined ? ownStatus : checkStatus;
	} finally {
		abort.removeEventListener('abort', stop);
	}
}

async function watchPort(port: number, check: string | undefined, ended: AbortSignal): Promise<number> {
	const isListening = await waitForListener(port, check === undefined ? Infinity : bootTimeout, ended);
	if (!isListening) {
		if (check === undefined) return 0;
		throw new BuildpackError('local::not-listening', { port, seconds: bootTimeout / 1000 });
	}
	const url = `http://localhost:${port}`;
	action(`Listening at ${url}`);
	if (check === undefined) return 0;
	const response = await fetch(new URL(check, url), { redirect: 'manual' });
	detail(`GET ${check}: HTTP ${response.status}`);
	line(await response.text());
	return response.status < 400 ? 0 : 1;
}

import { connect, createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { firstPort } from '../defaults.ts';
import { BuildpackError } from '../errors.ts';

/**
 * The port for an app: the one that is asked for, or the first that is free.
 *
 * @throws BuildpackError if the port that is asked for is in use
 */
export async function choosePort(wanted: number | undefined): Promise<number> {
	if (wanted !== undefined) {
		if (await isFree(wanted)) return wanted;
		throw new BuildpackError('local::port-in-use', { port: wanted });
	}
	let port = firstPort;
	while (!(await isFree(port))) port += 1;
	return port;
}

/** Waits until something on this machine listens; false if it has not by the end of the time, or `abort`. */
export async function waitForListener(port: number, milliseconds: number, abort: AbortSignal): Promise<boolean> {
	const deadline = Date.now() + milliseconds;
	while (Date.now() < deadline && !abort.aborted) {
		if (await isListening(port)) return true;
		await delay(25);
	}
	return false;
}

function isFree(port: number): Promise<boolean> {
	return new Promise((resolve) => {
		const server = createServer();
		server.once('error', () => resolve(false));
		server.listen(port, () => server.close(() => resolve(true)));
	});
}

function isListening(port: number): Promise<boolean> {
	return new Promise((resolve) => {
		const socket = connect(port, 'localhost');
		socket.once('connect', () => resolve(true));
		socket.once('error', () => resolve(false));
		socket.once('connect', () => socket.destroy());
	});
}

import { isIPv6 } from 'node:net';
import { firstServedPort } from '../defaults.ts';
import { BuildpackError } from '../errors.ts';
import { action, counted, detail, line, warn } from '../output.ts';
import { DirectoryServer, readServedPackages, type ServerOptions } from '../publish/directory-server.ts';
import { asHost, asPort, type CommandLine, tellLeftOut } from './command-line.ts';

interface ServeOptions {
	readonly port?: number;
	readonly host: string;
}

export function addServe(commandLine: CommandLine): void {
	commandLine.program
		.command('serve')
		.description('Serve a directory of packages as a repository, for builds on this machine.')
		.argument('<dir>', 'the packages: DIR/NAME.sh or DIR/GROUP/NAME.sh')
		.option('--port <n>', `where to listen (default: the first free one from ${firstServedPort})`, asPort(commandLine))
		.option(
			'--host <host>',
			'the name or address to listen at; 0.0.0.0 for all of this machine',
			asHost(commandLine),
			'127.0.0.1',
		)
		.addHelpText('after', '\nCtrl-C ends it, and so does TERM; both with status 0.')
		.action(
			commandLine.action((directory: string, options: ServeOptions) =>
				serveDirectory(directory, options, commandLine.abort),
			),
		);
}

/** `modular serve`: serves a directory of packages until it is ended. */
async function serveDirectory(directory: string, { host, port }: ServeOptions, abort: AbortSignal): Promise<number> {
	const { packages, leftOut } = readServedPackages(directory);
	tellLeftOut(leftOut);
	const server = await listen(directory, port, {
		host,
		onRequest: ({ method, path, status, bytes }) => line(`${method} ${path} ${status} ${bytes}`),
		onFault: (error) => warn(error instanceof Error ? error.message : String(error)),
	});
	try {
		action(`Serving ${counted(packages.length, 'package')} of ${directory}`);
		detail(`To use it, write this into build/heroku/repos:\n${linkOf(host, server.port)}`);
		detail('A build asks for the index every 5 minutes, or at once with RELOAD_REPOSITORY=1.');
		if (!isLoopback(host)) warn(`Everybody who reaches ${host} can read what is in ${directory}.`);
		await new Promise((resolve) => {
			abort.addEventListener('abort', resolve);
			if (abort.aborted) resolve(undefined);
		});
		return 0;
	} finally {
		await server.close();
	}
}

/** Listens at a port, or at the first that is free. */
async function listen(
	directory: string,
	port: number | undefined,
	options: Omit<ServerOptions, 'port'>,
): Promise<DirectoryServer> {
	for (let next = port ?? firstServedPort; ; next += 1) {
		try {
			return await DirectoryServer.start(directory, { ...options, port: next });
		} catch (error) {
			const isTaken = error instanceof BuildpackError && (error as BuildpackError).code === 'local::port-in-use';
			if (port !== undefined || !isTaken || next === 65535) throw error;
		}
	}
}

/** What a build on this machine finds the index by. */
function linkOf(host: string, port: number): string {
	const own = { '0.0.0.0': '127.0.0.1', '::': '::1' }[host] ?? host;
	return `http://${isIPv6(own) ? `[${own}]` : own}:${port}/index`;
}

function isLoopback(host: string): boolean {
	return host === 'localhost' || host === '::1' || /^127\.[\d.]+$/.test(host);
}

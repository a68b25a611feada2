import { realpathSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BuildpackError, reasonOf } from '../errors.ts';
import { answer, refuse } from './content-answer.ts';
import { formatIndex } from './index-text.ts';
import { type LeftOut, type PackageDirectory, readPackageDirectory } from './package-directory.ts';
import { type Content, insideOf, openContent, textContent } from './served-content.ts';

/** A request, once it has been answered. */
export interface ServedRequest {
	readonly method: string;
	/** Without what stands behind a `?`. Node.js lets through only what can be printed. */
	readonly path: string;
	readonly status: number;
	/** Of the body. */
	readonly bytes: number;
}

export interface ServerOptions {
	/** A name or address of this machine. */
	readonly host: string;
	/** 0 for any that is free. */
	readonly port: number;
	readonly onRequest?: (request: ServedRequest) => void;
	/** Called with what has kept a request from its answer, which is nothing that the asker could mend. */
	readonly onFault?: (error: unknown) => void;
}

/** A directory of packages as a repository: its files, and at /index an index that is made for every request. */
export class DirectoryServer {
	readonly #root: string;
	readonly #server: Server;
	readonly #options: ServerOptions;

	private constructor(root: string, options: ServerOptions) {
		this.#root = root;
		this.#options = options;
		this.#server = createServer((request, response) => void this.#handle(request, response));
	}

	/** @throws BuildpackError if the directory is none, or nobody can listen there */
	static async start(directory: string, options: ServerOptions): Promise<DirectoryServer> {
		const self = new DirectoryServer(realPathOf(directory), options);
		const { host, port } = options;
		await new Promise<void>((resolve, reject) => {
			self.#server.once('error', (cause) => reject(cannotListen(cause, host, port)));
			self.#server.listen(port, host, resolve);
		});
		return self;
	}

	get port(): number {
		return (this.#server.address() as AddressInfo).port;
	}

	/** Ends it, and every connection to it. */
	async close(): Promise<void> {
		const closed = new Promise((resolve) => this.#server.close(resolve));
		this.#server.closeAllConnections();
		await closed;
	}

	async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const { method = '', url = '' } = request;
		const path = url.replace(/\?.*/s, '');
		let bytes = 0;
		response.on('close', () => {
			this.#options.onRequest?.({ method, path, status: response.statusCode, bytes });
		});
		try {
			if (method !== 'GET' && method !== 'HEAD') {
				response.setHeader('Allow', 'GET, HEAD').setHeader('Connection', 'close');
				bytes = refuse(response, { status: 405, reason: 'only GET and HEAD are answered' });
				return;
			}
			const content = path === '/index' ? this.#index() : await openContent(this.#root, path);
			if ('reason' in content) bytes = refuse(response, content);
			else await answer(request, response, content, (count) => (bytes += count));
		} catch (error) {
			if (response.destroyed) return; // who asked has gone
			this.#options.onFault?.(error);
			if (response.headersSent) response.destroy();
			else bytes = refuse(response, { status: 500, reason: 'it cannot be read' });
		}
	}

	/** Not with a status that builds take for an outage: they would use an older index. */
	#index(): Content | { readonly status: 409; readonly reason: string } {
		try {
			return textContent(formatIndex(readServedPackages(this.#root).packages));
		} catch (error) {
			if (!(error instanceof BuildpackError)) throw error;
			this.#options.onFault?.(error);
			return { status: 409, reason: error.message };
		}
	}
}

/**
 * The packages of a directory that a server of it has: those whose installers are there, and not only links to elsewhere.
 *
 * @throws BuildpackError as readPackageDirectory does
 */
export function readServedPackages(directory: string): PackageDirectory {
	const root = realPathOf(directory);
	const { packages, leftOut } = readPackageDirectory(root);
	const isInside = ({ file }: { readonly file: string }) => insideOf(root, realPathOf(file)) !== undefined;
	const outside: LeftOut[] = packages
		.filter((each) => !isInside(each))
		.map(({ path }) => ({ path, reason: 'it leads out of the directory' }));
	return { packages: packages.filter(isInside), leftOut: [...leftOut, ...outside] };
}

function realPathOf(path: string): string {
	try {
		return realpathSync(path);
	} catch (cause) {
		throw new BuildpackError('publish::unreadable', { path, reason: reasonOf(cause) }, { cause });
	}
}

function cannotListen(cause: NodeJS.ErrnoException, host: string, port: number): BuildpackError {
	if (cause.code === 'EADDRINUSE') return new BuildpackError('local::port-in-use', { port }, { cause });
	return new BuildpackError('publish::not-listening', { host, port, reason: reasonOf(cause) }, { cause });
}

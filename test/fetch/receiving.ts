import type { ServerResponse } from 'node:http';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { BuildpackError } from '../../src/errors.ts';
import { Link } from '../../src/fetch/link.ts';
import { Transport } from '../../src/fetch/schemes.ts';
import type { Received, TransferOptions } from '../../src/fetch/transfer.ts';
import { makeDirectory } from '../support/directories.ts';
import type { Answer, TestServer } from '../support/server.ts';

/*
 * Files received by the classes themselves, without the pauses between tries: those are only noted.
 */

export interface Outcome {
	/** What came, as text; undefined after an error. */
	readonly text: string | undefined;
	readonly received: Received | undefined;
	/** The error's text, whole. */
	readonly error: string | undefined;
	/** Milliseconds. */
	readonly pauses: readonly number[];
}

export interface ReceiveOptions extends Partial<TransferOptions> {
	readonly certificateFile?: string;
	readonly transport?: Transport;
}

/** Receives a link into a new file. */
export async function receive(link: string, options: ReceiveOptions = {}): Promise<Outcome> {
	const { certificateFile, transport = new Transport(certificateFile), ...rest } = options;
	const file = join(makeDirectory(), 'file');
	const pauses: number[] = [];
	const pause = (milliseconds: number) => Promise.resolve(void pauses.push(milliseconds));
	const abort = new AbortController().signal;
	try {
		const received = await transport.receive(Link.parse(link), file, { timeout: 30, abort, pause, ...rest });
		expect(received.isUnchanged).to.be.false;
		const text = readFileSync(file, 'utf8');
		return { text, received: received as Received, error: undefined, pauses };
	} catch (error) {
		if (!(error instanceof BuildpackError)) throw error;
		expect(readdirSync(dirname(file)).filter((name) => name !== 'file')).to.deep.equal([]);
		return { text: undefined, received: undefined, error: error.message, pauses };
	}
}

/** What an error says after which another time may help. */
export function unreachable(link: string, reason: string): string {
	return `${link} cannot be fetched: ${reason} (tried 3 times).\nTry again later; if that does not help, check the link, the proxy settings and the server.`;
}

/** An answer that sends so much of a body, and then ends the connection, the first time; later answers as told. */
export function brokenOnce(
	sent: string,
	length: number,
	headers: Record<string, string>,
	next: (response: ServerResponse, range: string | undefined) => void,
): Answer {
	return (request, response, count) => {
		if (count > 1) next(response, request.headers.range);
		else {
			response.writeHead(200, { 'Content-Length': String(length), ...headers });
			response.write(sent, () => setTimeout(() => response.destroy(), 100)); // it has come by then
		}
	};
}

/** An answer of raw bytes, whatever HTTP has to say to them; then the connection ends. */
export function raw(...pieces: readonly (string | Buffer)[]): Answer {
	return (_request, response) => {
		response.socket?.end(Buffer.concat(pieces.map((piece) => Buffer.from(piece as string))));
	};
}

/** The values that a header had in the requests that a server got, in order. */
export function headersOf(server: TestServer, name: string): (string | undefined)[] {
	return server.requests.map(({ headers }) => headers[name] as string | undefined);
}

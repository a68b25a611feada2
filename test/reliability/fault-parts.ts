import type { Socket } from 'node:net';
import { type Exchange, headOf } from './fault-server.ts';
import type { Client, Setting } from './network-kinds.ts';

/*
 * What faults of servers are made of, and how builds end that meet one.
 */

/** What a fault is made of. */
export interface Scene extends Exchange, Pick<Setting, 'body' | 'part' | 'wrong'> {
	/** The link of the same file on another host, which sends it. */
	readonly elsewhere: string;
	/** The same, of a host that wants a password first. */
	readonly greedy: string;
}

/** How a build ends that meets a fault. */
export type Ending =
	| { readonly as: 'success'; readonly requests: number }
	| {
			readonly as: 'error';
			/** What stands in the error after `cannot be fetched: `, without how often it was tried. */
			readonly reason: RegExp;
			/** The error's second line, which ours have. */
			readonly advice?: string;
			readonly tries: number;
			/** How many requests the server gets, where it is not one for each try. */
			readonly requests?: number;
	  }
	/** Bytes have come, and were not trusted. */
	| { readonly as: 'mistrust'; readonly found: (setting: Setting) => Buffer };

export interface Fault {
	readonly title: string;
	readonly answer: (scene: Scene) => void;
	/** What is wrong before any request can be. */
	readonly before?: 'refused' | 'wrong name' | 'unknown authority';
	readonly env?: Readonly<Record<string, string>>;
	readonly ends: Readonly<Record<Client, Ending>>;
}

export const well = (requests: number): Ending => ({ as: 'success', requests });

/** An error after three tries. */
export const passing = (reason: RegExp, requests?: number): Ending => ({
	...{ as: 'error', reason, tries: 3 },
	advice: 'Try again later; if that does not help, check the link, the proxy settings and the server.',
	...(requests === undefined ? {} : { requests }),
});

/** An error at once. */
export const lasting = (reason: RegExp, advice = '', requests = 1): Ending => ({
	...{ as: 'error', reason, advice, tries: 1, requests },
});

export const mistrust = (found: (setting: Setting) => Buffer): Ending => ({ as: 'mistrust', found });

export const all = (ending: Ending): Fault['ends'] => ({ node: ending, curl: ending, wget: ending });

/** Tests are not to wait 30 seconds; where nothing is to be waited for, a busy machine may take its time. */
export const impatient = { MODULAR_TIMEOUT: '1' };

export const checkServer = 'Check the link and the server.';
export const checkAuthority =
	"If the server's authority is your company's, add it to the system's certificates or name a file of them in SSL_CERT_FILE.";

export const fullHead = (body: Buffer) => headOf('200 OK', { 'Content-Length': body.length });

export const status = (text: string, headers = {}) => headOf(text, { 'Content-Length': 0, ...headers });

/** Sends pieces for as long as they are taken, and at most 300 MB of them. */
export function flood(socket: Socket, piece: Buffer): void {
	let left = 300e6;
	const send = (): void => {
		while (left > 0 && !socket.destroyed) {
			left -= piece.length;
			if (!socket.write(piece)) return void socket.once('drain', send);
		}
	};
	send();
}

/** Sends a byte after the other, 20 a second. */
export function trickle(socket: Socket, bytes: Buffer): void {
	let at = 0;
	const timer = setInterval(() => socket.write(bytes.subarray(at, (at += 1))), 50);
	socket.once('close', () => clearInterval(timer));
}

/** Sends a part, and then breaks the connection. */
export function breakOff(socket: Socket, head: string, part: Buffer): void {
	socket.write(head);
	socket.write(part, () => setTimeout(() => socket.resetAndDestroy(), 50));
}

/** Asks for a password, as wget wants it, before it sends one; whether that was needed. */
export function asksForPassword({ socket, head }: Exchange): boolean {
	if (/^authorization: /im.test(head)) return false;
	socket.end(status('401 Unauthorized', { 'WWW-Authenticate': 'Basic realm="files"' }));
	return true;
}

export const garbage = Buffer.from('SSH-2.0-OpenSSH_9.2\r\n\0\x01\x02\xff', 'latin1');

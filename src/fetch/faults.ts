import { BuildpackError } from '../errors.ts';
import { TimeoutError } from './pace.ts';
import { DiskError } from './part-file.ts';

/** A fault after which another try is worth it. */
export class PassingFault extends Error {
	/** Milliseconds that the server asks to wait. */
	readonly retryAfter: number | undefined;
	/** The HTTP status that it was. */
	readonly status: number | undefined;

	constructor(
		message: string,
		options: { readonly retryAfter?: number | undefined; readonly status?: number; readonly cause?: unknown } = {},
	) {
		super(message, { cause: options.cause });
		this.retryAfter = options.retryAfter;
		this.status = options.status;
	}
}

/** Whether an HTTP status says "later": such a request is tried again, as curl's --retry does. */
export function isPassing(status: number): boolean {
	return [408, 429, 500, 502, 503, 504].includes(status);
}

/**
 * Sorts what a try has thrown: what another one may mend, and what it will not.
 *
 * @param link as an error names it
 */
export function sortFault(error: unknown, pace: AbortSignal, link: string): unknown {
	if (error instanceof BuildpackError || error instanceof PassingFault) return error;
	if (error instanceof DiskError) return error.cause;
	if (pace.aborted) return new PassingFault((pace.reason as TimeoutError).message, { cause: error });
	const { code = '', message, name } = error as NodeJS.ErrnoException;
	if (code === '' && name !== 'FetchError') return error; // not the network's, but ours
	if (!isTlsFailure(code)) return new PassingFault(describe(code, message), { cause: error });
	return new BuildpackError('fetch::tls', { link, reason: describe(code, message), code }, { cause: error });
}

function isTlsFailure(code: string): boolean {
	return /^(?:CERT_|CRL_|ERR_TLS_|ERR_SSL_|ERR_OSSL_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|INVALID_|PATH_LENGTH_|ERROR_IN_|UNSPECIFIED$|EPROTO$|HOSTNAME_MISMATCH$)/.test(
		code,
	);
}

function describe(code: string, message: string): string {
	const reasons: Record<string, string> = {
		ECONNREFUSED: 'connection refused',
		ECONNRESET: 'connection reset',
		EPIPE: 'connection reset',
		EAI_AGAIN: 'the name server does not answer',
		ENOTFOUND: 'no such host',
		EHOSTUNREACH: 'no way to the host',
		ENETUNREACH: 'no way to the network',
		ETIMEDOUT: 'no connection in time',
		EPROTO: /SSL routines:[^:]*:([^:]+)/.exec(message)?.[1] ?? message,
	};
	// node-fetch's words before it repeat the link
	return reasons[code] ?? message.replace(/^.* failed, reason: /s, '');
}

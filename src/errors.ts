import { constants } from 'node:os';
import { usageStatus } from './defaults.ts';
import { type Code, type Facts, type Kind, wordings } from './messages.ts';

/**
 * Everything that can end a build, or a command, with a message for its user.
 *
 * The code says what happened, the facts are what was seen, and the wording of both stands in messages.ts.
 */
export class BuildpackError<C extends Code = Code> extends Error {
	override readonly name = 'BuildpackError';
	readonly code: C;
	readonly kind: Kind;
	readonly facts: Facts<C>;
	/** The status that the program exits with: 64 for a wrong call, 1 unless told. */
	readonly status: number;

	constructor(code: C, facts: Facts<C>, options: { readonly status?: number; readonly cause?: unknown } = {}) {
		const { kind, text } = wordings[code] as { kind: Kind; text: (facts: Facts<C>) => string };
		super(text(facts), { cause: options.cause });
		this.code = code;
		this.kind = kind;
		this.facts = facts;
		this.status = options.status ?? (kind === 'usage' ? usageStatus : 1);
	}
}

/** The end of the program by a signal, once everything that it started has ended. */
export class Interrupted extends Error {
	readonly status: number;

	constructor(signal: NodeJS.Signals) {
		super(`ended by ${signal}`);
		this.status = 128 + constants.signals[signal];
	}
}

/** What the operating system says went wrong, without the call and the path that Node.js adds to it. */
export function reasonOf(error: unknown): string {
	const { code, message } = error as NodeJS.ErrnoException;
	const reasons: Record<string, string> = {
		EACCES: 'permission denied',
		EADDRNOTAVAIL: 'it is no address of this machine',
		EEXIST: 'it exists already',
		EDQUOT: 'the disk quota is used up',
		EIO: 'the disk has a fault',
		EISDIR: 'it is a directory',
		ELOOP: 'links in its path go in a circle',
		ENAMETOOLONG: 'its name is too long',
		ENOENT: 'it does not exist',
		ENOTFOUND: 'no address is known for that name',
		ENOSPC: 'the disk is full',
		ENOTDIR: 'a part of its path is a file, not a directory',
		EPERM: 'the operation is not permitted',
		EROFS: 'the file system is read-only',
	};
	return (code !== undefined && reasons[code]) || message;
}

import { dirname, normalize } from 'node:path';
import { BuildpackError, reasonOf } from '../errors.ts';
import { linkStatusOf, statusOf } from '../files.ts';

/**
 * Asserts that a file can stand where a download is to be saved, as far as that can be told before it is begun.
 *
 * @param target absolute; as bytes where it may be no UTF-8
 * @throws BuildpackError
 */
export function checkTarget(link: string, target: string | Buffer): void {
	const facts = { link, target: normalize(target.toString()) };
	try {
		const status = statusOf(target);
		if (status?.isFile()) return;
		if (status?.isDirectory()) throw new BuildpackError('fetch::target-is-directory', facts);
		if (status) throw new BuildpackError('fetch::target-is-special', facts);
		if (/\/\.{0,2}$/.test(target.toString())) throw new BuildpackError('fetch::target-without-name', facts);
		const above = nearestAbove(target);
		if (statusOf(above)?.isDirectory()) return;
		throw new BuildpackError('fetch::target-below-file', { ...facts, file: normalize(above.toString()) });
	} catch (cause) {
		throw cause instanceof BuildpackError ? cause : notWritable(link, facts.target, cause);
	}
}

/** The error for what the operating system says of a target. */
export function notWritable(link: string, target: string, cause: unknown): BuildpackError {
	return new BuildpackError('fetch::target-not-writable', { target, link, reason: reasonOf(cause) }, { cause });
}

/** What exists of the directories above a path. */
function nearestAbove(path: string | Buffer): Buffer {
	// every byte is a character of latin1, so that none is lost
	let above = dirname(Buffer.from(path as string).toString('latin1'));
	while (linkStatusOf(Buffer.from(above, 'latin1')) === undefined) above = dirname(above);
	return Buffer.from(above, 'latin1');
}

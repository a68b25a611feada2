import { BuildpackError } from '../errors.ts';
import { constants } from 'node:os';
import { compileScript, type Ledger, type Requirement } from './ledger.ts';
import type { SessionEnd } from './session.ts';
import { syntaxErrorIn } from './shell-syntax.ts';

/**
 * Says whether a session's end is the end of a good build. It is when the session has said that it is complete,
 * or when the app's compile script ended with `exit 0`; whatever else ended the shell is an error.
 *
 * @throws BuildpackError naming the installer that was running
 */
export function judgeEnd(end: SessionEnd, ledger: Ledger, shell: readonly string[]): void {
	const running = ledger.inProgress.filter(({ job }) => job === end.lostJob).at(-1);
	const name = running?.name ?? 'the end of the build';
	const file = running?.installer?.file;
	if (end.lostDescriptor !== undefined)
		throw new BuildpackError('package::closed-descriptor', { name, file, descriptor: end.lostDescriptor });
	if (end.lostJob !== undefined) throw new BuildpackError('package::ended-subshell', { name, file });
	if (end.signal !== undefined) {
		const status = 128 + constants.signals[end.signal];
		throw new BuildpackError('package::killed-shell', { name, file, signal: end.signal }, { status });
	}
	const status = end.status ?? 1;
	if (status !== 0) {
		const message = file === undefined ? undefined : syntaxErrorIn(shell, file);
		if (file !== undefined && message !== undefined)
			throw new BuildpackError('package::syntax-error', { name, file, message });
		throw new BuildpackError('package::exited', { name, file, status }, { status });
	}
	if (!end.isComplete && !isCompileScript(running)) throw new BuildpackError('package::exited-early', { name, file });
}

function isCompileScript(running: Requirement | undefined): boolean {
	return running?.name === compileScript;
}

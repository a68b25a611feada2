import { BuildpackError, Interrupted } from './errors.ts';
import { line, warn } from './output.ts';

/** What a program does: gives the status to exit with. */
export type Main = (args: readonly string[], abort: AbortSignal) => Promise<number>;

/** Runs a program on this process' arguments; signals end it in order, and errors are told to its user. */
export function runProgram(main: Main): void {
	void main(process.argv.slice(2), abortOnSignals())
		.catch(report)
		.catch(() => 1) // nobody can be told
		.then((status) => (process.exitCode = status));
}

/** Ends the program's work, in order, on a signal. */
function abortOnSignals(): AbortSignal {
	const controller = new AbortController();
	for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
		process.on(signal, () => controller.abort(new Interrupted(signal)));
	}
	return controller.signal;
}

/** Whether the operating system has refused something, which is nothing to report to us. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException {
	return error instanceof Error && 'syscall' in error && 'code' in error;
}

/** Tells the user what has gone wrong, and gives the status to exit with. */
function report(error: unknown): number {
	if (error instanceof Interrupted) return error.status;
	if (isSystemError(error))
		return report(new BuildpackError('machine::refused', { message: error.message }, { cause: error }));
	if (!(error instanceof BuildpackError)) {
		warn(
			`Something is wrong in the buildpack itself; please report it.\n${error instanceof Error ? String(error.stack) : String(error)}`,
		);
		return 1;
	}
	if (error.kind === 'usage') line(error.message, 'stderr');
	else if (error.message !== '') warn(error.kind === 'internal' ? String(error.stack) : error.message);
	return error.status;
}

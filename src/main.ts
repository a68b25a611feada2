import { join } from 'node:path';
import { compile } from './commands/compile.ts';
import { finalize } from './commands/finalize.ts';
import { supply } from './commands/supply.ts';
import { BuildpackError, Interrupted } from './errors.ts';
import { line, warn } from './output.ts';

/*
 * The one entry: a script of bin/ calls `buildpack.js` with its own name and arguments.
 */

/** Ends the program's work, in order, on a signal. */
function abortOnSignals(): AbortSignal {
	const controller = new AbortController();
	for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
		process.on(signal, () => controller.abort(new Interrupted(signal)));
	}
	return controller.signal;
}

async function run([phase, ...args]: readonly string[], abort: AbortSignal): Promise<number> {
	const buildpackDir = join(import.meta.dirname, '..');
	switch (phase) {
		case 'compile':
			await compile(buildpackDir, args, abort);
			return 0;
		case 'supply':
			await supply(buildpackDir, args, abort);
			return 0;
		case 'finalize':
			await finalize(buildpackDir, args, abort);
			return 0;
		case 'modular': {
			const { modular } = await import('./commands/modular.ts');
			return await modular(buildpackDir, args, abort);
		}
		default:
			throw new BuildpackError('usage::wrong', { message: `no such phase: ${String(phase)}` });
	}
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

void run(process.argv.slice(2), abortOnSignals())
	.catch(report)
	.then((status) => (process.exitCode = status));

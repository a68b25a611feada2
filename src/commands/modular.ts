import { usageStatus, version } from '../defaults.ts';
import { line } from '../output.ts';
import { addBuild } from './build-app.ts';
import { addCheck } from './check-packages.ts';
import type { CommandLine } from './command-line.ts';
import { addIndex } from './index-packages.ts';
import { addNew } from './new-files.ts';
import { addPackage } from './package-buildpack.ts';
import { addRun } from './run-app.ts';
import { addInfo, addSearch } from './search-packages.ts';
import { addServe } from './serve-directory.ts';
import { addTest } from './test-packages.ts';

/** In the order in which the help lists them. */
const commands: readonly ((line: CommandLine) => void)[] = [
	...[addBuild, addRun, addPackage],
	...[addNew, addCheck, addTest, addServe, addIndex, addSearch, addInfo],
];

/** The program for people at their own machine: reads the command line, and gives the status to exit with. */
export async function modular(buildpackDir: string, args: readonly string[], abort: AbortSignal): Promise<number> {
	const { Command, CommanderError, InvalidArgumentError, Option } = await import('commander');
	let status = 0;
	const program = new Command('modular')
		.description(
			'Builds and runs apps with this buildpack on your own machine, and makes, checks and finds packages for it.',
		)
		.version(version, '--version', 'print the version of the buildpack')
		.showHelpAfterError('See modular --help.')
		.configureOutput({
			writeOut: (text) => line(text.replace(/\n$/, '')),
			writeErr: (text) => line(text.replace(/\n$/, ''), 'stderr'),
		})
		.enablePositionalOptions() // package has a --version of its own
		.exitOverride();
	const action: CommandLine['action'] =
		(work) =>
		async (...words) => {
			status = await work(...words);
		};
	for (const add of commands) add({ program, buildpackDir, abort, Option, InvalidArgumentError, action });
	try {
		await program.parseAsync(args, { from: 'user' });
	} catch (error) {
		if (!(error instanceof CommanderError)) throw error;
		return error.exitCode === 0 ? 0 : usageStatus; // it has been printed
	}
	return status;
}

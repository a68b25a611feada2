import type { Command, Option } from 'commander';
import { usageStatus, version } from '../defaults.ts';
import { platformNames } from '../local/platforms.ts';
import { buildApp } from './build-app.ts';
import { packageBuildpack, type PackageOptions } from './package-buildpack.ts';
import { type RunOptions, runApp } from './run-app.ts';

/** The program for people at their own machine: reads the command line, and gives the status to exit with. */
export async function modular(buildpackDir: string, args: readonly string[], abort: AbortSignal): Promise<number> {
	const { Command, CommanderError, InvalidArgumentError, Option } = await import('commander');

	const asPort = (text: string) => {
		const port = Number(text);
		if (!Number.isInteger(port) || port < 1 || port > 65535)
			throw new InvalidArgumentError('It has to be a number from 1 to 65535.');
		return port;
	};
	let status = 0;
	const program = new Command('modular')
		.description('Builds and runs apps with this buildpack on your own machine, as a platform would.')
		.version(version, '--version', 'print the version of the buildpack')
		.showHelpAfterError('See modular --help.')
		.enablePositionalOptions() // package has a --version of its own
		.exitOverride();

	const platform = () =>
		new Option('--platform <name>', 'whose way to build and run').choices(platformNames).default('heroku');

	addBuildOptions(program.command('build'), platform())
		.description('Build a copy of an app as a platform would, and say where it is.')
		.action(async (appDir: string, options: RunOptions) => {
			status = await buildApp(buildpackDir, appDir, options, abort);
		});

	addBuildOptions(program.command('run'), platform())
		.description('Build a copy of an app, and run one of its processes as a platform does, at /app.')
		.option('--port <n>', 'the port that the app is told to listen on (default: the first free one from 5000)', asPort)
		.option('--process <name>', 'the process type to run, from the Procfile or the release file', 'web')
		.option('--check <path>', 'request this path once the app listens, print the answer, and end the app')
		.action(async (appDir: string, options: RunOptions) => {
			status = await runApp(buildpackDir, appDir, options, abort);
		});

	const asFormat = new Option('--format <format>', 'zip for cf create-buildpack, tgz for Heroku').choices([
		'zip',
		'tgz',
	]);
	const andBefore = (directory: string, before: readonly string[]) => [...before, directory];
	program
		.command('package')
		.description('Make a package of the buildpack for platforms to install.')
		.option('--version <version>', 'its version (default: VERSION of the environment, else the git tag or hash)')
		.option('--offline', 'with a Node.js and all that packages fetch, for machines without a network')
		.option('--packages <names>', 'offline: for these packages', '')
		.option('--app <dir>', 'offline: for what this app needs; can be repeated', andBefore, [])
		.option('--repos <file>', 'where packages come from; a part of the package')
		.option('--arch <arch>', 'offline: for machines of this architecture', process.arch)
		.option('--stack <name>', 'offline: for this stack')
		.option('--env-file <file>', 'offline: config variables, as NAME=value lines')
		.option('--out <dir>', 'where to put it', 'build')
		.addOption(asFormat.default('zip'))
		.action(async (options: PackageOptions) => {
			status = await packageBuildpack(buildpackDir, options, abort);
		});

	try {
		await program.parseAsync(args, { from: 'user' });
	} catch (error) {
		if (!(error instanceof CommanderError)) throw error;
		return error.exitCode === 0 ? 0 : usageStatus; // it has been printed
	}
	return status;
}

function addBuildOptions(command: Command, platform: Option): Command {
	const andBefore = (directory: string, before: readonly string[] = []) => [...before, directory];
	return command
		.argument('<app-dir>', 'the app; it is never changed')
		.addOption(platform)
		.option('--buildpack <dir>', 'with cloudfoundry, once for each of all buildpacks, in order', andBefore)
		.option('--out <dir>', 'where to build: a new or empty directory (default: a temporary one)')
		.option('--cache <dir>', "the app's build cache (default: one below ~/.cache, by the app's path)")
		.option('--env-file <file>', 'config variables, as NAME=value lines')
		.option('--stack <name>', 'the platform stack to build for, such as heroku-24 or cflinuxfs4');
}

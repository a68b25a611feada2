import type { Command } from 'commander';
import { platformNames } from '../local/platforms.ts';
import { andBefore, type CommandLine } from './command-line.ts';

/** Adds to a command what says which app is built, and how. */
export function addBuildOptions(command: Command, { Option }: CommandLine): Command {
	const platform = new Option('--platform <name>', 'whose way to build and run').choices(platformNames);
	return command
		.argument('<app-dir>', 'the app; it is never changed')
		.addOption(platform.default('heroku'))
		.option('--buildpack <dir>', 'with cloudfoundry, once for each of all buildpacks, in order', andBefore)
		.option('--out <dir>', 'where to build: a new or empty directory (default: a temporary one)')
		.option('--cache <dir>', "the app's build cache (default: one below ~/.cache, by the app's path)")
		.option('--env-file <file>', 'config variables, as NAME=value lines')
		.option('--stack <name>', 'the platform stack to build for, such as heroku-24 or cflinuxfs4');
}

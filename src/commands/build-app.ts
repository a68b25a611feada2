import { action, detail } from '../output.ts';
import { buildLocally, type PlatformOptions } from '../local/platforms.ts';
import { addBuildOptions } from './build-options.ts';
import type { CommandLine } from './command-line.ts';

export function addBuild(line: CommandLine): void {
	addBuildOptions(line.program.command('build'), line)
		.description('Build a copy of an app as a platform would, and say where it is.')
		.action(
			line.action((appDir: string, options: PlatformOptions) =>
				buildApp(line.buildpackDir, appDir, options, line.abort),
			),
		);
}

/** `modular build`: builds a copy of an app, and says where it is and what it would run. */
async function buildApp(
	buildpackDir: string,
	appDir: string,
	options: PlatformOptions,
	abort: AbortSignal,
): Promise<number> {
	const { name, out, processTypes } = await buildLocally(buildpackDir, appDir, options, abort);
	action(`Built ${name}: ${out.directory}`);
	for (const [type, command] of processTypes) detail(`${type}: ${command}`);
	return 0;
}

import { action, detail } from '../output.ts';
import { buildLikeHeroku, type LocalBuildOptions } from '../local/heroku-build.ts';

/** `modular build`: builds a copy of an app, and says where it is and what it would run. */
export async function buildApp(
	buildpackDir: string,
	appDir: string,
	options: LocalBuildOptions,
	abort: AbortSignal,
): Promise<number> {
	const { name, copy, processTypes } = await buildLikeHeroku(buildpackDir, appDir, options, abort);
	action(`Built ${name}: ${copy.directory}`);
	for (const [type, command] of processTypes) detail(`${type}: ${command}`);
	return 0;
}

import { action, detail } from '../output.ts';
import { buildLocally, type PlatformOptions } from '../local/platforms.ts';

/** `modular build`: builds a copy of an app, and says where it is and what it would run. */
export async function buildApp(
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

import { build } from '../build.ts';
import { BuildpackError } from '../errors.ts';
import { statusOf } from '../files.ts';
import { herokuPlace } from '../platforms/heroku.ts';

/**
 * Heroku's compile phase: installs into the app's directory.
 *
 * @param args BUILD_DIR, CACHE_DIR, ENV_DIR; the last two may be missing
 */
export async function compile(buildpackDir: string, args: readonly string[], abort: AbortSignal): Promise<void> {
	const [buildDir, cacheDir, envDir] = args;
	if (!buildDir || args.length > 3)
		throw new BuildpackError('usage::wrong', { message: 'usage: bin/compile BUILD_DIR [CACHE_DIR [ENV_DIR]]' });
	if (statusOf(buildDir)?.isDirectory() === false) {
		throw new BuildpackError('usage::wrong', { message: `bin/compile: BUILD_DIR is not a directory: ${buildDir}` });
	}
	await build(herokuPlace(buildpackDir, buildDir, cacheDir || undefined, envDir || undefined), abort);
}

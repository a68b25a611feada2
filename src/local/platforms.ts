import { buildLikeCloudFoundry } from './cloud-foundry-build.ts';
import { buildLikeHeroku } from './heroku-build.ts';
import type { LocalBuild, LocalBuildOptions } from './local-build.ts';

/** What `--platform` can be, and how it builds. */
const builders = { heroku: buildLikeHeroku, cloudfoundry: buildLikeCloudFoundry };

export const platformNames = Object.keys(builders);

export interface PlatformOptions extends LocalBuildOptions {
	readonly platform: keyof typeof builders;
}

/** Builds a copy of an app in the way of a platform. */
export function buildLocally(
	buildpackDir: string,
	appDir: string,
	options: PlatformOptions,
	abort: AbortSignal,
): Promise<LocalBuild> {
	return builders[options.platform](buildpackDir, appDir, options, abort);
}

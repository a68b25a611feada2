import { join, resolve } from 'node:path';
import { nothingInherited } from '../config/inherited.ts';
import type { BuildPlace } from '../config/place.ts';

/**
 * Where things are in a build by Heroku (https://devcenter.heroku.com/articles/buildpack-api): the app is built
 * in BUILD_DIR, which is /app when it runs, and the next buildpack reads `export` beside bin/.
 */
export function herokuPlace(
	buildpackDir: string,
	buildDir: string,
	cacheDir: string | undefined,
	envDir: string | undefined,
): BuildPlace {
	return {
		buildpackDir,
		appDir: resolve(buildDir),
		buildDir: resolve(buildDir),
		cacheDir: cacheDir && resolve(cacheDir),
		envDir: envDir && resolve(envDir),
		runtimeDir: '/app',
		// without config variables' directory this is Cloud Foundry's old way, where nobody reads it
		...(envDir === undefined ? {} : { exportFile: join(buildpackDir, 'export') }),
		inherited: nothingInherited,
	};
}

import type { NamesAtBoot } from '../relocated-text.ts';
import type { Inherited } from './inherited.ts';

/** Where a platform wants an app to be built. Directories are absolute. */
export interface BuildPlace {
	readonly buildpackDir: string;
	/** The app's own files. */
	readonly appDir: string;
	/** Where to install. */
	readonly buildDir: string;
	/** Undefined: nothing is kept. */
	readonly cacheDir: string | undefined;
	/** Undefined: config variables are in the environment. */
	readonly envDir: string | undefined;
	/** Where `buildDir` will be when the app runs. */
	readonly runtimeDir: string;
	/** What directories of the build are called at boot, in shell text, for platforms that put them elsewhere then. */
	readonly namesAtBoot?: NamesAtBoot;
	/** What the platform reads before the next buildpack, where it does. */
	readonly exportFile?: string;
	/** What the buildpacks before this one have done for the app. */
	readonly inherited: Inherited;
}

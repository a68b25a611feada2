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
	/** What scripts call that directory at boot, for platforms that may put it elsewhere; else they name it as installers do. */
	readonly homeAtBoot?: string;
	/** What the platform reads before the next buildpack, where it does. */
	readonly exportFile?: string;
	/** What the buildpacks before this one have done for the app. */
	readonly inherited: Inherited;
}

import { join } from 'node:path';
import { replaceFile } from '../files.ts';

/** A package as the manifest lists it. Local installers are part of the app's or the buildpack's own commit: no checksum. */
export interface InstalledPackage {
	readonly name: string;
	/** Where the installer came from. */
	readonly source: string;
}

export interface Manifest {
	readonly buildpackVersion: string;
	/** Undefined where the platform does not say. */
	readonly stack: string | undefined;
	readonly packages: readonly InstalledPackage[];
}

/*
 * .modular/packages.json, for whoever wants to know what is in a slug. Sorted and without times: the same
 * build gives the same bytes.
 *
 *     { "format": 1, "buildpack": "0.1.0", "stack": "heroku-24",
 *       "packages": [{ "name": "hello", "source": "app", "artifacts": [] }] }
 */

/** Writes what was installed into the app. */
export function writeManifest(buildDir: string, { buildpackVersion, stack, packages }: Manifest): void {
	const sorted = [...packages].sort((a, b) => (a.name < b.name ? -1 : 1));
	const manifest = {
		format: 1,
		buildpack: buildpackVersion,
		stack: stack ?? null,
		packages: sorted.map(({ name, source }) => ({ name, source, artifacts: [] })),
	};
	replaceFile(join(buildDir, '.modular', 'packages.json'), `${JSON.stringify(manifest, undefined, '\t')}\n`);
}

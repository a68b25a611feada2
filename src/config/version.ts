import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { version } from '../defaults.ts';
import { statusOf } from '../files.ts';

/** The file of a package of the buildpack that says which version it is. */
export const versionFile = 'VERSION';

/** The version of a buildpack, and whether it is a package, which has been given one. */
export interface BuildpackVersion {
	readonly version: string;
	readonly isPackage: boolean;
}

/** Which version of the buildpack this is: what its VERSION file says, else that of the sources. */
export function readVersion(buildpackDir: string): BuildpackVersion {
	const file = join(buildpackDir, versionFile);
	if (!statusOf(file)?.isFile()) return { version, isPackage: false };
	return { version: readFileSync(file, 'utf8').trim(), isPackage: true };
}

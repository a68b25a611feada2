import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BuildpackError } from '../errors.ts';

/**
 * The text of a file of the buildpack.
 *
 * @throws BuildpackError if the buildpack is no whole copy
 */
export function readOwnFile(buildpackDir: string, path: string): string {
	try {
		return readFileSync(join(buildpackDir, path), 'utf8');
	} catch (cause) {
		throw new BuildpackError('publish::no-buildpack', { directory: buildpackDir, path }, { cause });
	}
}

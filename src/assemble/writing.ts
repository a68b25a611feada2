import { BuildpackError, reasonOf } from '../errors.ts';

/**
 * Writes a file of the app, or what goes with it.
 *
 * @throws BuildpackError with the file's name, which not every error of the operating system has
 */
export function writing(path: string, write: () => void): void {
	try {
		write();
	} catch (cause) {
		throw new BuildpackError('build::not-writable', { path, reason: reasonOf(cause) }, { cause });
	}
}

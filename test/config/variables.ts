import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** An installer that keeps the environment in which programs run, for `seenBy`. */
export const keepsEnvironment = 'env -0 >"$BUILD_DIR/seen"';

/** The environment that an app's installer kept; one character a byte. */
export function seenBy(app: string): Map<string, string> {
	const entries = readFileSync(join(app, 'seen'), 'latin1').split('\0');
	return new Map(
		entries
			.filter((entry) => entry !== '')
			.map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]),
	);
}

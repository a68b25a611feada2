import { homedir } from 'node:os';
import { join } from 'node:path';
import { processVariables } from '../config/environment.ts';

/** Where a command keeps what it fetched, for the next time. */
export function userCache(command: string): string {
	const caches = processVariables()['XDG_CACHE_HOME'] || join(homedir(), '.cache');
	return join(caches, 'heroku-modular-buildpack', command);
}

import { homedir } from 'node:os';
import { join } from 'node:path';
import { processVariables } from '../config/environment.ts';

/** Where a command, or the builds of an app, keep what they fetched for the next time: below XDG_CACHE_HOME. */
export function userCache(name: string): string {
	const caches = processVariables()['XDG_CACHE_HOME'] || join(homedir(), '.cache');
	return join(caches, 'heroku-modular-buildpack', name);
}

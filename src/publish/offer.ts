import { readEnvironment } from '../config/environment.ts';
import { nothingInherited } from '../config/inherited.ts';
import { OfflineFiles } from '../fetch/offline.ts';
import { findApp } from '../local/app-copy.ts';
import type { Network } from '../resolve/network.ts';
import { openNetworkTo, readRepositories, withoutRepetition } from '../resolve/open-network.ts';
import { Resolver } from '../resolve/resolver.ts';
import { parseRepoOptions } from './repository-links.ts';
import { userCache } from './user-cache.ts';

/** For whom packages are looked for. */
export interface OfferOptions {
	/** Links of indexes. */
	readonly repo: readonly string[];
	/** An app's directory. */
	readonly app?: string;
}

/** Nothing is in it, and nothing can be. */
const noApp = '/dev/null';

/**
 * Opens what an app could install packages from: its own installers, the buildpack's, and the repositories that it
 * would use, or those that are given.
 *
 * @param command as errors call it
 */
export function openOffer(
	command: string,
	buildpackDir: string,
	{ repo, app }: OfferOptions,
	abort: AbortSignal,
): { readonly resolver: Resolver; readonly network: Network } {
	const environment = readEnvironment(undefined, nothingInherited);
	const appDir = app === undefined ? noApp : findApp(app);
	const given = parseRepoOptions(command, repo);
	const own = given.length > 0 && app === undefined ? [] : readRepositories(appDir, buildpackDir, environment);
	const files = OfflineFiles.open(buildpackDir);
	const links = withoutRepetition([...own, ...given]);
	const network = openNetworkTo(links, { cacheDir: userCache('search'), environment, files, abort });
	return { network, resolver: new Resolver(appDir, buildpackDir, network) };
}

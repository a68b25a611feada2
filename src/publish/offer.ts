import { type Environment, readEnvironment } from '../config/environment.ts';
import { nothingInherited } from '../config/inherited.ts';
import type { Link } from '../fetch/link.ts';
import { OfflineFiles } from '../fetch/offline.ts';
import { findApp } from '../local/app-copy.ts';
import { userCache } from '../local/user-cache.ts';
import type { Network } from '../resolve/network.ts';
import { openNetworkTo, readRepositories, withoutRepetition } from '../resolve/open-network.ts';
import { Resolver } from '../resolve/resolver.ts';
import { parseRepoOptions } from './repository-links.ts';

/** For whom packages are looked for. */
export interface OfferOptions {
	/** Links of indexes. */
	readonly repo?: readonly string[];
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
	{ repo = [], app }: OfferOptions,
	abort: AbortSignal,
): { readonly resolver: Resolver; readonly network: Network } {
	const environment = readEnvironment(undefined, nothingInherited);
	const appDir = app === undefined ? noApp : findApp(app);
	const given = parseRepoOptions(command, repo);
	const own = given.length > 0 && app === undefined ? [] : readRepositories(appDir, buildpackDir, environment);
	const network = openRepositories([...own, ...given], buildpackDir, environment, abort);
	return { network, resolver: new Resolver(appDir, buildpackDir, network) };
}

/** Opens repositories for somebody who looks what they have. */
export function openRepositories(
	links: readonly Link[],
	buildpackDir: string,
	environment: Environment,
	abort: AbortSignal,
): Network {
	const files = OfflineFiles.open(buildpackDir);
	return openNetworkTo(withoutRepetition(links), { cacheDir: userCache('search'), environment, files, abort });
}

import { arch as ownArch } from 'node:process';
import { join } from 'node:path';
import type { Environment } from '../config/environment.ts';
import { findApp } from '../local/app-copy.ts';
import { action, warn } from '../output.ts';
import { copyTree } from '../tree-copy.ts';
import type { PackageContent } from './contents.ts';
import { fetchNodeRuntime } from './node-runtime.ts';
import { listFetched, offlineEntries } from './offline-entries.ts';
import { type PackageEntry, sizeOf } from './package-entries.ts';
import { makeAppWith, recordBuild, type Recorded } from './recorded-build.ts';

export interface OfflineOptions {
	readonly buildpackDir: string;
	/** For which packages, by name. */
	readonly packages: readonly string[];
	/** For which apps: their directories. */
	readonly apps: readonly string[];
	/** Where packages come from: a repos file. */
	readonly repos?: string | undefined;
	readonly arch: string;
	readonly stack?: string | undefined;
	/** Config variables. */
	readonly config: Readonly<Record<string, string>>;
	readonly cacheDir: string;
	/** A directory for all that is made on the way. */
	readonly scratch: string;
}

/** What an offline package has besides the buildpack. */
export interface OfflinePart {
	readonly entries: readonly PackageEntry[];
	readonly contents: readonly PackageContent[];
}

/** Gets all that builds with these packages and of these apps need from elsewhere, and a Node.js. */
export async function makeOfflinePart(
	options: OfflineOptions,
	environment: Environment,
	abort: AbortSignal,
): Promise<OfflinePart> {
	const { arch, packages, apps, scratch } = options;
	const runtime = await fetchNodeRuntime(options, environment, abort);
	if (arch !== ownArch && packages.length + apps.length > 0)
		warn(
			`What packages fetch is found out on ${ownArch}: what they would fetch for ${arch} alone is not in the package.`,
		);
	const builds: Recorded[] = [];
	if (packages.length > 0) {
		action(`Building an app with ${packages.join(', ')} to find out what they fetch`);
		builds.push(await recordBuild(makeAppWith(packages, scratch), { ...options, wantedBy: '--packages' }, abort));
	}
	for (const [index, app] of apps.entries()) {
		action(`Building ${app} to find out what its packages fetch`);
		const copy = join(scratch, `copy-${index}`);
		await copyTree(findApp(app), copy, { without: '.git', abort });
		builds.push(await recordBuild(copy, options, abort));
	}
	return {
		entries: [runtime, ...offlineEntries(builds)],
		contents: [
			{ what: runtime.path, size: sizeOf(runtime) },
			...listFetched(builds).map(({ link, size }) => ({ what: link, size })),
		],
	};
}

import { join } from 'node:path';
import { offlineDirectory, type OfflineLinks } from '../fetch/offline.ts';
import type { RecordedFile } from '../fetch/recording.ts';
import type { PackageEntry } from './package-entries.ts';
import type { Recorded } from './recorded-build.ts';

/** The files that builds fetched, as an offline package brings them: each once, and sorted. */
export function offlineEntries(builds: readonly Recorded[]): PackageEntry[] {
	const files: Record<string, string> = {};
	const sources = new Map<string, string>();
	const fetched = builds.flatMap((build) => build.files.map((file) => ({ ...file, directory: build.directory })));
	for (const { key, sha256, directory } of fetched.sort((a, b) => (a.key < b.key ? -1 : 1))) {
		files[key] = sha256;
		sources.set(sha256, join(directory, sha256));
	}
	const links: OfflineLinks = { format: 1, files };
	return [
		{
			path: `${offlineDirectory}/links.json`,
			source: Buffer.from(`${JSON.stringify(links, undefined, '\t')}\n`),
			mode: 0o644,
		},
		...[...sources].map(([sha256, source]) => ({
			path: `${offlineDirectory}/files/${sha256}`,
			source,
			mode: 0o644 as const,
		})),
	];
}

/** What was fetched, each link once, in the order of links. */
export function listFetched(builds: readonly Recorded[]): RecordedFile[] {
	const byLink = new Map(builds.flatMap(({ files }) => files.map((file) => [file.link, file])));
	return [...byLink.values()].sort((a, b) => (a.link < b.link ? -1 : 1));
}

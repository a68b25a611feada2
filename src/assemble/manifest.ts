import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { replaceFile } from '../files.ts';
import { writing } from './writing.ts';

/** A file that an installer got. */
export interface ManifestArtifact {
	readonly link: string;
	readonly sha256: string;
}

/** A package as the manifest lists it. Local installers are part of the app's or the buildpack's own commit: no checksum. */
export interface ManifestPackage {
	readonly name: string;
	/** `app`, `buildpack`, or the installer's link without credentials. */
	readonly from: string;
	/** As the index says it, `md5:` or `sha256:` before it. */
	readonly checksum?: string | undefined;
	readonly artifacts: readonly ManifestArtifact[];
}

export interface Manifest {
	readonly buildpackVersion: string;
	/** Undefined where the platform does not say. */
	readonly stack: string | undefined;
	readonly packages: readonly ManifestPackage[];
}

/** Directories of a build, by what the manifest calls them: their paths are other ones in the next build. */
export type NamedDirectories = Readonly<Record<string, string>>;

/** A link as the manifest has it: a file in one of these directories as `app:build/heroku/installers/x.tgz`. */
export function nameLink(link: string, directories: NamedDirectories): string {
	for (const [name, directory] of Object.entries(directories)) {
		const start = `${pathToFileURL(directory).href}/`;
		if (link.startsWith(start)) return `${name}:${link.slice(start.length)}`;
	}
	return link;
}

/*
 * .modular/packages.json, for whoever wants to know what is in a slug. Sorted and without times: the same
 * build gives the same bytes.
 *
 *     { "format": 1, "buildpack": "0.1.0", "stack": "heroku-24",
 *       "packages": [{ "name": "nginx", "from": "https://...", "checksum": "md5:...",
 *                      "artifacts": [{ "link": "https://...", "sha256": "..." }] }] }
 */

/** Writes what was installed into the app. */
export function writeManifest(buildDir: string, { buildpackVersion, stack, packages }: Manifest): void {
	const manifest = {
		format: 1,
		buildpack: buildpackVersion,
		stack: stack ?? null,
		packages: sortedBy(packages, ({ name }) => name).map(({ name, from, checksum, artifacts }) => ({
			name,
			from,
			...(checksum === undefined ? {} : { checksum }),
			artifacts: sortedBy(withoutRepetition(artifacts), ({ link, sha256 }) => `${link} ${sha256}`),
		})),
	};
	const file = join(buildDir, '.modular', 'packages.json');
	writing(file, () => replaceFile(file, `${JSON.stringify(manifest, undefined, '\t')}\n`));
}

function withoutRepetition(artifacts: readonly ManifestArtifact[]): ManifestArtifact[] {
	return [...new Map(artifacts.map((artifact) => [`${artifact.link} ${artifact.sha256}`, artifact])).values()];
}

function sortedBy<T>(items: readonly T[], key: (item: T) => string): T[] {
	return [...items].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}

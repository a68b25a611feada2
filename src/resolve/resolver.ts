import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { configDirectory } from '../config/app.ts';
import { closeNameDistance, mostSuggestions } from '../defaults.ts';
import { statusOf } from '../files.ts';

/** An installer that was found, ready to be sourced. */
export interface Installer {
	readonly name: string;
	readonly source: 'app' | 'buildpack';
	/** Absolute. */
	readonly file: string;
	/** What INSTALLER_DIR is for it. */
	readonly directory: string;
}

/** Knows where installers are: in the app first, then in the buildpack. */
export interface Resolver {
	/** The directories of local installers, in the order in which they are searched. */
	readonly directories: Readonly<Record<Installer['source'], string>>;
	/** The installer of a package, by its exact name. */
	find(name: string): Installer | undefined;
	/** Names of packages that a misspelt name may have meant, the closest first. */
	suggest(name: string): Promise<string[]>;
}

/**
 * @param appDir the app's root, absolute
 * @param buildpackDir the buildpack's root, absolute
 */
export function createResolver(appDir: string, buildpackDir: string): Resolver {
	const directories = {
		app: join(appDir, configDirectory, 'installers'),
		buildpack: join(buildpackDir, 'installers'),
	};
	return {
		directories,
		find(name) {
			for (const source of ['app', 'buildpack'] as const) {
				const directory = directories[source];
				const file = join(directory, `${name}.sh`);
				if (statusOf(file)?.isFile()) return { name, source, file, directory };
			}
			return undefined;
		},
		async suggest(name) {
			const { distance } = await import('fastest-levenshtein');
			const names = new Set(Object.values(directories).flatMap(listInstallers));
			return [...names]
				.map((known) => ({ known, edits: distance(name.toLowerCase(), known.toLowerCase()) }))
				.filter(({ known, edits }) => edits <= closeNameDistance || known.startsWith(name) || name.startsWith(known))
				.sort((a, b) => a.edits - b.edits || (a.known < b.known ? -1 : 1))
				.slice(0, mostSuggestions)
				.map(({ known }) => known);
		},
	};
}

function listInstallers(directory: string): string[] {
	if (!statusOf(directory)?.isDirectory()) return [];
	return readdirSync(directory).flatMap((file) => (file.endsWith('.sh') ? [file.slice(0, -'.sh'.length)] : []));
}

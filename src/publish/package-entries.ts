import { readdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { versionFile } from '../config/version.ts';
import { statusOf } from '../files.ts';
import { readOwnFile } from './own-file.ts';

/** A file of a package. */
export interface PackageEntry {
	/** Relative to the package's root, with `/` between its parts. */
	readonly path: string;
	/** A file, by its absolute path, or the content itself. */
	readonly source: string | Buffer;
	readonly mode: 0o755 | 0o644;
}

/** The scripts that platforms call. */
const phases = ['detect', 'compile', 'supply', 'finalize', 'release'];

/** What scripts and programs of lib/ are called; not what editors leave there. */
const isOfLib = /^lib\/(?:node-runtime|[\w-]+\.(?:sh|cjs))$/;

/** What editors and file managers leave beside a file. */
const isLeftover = /^(?:\.DS_Store|Thumbs\.db|\..*\.sw[a-p]|\.#.*|#.*#|.*~)$/;

/** What only bin/modular needs. */
const forPeople = new Set(['lib/dyno.sh']);

/**
 * What platforms run of a buildpack, and nothing else: no sources, no tests, nothing that is for people at their own
 * machine.
 *
 * @param repos what the package's repos file says, if it has one
 */
export function listEntries(buildpackDir: string, version: string, repos: Buffer | undefined): PackageEntry[] {
	const program = join('dist', 'buildpack.js');
	const libraries = new Set(
		[...readOwnFile(buildpackDir, program).matchAll(/on-demand\/([\w-]+\.js)/g)].map(([, name]) => name),
	);
	const paths = [
		...phases.map((name) => join('bin', name)),
		...list(buildpackDir, 'lib').filter((path) => isOfLib.test(path) && !forPeople.has(path)),
		program,
		join('dist', 'package.json'),
		...list(buildpackDir, 'dist/on-demand').filter((path) => libraries.has(path.slice('dist/on-demand/'.length))),
		...list(buildpackDir, 'installers'),
		'LICENSE',
	];
	const files = paths.map((path) => ({ path, source: join(buildpackDir, path), mode: modeOf(buildpackDir, path) }));
	const made = { [versionFile]: Buffer.from(`${version}\n`), ...(repos === undefined ? {} : { repos }) };
	return [...files, ...Object.entries(made).map(([path, source]) => ({ path, source, mode: 0o644 as const }))];
}

/** The same entries in the order of their paths, byte by byte. */
export function sortEntries(entries: readonly PackageEntry[]): PackageEntry[] {
	return [...entries].sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)));
}

/** The size of an entry in bytes. */
export function sizeOf({ source }: PackageEntry): number {
	return typeof source === 'string' ? (statusOf(source)?.size ?? 0) : source.length;
}

/** The scripts that platforms call can be run, also where the clone's file system has no such bits. */
function modeOf(buildpackDir: string, path: string): 0o755 | 0o644 {
	if (path.startsWith('bin/')) return 0o755;
	return ((statusOf(join(buildpackDir, path))?.mode ?? 0) & 0o111) === 0 ? 0o644 : 0o755;
}

/** The files below a directory. A link is what it leads to, as it is for the shell. */
function list(buildpackDir: string, directory: string, above: readonly string[] = []): string[] {
	if (!statusOf(join(buildpackDir, directory))) return []; // git keeps no empty directories
	const real = realpathSync(join(buildpackDir, directory));
	if (above.includes(real)) return []; // a link that leads back
	return readdirSync(real)
		.filter((name) => !isLeftover.test(name))
		.map((name) => join(directory, name))
		.flatMap((path) => {
			const status = statusOf(join(buildpackDir, path));
			if (status?.isDirectory()) return list(buildpackDir, path, [...above, real]);
			return status?.isFile() ? [path] : [];
		});
}

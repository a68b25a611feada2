import { mkdtempSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { processVariables, readEnvironment } from '../config/environment.ts';
import { nothingInherited } from '../config/inherited.ts';
import { largestUpload } from '../defaults.ts';
import { BuildpackError } from '../errors.ts';
import { removeTree, statusOf } from '../files.ts';
import { readEnvFile } from '../local/env-file.ts';
import { action, line, warn } from '../output.ts';
import { type ArchiveFormat, writeArchive } from '../publish/archive.ts';
import { makeOfflinePart, publicRepos, readRepos } from '../publish/offline-part.ts';
import { listEntries, sizeOf, sortEntries } from '../publish/package-entries.ts';
import { choosePackageVersion } from '../publish/package-version.ts';
import { andBefore, type CommandLine } from './command-line.ts';
import { sizeText } from './size-text.ts';

interface PackageOptions {
	readonly version?: string;
	readonly offline?: boolean;
	readonly out: string;
	readonly format: ArchiveFormat;
	/** Names, separated by white space. */
	readonly packages: string;
	readonly app: readonly string[];
	/** A file. */
	readonly repos?: string;
	readonly arch: string;
	readonly stack?: string;
	readonly envFile?: string;
}

export function addPackage({ program, buildpackDir, abort, Option, action }: CommandLine): void {
	program
		.command('package')
		.description('Make a package of the buildpack for platforms to install.')
		.option('--version <version>', 'its version (default: VERSION of the environment, else the git tag or hash)')
		.option('--offline', 'with a Node.js and all that packages fetch, for machines without a network')
		.option('--packages <names>', 'offline: for these packages', '')
		.option('--app <dir>', 'offline: for what this app needs; can be repeated', andBefore, [])
		.option('--repos <file>', 'where packages come from; a part of the package')
		.option('--arch <arch>', 'offline: for machines of this architecture', process.arch)
		.option('--stack <name>', 'offline: for this stack')
		.option('--env-file <file>', 'offline: config variables, as NAME=value lines')
		.option('--out <dir>', 'where to put it', 'build')
		.addOption(
			new Option('--format <format>', 'zip for Cloud Foundry, tgz for Heroku').choices(['zip', 'tgz']).default('zip'),
		)
		.action(action((options: PackageOptions) => packageBuildpack(buildpackDir, options, abort)));
}

/** `modular package`: makes a package of the buildpack for platforms to install, and says what is in it. */
async function packageBuildpack(buildpackDir: string, options: PackageOptions, abort: AbortSignal): Promise<number> {
	const environment = readEnvironment(undefined, nothingInherited);
	const isOffline = options.offline ?? environment.setting('OFFLINE') === 'true';
	refuseWithoutOffline(options, isOffline);
	const version = await choosePackageVersion(buildpackDir, options.version ?? environment.setting('VERSION'));
	const repos = options.repos === undefined ? undefined : readRepos(options.repos);
	const config = await readEnvFile(options.envFile);
	const packages = options.packages.split(/\s+/).filter((name) => name !== '');
	const own = listEntries(buildpackDir, version, repos === undefined ? undefined : publicRepos(repos));
	const scratch = mkdtempSync(join(tmpdir(), 'package_'));
	try {
		const { arch, stack, app: apps } = options;
		const wanted = { buildpackDir, packages, apps, repos, arch, stack, config, cacheDir: cacheDirectory(), scratch };
		const offline = isOffline ? await makeOfflinePart(wanted, environment, abort) : { entries: [], contents: [] };
		const name = `modular-buildpack-${isOffline ? 'offline-' : ''}${version}.${options.format}`;
		const file = resolve(options.out, name);
		await writeArchive(file, options.format, sortEntries([...own, ...offline.entries]), abort);
		const ownSize = own.map(sizeOf).reduce((sum, size) => sum + size, 0);
		printTable([{ what: `the buildpack, version ${version}`, size: ownSize }, ...offline.contents]);
		announce(file);
		return 0;
	} finally {
		removeTree(scratch);
	}
}

/** What has no meaning for an online package is better refused than passed over. */
function refuseWithoutOffline({ packages, app }: PackageOptions, isOffline: boolean): void {
	if (isOffline || (packages === '' && app.length === 0)) return;
	throw new BuildpackError('usage::wrong', { message: 'modular package: --packages and --app need --offline.' });
}

function announce(file: string): void {
	const size = statusOf(file)?.size ?? 0;
	action(`Made ${file} (${sizeText(size)})`);
	if (size > largestUpload)
		warn('It is over 1 GB, the most that Cloud Foundry takes unless its operator says otherwise.');
}

function printTable(rows: readonly { readonly what: string; readonly size: number }[]): void {
	const sizes = rows.map(({ size }) => sizeText(size));
	const width = Math.max(...sizes.map((text) => text.length));
	rows.forEach(({ what }, index) => line(`  ${(sizes[index] ?? '').padStart(width)}  ${what}`));
}

/** Where what packages are made of is kept for the next one. */
function cacheDirectory(): string {
	const caches = processVariables()['XDG_CACHE_HOME'] || join(homedir(), '.cache');
	return join(caches, 'heroku-modular-buildpack', 'package');
}

import { accessSync, constants, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { readEnvironment } from '../config/environment.ts';
import { nothingInherited } from '../config/inherited.ts';
import { isPackageName } from '../config/names.ts';
import { BuildpackError, reasonOf } from '../errors.ts';
import { removeTree, statusOf } from '../files.ts';
import { readEnvFile } from '../local/env-file.ts';
import { warn } from '../output.ts';
import { type ArchiveFormat, writeArchive } from '../publish/archive.ts';
import { announcePackage, printContents } from '../publish/contents.ts';
import { makeOfflinePart } from '../publish/offline-part.ts';
import { listEntries, sizeOf, sortEntries } from '../publish/package-entries.ts';
import { choosePackageVersion } from '../publish/package-version.ts';
import { holdsPassword, publicRepos, readRepos } from '../publish/public-repos.ts';
import { userCache } from '../local/user-cache.ts';
import { andBefore, type CommandLine } from './command-line.ts';

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
	const packages = options.packages.split(/\s+/).filter((name) => name !== '');
	checkOptions(options, packages, isOffline);
	const version = await choosePackageVersion(buildpackDir, options.version ?? environment.setting('VERSION'));
	const file = resolve(options.out, `modular-buildpack-${isOffline ? 'offline-' : ''}${version}.${options.format}`);
	checkWritable(file);
	const repos = chooseRepos(buildpackDir, options.repos, isOffline);
	const config = await readEnvFile(options.envFile);
	const own = listEntries(buildpackDir, version, repos);
	const scratch = mkdtempSync(join(tmpdir(), 'package_'));
	try {
		const cacheDir = userCache('package');
		const wanted = { ...options, apps: options.app, buildpackDir, packages, config, cacheDir, scratch };
		const offline = isOffline ? await makeOfflinePart(wanted, environment, abort) : { entries: [], contents: [] };
		await writeArchive(file, options.format, sortEntries([...own, ...offline.entries]), abort);
		const ownSize = own.map(sizeOf).reduce((sum, size) => sum + size, 0);
		printContents([{ what: `the buildpack, version ${version}`, size: ownSize }, ...offline.contents]);
		announcePackage(file, statusOf(file)?.size ?? 0);
		return 0;
	} finally {
		removeTree(scratch);
	}
}

/** What has no meaning is better refused than passed over, and at once. */
function checkOptions({ app, stack, envFile }: PackageOptions, packages: readonly string[], isOffline: boolean): void {
	if (!isOffline && (packages.length > 0 || app.length > 0 || stack !== undefined || envFile !== undefined))
		throw wrong('--packages, --app, --stack and --env-file need --offline');
	const invalid = packages.find((name) => !isPackageName(name));
	if (invalid !== undefined) throw new BuildpackError('publish::package-name-invalid', { name: invalid });
	const missing = app.find((directory) => !statusOf(directory)?.isDirectory());
	if (missing !== undefined) throw wrong(`--app is not a directory: ${missing}`);
}

function wrong(message: string): BuildpackError {
	return new BuildpackError('usage::wrong', { message: `modular package: ${message}.` });
}

/** Making a package can take long: so it is looked first whether it can be put where it is going to be. */
function checkWritable(file: string): void {
	let directory = dirname(file);
	try {
		while (!statusOf(directory)) directory = dirname(directory);
		if (!statusOf(directory)?.isDirectory()) throw Object.assign(new Error(), { code: 'ENOTDIR' });
		accessSync(directory, constants.W_OK);
	} catch (cause) {
		throw new BuildpackError('publish::not-written', { file, reason: reasonOf(cause) }, { cause });
	}
}

/** The repos file of the package: what is asked for, else the buildpack's own. */
function chooseRepos(buildpackDir: string, option: string | undefined, isOffline: boolean): Buffer | undefined {
	const own = join(buildpackDir, 'repos');
	if (option === undefined && !statusOf(own)?.isFile()) return undefined;
	const repos = readRepos(option ?? own);
	if (isOffline) return publicRepos(repos);
	if (holdsPassword(repos))
		warn(
			'The repos file holds a password, which is in the package for everybody to read who gets it.\n' +
				'Write ${VARIABLE} in its place, and set a config variable of that name.',
		);
	return Buffer.from(repos);
}

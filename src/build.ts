import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { beginBootScript, endBootScript } from './assemble/boot-script.ts';
import { type Extension, writeExportFile } from './assemble/extensions.ts';
import { writeManifest } from './assemble/manifest.ts';
import { writing } from './assemble/writing.ts';
import { configDirectory, readApp } from './config/app.ts';
import { type Environment, readEnvironment, shellCommand } from './config/environment.ts';
import type { BuildPlace } from './config/place.ts';
import { readUnpackLimits } from './config/unpack-limits.ts';
import { readVersion } from './config/version.ts';
import { BuildpackError, reasonOf } from './errors.ts';
import { clearArtifacts, prepareCache } from './fetch/cache.ts';
import { Recording } from './fetch/recording.ts';
import { clearCompiled, clearRuntimes } from './fetch/runtimes.ts';
import { makeDirectory, statusOf } from './files.ts';
import type { BuildContext } from './install/answers.ts';
import { listPackages } from './install/installed.ts';
import { Ledger } from './install/ledger.ts';
import { RequestWatch } from './install/request-watch.ts';
import { runInstallers } from './install/run-installers.ts';
import { action, counted, detail, inOneLine, warn } from './output.ts';
import { openNetwork } from './resolve/open-network.ts';
import { Resolver } from './resolve/resolver.ts';

/** What a build has done, for what hands it on to the platform. */
export interface BuildResult {
	/** The buildpack's. */
	readonly version: string;
	/** Those that count as installed: also what was marked, and what earlier buildpacks supplied. */
	readonly packages: readonly string[];
	readonly hasRunCompile: boolean;
	/** In the order in which installers asked for them. */
	readonly extensions: readonly Extension[];
	/** What installers got. */
	readonly environment: Environment;
}

/**
 * Builds an app: installs its packages, runs its compile script, and assembles what starts it.
 *
 * @param abort ends the build, and every process of it, with its reason
 * @throws BuildpackError when the build has failed
 */
export async function build(place: BuildPlace, abort: AbortSignal): Promise<BuildResult> {
	const privateDir = makePrivateDirectory(resolve(tmpdir()));
	try {
		const { inherited } = place;
		makeDirectories(place);
		const environment = readEnvironment(place.envDir, inherited);
		warnOfLeftOut(environment);
		const { version, isPackage } = readVersion(place.buildpackDir);
		if (isPackage) action(`Modular buildpack ${version}`); // operators know it by that; the sources have commits
		const app = await readApp(place.appDir);
		const stack = environment.setting('STACK') || environment.setting('CF_STACK') || undefined;
		const cacheDir = place.cacheDir ?? join(privateDir, 'cache');
		const recordDir = environment.setting('MODULAR_RECORD');
		const ownDirectories = [place.appDir, place.buildDir, join(place.buildpackDir, 'installers'), cacheDir];
		const recording = recordDir ? new Recording(recordDir, ownDirectories) : undefined;
		const network = openNetwork({ place, cacheDir, environment, recording, abort });
		prepareCache({
			cacheDir,
			precious: [place.buildDir, place.appDir, place.buildpackDir, ...(place.envDir ? [place.envDir] : [])],
			stack,
			clean: Boolean(environment.setting('CLEAN_CACHE') || environment.setting('CLEAR_CACHE')),
		});
		await clearArtifacts(cacheDir);
		beginBootScript(place.buildDir, inherited.bootLines);

		if (network.links.length > 0) {
			action('Package manager enabled.');
			detail(['Repositories:', ...network.links.map((link) => `- ${String(link)}`)].join('\n'));
		}
		if (!app.wanted?.length) {
			detail(`No packages to install: ${configDirectory}/install ${app.wanted ? 'is empty' : 'does not exist'}.`);
		}
		if (inherited.packages.length > 0) detail(`Supplied by an earlier buildpack: ${inherited.packages.join(', ')}.`);
		const context: BuildContext = {
			buildDir: place.buildDir,
			cacheDir,
			configDir: join(place.appDir, configDirectory),
			wanted: app.wanted ?? [],
			wantedBy: environment.setting('MODULAR_RECORD_WANTED_BY') || undefined,
			compileScript: inherited.isCompiled ? undefined : app.compileScript,
			isStrict: environment.setting('MODULAR_STRICT') === '1',
			path: environment.variables.get('PATH')?.toString(),
			unpackLimits: readUnpackLimits(environment),
			shell: shellCommand(),
			network,
			resolver: new Resolver(place.appDir, place.buildpackDir, network),
			ledger: new Ledger(inherited.packages),
			extensions: [],
			namesAtBoot: place.namesAtBoot ?? new Map(),
			onOwnRequest: recording && ((name) => recording.addOwnRequest(name)),
			requests: new RequestWatch(),
			installed: [],
			artifacts: new Map(),
			notFetched: new Map(),
			abort,
		};
		if (context.wanted.length > 0 || context.compileScript !== undefined) {
			const fetchesAhead = recording === undefined && environment.setting('MODULAR_FETCH_AHEAD') !== '0';
			await runInstallers({ context, place, stack, environment, privateDir, fetchesAhead });
			const lacking = [...context.notFetched.values()];
			// an installer that does not look at the status would do without the file in every offline build
			if (recording !== undefined && lacking.length > 0) throw new BuildpackError('package::not-fetched', { lacking });
		}

		endBootScript(place.buildDir);
		writeManifest(place.buildDir, {
			buildpackVersion: version,
			stack,
			packages: listPackages(context, {
				app: place.appDir,
				build: place.buildDir,
				buildpack: place.buildpackDir,
				cache: cacheDir,
			}),
		});
		if (place.exportFile !== undefined) writeExportFile(place.exportFile, context.extensions);
		network.removeUnused();
		clearRuntimes(cacheDir, place.buildpackDir);
		clearCompiled(cacheDir);
		action(
			`Installed ${counted(context.installed.length, 'package')}, with ${counted(network.downloads, 'download')}.`,
		);
		return {
			version,
			packages: context.ledger.packages,
			hasRunCompile: context.compileScript !== undefined,
			extensions: context.extensions,
			environment,
		};
	} finally {
		rmSync(privateDir, { recursive: true, force: true });
	}
}

function makePrivateDirectory(directory: string): string {
	try {
		return mkdtempSync(join(directory, 'modular-'));
	} catch (cause) {
		throw new BuildpackError('build::no-temporary-directory', { directory, reason: reasonOf(cause) }, { cause });
	}
}

function makeDirectories({ buildDir, cacheDir, envDir }: BuildPlace): void {
	const isThere = statusOf(buildDir) !== undefined;
	for (const directory of [buildDir, cacheDir, envDir]) {
		if (directory === undefined) continue;
		writing(directory, () => makeDirectory(directory));
	}
	if (!isThere) warn(`BUILD_DIR did not exist and is made: ${buildDir}`);
}

function warnOfLeftOut({ leftOut }: Environment): void {
	const list = (names: readonly string[]) => names.map(inOneLine).join(', ');
	const reasons = [
		[leftOut.notIdentifiers, 'their names are no shell identifiers'],
		[leftOut.protected, 'they would break the build'],
		[leftOut.withNul, 'they hold NUL bytes'],
		[leftOut.tooLong, 'no program can be started with a variable over 128 KiB'],
	] as const;
	for (const [names, reason] of reasons) {
		if (names.length > 0) warn(`Config variables that are not loaded, because ${reason}: ${list(names)}.`);
	}
}

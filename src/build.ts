import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { beginBootScript, endBootScript } from './assemble/boot-script.ts';
import { ExportFile } from './assemble/extensions.ts';
import { type ManifestPackage, writeManifest } from './assemble/manifest.ts';
import { configDirectory, readApp } from './config/app.ts';
import { type Environment, readEnvironment, shellCommand } from './config/environment.ts';
import type { BuildPlace } from './config/place.ts';
import { applyProxySettings } from './config/proxies.ts';
import { readRepositoryLinks, type RepositoryLink } from './config/repos.ts';
import { transferTimeout, version } from './defaults.ts';
import { BuildpackError, reasonOf } from './errors.ts';
import { clearArtifacts, prepareCache } from './fetch/cache.ts';
import { formatChecksum } from './fetch/checksum.ts';
import type { Artifact } from './fetch/downloader.ts';
import { Link, withoutCredentials } from './fetch/link.ts';
import { clearRuntimes } from './fetch/runtimes.ts';
import { makeDirectory, statusOf } from './files.ts';
import { answerQuestion, type BuildContext } from './install/answers.ts';
import { compileScript, Ledger } from './install/ledger.ts';
import { Session } from './install/session.ts';
import { startText } from './install/start-text.ts';
import { judgeEnd } from './install/verdict.ts';
import { action, detail, warn } from './output.ts';
import { Network } from './resolve/network.ts';
import { Resolver } from './resolve/resolver.ts';
import { hideValues } from './secrets.ts';

/**
 * Builds an app: installs its packages, runs its compile script, and assembles what starts it.
 *
 * @param abort ends the build, and every process of it, with its reason
 * @throws BuildpackError when the build has failed
 */
export async function build(place: BuildPlace, abort: AbortSignal): Promise<void> {
	const over = new AbortController(); // nobody waits for what is still on its way then
	const privateDir = mkdtempSync(join(resolve(tmpdir()), 'modular-'));
	try {
		makeDirectories(place);
		const environment = readEnvironment(place.envDir);
		warnOfLeftOut(environment);
		const app = await readApp(place.appDir);
		const stack = environment.setting('STACK') || environment.setting('CF_STACK') || undefined;
		const cacheDir = place.cacheDir ?? join(privateDir, 'cache');
		const network = openNetwork(place, cacheDir, environment, AbortSignal.any([abort, over.signal]));
		prepareCache({
			cacheDir,
			precious: [place.buildDir, place.appDir, place.buildpackDir, ...(place.envDir ? [place.envDir] : [])],
			stack,
			clean: Boolean(environment.setting('CLEAN_CACHE') || environment.setting('CLEAR_CACHE')),
		});
		await clearArtifacts(cacheDir);
		beginBootScript(place.buildDir);

		if (network.links.length > 0) {
			action('Package manager enabled.');
			detail(['Repositories:', ...network.links.map((link) => `- ${String(link)}`)].join('\n'));
		}
		if (!app.wanted?.length) {
			detail(`No packages to install: ${configDirectory}/install ${app.wanted ? 'is empty' : 'does not exist'}.`);
		}
		const context: BuildContext = {
			buildDir: place.buildDir,
			cacheDir,
			configDir: join(place.appDir, configDirectory),
			wanted: app.wanted ?? [],
			compileScript: app.compileScript,
			isStrict: isStrict(environment),
			path: environment.variables.get('PATH')?.toString(),
			shell: shellCommand(),
			network,
			resolver: new Resolver(place.appDir, place.buildpackDir, network),
			ledger: new Ledger(),
			exportFile: new ExportFile(),
			installed: [],
			artifacts: new Map(),
			abort,
		};
		if (context.wanted.length > 0 || context.compileScript !== undefined) {
			const session = new Session({
				shell: context.shell,
				script: join(place.buildpackDir, 'lib', 'session.sh'),
				directory: privateDir,
				start: startText({
					place,
					cacheDir,
					stack,
					environment,
					packages: context.wanted.map(({ name }) => name),
					installers: context.resolver.directories,
				}),
				answer: (question, pid, isJob) => answerQuestion(context, question, pid, isJob),
				busyJobs: () => context.ledger.inProgress.flatMap(({ job }) => job ?? []),
				abort,
			});
			judgeEnd(await session.run(), context.ledger, context.shell);
		}

		endBootScript(place.buildDir);
		writeManifest(place.buildDir, { buildpackVersion: version, stack, packages: listPackages(context) });
		context.exportFile.write(place.exportFile);
		clearRuntimes(cacheDir, place.buildpackDir);
		action(`Installed ${count(context.installed.length, 'package')}, with ${count(network.downloads, 'download')}.`);
	} finally {
		over.abort();
		rmSync(privateDir, { recursive: true, force: true });
	}
}

function isStrict(environment: Environment): boolean {
	return environment.setting('MODULAR_STRICT') === '1';
}

function openNetwork(place: BuildPlace, cacheDir: string, environment: Environment, abort: AbortSignal): Network {
	applyProxySettings(environment);
	const timeout = Number(environment.setting('MODULAR_TIMEOUT'));
	return new Network({
		links: withoutRepetition(readRepositoryLinks(place.appDir, place.buildpackDir, environment).map(parseRepository)),
		cacheDir,
		timeout: timeout > 0 ? timeout : transferTimeout,
		certificateFile: environment.setting('SSL_CERT_FILE') || undefined,
		reload: Boolean(environment.setting('RELOAD_REPOSITORY')),
		isStrict: isStrict(environment),
		abort,
	});
}

function parseRepository({ link, written, place, line }: RepositoryLink): Link {
	try {
		return Link.parse(link);
	} catch (cause) {
		throw new BuildpackError('app::repos-link-invalid', { place, line, link: withoutCredentials(written) }, { cause });
	}
}

function withoutRepetition(links: readonly Link[]): Link[] {
	return links.filter((link, index) => links.findIndex((each) => String(each) === String(link)) === index);
}

function listPackages({ installed, artifacts }: BuildContext): ManifestPackage[] {
	const script = artifacts.get(compileScript);
	const packages = installed.map((installer) => ({
		name: installer.name,
		from: installer.source === 'repository' ? hideValues(String(installer.link)) : installer.source,
		checksum: installer.source === 'repository' ? formatChecksum(installer.checksum) : undefined,
		artifacts: withoutSecrets(artifacts.get(installer.name)),
	}));
	return script === undefined
		? packages
		: [...packages, { name: compileScript, from: 'app', artifacts: withoutSecrets(script) }];
}

function withoutSecrets(artifacts: readonly Artifact[] = []): Artifact[] {
	return artifacts.map(({ link, sha256 }) => ({ link: hideValues(link), sha256 }));
}

function count(number: number, noun: string): string {
	return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function makeDirectories({ buildDir, cacheDir, envDir }: BuildPlace): void {
	const isThere = statusOf(buildDir) !== undefined;
	for (const directory of [buildDir, cacheDir, envDir]) {
		if (directory === undefined) continue;
		try {
			makeDirectory(directory);
		} catch (cause) {
			throw new BuildpackError('build::directory-not-writable', { directory, reason: reasonOf(cause) }, { cause });
		}
	}
	if (!isThere) warn(`BUILD_DIR did not exist and is made: ${buildDir}`);
}

function warnOfLeftOut({ leftOut }: Environment): void {
	const list = (names: readonly string[]) => names.map((name) => JSON.stringify(name).slice(1, -1)).join(', ');
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

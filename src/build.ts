import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beginBootScript, endBootScript } from './assemble/boot-script.ts';
import { ExportFile } from './assemble/extensions.ts';
import { writeManifest } from './assemble/manifest.ts';
import { configDirectory, readApp } from './config/app.ts';
import { type Environment, readEnvironment } from './config/environment.ts';
import type { BuildPlace } from './config/place.ts';
import { version } from './defaults.ts';
import { BuildpackError, reasonOf } from './errors.ts';
import { prepareCache } from './fetch/cache.ts';
import { statusOf } from './files.ts';
import { answerQuestion, type BuildContext } from './install/answers.ts';
import { Ledger } from './install/ledger.ts';
import { Session } from './install/session.ts';
import { startText } from './install/start-text.ts';
import { judgeEnd } from './install/verdict.ts';
import { action, detail, warn } from './output.ts';
import { createResolver } from './resolve/resolver.ts';

/**
 * Builds an app: installs its packages, runs its compile script, and assembles what starts it.
 *
 * @param abort ends the build, and every process of it, with its reason
 * @throws BuildpackError when the build has failed
 */
export async function build(place: BuildPlace, abort: AbortSignal): Promise<void> {
	const privateDir = mkdtempSync(join(tmpdir(), 'modular-'));
	try {
		makeDirectories(place);
		const environment = readEnvironment(place.envDir);
		warnOfLeftOut(environment);
		const app = await readApp(place.appDir);
		const stack = environment.setting('STACK') || environment.setting('CF_STACK') || undefined;
		const cacheDir = place.cacheDir ?? join(privateDir, 'cache');
		prepareCache({
			cacheDir,
			precious: [place.buildDir, place.appDir, place.buildpackDir, ...(place.envDir ? [place.envDir] : [])],
			stack,
			clean: Boolean(environment.setting('CLEAN_CACHE') || environment.setting('CLEAR_CACHE')),
		});
		beginBootScript(place.buildDir);

		if (app.namesRepositories) warn(`${configDirectory}/repos is not read: this version knows no repositories yet.`);
		if (!app.wanted?.length)
			detail(`No packages to install: ${configDirectory}/install ${app.wanted ? 'is empty' : 'does not exist'}.`);
		const context: BuildContext = {
			buildDir: place.buildDir,
			configDir: join(place.appDir, configDirectory),
			wanted: app.wanted ?? [],
			compileScript: app.compileScript,
			isStrict: environment.setting('MODULAR_STRICT') === '1',
			shell: (process.env['MODULAR_SHELL'] ?? '/bin/sh').split(' '),
			resolver: createResolver(place.appDir, place.buildpackDir),
			ledger: new Ledger(),
			exportFile: new ExportFile(),
			installed: [],
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
				answer: (question, job) => answerQuestion(context, question, job),
				busyJobs: () => context.ledger.inProgress.flatMap(({ job }) => job ?? []),
				abort,
			});
			judgeEnd(await session.run(), context.ledger, context.shell);
		}

		endBootScript(place.buildDir);
		writeManifest(place.buildDir, { buildpackVersion: version, stack, packages: context.installed });
		context.exportFile.write(place.exportFile);
		const count = context.installed.length;
		action(`Installed ${count} package${count === 1 ? '' : 's'}, with 0 downloads.`);
	} finally {
		rmSync(privateDir, { recursive: true, force: true });
	}
}

function makeDirectories({ buildDir, cacheDir, envDir }: BuildPlace): void {
	if (!statusOf(buildDir)) warn(`BUILD_DIR did not exist and is made: ${buildDir}`);
	for (const directory of [buildDir, cacheDir, envDir]) {
		try {
			if (directory !== undefined) mkdirSync(directory, { recursive: true });
		} catch (cause) {
			throw new BuildpackError(
				'build::directory-not-writable',
				{ directory: directory ?? '', reason: reasonOf(cause) },
				{ cause },
			);
		}
	}
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

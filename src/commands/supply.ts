import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { appendedTo } from '../assemble/boot-script.ts';
import { build } from '../build.ts';
import { configDirectory } from '../config/app.ts';
import type { Inherited } from '../config/inherited.ts';
import { action, inOneLine, warn } from '../output.ts';
import { type AppChanges, dropUnchanged } from '../platforms/app-changes.ts';
import { type AppCopy, copyApp } from '../platforms/app-copy.ts';
import { clearOwnDir, cloudFoundryPlace, nameDirectories, type Phase, readPhase } from '../platforms/cloud-foundry.ts';
import { writeConfig } from '../platforms/deps-config.ts';
import { readDepsDir } from '../platforms/deps-dir.ts';
import { writeLaunchScripts } from '../platforms/launch-scripts.ts';
import { offer, writeSidecar } from '../platforms/offer.ts';
import { relocateAddedLinks, relocateScriptFile } from '../platforms/relocation.ts';

/**
 * Cloud Foundry's supply phase of a buildpack that is not the final one: installs into a copy of the app, below
 * DEPS_DIR/IDX, and offers what is new there. bin/supply itself does what there is to do for a final one.
 *
 * @param args BUILD_DIR, CACHE_DIR, DEPS_DIR, IDX
 */
export async function supply(buildpackDir: string, args: readonly string[], abort: AbortSignal): Promise<void> {
	const phase = readPhase(buildpackDir, args, 'bin/supply BUILD_DIR CACHE_DIR DEPS_DIR IDX');
	clearOwnDir(phase);
	try {
		const inherited = await readDepsDir(phase.depsDir);
		const copy = await copyApp(phase.appDir, join(phase.ownDir, 'app'), abort);
		const result = await build(cloudFoundryPlace(phase, copy.directory, inherited), abort);
		const keepsOwnBootScript = dropNeedlessBootScript(copy, inherited);
		const changes = dropUnchanged(copy);
		relocateAddedLinks(phase, copy, changes.added);
		for (const name of ['boot.sh', 'configure.sh'])
			relocateScriptFile(join(copy.directory, name), nameDirectories(phase, copy.directory));
		offer(phase, result);
		const taken = writeLaunchScripts(phase, copy, changes);
		warnOfChanges(changes, keepsOwnBootScript ? [...taken, 'boot.sh'] : taken);
		if (existsSync(join(phase.appDir, configDirectory, 'sidecar'))) makeSidecar(phase);
		writeConfig(join(phase.ownDir, 'config.yml'), result.version, result.packages, result.hasRunCompile);
	} catch (error) {
		clearOwnDir(phase);
		throw error;
	}
}

function makeSidecar(phase: Phase): void {
	action('boot.sh will run as a sidecar of web.');
	writeSidecar(phase);
}

/** Where installers have appended nothing, the boot.sh remains that the app has, or an earlier instance of this buildpack. */
function dropNeedlessBootScript({ directory, original }: AppCopy, inherited: Inherited): boolean {
	const file = join(directory, 'boot.sh');
	const isRepeated = inherited.packages.length > 0 || inherited.isCompiled;
	if (!isRepeated && !existsSync(join(original, 'boot.sh'))) return false;
	if (!existsSync(file) || !appendedTo(readFileSync(file)).equals(inherited.bootLines)) return false;
	rmSync(file);
	return true;
}

/** @param taken files of the app whose additions take effect nevertheless */
function warnOfChanges({ changed, removed }: AppChanges, taken: readonly string[]): void {
	const lost = [...changed, ...removed].map(String).filter((path) => !taken.includes(path));
	if (lost.length === 0) return;
	warn(
		`Installers have changed files of the app, which a supplied buildpack cannot do. The app keeps its own:\n${lost.map((path) => `- ${inOneLine(path)}`).join('\n')}`,
	);
}

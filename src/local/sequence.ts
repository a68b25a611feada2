import { createHash } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import { BuildpackError, reasonOf } from '../errors.ts';
import { makeDirectory, removeTree, statusOf } from '../files.ts';
import { warn } from '../output.ts';
import { readConfig } from '../platforms/deps-config.ts';
import { type LaunchProcess, mergeProcesses, parseReleased, readLaunchFile, readProcfile } from './launch-data.ts';
import { type PhaseEnd, runScript } from './phase.ts';
import type { Staging } from './staging.ts';

/*
 * The order of things in Cloud Foundry's builder (https://docs.cloudfoundry.org/buildpacks/understand-buildpacks.html),
 * and the status that it ends with when something fails: 222 nobody's app, 223 the final buildpack, 224 release,
 * 225 another buildpack.
 */

const [finalFailed, releaseFailed, supplyFailed] = [223, 224, 225];

export interface Sequence {
	/** Their directories, in order; the last one is final. */
	readonly buildpacks: readonly string[];
	/** Whether somebody named them: then nobody is asked whether the app is theirs. */
	readonly isNamed: boolean;
	readonly appDir: string;
	readonly staging: Staging;
	readonly cacheDir: string;
	readonly env: Readonly<Record<string, string>>;
}

export interface StagedApp {
	/** What detect printed; empty if it was not asked. */
	readonly detected: string;
	/** What the final buildpack calls itself in its config.yml, if it does. */
	readonly calledName: string | undefined;
	readonly processes: readonly LaunchProcess[];
}

/**
 * Runs the scripts of buildpacks over an app that has been copied to BUILD.
 *
 * @throws BuildpackError with the platform's status
 */
export async function runBuildpacks(sequence: Sequence, abort: AbortSignal): Promise<StagedApp> {
	const { buildpacks, isNamed, staging, cacheDir } = sequence;
	const { buildDir, depsDir } = staging;
	const suppliers = buildpacks.slice(0, -1);
	const final = buildpacks.slice(-1).join();
	for (const buildpack of suppliers)
		if (!has(buildpack, 'supply'))
			throw new BuildpackError('local::supply-missing', { buildpack }, { status: supplyFailed });

	const width = String(buildpacks.length).length;
	const indexes = buildpacks.map((_, position) => String(position).padStart(width, '0'));
	for (const index of indexes) makeDirectory(join(depsDir, index));
	const caches = suppliers.map((buildpack) => join(cacheDir, createHash('md5').update(buildpack).digest('hex')));
	for (const cache of [...caches, join(cacheDir, 'final')]) makeDirectory(cache);

	const detected = isNamed ? '' : await detect(sequence, final, abort);
	for (const [position, buildpack] of suppliers.entries()) {
		const args = [buildDir, caches[position] ?? '', depsDir, indexes[position] ?? ''];
		await run(sequence, { buildpack, name: 'supply', args, failure: supplyFailed }, abort);
	}
	const finalDir = join(depsDir, indexes.slice(-1).join());
	await runFinal(sequence, final, finalDir, abort);
	const processes = await readProcesses(sequence, final, abort);
	return { detected, calledName: (await readConfig(join(finalDir, 'config.yml')))?.name, processes };
}

/** What detect of a buildpack prints: the name. */
async function detect(sequence: Sequence, buildpack: string, abort: AbortSignal): Promise<string> {
	const { status, output } = await start(sequence, { buildpack, name: 'detect' }, abort);
	if (status !== 0) throw new BuildpackError('local::not-detected', { appDir: sequence.appDir }, { status: 222 });
	return output.trim();
}

/** What only the last buildpack does: finalize after its own supply, or compile as ever. */
async function runFinal(sequence: Sequence, buildpack: string, finalDir: string, abort: AbortSignal): Promise<void> {
	const { buildDir, profileDir } = sequence.staging;
	const step = (name: string, ...args: readonly string[]) =>
		run(
			sequence,
			{ buildpack, name, args: [buildDir, join(sequence.cacheDir, 'final'), ...args], failure: finalFailed },
			abort,
		);
	if (has(buildpack, 'finalize')) {
		const deps = [dirname(finalDir), basename(finalDir)];
		if (has(buildpack, 'supply')) await step('supply', ...deps);
		await step('finalize', ...deps, profileDir);
		return;
	}
	if (sequence.buildpacks.length > 1)
		warn(`${buildpack} has no bin/finalize: what the buildpacks before it supplied stays unused.`);
	removeTree(finalDir); // as the platform does: compile knows nothing of it
	await step('compile');
}

/** Of two with one type the later counts: launch.yml in order; release, unless the final buildpack has one; Procfile. */
async function readProcesses(sequence: Sequence, final: string, abort: AbortSignal): Promise<readonly LaunchProcess[]> {
	const { buildDir, depsDir } = sequence.staging;
	let processes: readonly LaunchProcess[] = [];
	const last = sequence.buildpacks.length - 1;
	for (let index = 0; index < last; index += 1)
		processes = mergeProcesses(processes, (await readLaunchFile(depsDir, index)) ?? []);
	const own = await readLaunchFile(depsDir, last);
	processes = mergeProcesses(processes, own ?? (await release(sequence, final, abort)));
	return mergeProcesses(processes, await readProcfile(buildDir));
}

async function release(sequence: Sequence, buildpack: string, abort: AbortSignal): Promise<readonly LaunchProcess[]> {
	const output = await run(sequence, { buildpack, name: 'release', failure: releaseFailed }, abort);
	return parseReleased(output, `What bin/release of ${buildpack} printed`);
}

interface Step {
	readonly buildpack: string;
	readonly name: string;
	/** Defaults to BUILD. */
	readonly args?: readonly string[];
}

/** Runs a script that has to succeed, and gives what it printed if that is captured. */
async function run(sequence: Sequence, step: Step & { readonly failure: number }, abort: AbortSignal): Promise<string> {
	const { buildpack, name, failure } = step;
	const { status, output } = await start(sequence, step, abort).catch((cause: unknown) => {
		if (!(cause instanceof BuildpackError)) throw cause;
		const reason = reasonOf(cause.cause);
		throw new BuildpackError('local::script-not-started', { name, buildpack, reason }, { status: failure, cause });
	});
	if (status !== 0) throw new BuildpackError('local::script-failed', { name, buildpack, status }, { status: failure });
	return output;
}

function start(sequence: Sequence, { buildpack, name, args }: Step, abort: AbortSignal): Promise<PhaseEnd> {
	const { env, staging } = sequence;
	const isCaptured = name === 'detect' || name === 'release';
	const phase = { buildpackDir: buildpack, name, args: args ?? [staging.buildDir], env, cwd: staging.home, isCaptured };
	return runScript(phase, abort);
}

function has(buildpack: string, name: string): boolean {
	return statusOf(join(buildpack, 'bin', name)) !== undefined;
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BuildpackError } from '../errors.ts';
import { statusOf } from '../files.ts';
import type { ProcessTypes } from './process-types.ts';

/*
 * What Cloud Foundry starts, from three kinds of YAML:
 *
 *     deps/IDX/launch.yml   processes: [{type: worker, command: run it, platforms: {cloudfoundry: {sidecar_for: [web]}}}]
 *     bin/release           default_process_types: {web: run it}
 *     Procfile              web: run it
 */

/** A process, which runs beside those of other types if it is a sidecar for any. */
export interface LaunchProcess {
	readonly type: string;
	readonly command: string;
	readonly sidecarFor: readonly string[];
}

/** Adds processes; of two with one type the later one counts, at the place of the first. */
export function mergeProcesses(
	before: readonly LaunchProcess[],
	added: readonly LaunchProcess[],
): readonly LaunchProcess[] {
	const byType = new Map([...before, ...added].map((process) => [process.type, process]));
	return [...byType.values()];
}

/** The commands of those process types that are no sidecars. */
export function processTypesOf(processes: readonly LaunchProcess[]): ProcessTypes {
	return commandsOf(processes.filter(({ sidecarFor }) => sidecarFor.length === 0));
}

/** The commands of the sidecars for a process type. */
export function sidecarsOf(processes: readonly LaunchProcess[], type: string): ProcessTypes {
	return commandsOf(processes.filter(({ sidecarFor }) => sidecarFor.includes(type)));
}

function commandsOf(processes: readonly LaunchProcess[]): ProcessTypes {
	return new Map(processes.map(({ type, command }) => [type, command]));
}

/**
 * The processes that a buildpack wrote to its launch.yml; undefined without one. The platform looks in deps/IDX with an
 * index that is never zero-padded: from ten buildpacks on it does not find those of 0 to 9.
 */
export async function readLaunchFile(depsDir: string, index: number): Promise<readonly LaunchProcess[] | undefined> {
	const file = join(depsDir, String(index), 'launch.yml');
	if (statusOf(file) === undefined) return undefined;
	const name = `deps/${index}/launch.yml`;
	const processes = memberOf(await parse(readFileSync(file, 'utf8'), name), 'processes') ?? [];
	if (!Array.isArray(processes)) throw unusable(name, '`processes` has to be a list');
	return processes.map((process: unknown) => {
		const [type, command] = [memberOf(process, 'type'), memberOf(process, 'command')];
		if (typeof type !== 'string' || typeof command !== 'string')
			throw unusable(name, 'each of `processes` has to have a type and a command');
		const sidecarFor = memberOf(memberOf(memberOf(process, 'platforms'), 'cloudfoundry'), 'sidecar_for') ?? [];
		if (!Array.isArray(sidecarFor) || !sidecarFor.every((each) => typeof each === 'string'))
			throw unusable(name, `\`sidecar_for\` of ${type} has to be a list of process types`);
		return { type, command, sidecarFor };
	});
}

/** The processes in what a release script printed. */
export async function parseReleased(text: string, name: string): Promise<readonly LaunchProcess[]> {
	const released = (await parse(text, name)) ?? {};
	if (!isMapping(released)) throw unusable(name, 'it has to be a mapping');
	return asProcesses(released['default_process_types'], name);
}

/** The processes in an app's Procfile, which is YAML to Cloud Foundry; none without one. */
export async function readProcfile(directory: string): Promise<readonly LaunchProcess[]> {
	const file = join(directory, 'Procfile');
	if (statusOf(file) === undefined) return [];
	return asProcesses(await parse(readFileSync(file, 'utf8'), 'The Procfile'), 'The Procfile');
}

function asProcesses(types: unknown, name: string): readonly LaunchProcess[] {
	if (!isMapping(types ?? {})) throw unusable(name, 'it has to map process types to commands');
	return Object.entries(types ?? {}).map(([type, command]) => {
		if (command !== null && typeof command === 'object')
			throw unusable(name, `the command of \`${type}\` has to be a string`);
		return { type, command: String(command ?? ''), sidecarFor: [] };
	});
}

/** Failures have the status that the platform gives to a release that is no YAML. */
function unusable(file: string, reason: string, cause?: unknown): BuildpackError {
	return new BuildpackError('local::processes-unreadable', { file, reason }, { status: 224, cause });
}

async function parse(text: string, name: string): Promise<unknown> {
	const { parse } = await import('yaml');
	try {
		return parse(text, { prettyErrors: false, logLevel: 'error' }) as unknown;
	} catch (cause) {
		throw unusable(name, `it is not YAML: ${(cause as Error).message}`, cause);
	}
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
	return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function memberOf(value: unknown, name: string): unknown {
	return isMapping(value) ? value[name] : undefined;
}

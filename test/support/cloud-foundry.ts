import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import { giveToOrdinaryUser } from '../entry-points/ordinary-user.ts';
import { copyDirectory, makeDirectory } from './directories.ts';
import { processesNaming, type Result, root, runScript } from './entry-points.ts';

/*
 * A miniature of Cloud Foundry's builder, made of the platform's rules and not of the buildpack's own idea of them.
 * Of a staging container there is
 *
 *     app/                       BUILD
 *     tmp/contents<n>/deps/<i>   DEPS_DIR and IDX
 *     tmp/contents<n>/profile.d  PROFILE_DIR
 *     cache/final, cache/<md5>   CACHE
 */

/** Where things are while a droplet is made. */
export interface Container {
	readonly directory: string;
	readonly build: string;
	/** TMPDIR. */
	readonly temporary: string;
	readonly contents: string;
	readonly depsDir: string;
	readonly profileDir: string;
	readonly cache: string;
}

export interface Phase {
	readonly name: 'supply' | 'finalize' | 'compile' | 'release';
	/** The buildpack's directory. */
	readonly buildpack: string;
	/** Which buildpack of the row this is. */
	readonly position: number;
	readonly idx: string;
	readonly args: readonly string[];
}

export interface StageOptions {
	/** The app's files; they are copied. */
	readonly app: string;
	/** Directories of buildpacks; the last one is final. Defaults to this buildpack alone. */
	readonly buildpacks?: readonly string[];
	/** What is kept from one staging to the next. */
	readonly cache?: string;
	readonly env?: Readonly<Record<string, string | undefined>>;
	/** The last part of the container's directory. */
	readonly name?: string;
	readonly uid?: number;
	/** Give paths relative to the working directory. */
	readonly isRelative?: boolean;
	/** Give paths through a link to the container, with a slash at their ends. */
	readonly isThroughLink?: boolean;
	/** An older builder gives no PROFILE_DIR. */
	readonly hasProfileDir?: boolean;
	/** Called before and after each phase. */
	readonly before?: (phase: Phase, container: Container) => void;
	readonly after?: (phase: Phase, container: Container, result: Result) => void;
}

/** A process that the platform starts. */
export interface ProcessType {
	readonly type: string;
	readonly command: string;
	readonly limits?: { readonly memory?: number };
	readonly platforms?: { readonly cloudfoundry?: { readonly sidecar_for?: readonly string[] } };
}

export interface Staged extends Container {
	/** What the user sees: 0, or 223 to 225. */
	readonly exitCode: number;
	readonly phases: readonly (Phase & Result)[];
	/** What is streamed to the user: everything but the standard output of release. */
	readonly stdout: string;
	readonly stderr: string;
	/** The commands by process type. */
	readonly commands: Readonly<Record<string, string>>;
	readonly sidecars: readonly ProcessType[];
}

/** The variables that the builder has, and with it all that it starts. */
export const stagingEnvironment = {
	CF_STACK: 'cflinuxfs4',
	VCAP_APPLICATION: '{"application_name":"test"}',
	VCAP_SERVICES: '{}',
	LANG: 'en_US.UTF-8',
};

const numbered = (position: number, count: number) => String(position).padStart(String(count).length, '0');

/** Makes what a builder has before it starts the first buildpack. */
export function makeContainer({ app, buildpacks = [root], ...options }: StageOptions): Container {
	const directory = makeDirectory(options.name ?? 'container');
	const [build, temporary] = [join(directory, 'app'), join(directory, 'tmp')];
	copyDirectory(app, build);
	mkdirSync(temporary);
	const contents = mkdtempSync(join(temporary, 'contents'));
	const [depsDir, profileDir] = [join(contents, 'deps'), join(contents, 'profile.d')];
	for (const position of buildpacks.keys())
		mkdirSync(join(depsDir, numbered(position, buildpacks.length)), { recursive: true });
	mkdirSync(profileDir);
	const cache = options.cache ?? join(directory, 'cache');
	mkdirSync(cache, { recursive: true });
	if (options.uid !== undefined) [directory, cache].forEach(giveToOrdinaryUser);
	return { directory, build, temporary, contents, depsDir, profileDir, cache };
}

/** The cache directory that a buildpack gets: of its own, or that of whichever is final. */
export function cacheOf(cache: string, buildpack: string, isFinal: boolean): string {
	return join(cache, isFinal ? 'final' : createHash('md5').update(buildpack).digest('hex'));
}

/** The phases that a builder goes through, in order. */
function phasesOf(container: Container, { buildpacks = [root], ...options }: StageOptions): Phase[] {
	const link = join(makeDirectory(), 'link');
	if (options.isThroughLink) symlinkSync(container.directory, link);
	const argument = (path: string) => {
		const within = relative(container.directory, path);
		return options.isRelative ? within : options.isThroughLink ? `${join(link, within)}/` : path;
	};
	return buildpacks.flatMap((buildpack, position) => {
		const isFinal = position === buildpacks.length - 1;
		const idx = numbered(position, buildpacks.length);
		const has = (name: string) => existsSync(join(buildpack, 'bin', name));
		const build = argument(container.build);
		const cache = argument(cacheOf(container.cache, buildpack, isFinal));
		const supplied = [build, cache, argument(container.depsDir), idx];
		const profile = options.hasProfileDir === false ? [] : [argument(container.profileDir)];
		const phase = (name: Phase['name'], args: readonly string[]) => ({ name, buildpack, position, idx, args });
		const supply = phase('supply', supplied);
		if (!isFinal) return [supply];
		return has('finalize')
			? [...(has('supply') ? [supply] : []), phase('finalize', [...supplied, ...profile]), phase('release', [build])]
			: [phase('compile', [build, cache]), phase('release', [build])];
	});
}

/** Makes a droplet's parts of an app, as the builder does. */
export async function stage(options: StageOptions): Promise<Staged> {
	const { buildpacks = [root] } = options;
	const container = makeContainer(options);
	const results: (Phase & Result)[] = [];
	const end = (exitCode: number, release?: string): Staged => ({
		...container,
		exitCode,
		phases: results,
		stdout: results.map((each) => (each.name === 'release' ? '' : each.stdout)).join(''),
		stderr: results.map(({ stderr }) => stderr).join(''),
		...processesOf(container, release),
	});
	if (buildpacks.slice(0, -1).some((each) => !existsSync(join(each, 'bin', 'supply')))) return end(225);
	for (const phase of phasesOf(container, options)) {
		makeCache(container, phase, options);
		options.before?.(phase, container);
		const result = await runPhase(phase, container, options);
		results.push({ ...phase, ...result });
		options.after?.(phase, container, result);
		if (result.status !== 0)
			return end(phase.position < buildpacks.length - 1 ? 225 : phase.name === 'release' ? 224 : 223);
	}
	const release = results.at(-1)?.stdout ?? '';
	try {
		parse(release);
	} catch {
		return end(224);
	}
	return end(0, release);
}

function makeCache(container: Container, { args, position }: Phase, { buildpacks = [root], uid }: StageOptions): void {
	const directory = cacheOf(container.cache, buildpacks[position] ?? '', position === buildpacks.length - 1);
	if (args.length > 1 && !existsSync(directory)) {
		mkdirSync(directory);
		if (uid !== undefined) giveToOrdinaryUser(directory);
	}
}

/** Runs one script of a buildpack as the builder does, and asserts that it leaves neither processes nor temporary files. */
export async function runPhase(
	{ name, buildpack, args }: Pick<Phase, 'name' | 'buildpack' | 'args'>,
	container: Container,
	{ env, uid }: Pick<StageOptions, 'env' | 'uid'> = {},
): Promise<Result> {
	const result = await runScript(name, args, {
		program: join(buildpack, 'bin', name),
		cwd: container.directory,
		env: { ...stagingEnvironment, HOME: container.directory, TMPDIR: container.temporary, ...env },
		...(uid === undefined ? {} : { uid }),
	});
	expect(readdirSync(container.temporary), 'what is left in TMPDIR').to.deep.equal([
		container.contents.slice(dirname(container.contents).length + 1),
	]);
	expect(processesNaming(container.temporary), 'processes that are left').to.deep.equal([]);
	return result;
}

/** What the platform will start: of release, of the buildpacks' launch.yml, and above all of the Procfile. */
function processesOf({ build, depsDir }: Container, release = ''): Pick<Staged, 'commands' | 'sidecars'> {
	const released = (parse(release) as { default_process_types?: Record<string, string> } | null)?.default_process_types;
	const processes = readdirSync(depsDir).flatMap((idx) => {
		const file = join(depsDir, idx, 'launch.yml');
		return existsSync(file) ? (parse(readFileSync(file, 'utf8')) as { processes: ProcessType[] }).processes : [];
	});
	const isSidecar = ({ platforms }: ProcessType) => platforms?.cloudfoundry?.sidecar_for !== undefined;
	const procfile = join(build, 'Procfile');
	const written = existsSync(procfile) ? (parse(readFileSync(procfile, 'utf8')) as Record<string, string>) : {};
	return {
		commands: {
			...released,
			...Object.fromEntries(processes.filter((each) => !isSidecar(each)).map(({ type, command }) => [type, command])),
			...written,
		},
		sidecars: processes.filter(isSidecar),
	};
}

import { cpSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { copyTree, nodeAnswers } from '../publish/packages.ts';
import { ageIndexes } from '../resolve/repository.ts';
import { cacheOf, stagingEnvironment } from '../support/cloud-foundry.ts';
import { copyDirectory, makeDirectory, remove } from '../support/directories.ts';
import { minimalEnvironment, type Result, root, runScript } from '../support/entry-points.ts';
import { snapshotOf } from '../support/snapshot.ts';
import { showEdition, startWorkload, workloadApp } from './workload.ts';

/*
 * The builds that are disturbed. Each is done in one place, again and again, so that what it makes can be compared byte by
 * byte:
 *
 *     app/          BUILD_DIR, new for each build
 *     cache/        kept from a disturbed build to the next
 *     tmp/          TMPDIR, new for each build
 *     contents/     of a staging container of Cloud Foundry, new for each build
 *     out/          where packages of the buildpack are put
 */

/** A build, by the words of its command. */
export interface Command {
	readonly words: readonly string[];
	readonly env: Readonly<Record<string, string>>;
	readonly cwd: string;
}

/** What kind of build it is, and what it works on. */
export interface Kind {
	readonly command: Command;
	/** Its directory, which is in the paths or in the environment of all that the build starts. */
	readonly place: string;
	/** Makes everything as it is before the first build. */
	begin(): void;
	/** Makes everything as it is before a build that follows: the cache stays. */
	beginAgain(): void;
	/** The same where a build can be done once more as a killed one has left everything, but for TMPDIR. */
	stay?(): void;
	/** All that a build makes, but for the cache. */
	made(): Record<string, string>;
	/** What is in the cache for the next build. */
	cached(): Record<string, string>;
}

export const kinds = ['cold', 'warm', 'refresh', 'supply', 'finalize', 'package'] as const;
export type KindName = (typeof kinds)[number];

/** How the rows of tables call them. */
export const titles: Readonly<Record<KindName, string>> = {
	cold: 'cold build',
	warm: 'warm build',
	refresh: 'build with a changed repository',
	supply: 'supply, with its copy of the app',
	finalize: 'finalize',
	package: 'package --offline',
};

/** Names in a cache that are of no use to any other build: half-written files, and what V8 keeps. */
const isPassing = (path: string) => /(?:^|\/)\.modular-\d+-[0-9a-z]+\.part(?:\/|$)|(?:^|\/)compiled(?:\/|$)/.test(path);

/** Files whose content has a time in it. */
const hasTime = (path: string) => /\/(?:indexes|artifacts)\//.test(path);

/** Makes ready for builds of a kind, with a server of their own. */
export async function prepare(name: KindName): Promise<Kind> {
	const server = await startWorkload(name === 'refresh' ? 'old' : 'new', nodeAnswers());
	const [place, app] = [makeDirectory('work'), workloadApp(server)];
	const at = (...path: string[]) => join(place, ...path);
	const filled = join(makeDirectory(), 'cache');
	const isKept = ['warm', 'refresh'].includes(name);
	const tree = name === 'package' ? copyTree() : root;
	const renew = (each: string) => {
		remove(at(each));
		mkdirSync(at(each), { recursive: true });
	};
	const begin = (keepsCache: boolean) => {
		for (const each of readdirSync(place)) if (each !== 'cache' || !keepsCache) remove(at(each));
		copyDirectory(app, at('app'));
		for (const each of ['tmp', 'contents/deps/0', 'contents/deps/1', 'contents/profile.d', 'out']) renew(each);
		if (!keepsCache && existsSync(filled)) copyDirectory(filled, at('cache'));
	};
	const phase = (script: string, position: number, ...more: string[]): Command['words'] => {
		const cache = cacheOf(at('cache'), root, position === 1);
		return [join(root, 'bin', script), at('app'), cache, at('contents', 'deps'), String(position), ...more];
	};
	const words: Readonly<Record<KindName, Command['words']>> = {
		cold: [join(root, 'bin', 'compile'), at('app'), at('cache')],
		warm: [join(root, 'bin', 'compile'), at('app'), at('cache')],
		refresh: [join(root, 'bin', 'compile'), at('app'), at('cache')],
		supply: phase('supply', 0),
		finalize: phase('finalize', 1, at('contents', 'profile.d')),
		package: [
			...[join(tree, 'bin', 'modular'), 'package', '--offline', '--version', '1'],
			...['--app', at('app'), '--out', at('out'), '--format', 'tgz'],
		],
	};
	const isStaging = name === 'supply' || name === 'finalize';
	const kind: Kind = {
		command: {
			words: words[name],
			env: {
				...minimalEnvironment,
				...(isStaging ? stagingEnvironment : {}),
				...(name === 'package' ? { XDG_CACHE_HOME: at('cache'), MODULAR_NODE_MIRROR: server.link() } : {}),
				HOME: place,
				TMPDIR: at('tmp'),
			},
			cwd: place,
		},
		place,
		begin: () => begin(false),
		beginAgain: () => begin(true),
		...(name === 'supply' || name === 'package' ? { stay: () => renew('tmp') } : {}),
		made: () => contentsOf(name === 'package' ? at('out') : place, ['cache', 'tmp']),
		cached: () => contentsOf(at('cache'), []),
	};
	if (isKept) {
		kind.begin();
		expectGood(await run(kind), 'the build that fills the cache');
		cpSync(at('cache'), filled, { recursive: true, preserveTimestamps: true });
	}
	if (name === 'refresh') {
		ageIndexes(filled, 60);
		showEdition(server, 'new');
	}
	return kind;
}

/** Runs a build that nothing disturbs. */
export async function run({ command }: Pick<Kind, 'command'>): Promise<Result> {
	const [program = '', ...args] = command.words;
	return await runScript('', args, { program, env: command.env, cwd: command.cwd });
}

/** Asserts that a build is good, and has nothing to say but its log. */
export function expectGood({ status, stderr, log }: Result, what: string): void {
	expect([status, stderr], `${what}:\n${log}`).to.deep.equal([0, '']);
}

/** A directory without what has passed, and without the content of what differs from build to build. */
function contentsOf(directory: string, without: readonly string[]): Record<string, string> {
	const found = snapshotOf(directory, { times: false, without: without.map((name) => join(directory, name)) });
	return Object.fromEntries(
		Object.entries(found).flatMap(([path, what]) =>
			isPassing(path) ? [] : [[path, hasTime(`/${path}`) ? what.slice(0, what.indexOf(' ')) : what]],
		),
	);
}

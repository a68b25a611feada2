import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BuildpackError } from '../errors.ts';
import { removeTree } from '../files.ts';
import { platformEnvironment } from '../local/phase.ts';
import { closeNames } from '../resolve/close-names.ts';
import { DirectoryServer } from './directory-server.ts';
import type { PackageDirectory } from './package-directory.ts';
import { SharedDownloads } from './shared-downloads.ts';
import { type TestedPackage, testPackage, type TestPlace } from './tested-package.ts';

export interface TestOptions {
	readonly buildpackDir: string;
	readonly stack: string | undefined;
	/** Config variables. */
	readonly config: Readonly<Record<string, string>>;
	/** More repositories, for what packages require. */
	readonly repos: readonly string[];
	/** How many packages are installed at a time. */
	readonly jobs: number;
	/** Called before a package is installed. */
	readonly onStart: (name: string) => void;
}

/** A place for tests, with a server of the directory. */
export interface PackageTests {
	/** Installs packages, each for itself; gives what came of it in their order. */
	run(names: readonly string[]): Promise<TestedPackage[]>;
	/** Ends the server, and removes all that was made unless it is to be kept. */
	end(isKept: boolean): Promise<void>;
	/** Where all that was made is. */
	readonly scratch: string;
}

/** @throws BuildpackError if a name is no package of the directory, or there are none at all */
export async function chooseNames(
	directory: string,
	{ packages }: PackageDirectory,
	wanted: readonly string[],
): Promise<readonly string[]> {
	const known = packages.map(({ name }) => name);
	if (known.length === 0) throw new BuildpackError('publish::no-packages', { directory });
	if (wanted.length === 0) return known;
	const names = [...new Set(wanted)].filter((name) => !known.includes(name));
	const [first] = names;
	if (first === undefined) return known.filter((name) => wanted.includes(name));
	const close = names.length === 1 ? await closeNames(first, known) : [];
	throw new BuildpackError('publish::not-in-directory', { directory, names, close });
}

export async function openTests(directory: string, options: TestOptions, abort: AbortSignal): Promise<PackageTests> {
	abort.throwIfAborted();
	const server = await DirectoryServer.start(directory, { host: '127.0.0.1', port: 0 });
	const scratch = mkdtempSync(join(realpathSync(tmpdir()), 'test_'));
	const ownLink = `http://127.0.0.1:${server.port}/`;
	const place: TestPlace = {
		buildpackDir: options.buildpackDir,
		scratch,
		envDir: join(scratch, '.env'), // no package can have such a name
		stack: options.stack,
		repos: [`${ownLink}index`, ...options.repos],
		shared: new SharedDownloads(join(scratch, '.shared'), ownLink),
	};
	return {
		scratch,
		run: async (names) => {
			writeConfig(place.envDir, options.config);
			return await runAll(names, place, options, abort);
		},
		end: async (isKept) => {
			await server.close();
			// secrets and the copies of downloads are of no use to anybody
			for (const each of isKept ? [place.envDir, join(scratch, '.shared')] : [scratch]) removeTree(each);
		},
	};
}

/** Installs several packages at a time, and ends all when one cannot even be tried. */
async function runAll(
	names: readonly string[],
	place: TestPlace,
	{ jobs, onStart }: TestOptions,
	abort: AbortSignal,
): Promise<TestedPackage[]> {
	const failed = new AbortController();
	const signal = AbortSignal.any([abort, failed.signal]);
	const tested = new Map<string, TestedPackage>();
	const left = [...names];
	const work = async () => {
		for (let name = left.shift(); name !== undefined; name = left.shift()) {
			signal.throwIfAborted();
			onStart(name);
			tested.set(name, await testPackage(name, place, signal));
		}
	};
	const workers = Array.from({ length: jobs }, async () => {
		await work().catch((error: unknown) => {
			failed.abort(error);
			throw error;
		});
	});
	await Promise.allSettled(workers);
	signal.throwIfAborted();
	return names.flatMap((name) => tested.get(name) ?? []);
}

/** The app's repos name the directory's server, whatever is set; and no proxy can reach that. */
function writeConfig(envDir: string, config: Readonly<Record<string, string>>): void {
	mkdirSync(envDir, { mode: 0o700 });
	const all: Record<string, string> = { ...platformEnvironment(), ...config };
	const hasProxy = ['http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY'].some((name) => all[name]);
	const spared = all['no_proxy'] || all['NO_PROXY'];
	const written = {
		...config,
		...(hasProxy ? { no_proxy: [...(spared ? [spared] : []), '127.0.0.1'].join(',') } : {}),
	};
	for (const [name, value] of Object.entries(written)) {
		if (['MODULAR_REPOS', 'MODULAR_RECORD', '.', '..'].includes(name)) continue;
		writeFileSync(join(envDir, name), value, { mode: 0o600 });
	}
}

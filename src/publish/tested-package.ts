import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { appendedTo } from '../assemble/boot-script.ts';
import { readProfileExtensions } from '../assemble/extensions.ts';
import type { Manifest } from '../assemble/manifest.ts';
import type { RecordedFile } from '../fetch/recording.ts';
import { removeTree } from '../files.ts';
import { platformEnvironment, runScript } from '../local/phase.ts';
import type { SharedDownloads } from './shared-downloads.ts';

/** Where and how packages are tested. */
export interface TestPlace {
	readonly buildpackDir: string;
	/** A directory for all that is made; each package has one of its own in it. */
	readonly scratch: string;
	/** Config variables, a file each. */
	readonly envDir: string;
	readonly stack: string | undefined;
	/** The links of all indexes. */
	readonly repos: readonly string[];
	readonly shared: SharedDownloads;
}

/** How a package was installed into an app of its own. */
export interface TestedPackage {
	readonly name: string;
	/** Why it cannot be used; undefined for one that can. */
	readonly problem: string | undefined;
	readonly seconds: number;
	/** What a build without a cache downloads, indexes and installers with it. */
	readonly bytes: number;
	/** Files and links in the app that the buildpack does not write for every app. */
	readonly files: number;
	readonly extensions: readonly { readonly variable: string; readonly value: string }[];
	/** What is appended to boot.sh. */
	readonly bootLines: readonly string[];
	/** The file with what the build has printed; undefined where there was none. */
	readonly log: string | undefined;
}

/** Installs one package as a platform would, into an app that wants nothing else and with an empty cache. */
export async function testPackage(name: string, place: TestPlace, abort: AbortSignal): Promise<TestedPackage> {
	const { buildpackDir, envDir, stack, repos, shared } = place;
	// nobody gets the package that was meant: the buildpack's own come before those of every repository
	if (existsSync(join(buildpackDir, 'installers', `${name}.sh`))) return shadowed(name);
	const directory = join(place.scratch, name);
	const [app, cache, record, temporary, log] = ['app', 'cache', 'record', 'tmp', 'log'].map((each) =>
		join(directory, each),
	) as [string, string, string, string, string];
	makeApp(app, name, repos);
	for (const each of [cache, record, temporary]) mkdirSync(each);
	shared.giveTo(cache);
	const env = {
		...platformEnvironment(),
		HOME: app,
		TMPDIR: temporary,
		MODULAR_RECORD: record,
		MODULAR_REPOS: '',
		...(stack === undefined ? {} : { STACK: stack }),
	};
	const descriptor = openSync(log, 'w');
	try {
		const start = performance.now();
		const phase = { buildpackDir, name: 'compile', args: [app, cache, envDir], env, isCaptured: false };
		const { status } = await runScript({ ...phase, log: descriptor }, abort);
		const seconds = (performance.now() - start) / 1000;
		shared.takeFrom(cache);
		return {
			name,
			problem: status === 0 ? undefined : `The build has ended with status ${status}.`,
			seconds,
			bytes: downloadedBytes(record, app, shared),
			files: countFiles(Buffer.from(app)) - countOwnFiles(app),
			extensions: readProfileExtensions(app),
			bootLines: status === 0 ? readBootLines(app) : [],
			log,
		};
	} finally {
		closeSync(descriptor);
		for (const each of [record, temporary]) removeTree(each);
	}
}

const configFiles = ['package', 'install', 'repos'];

function makeApp(app: string, name: string, repos: readonly string[]): void {
	const directory = join(app, 'build', 'heroku');
	mkdirSync(directory, { recursive: true });
	const texts = [`Test of ${name}`, name, repos.join('\n')];
	configFiles.forEach((file, index) => writeFileSync(join(directory, file), `${texts[index] ?? ''}\n`));
}

function shadowed(name: string): TestedPackage {
	const problem = `The buildpack has a package ${name} of its own, which every build gets instead. Rename this one.`;
	return { name, problem, seconds: 0, bytes: 0, files: 0, extensions: [], bootLines: [], log: undefined };
}

function readManifest(app: string): Manifest | undefined {
	const file = join(app, '.modular', 'packages.json');
	return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Manifest) : undefined;
}

/** What came, and what would have come if another package had not fetched it before. */
function downloadedBytes(record: string, app: string, shared: SharedDownloads): number {
	const file = join(record, 'fetched');
	const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];
	const fetched = lines.map((line) => JSON.parse(line) as RecordedFile);
	const came = new Set(fetched.map(({ sha256 }) => sha256));
	const artifacts = readManifest(app)?.packages.flatMap((each) => each.artifacts) ?? [];
	const spared = new Set(artifacts.map(({ sha256 }) => sha256).filter((sha256) => !came.has(sha256)));
	const sizes = [...fetched.map(({ size }) => size), ...[...spared].map((sha256) => shared.sizeOf(sha256))];
	return sizes.reduce((sum, size) => sum + size, 0);
}

/** Names are bytes. What cannot be read counts as one file. */
function countFiles(directory: Buffer): number {
	let count = 0;
	for (const entry of readdirSync(directory, { withFileTypes: true, encoding: 'buffer' })) {
		const path = Buffer.concat([directory, Buffer.from('/'), entry.name]);
		count += entry.isDirectory() ? countFiles(path) : 1;
	}
	return count;
}

/** How many files there are in an app without any package. */
function countOwnFiles(app: string): number {
	const paths = [...configFiles.map((file) => `build/heroku/${file}`), 'boot.sh', '.modular/packages.json'];
	return paths.filter((path) => existsSync(join(app, path))).length;
}

function readBootLines(app: string): string[] {
	const file = join(app, 'boot.sh');
	if (!existsSync(file)) return [];
	const lines = appendedTo(readFileSync(file)).toString().split('\n');
	return lines.filter((line) => line.trim() !== '');
}

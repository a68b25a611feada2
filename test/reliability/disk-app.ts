import { expect } from 'chai';
import { filter, tarOf } from '../install/archives.ts';
import { told } from '../install/builds.ts';
import { filesBelow, hashOf } from '../resolve/repository.ts';
import { appFiles, makeDirectory, makeFiles } from '../support/directories.ts';
import { compile, type CompileOptions, type CompileResult } from '../support/entry-points.ts';
import { TestServer } from '../support/server.ts';
import { snapshotOf } from '../support/snapshot.ts';

/*
 * An app whose build writes at every place where a build can: an index, installers, archives, files of the app and of the
 * cache, .profile.d, and what a subshell needs to ask its questions.
 */

export const todo = 'Check the path, its permissions, and the room on the disk.';

/** What every build of the app says. */
const subshell = told('two is installed in a subshell: functions and variables that it defines stay there.');

const padding = (bytes: number) => `# ${'x'.repeat(78)}\n`.repeat(bytes / 81);

export interface DiskBuild extends CompileResult {
	readonly app: string;
	/** What it has said but for what every build says. */
	readonly said: string;
}

/** The app, its repository, and what a build leaves that nothing has disturbed. */
export class DiskApp {
	readonly server: TestServer;
	readonly #tree: string;
	/** Every path in the cache of that build. */
	readonly #cached: ReadonlySet<string>;

	private constructor(server: TestServer, { app, cacheDir }: DiskBuild) {
		this.server = server;
		this.#tree = treeOf(app);
		this.#cached = new Set(pathsIn(cacheDir));
	}

	static async make(): Promise<DiskApp> {
		const archive = filter(tarOf({ 'one/a': 'a'.repeat(20_000), 'one/b/c': 'c', 'one/d': 'd'.repeat(20_000) }), 'gzip');
		const data = Array.from({ length: 4000 }, (_, i) => String(i * 7919)).join(' ');
		const one = [
			`unpack "$INSTALLER_DIR/one.tgz" ${hashOf(archive)}`,
			`cached_download "$INSTALLER_DIR/data" "$CACHE_DIR/data" ${hashOf(data)}`,
			`download "$INSTALLER_DIR/data" "$BUILD_DIR/vendor/data" ${hashOf(data)} || fail "There is no data."`,
			'env_extend PATH /app/vendor/one',
			'(dependency_require two)',
			padding(5000),
		].join('\n');
		const two = `env_extend MANPATH /app/man\n${padding(5000)}`;
		const server = await TestServer.start({
			'/repo/index': `${padding(6000)}one one.sh ${hashOf(one)}\ntwo two.sh ${hashOf(two)}\n`,
			'/repo/one.sh': one,
			'/repo/two.sh': two,
			'/repo/one.tgz': archive,
			'/repo/data': data,
		});
		const build = await buildOn(server, {});
		expect([build.status, build.said]).to.deep.equal([0, '']);
		return new DiskApp(server, build);
	}

	link(name: string): string {
		return this.server.link(`/repo/${name}`);
	}

	/** Builds a new copy of the app. */
	async build(options: CompileOptions = {}, prepare: (app: string) => void = () => {}): Promise<DiskBuild> {
		return await buildOn(this.server, options, prepare);
	}

	/** A cache that a good build has filled. */
	async warmCache(): Promise<string> {
		const { cacheDir } = await this.build();
		this.server.takePaths();
		return cacheDir;
	}

	/** Asserts that a directory is what the build leaves that nothing has disturbed, byte for byte. */
	expectWhole(app: string): void {
		expect(treeOf(app) === this.#tree, `${app} is what it should be`).to.be.true;
	}

	/** Asserts that nothing is in a cache that good builds do not leave there, and that the next build is good with it. */
	async expectGoodCache(cacheDir: string, options: CompileOptions = {}): Promise<void> {
		expect(pathsIn(cacheDir).filter((path) => !this.#cached.has(path))).to.deep.equal([]);
		const { app, status, said } = await this.build({ ...options, cacheDir });
		expect([status, said]).to.deep.equal([0, '']);
		this.expectWhole(app);
	}
}

async function buildOn(
	server: TestServer,
	options: CompileOptions,
	prepare: (app: string) => void = () => {},
): Promise<DiskBuild> {
	const more = { 'build/heroku/repos': server.link('/repo/index'), 'build/heroku/compile': 'env_extend COMPILED yes' };
	const app = makeFiles(appFiles({}, { ...more, 'build/heroku/install': 'one' }), 'app');
	prepare(app);
	const result = await compile(app, { ...options, cacheDir: options.cacheDir ?? makeDirectory('cache') });
	return { ...result, app, said: result.stderr.replace(subshell, '') };
}

function treeOf(app: string): string {
	return JSON.stringify(snapshotOf(app, { times: false }));
}

/** V8's compiled code is Node.js' own matter: how it names its files is not ours to know. */
function pathsIn(cacheDir: string): string[] {
	const paths = filesBelow(cacheDir).map((path) => path.slice(cacheDir.length + 1));
	return paths.filter((path) => !/^modular-v1\/compiled\/.*\/[0-9a-f]+$/.test(path));
}

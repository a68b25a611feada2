import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type BuildOptions, type Plugin } from 'esbuild';

/*
 * Makes dist/ of src/. With --check nothing is written: it fails when what is committed is not what src/ builds.
 *
 * Each program holds what it needs of src/ and the libraries that every build needs. A library that src/ imports only when
 * it is needed, with `import('NAME')`, gets a file of its own in dist/on-demand/: a build that does not need it
 * does not read it either.
 */

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');

/** What bin/ runs: one program for platforms, and one for people, which would make the other one slower to load. */
const programs = { 'buildpack.js': 'src/main.ts', 'modular.js': 'src/modular.ts' };

const isPackage = /^[a-z@]/;

/** Leaves libraries that are imported on demand to be found at run time, and notes their names in `found`. */
const onDemand = (found: Set<string>): Plugin => ({
	name: 'on-demand',
	setup(plugin) {
		plugin.onResolve({ filter: isPackage }, ({ path, kind }) => {
			if (kind !== 'dynamic-import' || path.startsWith('node:')) return undefined;
			found.add(path);
			return { path: `./on-demand/${path}.js`, external: true };
		});
	},
});

/** Lets node:crypto be loaded when something is hashed first: it takes a millisecond, and most builds hash nothing. */
const lateCrypto: Plugin = {
	name: 'late-crypto',
	setup(plugin) {
		plugin.onResolve({ filter: /^node:crypto$/, namespace: 'file' }, ({ path }) => ({ path, namespace: 'late' }));
		plugin.onLoad({ filter: /.*/, namespace: 'late' }, ({ path }) => ({
			contents: `exports.createHash = (...all) => require('${path}').createHash(...all);`,
		}));
		plugin.onResolve({ filter: /.*/, namespace: 'late' }, ({ path }) => ({ path, external: true }));
	},
};

async function bundle(entry: BuildOptions, plugins: Plugin[] = []): Promise<Uint8Array> {
	const { outputFiles } = await build({
		...entry,
		absWorkingDir: root, // so that no path of the machine gets into the bundle
		bundle: true,
		preserveSymlinks: true, // a linked node_modules makes no other bundle
		platform: 'node',
		target: 'node20',
		format: 'cjs', // starts 6 ms sooner than an ES module does
		define: { 'import.meta.dirname': '__dirname' },
		supported: { 'dynamic-import': false }, // require() spares what loads ES modules
		plugins,
		write: false,
	});
	return outputFiles[0]?.contents ?? new Uint8Array();
}

/** A library as `import()` finds it from a program: there, `default` is whatever the file exports as a whole. */
function libraryEntry(name: string): BuildOptions {
	const contents = `
		const library = require('${name}');
		const hasDefault = library.__esModule && typeof library.default === 'function';
		module.exports = hasDefault ? Object.assign(library.default, library) : library;`;
	return { stdin: { contents, resolveDir: root, sourcefile: `${name}-on-demand.cjs` } };
}

async function bundleAll(): Promise<Map<string, Uint8Array>> {
	const libraries = new Set<string>();
	const files = new Map<string, Uint8Array>();
	for (const [program, entry] of Object.entries(programs))
		files.set(program, await bundle({ entryPoints: [entry] }, [onDemand(libraries), lateCrypto]));
	for (const library of [...libraries].sort())
		files.set(join('on-demand', `${library}.js`), await bundle(libraryEntry(library)));
	files.set('package.json', Buffer.from('{ "type": "commonjs" }\n'));
	return files;
}

function isCommitted(files: ReadonlyMap<string, Uint8Array>): boolean {
	const there = readdirSync(dist, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
	return (
		there.length === files.size && [...files].every(([name, content]) => readFileSync(join(dist, name)).equals(content))
	);
}

const files = await bundleAll();
if (process.argv.includes('--check')) {
	if (!isCommitted(files)) {
		console.error('dist/ is stale: run `npm run build`, and commit what it writes.');
		process.exitCode = 1;
	}
} else {
	rmSync(dist, { recursive: true, force: true });
	mkdirSync(join(dist, 'on-demand'), { recursive: true });
	for (const [name, content] of files) writeFileSync(join(dist, name), content);
}

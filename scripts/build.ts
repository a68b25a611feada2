import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

/*
 * Makes dist/buildpack.js of src/. With --check nothing is written: it fails when what is committed is not what
 * src/ builds.
 */

const root = join(import.meta.dirname, '..');
const bundle = join(root, 'dist', 'buildpack.js');

const { outputFiles } = await build({
	entryPoints: [join(root, 'src', 'main.ts')],
	absWorkingDir: root, // so that no path of the machine gets into the bundle
	bundle: true,
	platform: 'node',
	target: 'node20',
	format: 'cjs', // starts 6 ms sooner than an ES module does
	define: { 'import.meta.dirname': '__dirname' },
	legalComments: 'inline',
	outfile: bundle,
	write: false,
});
const built = Buffer.from(outputFiles[0]?.contents ?? []);

if (!process.argv.includes('--check')) {
	writeFileSync(bundle, built);
} else if (!readFileSync(bundle).equals(built)) {
	console.error('dist/buildpack.js is stale: run `npm run build`, and commit what it writes.');
	process.exitCode = 1;
}

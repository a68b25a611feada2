import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { appFiles, makeDirectory, makeFiles } from '../support/directories.ts';
import { root, runScript } from '../support/entry-points.ts';
import { TestServer } from '../support/server.ts';

/** What a build of an app with one installer has loaded: libraries of dist/on-demand, and modules of Node.js. */
async function loadedFor(installer: string): Promise<{ readonly libraries: string[]; readonly modules: string[] }> {
	const list = join(makeDirectory(), 'list');
	const what = '{ libraries: Object.keys(require.cache), modules: process.moduleLoadList }';
	const text = `process.once('exit', () => require('fs').writeFileSync('${list}', JSON.stringify(${what})));\n`;
	const hook = join(makeFiles({ 'hook.cjs': text }), 'hook.cjs');
	const args = ['--require', hook, join(root, 'dist/buildpack.js'), 'compile'];
	const app = makeFiles(appFiles({ one: installer }));
	const { status, stderr } = await runScript('', [...args, app, makeDirectory('cache')], { program: process.execPath });
	expect([status, stderr]).to.deep.equal([0, '']);
	const loaded = JSON.parse(readFileSync(list, 'utf8')) as { libraries: string[]; modules: string[] };
	const onDemand = join(root, 'dist/on-demand/');
	return {
		libraries: loaded.libraries
			.flatMap((file) => (file.startsWith(onDemand) ? [file.slice(onDemand.length)] : []))
			.sort(),
		modules: loaded.modules.flatMap((name) => /^NativeModule (https?|tls)$/.exec(name)?.[1] ?? []).sort(),
	};
}

describe('what a build loads', () => {
	it('is nothing that speaks to the network, if it does not', async () => {
		const { libraries, modules } = await loadedFor('print "$PACKAGE"');
		expect(libraries).to.deep.equal([]);
		expect(modules).to.deep.equal([]);
	});

	it('is node-fetch, and no proxy, if it downloads by http', async () => {
		const server = await TestServer.start({ '/file': 'text' });
		const { libraries } = await loadedFor(`download '${server.link('/file')}' "$BUILD_DIR/file"`);
		expect(libraries).to.deep.equal(['node-fetch.js', 'p-limit.js', 'proxy-from-env.js']);
	});
});

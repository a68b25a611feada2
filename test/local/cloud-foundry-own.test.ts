import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { appFiles, makeDirectory, makeFiles } from '../support/directories.ts';
import { root } from '../support/entry-points.ts';
import { missing } from '../support/shells.ts';
import { makeBuildpack, makeRecord, onCloudFoundry, releaseWeb } from './buildpacks.ts';
import { canHaveNamespaces, endLeftProcesses, treeOf } from './modular.ts';

/** A package whose program has its place at run time written into it. */
const tool = [
	'print "installing"',
	'mkdir -p "$BUILD_DIR/vendor/tool/bin"',
	'printf \'#!/bin/sh\\n. /app/vendor/tool/message\\n\' >"$BUILD_DIR/vendor/tool/bin/tool"',
	'chmod +x "$BUILD_DIR/vendor/tool/bin/tool"',
	'echo \'echo "tool at $0"\' >"$BUILD_DIR/vendor/tool/message"',
	'env_extend PATH /app/vendor/tool/bin',
].join('\n');

const makeApp = () => makeFiles(appFiles({ tool }, { Procfile: 'web: tool; /app/vendor/tool/bin/tool\n' }));

/** A last buildpack that writes the launch environment of the others, in the way of libbuildpack. */
const neighbour = () =>
	makeBuildpack('neighbour', makeRecord(), {
		supply: '[ -x "$3/0/bin/tool" ] && echo "sees the tool"',
		finalize: 'for file in "$3"/0/profile.d/*; do cp "$file" "$5/0_${file##*/}"; done',
		release: releaseWeb,
	});

/** What the app itself printed. Whether it does that before its port is found open is its own affair. */
const said = (stdout: string) =>
	stdout.replace(/^[^]*-----> Starting .*\n/, '').replace(/^-----> Listening at .*\n/m, '');

describe('this buildpack in modular run --platform cloudfoundry', () => {
	afterEach(endLeftProcesses);
	if (!canHaveNamespaces()) {
		missing('this user can have no namespaces');
		return;
	}

	for (const { title, list } of [
		{ title: 'alone', list: () => [] },
		{ title: 'named, and last', list: () => [root] },
		{ title: 'before another one', list: () => [root, neighbour()] },
		{ title: 'before another instance of itself', list: () => [root, root] },
	]) {
		it(`${title} installs a package once, which is at /app/vendor and on PATH when the app runs`, async () => {
			const [app, out] = [makeApp(), makeDirectory('out')];
			const before = treeOf(app);
			const result = await onCloudFoundry('run', app, list(), { args: ['--out', out] });
			expect(result.stderr).to.equal('');
			expect(result.status).to.equal(0);
			expect(result.stdout.match(/^ {7}installing$/gm)).to.have.lengthOf(1);
			expect(said(result.stdout)).to.match(/^tool at \/\S*\/tool\ntool at \/app\/vendor\/tool\/bin\/tool\n$/);
			const info = JSON.parse(readFileSync(join(out, 'staging_info.yml'), 'utf8')) as Record<string, string>;
			expect(info['start_command']).to.equal('tool; /app/vendor/tool/bin/tool');
			expect(treeOf(app)).to.deep.equal(before);
			expect(result.left).to.deep.equal([]);
			expect(result.running).to.deep.equal([]);
		});
	}

	it('shows what it supplied to the supply of the next one', async () => {
		const { stdout, status } = await onCloudFoundry('build', makeApp(), [root, neighbour()]);
		expect(status).to.equal(0);
		expect(stdout).to.include('\nsees the tool\n');
	});
});

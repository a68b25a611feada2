import { realpathSync } from 'node:fs';
import { expect } from 'chai';
import { appFiles, makeFiles } from '../support/directories.ts';
import { compile } from '../support/entry-points.ts';
import { describeInEachShell } from '../support/shells.ts';
import { build, detailsOf } from './builds.ts';

describe("the build's shell", () => {
	it('is /bin/sh', async () => {
		const app = makeFiles(appFiles({ one: 'print "$(readlink "/proc/$$/exe")"' }));
		const { status, stdout } = await compile(app);
		expect(stdout).to.contain(`       ${realpathSync('/bin/sh')}\n`);
		expect(status).to.equal(0);
	});
});

describeInEachShell("the build's bookkeeping", (shell) => {
	for (const helper of [
		'print said',
		'print_action said',
		'print_warning said',
		'dependency_require other',
		'dependency_mark other',
		'env_extend A x',
		'md5 /dev/null',
	]) {
		it(`does not mind functions of its own builtins' names: ${helper}`, async () => {
			const result = await build(
				{ first: `command() { exit 9; }\n${helper}\nprint first`, other: 'print other' },
				{ shell, install: 'first' },
			);
			expect(result.status, result.log).to.equal(0);
			expect(detailsOf(result)).to.include('first');
		});
	}

	it('keeps no file of the config variables once the first installer runs', async () => {
		const result = await build({ first: 'print "$(ls "$TMPDIR"/modular-*)"' }, { shell });
		expect(result.status).to.equal(0);
		expect(detailsOf(result).join('\n')).not.to.contain('start');
	});
});

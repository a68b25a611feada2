import { expect } from 'chai';
import { appFiles, makeFiles } from '../support/directories.ts';
import { compile } from '../support/entry-points.ts';
import { describeInEachShell } from '../support/shells.ts';

describeInEachShell('requirements', (shell) => {
	it('installs packages in the order of the install file, and what they require before them', async () => {
		const app = makeFiles(
			appFiles(
				{ first: 'dependency_require third\nprint first', second: 'print second', third: 'print third' },
				{ 'build/heroku/install': 'first second' },
			),
		);
		const { status, stdout, stderr } = await compile(app, { shell });
		expect(stderr).to.equal('');
		expect(status).to.equal(0);
		expect(stdout).to.equal(
			[
				'-----> Installing first (from the app)',
				'-----> Installing third (from the app)',
				'       third',
				'       first',
				'-----> Installing second (from the app)',
				'       second',
				'-----> Installed 3 packages, with 0 downloads.',
				'',
			].join('\n'),
		);
	});
});

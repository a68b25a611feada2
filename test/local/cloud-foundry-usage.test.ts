import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { makeFiles } from '../support/directories.ts';
import { makeBuildpack, makeRecord, onCloudFoundry, releaseWeb } from './buildpacks.ts';
import { endLeftProcesses, modular, treeOf } from './modular.ts';

describe('the command line of modular, for Cloud Foundry, refuses', () => {
	afterEach(endLeftProcesses);

	for (const { title, args, stderr } of [
		{
			title: '--buildpack on Heroku',
			args: ['--buildpack', 'DIRECTORY'],
			stderr: 'modular: --buildpack is for --platform cloudfoundry only: on Heroku this buildpack builds alone.\n',
		},
		{
			title: 'a --buildpack that is none',
			args: ['--platform', 'cloudfoundry', '--buildpack', 'DIRECTORY'],
			stderr: 'modular: --buildpack DIRECTORY is not a directory with the scripts of a buildpack in bin/.\n',
		},
		{
			title: 'an unknown --platform',
			args: ['--platform', 'mainframe'],
			stderr:
				"error: option '--platform <name>' argument 'mainframe' is invalid. Allowed choices are heroku, cloudfoundry.\nSee modular --help.\n",
		},
		{
			title: 'an --out that is in use',
			args: ['--platform', 'cloudfoundry', '--out', 'DIRECTORY'],
			stderr: 'modular: --out DIRECTORY is not an empty directory. Nothing was changed; name another one.\n',
		},
	]) {
		for (const command of ['build', 'run']) {
			it(`${title}, in modular ${command}, before anything is made`, async () => {
				const directory = makeFiles({ file: '' });
				const before = treeOf(directory);
				const given = args.map((arg) => arg.replace('DIRECTORY', directory));
				const result = await modular([command, makeFiles({}), ...given]);
				expect(result.stderr).to.equal(stderr.replace('DIRECTORY', directory));
				expect(result.stdout).to.equal('');
				expect(result.status).to.equal(64);
				expect(treeOf(directory)).to.deep.equal(before);
				expect(result.left).to.deep.equal([]);
				expect(readdirSync(result.caches)).to.deep.equal([]);
			});
		}
	}

	for (const title of ['--out', '--cache', 'TMPDIR']) {
		it(`a ${title} inside of the app, on Cloud Foundry too`, async () => {
			const app = makeFiles({ 'tmp/file': '' });
			const before = treeOf(app);
			const directory = join(app, 'tmp');
			const buildpack = makeBuildpack('last', makeRecord(), { finalize: '', release: releaseWeb });
			const result = await onCloudFoundry('build', app, [buildpack], {
				args: title === 'TMPDIR' ? [] : [title, directory],
				env: title === 'TMPDIR' ? { TMPDIR: directory } : {},
			});
			expect(result.stderr).to.equal(
				`modular: ${title} ${directory} is inside of ${app}, which is never changed. Name a directory outside.\n`,
			);
			expect(result.status).to.equal(64);
			expect(treeOf(app)).to.deep.equal(before);
		});
	}
});

import { readdirSync } from 'node:fs';
import { expect } from 'chai';
import { makeDirectory, makeFiles } from '../support/directories.ts';
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

	for (const { title, args, env } of [
		{ title: '--out', args: ['--out', 'APP/tmp'], env: {} },
		{ title: '--cache', args: ['--cache', 'APP/tmp'], env: {} },
		{ title: 'TMPDIR', args: [], env: { TMPDIR: 'APP/tmp' } },
		{ title: 'TMPDIR, where --out is not,', args: ['--out', 'OUT'], env: { TMPDIR: 'APP/tmp' } },
	]) {
		it(`a ${title} inside of the app, on Cloud Foundry too`, async () => {
			const [app, out] = [makeFiles({ 'tmp/file': '' }), makeDirectory('out')];
			const before = treeOf(app);
			const inside = (path: string) => path.replace('APP', app).replace('OUT', out);
			const buildpack = makeBuildpack('last', makeRecord(), { finalize: '', release: releaseWeb });
			const result = await onCloudFoundry('build', app, [buildpack], {
				args: args.map(inside),
				env: Object.fromEntries(Object.entries(env).map(([name, path]) => [name, inside(path)])),
			});
			const [option] = title.split(',');
			expect(result.stderr).to.equal(
				`modular: ${option} ${app}/tmp is inside of ${app}, which is never changed. Name a directory outside.\n`,
			);
			expect(result.stdout).to.equal('');
			expect(result.status).to.equal(64);
			expect(treeOf(app)).to.deep.equal(before);
			expect(readdirSync(out)).to.deep.equal([]);
		});
	}
});

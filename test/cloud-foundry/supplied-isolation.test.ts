import { spawnSync } from 'node:child_process';
import {
	chmodSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	symlinkSync,
	utimesSync,
	writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { cacheOf, type Container, stage } from '../support/cloud-foundry.ts';
import { appFiles, type FileContent, makeFiles } from '../support/directories.ts';
import { root } from '../support/entry-points.ts';
import { snapshotOf } from '../support/snapshot.ts';
import { makeFinal, makeSupplier, program } from './neighbours.ts';

/** An app with every kind of file, all of them older than the staging. */
function makeOddApp(installers: Readonly<Record<string, string>>, more: Readonly<Record<string, FileContent>> = {}) {
	const app = makeFiles(
		appFiles(installers, {
			'config/app.conf': { text: 'of the app\n', mode: 0o640 },
			'with space/and\nnewline': 'text',
			'script.sh': { text: '#!/bin/sh\n', mode: 0o755 },
			'closed/file': { text: 'closed', mode: 0o400 },
			link: { link: 'config/app.conf' },
			dangling: { link: 'nowhere' },
			outside: { link: '/etc/hostname' },
			'.profile': 'export OF_THE_APP=yes\n',
			'.profile.d/own.sh': 'export OWN=yes\n',
			'boot.sh': '# the own one of the app\n',
			'vendor/own/file': 'own\n',
			...more,
		}),
	);
	mkdirSync(join(app, 'empty'));
	writeFileSync(Buffer.concat([Buffer.from(`${app}/not `), Buffer.from([0xff, 0xfe])]), 'utf-8');
	symlinkSync('config', join(app, 'directory link'));
	for (const file of ['config/app.conf', 'script.sh', '.profile']) utimesSync(join(app, file), 1e9, 1e9);
	chmodSync(join(app, 'closed'), 0o555);
	return app;
}

const untidy = `
echo changed >>"$BUILD_DIR/config/app.conf"
chmod 700 "$BUILD_DIR/script.sh"
echo 'export APPENDED=yes' >>"$BUILD_DIR/.profile"
echo 'export OWN=appended' >>"$BUILD_DIR/.profile.d/own.sh"
rm "$BUILD_DIR/link"
rm -r "$BUILD_DIR/with space"
echo through >>"$BUILD_DIR/directory link/app.conf"
touch "$BUILD_DIR/empty/new" "$BUILD_DIR/new"
echo 'echo appended' >>"$BUILD_DIR/boot.sh"
mkdir -p "$BUILD_DIR/vendor/own" "$BUILD_DIR/vendor/new"
echo more >"$BUILD_DIR/vendor/own/more"
echo new >"$BUILD_DIR/vendor/new/file"
`;

/** Supplies an app, and gives what was there before and after, but for what a supplied buildpack may change. */
async function lookAround(app: string, supplied: string, env: Readonly<Record<string, string>> = {}) {
	const seen: Record<string, string>[] = [];
	const look = ({ directory, build, depsDir, cache }: Container, idx: string) => {
		const without = [join(depsDir, idx), cacheOf(cache, supplied, false)];
		seen.push(
			snapshotOf(build),
			snapshotOf(directory, { without }),
			snapshotOf(app),
			...['bin', 'lib', 'dist', 'installers'].map((name) => snapshotOf(join(supplied, name))),
			Object.fromEntries(readdirSync(supplied).map((name) => [name, ''])),
		);
	};
	const neighbour = makeSupplier('mkdir "$DIR/bin" && echo text >"$DIR/bin/file"');
	const staged = await stage({
		app,
		env,
		buildpacks: [neighbour, supplied, makeFinal()],
		before: ({ position, idx }, container) => {
			if (position === 1) look(container, idx);
		},
		after: ({ position, idx }, container) => {
			if (position === 1) look(container, idx);
		},
	});
	return { staged, before: seen.slice(0, seen.length / 2), after: seen.slice(seen.length / 2) };
}

describe('As a buildpack that is not the final one', () => {
	for (const { title, installers } of [
		{ title: 'no packages', installers: {} },
		{
			title: 'a package that installs',
			installers: { tool: `${program('vendor/tool/bin/tool', 'tool')}env_extend PATH /app/vendor/tool/bin` },
		},
		{ title: 'a package that changes and removes files of the app', installers: { untidy } },
	]) {
		it(`supply leaves all but its own directories byte for byte as it was, with ${title}`, async () => {
			const { staged, before, after } = await lookAround(makeOddApp(installers), root);
			expect(staged.exitCode, staged.stderr).to.equal(0);
			expect(before.length).to.be.above(5);
			expect(after).to.deep.equal(before);
		});
	}

	it('supply leaves all that as it was when an installer fails, too', async () => {
		const { staged, before, after } = await lookAround(makeOddApp({ untidy: `${untidy}\nfail "no luck"` }), root);
		expect(staged.exitCode).to.equal(225);
		expect(staged.stderr).to.contain(' !     no luck\n');
		expect(after).to.deep.equal(before);
	});

	it('installers find the files of the app in BUILD_DIR, which is not the directory of the app, and in APP_DIR', async () => {
		const seen =
			'pwd; printf "%s\\n" "$BUILD_DIR" "$APP_DIR"; cat "$BUILD_DIR/config/app.conf" "$APP_DIR/config/app.conf"';
		const witness = join(makeFiles({ seen: '' }), 'seen');
		const app = makeOddApp({ one: `{ ${seen}; readlink "$BUILD_DIR/outside"; } >"$WITNESS"` });
		const { staged } = await lookAround(app, root, { WITNESS: witness });
		expect(staged.exitCode, staged.stderr).to.equal(0);
		const own = join(staged.depsDir, '1/app');
		expect(readFileSync(witness, 'utf8').split('\n')).to.deep.equal([
			...[own, own, staged.build, 'of the app', 'of the app', '/etc/hostname', ''],
		]);
	});

	it('compile runs in the directory where packages are installed, in their shell, once', async () => {
		const app = makeOddApp(
			{ one: 'greet() { echo "hello in $PWD"; }' },
			{ 'build/heroku/compile': 'greet >>"$WITNESS"\n: >made-by-compile\n' },
		);
		const witness = join(makeFiles({ seen: '' }), 'seen');
		const { staged } = await lookAround(app, root, { WITNESS: witness });
		expect(staged.exitCode, staged.stderr).to.equal(0);
		expect(readFileSync(witness, 'utf8')).to.equal(`hello in ${join(staged.depsDir, '1/app')}\n`);
		expect(existsSync(join(staged.depsDir, '1/app/made-by-compile'))).to.be.true;
	});

	it('copies of files of the app that did not change are dropped, and what is new is kept', async () => {
		const { staged } = await lookAround(makeOddApp({ untidy }), root);
		expect(staged.exitCode, staged.stderr).to.equal(0);
		const own = join(staged.depsDir, '1/app');
		for (const dropped of ['closed', 'dangling', 'outside', 'build', 'vendor/own/file', 'with space'])
			expect(spawnSync('test', ['-e', join(own, dropped), '-o', '-h', join(own, dropped)]).status, dropped).to.equal(1);
		expect(readFileSync(join(own, 'vendor/new/file'), 'utf8')).to.equal('new\n');
		expect(readFileSync(join(own, 'vendor/own/more'), 'utf8')).to.equal('more\n');
		expect(existsSync(join(own, 'new'))).to.be.true;
		expect(existsSync(join(own, 'empty/new'))).to.be.true;
	});

	it('changed files of the app are named in a warning, unchanged ones are not', async () => {
		const { staged } = await lookAround(makeOddApp({ untidy }), root);
		expect(staged.exitCode, staged.stderr).to.equal(0);
		expect(staged.stderr).to.equal(
			[
				'Installers have changed files of the app, which a supplied buildpack cannot do. The app keeps its own:',
				...['boot.sh', 'config/app.conf', 'script.sh', 'link', 'with space'].map((path) => `- ${path}`),
			]
				.map((line) => ` !     ${line}\n`)
				.join(''),
		);
	});

	it('nothing is warned of where no file of the app was changed', async () => {
		const app = makeFiles(appFiles({ tool: program('vendor/tool/bin/tool', 'tool') }, { 'config/app.conf': 'text' }));
		const { staged } = await lookAround(app, root);
		expect([staged.exitCode, staged.stderr]).to.deep.equal([0, '']);
	});

	it('nothing is warned of where only the buildpack itself would have written the boot.sh of the app', async () => {
		const app = makeFiles(appFiles({ tool: program('vendor/tool/bin/tool', 'tool') }, { 'boot.sh': 'echo own\n' }));
		const { staged } = await lookAround(app, root);
		expect([staged.exitCode, staged.stderr]).to.deep.equal([0, '']);
	});
});

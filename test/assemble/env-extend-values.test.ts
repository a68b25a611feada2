import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { describeInEachShell } from '../support/shells.ts';
import { quoteBytes } from '../../src/shell-text.ts';
import { buildExtended, valuesAfter } from './extended-build.ts';

/** What VALUE, as an installer gives it, is when the app boots. */
const values: readonly (readonly [given: string, booted: string])[] = [
	['/usr/plain', '/usr/plain'],
	['', ''],
	['two  spaces ', 'two  spaces '],
	['$HOME/bin', '/app/bin'],
	['${HOME}/bin', '/app/bin'],
	['${MISSING:-y}', 'y'],
	['${MISSING-"a  b"}', 'a  b'],
	['$(echo hi)', 'hi'],
	['$(echo "a  b")', 'a  b'],
	['`echo "a  b"`', 'a  b'],
	['$((1 + (2 * 3)))', '7'],
	['say "hi"', 'say "hi"'],
	['"', '"'],
	["it's", "it's"],
	['\\$HOME', '$HOME'],
	['\\"', '"'],
	['back\\slash', 'back\\slash'],
	['trailing\\', 'trailing\\'],
	['trailing\\\\', 'trailing\\'],
	['one\ntwo\n\nthree', 'one\ntwo\n\nthree'],
	['ends with a newline\n', 'ends with a newline\n'],
	['* ? ~ # ; & | < > ( ) !', '* ? ~ # ; & | < > ( ) !'],
	['"; exit 7; "', '"; exit 7; "'],
	["'; exit 7; '", "'; exit 7; '"],
	['caf\xc3\xa9 \xff\xfe', 'caf\xc3\xa9 \xff\xfe'],
	['-n', '-n'],
	['%s\\n', '%s\\n'],
	['$', '$'],
];

describeInEachShell('env_extend', (shell) => {
	it('expands VALUE like a double-quoted word, when the app boots and during the build', async () => {
		const lines = values.map(([given], index) => {
			const word = quoteBytes(Buffer.from(given, 'latin1')).toString('latin1');
			return `env_extend VALUE_${index} ${word}`;
		});
		const installers = {
			one: Buffer.from(lines.join('\n'), 'latin1'),
			two: 'env -0 >"$BUILD_DIR/seen"',
		};
		const { app, status, log, profile, exported } = await buildExtended(
			{ one: '', two: installers.two },
			{
				shell,
				env: { HOME: '/app' },
				files: { 'build/heroku/installers/one.sh': installers.one, 'build/heroku/install': 'one two' },
			},
		);
		expect(log).to.equal(
			'-----> Installing one (from the app)\n-----> Installing two (from the app)\n-----> Installed 2 packages, with 0 downloads.\n',
		);
		expect(status).to.equal(0);
		const seen = readFileSync(join(app, 'seen'), 'latin1').split('\0');
		const names = values.map((_, index) => `VALUE_${index}`);
		const before = Object.fromEntries(names.map((name) => [name, 'before']));
		const [atBoot, behind] = [valuesAfter(profile ?? '', names), valuesAfter(profile ?? '', names, before)];
		const later = valuesAfter(exported ?? '', names, before);
		values.forEach(([given, booted], index) => {
			const title = JSON.stringify(given);
			const built = booted.replace(/^\/app\//, `${app}/`);
			expect(atBoot[index], `${title} at boot`).to.equal(booted);
			expect(behind[index], `${title} at boot, behind another`).to.equal(`before:${booted}`);
			expect(seen, `${title} during the build`).to.include(`VALUE_${index}=${built}`);
			expect(later[index], `${title} in the next buildpack`).to.equal(`before:${built}`);
		});
	});

	const places: readonly (readonly [given: string, atBuild: (app: string) => string])[] = [
		['/app', (app) => app],
		['/app/', (app) => `${app}/`],
		['/app/vendor/bin', (app) => `${app}/vendor/bin`],
		['$HOME/vendor/bin', (app) => `${app}/vendor/bin`],
		['/application', () => '/application'],
		['/application/bin', () => '/application/bin'],
		['/usr/app/bin', () => '/usr/app/bin'],
		['app/bin', () => 'app/bin'],
	];
	it('lets a leading /app stand for BUILD_DIR during the build, and nothing that only looks like it', async () => {
		const installer = places.map(([given], index) => `env_extend PLACE_${index} '${given}'`).join('\n');
		const { app, status, stderr, profile, exported } = await buildExtended(
			{ one: `${installer}\nenv_extend RUNTIME "$RUNTIME_DIR/bin"`, two: 'env >seen' },
			{ shell, env: { HOME: '/app' } },
		);
		expect([status, stderr]).to.deep.equal([0, '']);
		const seen = readFileSync(join(app, 'seen'), 'utf8').split('\n');
		const names = places.map((_, index) => `PLACE_${index}`);
		const [atBoot, later] = [valuesAfter(profile ?? '', names), valuesAfter(exported ?? '', names)];
		places.forEach(([given, atBuild], index) => {
			expect(seen, given).to.include(`PLACE_${index}=${atBuild(app)}`);
			expect(later[index], given).to.equal(atBuild(app));
			expect(atBoot[index], given).to.equal(given.replace('$HOME', '/app'));
		});
		expect(seen).to.include(`RUNTIME=${app}/bin`);
		expect(valuesAfter(profile ?? '', ['RUNTIME'])).to.deep.equal(['/app/bin']);
	});
});

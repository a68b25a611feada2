import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { buildExtended, valuesAfter } from '../../assemble/extended-build.ts';
import { keepsEnvironment, seenBy } from '../../config/variables.ts';
import { build } from '../../install/builds.ts';
import { makeFiles } from '../../support/directories.ts';
import { describeInEachShell } from '../../support/shells.ts';
import { quoteBytes } from '../../../src/shell-text.ts';
import { holdsForAll, latin1 } from './properties.ts';

const nameOf = (_: unknown, index: number) => `VALUE_${index}`;

describeInEachShell('every value of a variable', (shell) => {
	it('of ENV_DIR reaches installers and their programs byte for byte, but for newlines at its end', async () => {
		const values = fc.tuple(latin1(20), fc.constantFrom('', '', '\n', '\n\n')).map((parts) => parts.join(''));
		await holdsForAll(
			`config variables, ${shell.name}`,
			values,
			async (given) => {
				const files = given.map((value, index) => [nameOf(value, index), Buffer.from(value, 'latin1')] as const);
				const prints = given.map((value, index) => `printf '%s\\0' "$${nameOf(value, index)}"`);
				const installer = `${keepsEnvironment}\n{\n${prints.join('\n')}\n} >"$BUILD_DIR/printed"`;
				const { app, status, log } = await build(
					{ one: installer },
					{ shell, envDir: makeFiles(Object.fromEntries(files)) },
				);
				expect(log).to.equal('-----> Installing one (from the app)\n-----> Installed 1 package, with 0 downloads.\n');
				expect(status).to.equal(0);
				const wanted = given.map((value) => value.replace(/\n+$/, ''));
				const seen = seenBy(app);
				expect(given.map((value, index) => seen.get(nameOf(value, index)))).to.deep.equal(wanted);
				expect(readFileSync(join(app, 'printed'), 'latin1').split('\0').slice(0, -1)).to.deep.equal(wanted);
			},
			{ size: 1000 },
		);
	});

	it('that env_extend is given, with what a shell would expand escaped, is the same at boot and in the build', async () => {
		const values = fc.oneof(latin1(20), fc.constantFrom('/app', '/app/x', '/application', '/app/ $'));
		await holdsForAll(
			`env_extend, ${shell.name}`,
			values,
			async (given) => {
				const names = given.map(nameOf);
				const lines = given.map((value, index) => {
					const escaped = value.replaceAll(/[$`\\]/g, '\\$&');
					return `env_extend VALUE_${index} ${quoteBytes(Buffer.from(escaped, 'latin1')).toString('latin1')}`;
				});
				const installer = Buffer.from(lines.join('\n'), 'latin1');
				const { app, status, stderr, profile, exported } = await buildExtended(
					{ one: '', two: keepsEnvironment },
					{ shell, files: { 'build/heroku/installers/one.sh': installer } },
				);
				expect([status, stderr]).to.deep.equal([0, '']);
				const built = given.map((value) => value.replace(/^\/app(?=\/|$)/, () => app));
				expect(valuesAfter(profile ?? '', names)).to.deep.equal(given);
				expect(valuesAfter(exported ?? '', names)).to.deep.equal(built);
				const seen = seenBy(app);
				expect(names.map((name) => seen.get(name))).to.deep.equal(built);
			},
			{ size: 200, share: 1 / 10 }, // for many of them, a shell says first whether they are good
		);
	});
});

import { expect } from 'chai';
import { parseRelease } from '../../src/config/release.ts';
import { BuildpackError } from '../../src/errors.ts';

async function errorOf(text: string): Promise<unknown> {
	try {
		await parseRelease(text);
	} catch (error) {
		return error;
	}
	throw new Error('no error');
}

describe('parseRelease', () => {
	const texts: readonly (readonly [text: string, processTypes: Readonly<Record<string, string>>])[] = [
		['', {}],
		['\n\n', {}],
		['# only a comment', {}],
		['---\n', {}],
		['--- # nothing\n...\n', {}],
		['null\n', {}],
		['{}', {}],
		['addons:\n  - heroku-postgresql\n', {}],
		['default_process_types: {}\n', {}],
		['default_process_types:\n  web: sh boot.sh\n', { web: 'sh boot.sh' }],
		['default_process_types:\r\n  web: sh boot.sh\r\n  worker: ./w\r\n', { web: 'sh boot.sh', worker: './w' }],
		['\ufeffdefault_process_types:\n  web: x', { web: 'x' }],
		['default_process_types: {web: "5", "a b": ""}', { web: '5', 'a b': '' }],
		['default_process_types:\n  web: |\n    a\n    b\n', { web: 'a\nb\n' }],
		["default_process_types:\n  web: 'it''s' # comment\n", { web: "it's" }],
		['default_process_types:\n  __proto__: x\n', Object.fromEntries([['__proto__', 'x']])],
		['{"default_process_types": {"web": "x"}}', { web: 'x' }],
		['a: &command x\ndefault_process_types:\n  web: *command\n', { web: 'x' }],
		['a: &types\n  web: x\ndefault_process_types: *types\n', { web: 'x' }],
	];
	for (const [text, processTypes] of texts) {
		it(`finds ${JSON.stringify(processTypes)} in ${JSON.stringify(text)}`, async () => {
			expect((await parseRelease(text)).processTypes).to.deep.equal(processTypes);
		});
	}

	const mapping = 'it has to be a mapping, such as `default_process_types:` with a line for each';
	const types = '`default_process_types` has to be a mapping from process types to commands';
	const command = (type: string) => `the command of \`${type}\` in \`default_process_types\` has to be a string`;
	const wrong: readonly (readonly [text: string, line: number, reason: string])[] = [
		['text', 1, mapping],
		['\n\n- a\n', 3, mapping],
		['[]', 1, mapping],
		['false', 1, mapping],
		['default_process_types: x', 1, types],
		['default_process_types: []', 1, types],
		['a: b\n\ndefault_process_types:\n', 3, types],
		['default_process_types: 7', 1, types],
		['default_process_types:\n  web:\n', 2, command('web')],
		['default_process_types:\n  web: x\n  worker: 7\n', 3, command('worker')],
		['default_process_types:\n  web: {a: b}\n', 2, command('web')],
		['default_process_types:\n  5: [x]\n', 2, command('5')],
		['default_process_types:\n  web: 2020-01-01\n  no: false\n', 3, command('no')],
	];
	for (const [text, line, reason] of wrong) {
		it(`refuses ${JSON.stringify(text)}`, async () => {
			expect(await errorOf(text))
				.to.be.an.instanceOf(BuildpackError)
				.that.includes({ code: 'app::release-invalid', kind: 'app', status: 1 })
				.and.includes({ message: `build/heroku/release, line ${line}: ${reason}.` });
		});
	}

	const notYaml: readonly (readonly [text: string, line: number])[] = [
		['a: b\n\tc: d\n', 2],
		['a: [b\n', 2],
		['a: b\n"unclosed\n', 2],
		['a: 1\nb: 2\na: 3\n', 3],
		['a: @b\n', 1],
		['a: b\n---\nc: d\n', 2],
	];
	for (const [text, line] of notYaml) {
		it(`refuses ${JSON.stringify(text)}, which is not a YAML document`, async () => {
			const error = await errorOf(text);
			expect(error).to.be.an.instanceOf(BuildpackError).that.includes({ code: 'app::release-invalid' });
			expect((error as Error).message).to.match(
				new RegExp(`^build/heroku/release, line ${line}: it is not YAML: \\S[^\\n]*\\.$`),
			);
			expect((error as Error).message).not.to.match(/\.\.$/);
		});
	}
});

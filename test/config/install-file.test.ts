import { expect } from 'chai';
import { parseInstallFile } from '../../src/config/app.ts';
import { isPackageName } from '../../src/config/names.ts';
import { BuildpackError } from '../../src/errors.ts';

describe('parseInstallFile', () => {
	const contents: readonly (readonly [
		title: string,
		content: string,
		wanted: readonly (readonly [string, number])[],
	])[] = [
		['nothing in an empty file', '', []],
		['nothing in blank lines', '\n \t\r\n\v\f\n', []],
		['nothing in comments', '# one\n#two\n\t # three\n#', []],
		[
			'a name a line',
			'one\ntwo\n',
			[
				['one', 1],
				['two', 2],
			],
		],
		[
			'a last line without a newline',
			'one\ntwo',
			[
				['one', 1],
				['two', 2],
			],
		],
		[
			'names between spaces and tabs',
			' one\t two  three \n',
			[
				['one', 1],
				['two', 1],
				['three', 1],
			],
		],
		[
			'names in lines that end with CRLF',
			'one\r\n\r\ntwo three\r\n',
			[
				['one', 1],
				['two', 3],
				['three', 3],
			],
		],
		[
			'names behind a byte-order mark',
			'\ufeffone\ntwo',
			[
				['one', 1],
				['two', 2],
			],
		],
		[
			'names up to a comment',
			'one # two three\nfour #five\n#six\nseven',
			[
				['one', 1],
				['four', 2],
				['seven', 4],
			],
		],
		[
			'the same name twice',
			'one\none',
			[
				['one', 1],
				['one', 2],
			],
		],
		[
			'every character that a name can have',
			'A-z_0.9+x 7zip c++',
			[
				['A-z_0.9+x', 1],
				['7zip', 1],
				['c++', 1],
			],
		],
	];
	for (const [title, content, wanted] of contents) {
		it(`finds ${title}`, () => {
			expect(parseInstallFile(Buffer.from(content))).to.deep.equal(wanted.map(([name, line]) => ({ name, line })));
		});
	}

	it('begins a comment at the start of a word only', () => {
		expect(() => parseInstallFile(Buffer.from('one\ntwo#three\n'))).to.throw(
			BuildpackError,
			/^build\/heroku\/install, line 2: "two#three" is not a package name\.\nA name begins with a letter or digit, and goes on with these and \. _ \+ - only\.$/,
		);
	});

	it('names the first of several names that are wrong', () => {
		expect(() => parseInstallFile(Buffer.from('# a\n\ngood ../first -second\n$third')))
			.to.throw(BuildpackError)
			.that.includes({ code: 'app::invalid-package-name', kind: 'app', status: 1 })
			.and.has.deep.property('facts', { name: '../first', line: 3 });
	});

	it('refuses NUL bytes, in a comment as well', () => {
		for (const content of ['one\n\0', 'one\n# \0', 'one\nt\0wo']) {
			expect(() => parseInstallFile(Buffer.from(content)))
				.to.throw(BuildpackError)
				.that.includes({ code: 'app::install-holds-nul', kind: 'app' })
				.and.has.deep.property('facts', { line: 2 });
		}
	});

	it('refuses bytes that are no UTF-8', () => {
		expect(() => parseInstallFile(Buffer.from([0x6f, 0xff, 0x0a]))).to.throw(BuildpackError, '"o\ufffd"');
	});
});

describe('isPackageName', () => {
	for (const name of ['a', '7', 'A', 'nginx', 'nginx.', 'php5.6', 'gcc-c++', 'a_b', 'A--', `a${'b'.repeat(249)}`]) {
		it(`accepts ${name.slice(0, 20)}`, () => {
			expect(isPackageName(name)).to.be.true;
		});
	}

	const wrong = [
		...['', ' ', '.', '..', '-a', '_a', '+a', '.a', 'a b', 'a/b', '../a', 'a\\b', 'php5*', 'a?', '[a]', '$(a)', '`a`'],
		...[
			'a@1',
			'a#b',
			'a:b',
			'a;b',
			'a&b',
			'a|b',
			'a>b',
			'~a',
			'a~',
			"a'",
			'a"',
			'a\n',
			'\na',
			'a\0',
			'\u00e9',
			'a\u00e9',
			'\u0661',
		],
	];
	for (const name of wrong) {
		it(`refuses ${JSON.stringify(name)}`, () => {
			expect(isPackageName(name)).to.be.false;
		});
	}
});

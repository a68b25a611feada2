import { expect } from 'chai';
import fc from 'fast-check';
import { parseInstallFile } from '../../../src/config/app.ts';
import { BuildpackError } from '../../../src/errors.ts';
import { parseChecksum } from '../../../src/fetch/checksum.ts';
import { formatIndex } from '../../../src/publish/index-text.ts';
import type { PublishedPackage } from '../../../src/publish/package-directory.ts';
import { checkIndex, entriesInIndex, findInIndex, namesInIndex } from '../../../src/resolve/index-file.ts';
import { bytes, characters, holds } from './properties.ts';

const name = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._+-]{0,6}$/);
const hex = (length: number) => fc.stringMatching(new RegExp(`^[0-9a-fA-F]{${length}}$`));
const checksum = fc.oneof(
	hex(32),
	hex(64),
	hex(64).map((digits) => `sha256:${digits}`),
);
/** What a person may write where a link belongs; it cannot end the word. */
const link = characters(6)
	.map((text) => text.replaceAll(/[ \t\r\n]/g, ''))
	.filter((text) => text !== '');
const blanks = fc.stringMatching(/^[ \t]{1,3}$/);
const indent = fc.stringMatching(/^[ \t]{0,2}$/);

/** A line of an index, and what it means. */
type Line =
	| { readonly text: string; readonly is: 'entry'; readonly name: string; readonly link: string; readonly hex: string }
	| { readonly text: string; readonly is: 'nothing' | 'malformed' };

const entryLine = fc
	.tuple(indent, name, blanks, link, blanks, checksum, fc.constantFrom('', ' ', '\t# what it is', ' # größer', '\r'))
	.map(([start, name, a, link, b, sum, end]): Line => {
		const hex = sum.toLowerCase().replace('sha256:', '');
		return { text: `${start}${name}${a}${link}${b}${sum}${end}`, is: 'entry', name, link, hex };
	});
const emptyLine = fc
	.tuple(indent, fc.constantFrom('', '\r', '#', '# a b 0123', '#\u0000'))
	.map(([start, rest]): Line => ({ text: start + rest, is: 'nothing' }));
/** What is left of an entry when one of its parts is missing, or none. */
const noName = fc.constantFrom('../x', 'a/b', '$(x)', '.a', 'a*', 'é', '\x1b[31m', 'a\0b', '-a');
const noChecksum = fc.oneof(
	...[hex(31), hex(33), hex(63), fc.constantFrom('', 'md5:', 'PHPFPM_MD5', 'sha256:00', '\u0660')],
);
const brokenLine = fc
	.oneof(fc.tuple(indent, name, link, noChecksum), fc.tuple(indent, noName, link, fc.oneof(checksum, noChecksum)))
	.map(([start, name, link, sum]): Line => ({ text: `${start}${name} ${link} ${sum}`, is: 'malformed' }));

const indexText = fc.array(fc.oneof(entryLine, emptyLine, brokenLine), { maxLength: 8 });

describe('every index', () => {
	it('gives for each line an entry or a malformed line, with its number, and nothing for blank ones and comments', async () => {
		const property = fc.property(indexText, (lines) => {
			const body = Buffer.from(lines.map(({ text }) => text).join('\n'));
			const { entries, malformed } = checkIndex(body);
			expect(malformed).to.deep.equal(lines.flatMap(({ is }, index) => (is === 'malformed' ? [index + 1] : [])));
			const wanted = lines.flatMap((line, index) =>
				line.is === 'entry' ? [{ name: line.name, link: line.link, hex: line.hex, line: index + 1 }] : [],
			);
			const found = entriesInIndex(body).map(({ name, link, checksum, line }) => ({
				name,
				link,
				hex: checksum.hex,
				line,
			}));
			expect(found).to.deep.equal(wanted);
			expect(entries).to.equal(wanted.length);
		});
		await holds('index: lines of every kind', property);
	});

	it('is read without an error whatever its bytes are, and the same way by all who read it', async () => {
		const line = fc.oneof(
			bytes(20),
			fc.tuple(entryLine, bytes(3)).map(([{ text }, more]) => Buffer.concat([Buffer.from(text), more])),
			fc.uint8Array({ maxLength: 20 }).map((each) => Buffer.from(each)),
		);
		const property = fc.property(fc.array(line, { maxLength: 6 }), name, (lines, other) => {
			const body = Buffer.from(lines.map((each) => each.toString('latin1')).join('\n'), 'latin1');
			const texts = body.toString().split('\n');
			const { entries, malformed } = checkIndex(body);
			const all = entriesInIndex(body).map(({ description: _, ...entry }) => entry);
			expect(all.length).to.equal(entries);
			for (const entry of all) {
				expect(entry.name).to.match(/^[A-Za-z0-9][A-Za-z0-9._+-]*$/);
				expect(entry.link).to.match(/^[^ \t\n]+$/);
				expect(entry.checksum.hex).to.match(entry.checksum.algorithm === 'md5' ? /^[0-9a-f]{32}$/ : /^[0-9a-f]{64}$/);
				expect(texts[entry.line - 1])
					.to.contain(entry.name)
					.and.to.contain(entry.link);
			}
			const silent = texts.filter(
				(_, index) => !malformed.includes(index + 1) && !all.some(({ line }) => line === index + 1),
			);
			for (const text of silent) expect(text.replace(/^\uFEFF/, '').trim()).to.match(/^(?:#|$)/);
			for (const name of [...namesInIndex(body), other, other.slice(0, 1)])
				expect(findInIndex(body, name)).to.deep.equal(all.filter((entry) => entry.name === name));
		});
		await holds('index: any bytes', property);
	});

	it('that is written is read again as it was meant', async () => {
		const packages = fc.array(
			fc.record({
				name,
				path: characters(6),
				description: fc.option(characters(), { nil: undefined }),
				content: bytes(4),
			}),
			{ minLength: 1, maxLength: 4 },
		);
		const options = fc.record({
			baseUrl: fc.constantFrom(undefined, 'https://packages.example.com/all', 'https://packages.example.com/'),
			checksum: fc.constantFrom(undefined, 'md5' as const, 'sha256' as const),
		});
		const property = fc.property(packages, options, (given, options) => {
			const published = given.map(({ path, ...rest }): PublishedPackage => ({ ...rest, path: `${path}.sh`, file: '' }));
			const body = Buffer.from(formatIndex(published, options));
			expect(checkIndex(body)).to.deep.equal({ entries: published.length, malformed: [] });
			entriesInIndex(body).forEach((entry, index) => {
				const { name, path, description } = published[index] ?? expect.fail();
				expect(entry.name).to.equal(name);
				expect(entry.line).to.equal(index + 1);
				expect(entry.checksum.algorithm).to.equal(options.checksum ?? 'md5');
				const start = options.baseUrl === undefined ? '' : `${options.baseUrl.replace(/\/$/, '')}/`;
				expect(entry.link.startsWith(start)).to.be.true;
				expect(decodeURIComponent(entry.link.slice(start.length))).to.equal(path);
				expect(entry.description ?? '').not.to.match(/\p{Cc}/u);
				const letters = (text = '') => text.replaceAll(/[\p{Cc}\s\u2028\u2029]/gu, '');
				expect(letters(entry.description)).to.equal(letters(description));
			});
		});
		await holds('index: written and read again', property);
	});
});

describe('every install file', () => {
	const comment = characters(8).map((text) => `#${text.replaceAll('\n', '')}`);
	const good = fc.array(fc.array(name, { maxLength: 3 }), { maxLength: 4 });
	const blank = fc.constantFrom(' ', '\t', ' \t ', '\r', '\v', '\f', '\u00a0', '\ufeff', '\u2028');

	it('gives its names with their lines, whatever is between them and behind a #', async () => {
		const property = fc.property(good, blank, fc.option(comment), (lines, between, end) => {
			const text = lines.map((names) => [...names, end ?? ''].join(between)).join('\n');
			const wanted = lines.flatMap((names, index) => names.map((name) => ({ name, line: index + 1 })));
			if (text.includes('\0')) return;
			expect(parseInstallFile(Buffer.from(text))).to.deep.equal(wanted);
		});
		await holds('install file: names', property);
	});

	it('names the first word that is no name of a package, and its line, and never throws anything else', async () => {
		const property = fc.property(fc.oneof(bytes(20), fc.uint8Array({ maxLength: 20 })), (content) => {
			const body = Buffer.from(content);
			const isName = (word: string) => /^[A-Za-z0-9][A-Za-z0-9._+-]{0,249}$/.test(word);
			try {
				for (const { name, line } of parseInstallFile(body)) {
					expect(isName(name)).to.be.true;
					expect(body.toString().split('\n')[line - 1]).to.contain(name);
				}
			} catch (error) {
				if (!(error instanceof BuildpackError)) throw error;
				const { code, facts } = error as BuildpackError<'app::invalid-package-name' | 'app::install-holds-nul'>;
				expect(code).to.be.oneOf(['app::invalid-package-name', 'app::install-holds-nul']);
				const text = body.toString().split('\n')[facts.line - 1] ?? '';
				if ('name' in facts) {
					expect(isName(facts.name)).to.be.false;
					expect(text).to.contain(facts.name);
				} else expect(text).to.contain('\0');
			}
		});
		await holds('install file: any bytes', property);
	});
});

describe('every checksum', () => {
	it('that is a digest in hex is told by its length, in either case', async () => {
		const property = fc.property(checksum, (text) => {
			const digits = text.toLowerCase().replace('sha256:', '');
			const algorithm = digits.length === 32 ? 'md5' : 'sha256';
			expect(parseChecksum(text)).to.deep.equal({ algorithm, hex: digits });
		});
		await holds('checksum: digests', property);
	});

	it('that has anything before, in or behind the digits is none', async () => {
		const more = fc
			.oneof(characters(2), fc.constantFrom('\n', ' ', 'g', '\u0130', '\uff11', 'sha256:', 'md5:', '0x'))
			.filter((text) => text !== '');
		const property = fc.property(checksum, fc.nat(72), more, (text, at, inserted) => {
			const changed = text.slice(0, at) + inserted + text.slice(at);
			const isDigest =
				/^(?:[0-9a-fA-F]{32}|(?:[sS][hH][aA]256:)?[0-9a-fA-F]{64})$/.test(changed) && !changed.includes('\n');
			expect(parseChecksum(changed) !== undefined).to.equal(isDigest);
		});
		await holds('checksum: what is none', property);
	});
});

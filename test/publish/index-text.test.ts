import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { formatIndex } from '../../src/publish/index-text.ts';
import type { PublishedPackage } from '../../src/publish/package-directory.ts';
import { checkIndex, findInIndex } from '../../src/resolve/index-file.ts';
import { Link } from '../../src/fetch/link.ts';

const content = Buffer.from('print here\n');
const md5 = createHash('md5').update(content).digest('hex');

const published = (name: string, path: string, description?: string): PublishedPackage => ({
	name,
	path,
	file: `/packages/${path}`,
	description,
	content,
});

/** Paths whose links would mean something else if they stood there as they are. */
const odd: readonly { path: string; link: string }[] = [
	{ path: 'one.sh', link: 'one.sh' },
	{ path: 'my tools/one.sh', link: 'my%20tools/one.sh' },
	{ path: 'http:/one.sh', link: 'http%3A/one.sh' },
	{ path: 'a#b?c/one.sh', link: 'a%23b%3Fc/one.sh' },
	{ path: '50%/one.sh', link: '50%25/one.sh' },
	{ path: 'back\\slash\ttab/one.sh', link: 'back%5Cslash%09tab/one.sh' },
	{ path: 'größe/libstdc++.sh', link: 'gr%C3%B6%C3%9Fe/libstdc++.sh' },
];

/** Descriptions that would be more than a line, or more than text. */
const descriptions: readonly { description: string | undefined; end: string }[] = [
	{ description: undefined, end: '' },
	{ description: '  ', end: '' },
	{ description: '# a heading', end: ' # # a heading' },
	{ description: 'one\ntwo\rthree\u2028four\u0085five', end: ' # one two three four five' },
	{ description: '\x1b[31mred\x1b[0m\tand\0more', end: ' # [31mred [0m and more' },
	{ description: 'größer', end: ' # größer' },
];

describe('the text of an index', () => {
	for (const { path, link } of odd) {
		it(`links to ${JSON.stringify(path)} so that a build finds it`, () => {
			const text = formatIndex([published('one', path)]);
			expect(text).to.equal(`one ${link} ${md5}\n`);
			const [entry] = findInIndex(Buffer.from(text), 'one');
			const url = Link.parse(entry?.link ?? '', Link.parse('https://packages.example.com/all/index')).url;
			expect(url.origin).to.equal('https://packages.example.com');
			expect(url.search + url.hash).to.equal('');
			expect(decodeURIComponent(url.pathname)).to.equal(`/all/${path}`);
		});
	}

	for (const { description, end } of descriptions) {
		it(`has the description ${JSON.stringify(description)} in one line of plain text`, () => {
			const text = formatIndex([published('one', 'one.sh', description)]);
			expect(text).to.equal(`one one.sh ${md5}${end}\n`);
			expect(checkIndex(Buffer.from(text))).to.deep.equal({ entries: 1, malformed: [] });
		});
	}

	it('has links that begin with the base URL, and sha256 where that is asked for', () => {
		const sha256 = createHash('sha256').update(content).digest('hex');
		for (const baseUrl of ['https://packages.example.com/all', 'https://packages.example.com/all//']) {
			const text = formatIndex([published('one', 'my tools/one.sh')], { baseUrl, checksum: 'sha256' });
			expect(text).to.equal(`one https://packages.example.com/all/my%20tools/one.sh ${sha256}\n`);
		}
	});

	it('is empty without packages', () => {
		expect(formatIndex([])).to.equal('');
	});
});

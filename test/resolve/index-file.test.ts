import { expect } from 'chai';
import {
	checkIndex,
	entriesInIndex,
	findInIndex,
	type IndexEntry,
	namesInIndex,
} from '../../src/resolve/index-file.ts';

const md5 = '0123456789abcdef'.repeat(2);

describe('an index that is made to take long', () => {
	// each takes a fraction of a second where every line is read once, and half a minute where it is not
	const bodies: readonly (readonly [title: string, body: string, found: (entries: IndexEntry[]) => void])[] = [
		[
			'of one line that holds a name all over',
			`x ${'a'.repeat(500_000)}`,
			(entries) => expect(entries).to.deep.equal([]),
		],
		[
			'of one name in every line',
			`a b ${md5}\n`.repeat(100_000),
			(entries) => {
				expect(entries.length).to.equal(100_000);
				expect(entries.map(({ line }) => line)).to.deep.equal(Array.from(entries, (_, index) => index + 1));
			},
		],
		['of blanks', `${' \t'.repeat(500_000)}a`, (entries) => expect(entries).to.deep.equal([])],
		['of one long link', `a ${'a'.repeat(500_000)} ${md5}`, (entries) => expect(entries.length).to.equal(1)],
	];
	for (const [title, text, found] of bodies) {
		it(`${title} is read like any other`, function () {
			this.timeout(5000);
			const body = Buffer.from(text);
			found(findInIndex(body, 'a'));
			found(entriesInIndex(body));
			expect(checkIndex(body).entries).to.equal(namesInIndex(body).length);
		});
	}
});

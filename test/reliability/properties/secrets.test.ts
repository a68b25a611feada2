import { expect } from 'chai';
import fc from 'fast-check';
import { BuildpackError } from '../../../src/errors.ts';
import { Link } from '../../../src/fetch/link.ts';
import { HiddenValues } from '../../../src/secrets.ts';
import { characters, holds } from './properties.ts';

/** Where a repository's link may have a variable, and what stands there, for all to see, in the end. */
const places = [
	'https://example.com/a/${V}/index',
	'https://example.com/${V}',
	'https://example.com/?a=${V}&b',
	'https://example.com/#${V}',
	'example.com/${V}.txt',
	'http://example.com:port/${V}/x',
];

/** What shows a link, as errors do, or why it is none. */
function shown(text: string): string {
	try {
		return String(Link.parse(text));
	} catch (error) {
		if (error instanceof BuildpackError) return error.message;
		throw error;
	}
}

/** A config variable: trailing newlines are cut. Marked, so that it is known again wherever it has gone. */
const value = fc
	.tuple(characters(3), characters(3))
	.map(([start, end]) => `${start}hunter2${end}`.replaceAll('\0', '').replace(/\n+$/, ''));

describe('every value of a variable in a link', () => {
	it('is shown as the variable in the link, and in the error for one that is none', async () => {
		const property = fc.property(value, fc.constantFrom(...places), (value, place) => {
			const hidden = new HiddenValues();
			hidden.add('V', value);
			const text = hidden.hide(`see ${shown(place.replace('${V}', () => value))} there`);
			expect(text.toLowerCase()).not.to.contain('hunter2');
			expect(text).to.match(/^see .*there$/s);
		});
		await holds('values of variables in links', property);
	});
});

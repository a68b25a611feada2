import { expect } from 'chai';
import { hideValue, hideValues } from '../src/secrets.ts';

describe('values of variables that links are made of', () => {
	before(() => {
		hideValue('TOKEN', 'To.ken+1');
		hideValue('LONGER', 'To.ken+1/and more%20');
		hideValue('EMPTY', '');
		hideValue('WORD', 'packages');
	});

	const texts: readonly (readonly [title: string, text: string, shown: string])[] = [
		['in a path', 'see https://x/vTo.ken+1/i.', 'see https://x/v${TOKEN}/i.'],
		['in a host, in small letters', 'no host to.ken+1.example.com', 'no host ${TOKEN}.example.com'],
		['the longest first', 'x/To.ken+1/and%20more%20/y', 'x/${LONGER}/y'],
		['more than once, on several lines', 'a/To.ken+1\nTo.ken+1/b', 'a/${TOKEN}\n${TOKEN}/b'],
		[
			'that are words, in links only',
			'Installed 2 packages, https://packages/',
			'Installed 2 packages, https://${WORD}/',
		],
		['and nothing else', 'To1ken+1 http://x/Token+1 100%', 'To1ken+1 http://x/Token+1 100%'],
	];
	for (const [title, text, shown] of texts) {
		it(`are replaced ${title}`, () => {
			expect(hideValues(text)).to.equal(shown);
		});
	}
});

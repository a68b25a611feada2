import { expect } from 'chai';
import { HiddenValues, hideValue, hideValues } from '../src/secrets.ts';

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

describe('a value of a variable that is written in another way in a link', () => {
	const ways: readonly (readonly [title: string, value: string, text: string, shown: string])[] = [
		['partly encoded', 'to|ken x', 'see https://h/to|ken%20x/i', 'see https://h/${V}/i'],
		['in a query', "it's`x`", 'see https://h/?it%27s`x`&y', 'see https://h/?${V}&y'],
		['with white space, in a text that is no link', 'my secret', 'https://h:x/my secret/i', 'https://h:x/${V}/i'],
		['without a tab', 'sec\tret', 'https://h/secret/i', 'https://h/${V}/i'],
		['in capitals of few languages', '\u0130stanbul', 'https://h/\u0130stanbul', 'https://h/${V}'],
		['cut at what may be a password', 'me@secret', 'http://secret:x/ is not a link', 'http://${V}:x/ is not a link'],
	];
	for (const [title, value, text, shown] of ways) {
		it(`is replaced ${title}`, () => {
			const hidden = new HiddenValues();
			hidden.add('V', value);
			expect(hidden.hide(text)).to.equal(shown);
		});
	}

	it('is not replaced where that leaves next to nothing of it', () => {
		const hidden = new HiddenValues();
		hidden.add('V', 'secret/../x');
		expect(hidden.hide('https://x.example.com/x')).to.equal('https://x.example.com/x');
	});
});

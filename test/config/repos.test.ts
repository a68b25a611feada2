import { expect } from 'chai';
import { withoutPasswords } from '../../src/config/repos.ts';

describe('MODULAR_REPOS as installers see it', () => {
	const texts: readonly (readonly [title: string, given: string, seen: string])[] = [
		['has no user and password', 'https://me:s3cret@host/x http://host/y', 'https://host/x http://host/y'],
		['has none without a scheme', 'me:s3cret@host/x\nhost/y', 'host/x\nhost/y'],
		['has no password with bytes that are a space elsewhere', 'https://me:s\u00e0cret@host/x', 'https://host/x'],
		['has none behind any white space', 'http://host/x\u00a0me:s3cret@host/y', 'http://host/x\u00a0host/y'],
		['keeps an @ of a path', 'https://host/x@1/index', 'https://host/x@1/index'],
	];
	for (const [title, given, seen] of texts) {
		it(title, () => {
			expect(withoutPasswords(Buffer.from(given)).toString()).to.equal(seen);
		});
	}

	it('keeps bytes that are no UTF-8', () => {
		const given = Buffer.from('http://host/\xff\xe0', 'latin1');
		expect(withoutPasswords(given)).to.equal(given);
	});
});

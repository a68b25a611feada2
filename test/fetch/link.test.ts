import { inspect } from 'node:util';
import { expect } from 'chai';
import { BuildpackError } from '../../src/errors.ts';
import { Link } from '../../src/fetch/link.ts';

describe('a link', () => {
	for (const [link, other, isShared] of [
		['https://host/a', 'https://host:443/b', true],
		['https://host:8443/a', 'https://HOST:8443/b', true],
		['https://host:8443/a', 'http://host:8443/a', false],
		['http://host:80/a', 'http://host/', true],
		['http://host/a', 'http://host:81/a', false],
		['http://host/a', 'http://sub.host/a', false],
	] as const) {
		it(`${isShared ? 'takes' : 'does not take'} the password of ${link} to ${other}`, () => {
			const from = Link.parse(link.replace('//', '//me:s3cret@'));
			const { authorization } = Link.parse(other).orWithCredentialsOf(from);
			expect(authorization).to.equal(isShared ? from.authorization : undefined);
			expect(Link.parse(other, from).authorization).to.equal(isShared ? from.authorization : undefined);
		});
	}

	for (const [link, directory] of [
		['http://host/one.sh', 'http://host'],
		['http://host', 'http://host'],
		['http://me:s3cret@host/repo/one.sh?x=/y', 'http://host/repo'],
		['http://host//one.sh', 'http://host'],
		['file:///one.sh', 'file://'],
		['file:///srv/repo/one.sh', 'file:///srv/repo'],
	] as const) {
		it(`${link} is in ${directory}, without a slash at its end`, () => {
			expect(Link.parse(link).directory).to.equal(directory);
		});
	}

	it('that is none is refused with an error that holds no password, not even where no message shows it', () => {
		const error = (() => {
			try {
				return Link.parse('http://me:s3cret@host:port/x');
			} catch (error) {
				return error;
			}
		})();
		expect(error).to.be.instanceOf(BuildpackError);
		expect(inspect(error, { depth: 9, showHidden: true })).not.to.contain('s3cret');
	});
});

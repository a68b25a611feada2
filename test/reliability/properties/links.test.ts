import { inspect } from 'node:util';
import { expect } from 'chai';
import fc from 'fast-check';
import { withoutPasswords } from '../../../src/config/repos.ts';
import { BuildpackError } from '../../../src/errors.ts';
import { Link, userInfo, withoutCredentials, withoutUser } from '../../../src/fetch/link.ts';
import { characters, holds } from './properties.ts';

/** No other part of a link can hold it by chance. */
const secret = fc
	.tuple(fc.stringMatching(/^[xyz]{0,3}$/), characters(4))
	.map(([start, rest]) => `${start}hunter2${rest}`)
	.filter((text) => !text.includes('://')); // it would be a scheme
const part = characters(5).map((text) => text.replaceAll('@', ''));
const host = fc.constantFrom(
	'example.com',
	'h',
	'localhost:8080',
	'[::1]',
	'127.0.0.1',
	'größe.example',
	'',
	'a b',
	'h:port',
	'%41.example',
);
const scheme = fc.constantFrom(
	'http://',
	'https://',
	'ftp://',
	'file://',
	'sftp://',
	'foo+1://',
	'',
	'//',
	'HTTP://',
	'http:/',
	' http://',
	'://',
);

/** Links as most are. */
const path = fc
	.tuple(
		fc.constantFrom('https://h', '/', '', '../', '//h:1/', '?', '#', './'),
		fc.stringMatching(/^[a-c.]{0,3}[/?#%]{0,2}[0-9]{0,2}$/),
	)
	.map((parts) => parts.join(''));

/** Whatever can be seen of a link or an error by those who print it. */
function visible(value: Link | Error): string {
	return [inspect(value, { depth: 9, showHidden: true }), JSON.stringify(value), value.toString()].join('\n');
}

/** What a link is, or the error for a text that is none; nothing else may be thrown. */
function parse(text: string, base?: Link): Link | BuildpackError {
	try {
		return Link.parse(text, base);
	} catch (error) {
		if (error instanceof BuildpackError) return error;
		throw error;
	}
}

const base = Link.parse('https://packages.example.com:444/all/index?x#y');

describe('every link', () => {
	it('is parsed or refused with an error of our own', async () => {
		const text = fc.oneof(
			characters(),
			fc.tuple(scheme, host, part).map((parts) => parts.join('')),
			fc.webUrl(),
		);
		const property = fc.property(text, fc.boolean(), (text, isRelative) => {
			const link = parse(text, isRelative ? base : undefined);
			if (link instanceof BuildpackError) {
				expect(link.code).to.equal('fetch::invalid-link');
				return;
			}
			const { scheme, directory, fileName, authorization } = link;
			expect(scheme).to.match(/^[a-z][a-z0-9+.-]*$/);
			expect(directory).to.match(/^[a-z][a-z0-9+.-]*:\/\/(?:[^?#\n]*[^/?#\n])?$/);
			expect(fileName).not.to.match(/[/\0]/);
			expect(authorization ?? 'Basic ').to.match(/^Basic [A-Za-z0-9+/=]*$/);
			expect(String(Link.parse(String(link), base))).to.equal(String(link));
		});
		await holds('link: any text', property);
	});

	it('shows a user and password to nobody who prints it, its error, or its parts', async () => {
		const property = fc.property(scheme, secret, secret, host, part, (scheme, user, password, host, path) => {
			const text = `${scheme}${user}:${password}@${host}/${path}`;
			for (const link of [parse(text), parse(text, base)]) {
				// with a `/` and the like in it, or without `//` before it, it is none where the text is a link
				const isUserInfo = !/[/?#\\]/.test(user + password) && /^(?:[a-z][a-z+1]*:)?\/\//i.test(scheme);
				if (isUserInfo || link instanceof BuildpackError) expect(visible(link)).not.to.contain('hunter2');
			}
		});
		await holds('link: user and password', property);
	});

	it('sends them as they are meant', async () => {
		const property = fc.property(characters(6), characters(6), (user, password) => {
			const userInfo = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`;
			const link = Link.parse(`https://${userInfo}@packages.example.com:444/x`);
			const wanted = `${user}:${password}`.replaceAll('\0', '%00');
			expect(link.credentials).to.equal(wanted === ':' ? undefined : wanted);
			const other = base.orWithCredentialsOf(link);
			expect(other.authorization).to.equal(link.authorization);
			expect(Link.parse('/y', other).credentials).to.equal(link.credentials);
			expect(Link.parse('http://packages.example.com:444/y', other).credentials).to.equal(undefined);
			expect(String(other)).to.equal(String(base));
		});
		await holds('link: Authorization', property);
	});

	it('that is relative means what URL says, and keeps credentials on its own host', async () => {
		const property = fc.property(fc.oneof(characters(), path), (text) => {
			const from = Link.parse('https://me:hunter2@packages.example.com/all/index');
			const link = parse(text, from);
			if (link instanceof BuildpackError) {
				expect(URL.canParse(text, String(from))).to.be.false;
				return;
			}
			const url = new URL(text, String(from));
			const given = url.username + url.password;
			[url.username, url.password] = ['', ''];
			expect(String(link)).to.equal(url.href);
			if (given === '') expect(link.credentials).to.equal(link.sharesOriginWith(from) ? 'me:hunter2' : undefined);
		});
		await holds('link: relative to an index', property);
	});
});

describe('every text that may be a link', () => {
	it('is shown without what may be a user and password', async () => {
		const property = fc.property(scheme, secret, host, part, (scheme, secret, host, path) => {
			expect(withoutCredentials(`${scheme}${secret}@${host}/${path}`)).not.to.contain('hunter2');
			const plain = secret.replaceAll(/[/?#\\]/g, '');
			const slashes = ['http://', '', '//', 'ftp://'].includes(scheme) ? scheme : '';
			expect(withoutUser(`${slashes}${plain}@${host}/${path}`)).not.to.contain('hunter2');
			expect(userInfo.test(`${slashes}${host}/${path}`)).to.be.false;
		});
		await holds('link: shown without credentials', property);
	});

	it('reaches installers in MODULAR_REPOS without them, and is the same text otherwise', async () => {
		const between = fc.constantFrom(' ', '\n', '\t', '\r\n', '\u00a0', '\u3000', '\v');
		const linkScheme = fc.constantFrom('http://', 'https://', '');
		const word = (text: string) => text.replaceAll(/[\s/?#\\@]/g, '');
		const repository = fc.record({
			scheme: linkScheme,
			secret: fc.option(secret.map(word)),
			path: part.map((text) => text.replaceAll(/\s/g, '')),
		});
		const property = fc.property(fc.array(repository, { maxLength: 3 }), between, (links, between) => {
			const text = (isShown: boolean) =>
				links
					.map(
						({ scheme, secret, path }) =>
							`${scheme}${isShown && secret !== null ? `${secret}@` : ''}example.com/${path}`,
					)
					.join(between);
			expect(withoutPasswords(Buffer.from(text(true))).toString()).to.equal(Buffer.from(text(false)).toString());
		});
		await holds('MODULAR_REPOS: without credentials', property);
	});
});

import { expect } from 'chai';
import { getProxyForUrl } from 'proxy-from-env';
import { applyProxySettings } from '../../src/config/proxies.ts';

/** The proxy for a link, with these settings. */
function proxyFor(link: string, settings: Readonly<Record<string, string>>): string {
	applyProxySettings({ setting: (name) => settings[name] });
	return getProxyForUrl(link);
}

describe('no_proxy', () => {
	const names = ['http_proxy', 'https_proxy', 'all_proxy', 'no_proxy'].flatMap((name) => [name, name.toUpperCase()]);
	const before = new Map(names.map((name) => [name, process.env[name]]));
	afterEach(() => {
		for (const [name, value] of before) {
			if (value === undefined) Reflect.deleteProperty(process.env, name);
			else process.env[name] = value;
		}
	});

	// what curl 7.88 does with each of them
	for (const [noProxy, link, isDirect] of [
		['example.com', 'http://example.com/', true],
		['example.com', 'http://packages.example.com/', true],
		['example.com', 'http://a.b.example.com/', true],
		['example.com', 'http://badexample.com/', false],
		['example.com', 'http://example.com.evil.net/', false],
		['.example.com', 'http://packages.example.com/', true],
		['.example.com', 'http://example.com/', true],
		['.example.com', 'http://badexample.com/', false],
		['EXAMPLE.com', 'http://packages.example.COM/', true],
		['other.net example.com', 'https://example.com/', true],
		['other.net,example.com', 'https://example.com/', true],
		['other.net , example.com', 'https://example.com/', true],
		['*', 'https://example.com/', true],
		['', 'https://example.com/', false],
		['10.1.2.3', 'http://10.1.2.3/', true],
		['10.1.2.3', 'http://110.1.2.3/', false],
		['2.3', 'http://10.1.2.3/', false],
		['::1', 'http://[::1]/', true],
		['[::1]', 'http://[::1]/', true],
		['::1', 'http://[::11]/', false],
	] as const) {
		it(`"${noProxy}" ${isDirect ? 'spares' : 'does not spare'} ${link}`, () => {
			const settings = { all_proxy: 'proxy.example:3128', no_proxy: noProxy };
			expect(proxyFor(link, settings)).to.equal(isDirect ? '' : 'http://proxy.example:3128');
		});
	}
});

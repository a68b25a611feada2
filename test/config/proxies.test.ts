import { expect } from 'chai';
import { applyProxySettings, proxyFor } from '../../src/config/proxies.ts';

/** The proxy for a link, with these settings. */
async function proxyWith(link: string, settings: Readonly<Record<string, string>>): Promise<string> {
	applyProxySettings({ setting: (name) => settings[name] });
	return await proxyFor(new URL(link));
}

describe('proxy settings', () => {
	const names = ['http_proxy', 'https_proxy', 'all_proxy', 'no_proxy'].flatMap((name) => [name, name.toUpperCase()]);
	const before = new Map(names.map((name) => [name, process.env[name]]));
	afterEach(() => {
		applyProxySettings({ setting: () => undefined });
		for (const [name, value] of before) {
			if (value === undefined) Reflect.deleteProperty(process.env, name);
			else process.env[name] = value;
		}
	});

	it('that a config variable empties are those of no environment', async () => {
		process.env['HTTP_PROXY'] = 'http://proxy.example:3128';
		expect(await proxyWith('http://example.com/', { HTTP_PROXY: '' })).to.equal('');
		expect(process.env['HTTP_PROXY']).to.equal('');
	});

	// what curl 7.88 does with each of them; it does not know brackets and networks of IPv6 yet
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
		['10.0.0.0/8', 'http://10.1.2.3/', true],
		['10.0.0.0/8', 'https://10.1.2.3:8443/', true],
		['10.0.0.0/8', 'http://11.1.2.3/', false],
		['10.0.0.0/8', 'http://10.example.com/', false],
		['10.9.9.9/8', 'http://10.1.2.3/', true],
		['10.0.0.0/12', 'http://10.15.255.255/', true],
		['10.0.0.0/12', 'http://10.16.0.0/', false],
		['10.1.2.3/32', 'http://10.1.2.3/', true],
		['10.1.2.3/32', 'http://10.1.2.4/', false],
		['10.1.2.3/33', 'http://10.1.2.3/', false],
		['0.0.0.0/0', 'http://10.1.2.3/', false],
		['10.0.0.0/x', 'http://10.0.0.1/', false],
		['10.0/16', 'http://10.0.0.1/', false],
		['10.0.0.0/-1', 'http://10.0.0.1/', false],
		['example.com/8', 'http://packages.example.com/', false],
		['192.168.0.0/16,example.com 10.0.0.0/8', 'http://10.1.2.3/', true],
		['192.168.0.0/16,example.com 10.0.0.0/8', 'http://192.168.7.1/', true],
		['192.168.0.0/16,example.com 10.0.0.0/8', 'http://packages.example.com/', true],
		['192.168.0.0/16,example.com 10.0.0.0/8', 'http://172.16.0.1/', false],
		['fd00::/8', 'http://[fd12:3456::1]/', true],
		['[fd00::]/8', 'http://[fd12:3456::1]/', true],
		['fd00::/8', 'http://[fe80::1]/', false],
		['fd00::/129', 'http://[fd12:3456::1]/', false],
		['10.0.0.0/8', 'http://[fd12:3456::1]/', false],
		['fd00::/8', 'http://10.1.2.3/', false],
	] as const) {
		it(`with no_proxy="${noProxy}" ${isDirect ? 'spare' : 'do not spare'} ${link}`, async () => {
			const settings = { all_proxy: 'proxy.example:3128', no_proxy: noProxy };
			expect(await proxyWith(link, settings)).to.equal(isDirect ? '' : 'http://proxy.example:3128');
		});
	}
});

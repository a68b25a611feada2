import { isIPv6 } from 'node:net';
import type { Environment } from './environment.ts';

const names = ['http_proxy', 'https_proxy', 'all_proxy', 'no_proxy'] as const;

/**
 * Makes the proxy settings of a build, which may be config variables, those of this process, in the way in which curl
 * means them: the library that reads them there takes a proxy without a scheme for one of the link's own scheme, and a host
 * in `no_proxy` not for its subdomains as well.
 */
export function applyProxySettings({ setting }: Pick<Environment, 'setting'>): void {
	for (const name of names) {
		const value = setting(name) || setting(name.toUpperCase()) || '';
		process.env[name.toUpperCase()] = ''; // an empty one counts as none
		process.env[name] = value === '' ? '' : name === 'no_proxy' ? withSubdomains(value) : withScheme(value);
	}
}

function withScheme(proxy: string): string {
	return proxy.includes('://') ? proxy : `http://${proxy}`;
}

function withSubdomains(hosts: string): string {
	return hosts
		.split(/[,\s]+/)
		.flatMap((entry) => {
			const host = entry.replace(/^\./, '');
			if (isIPv6(host)) return [`[${host}]`]; // as it stands in links
			return host === '' || /^(?:[*[]|[\d.:]+$)/.test(host) ? [host] : [host, `.${host}`];
		})
		.join(',');
}

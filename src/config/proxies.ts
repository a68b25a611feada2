import { BlockList, isIP, isIPv6 } from 'node:net';
import type { Environment } from './environment.ts';

const names = ['http_proxy', 'https_proxy', 'all_proxy', 'no_proxy'] as const;

/** The networks in `no_proxy`: the library that reads the rest of it there knows single hosts only. */
let sparedNetworks: BlockList | undefined;

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
		if (name === 'no_proxy') sparedNetworks = value.includes('/') ? readNetworks(value) : undefined;
	}
}

/** The proxy for a link, with the settings that were applied; an empty text for none. */
export async function proxyFor(url: URL): Promise<string> {
	const host = url.hostname.replace(/^\[|\]$/g, '');
	if (isIP(host) !== 0 && sparedNetworks?.check(host, familyOf(host))) return '';
	const { getProxyForUrl } = await import('proxy-from-env');
	return getProxyForUrl(url.href);
}

/** The networks among entries of `no_proxy`: `10.0.0.0/8`, `fd00::/8`, `[fd00::]/8`. Others match nothing. */
function readNetworks(hosts: string): BlockList {
	const networks = new BlockList();
	for (const entry of hosts.split(/[,\s]+/)) {
		const [, address = '', bits] = /^\[?([^[\]]+)\]?\/(\d+)$/.exec(entry) ?? [];
		const most = { 0: 0, 4: 32, 6: 128 }[isIP(address)] ?? 0;
		// as with curl, `/0` does not mean every address
		if (Number(bits) > 0 && Number(bits) <= most) networks.addSubnet(address, Number(bits), familyOf(address));
	}
	return networks;
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
	return isIPv6(address) ? 'ipv6' : 'ipv4';
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

import { BlockList, isIP } from 'node:net';
import type { Link } from './link.ts';

/*
 * Where clouds tell their machines what only these may know, such as credentials. No repository has business there, so a link
 * that leads there is told of. A name that only a name server knows to be one of these addresses is not seen.
 */

const addresses = new BlockList();
addresses.addSubnet('169.254.0.0', 16, 'ipv4'); // RFC 3927: AWS, Azure, Google, OpenStack and others at .169.254
addresses.addSubnet('fe80::', 10, 'ipv6');
addresses.addAddress('fd00:ec2::254', 'ipv6'); // AWS
addresses.addAddress('100.100.100.200', 'ipv4'); // Alibaba Cloud
addresses.addAddress('192.0.0.192', 'ipv4'); // Oracle Cloud
const names = ['metadata.google.internal', 'instance-data.ec2.internal'];

/** Whether a link is to a link-local address, or one where clouds tell machines about themselves. */
export function isLinkLocal({ url }: Link): boolean {
	const host = url.hostname.replace(/^\[|\]$/g, '');
	const family = isIP(host);
	if (family === 0) return names.includes(host.toLowerCase().replace(/\.$/, ''));
	return addresses.check(host, family === 4 ? 'ipv4' : 'ipv6');
}

/** What is told of such a link. */
export function describeLinkLocal(link: Link, origin?: Link): string {
	const redirect = origin === undefined ? '' : `, to which ${String(origin)} redirects,`;
	return `${String(link)}${redirect} is where clouds keep the credentials of their machines, or a link-local address.\nUnless that is meant, somebody tries to get at them: look at who names that link.`;
}

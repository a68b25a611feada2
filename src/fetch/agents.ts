import { readFileSync } from 'node:fs';
import { type Agent, Agent as HttpAgent } from 'node:http';
import type { PeerCertificate, SecureContext } from 'node:tls';
import { proxyFor } from '../config/proxies.ts';
import { BuildpackError, reasonOf } from '../errors.ts';
import { statusOf } from '../files.ts';
import type { Link } from './link.ts';

/** Where systems keep the certificates that they trust, in the order in which curl's builds look. */
const certificateFiles = [
	'/etc/ssl/certs/ca-certificates.crt', // Debian, Ubuntu, and with them both platforms
	'/etc/pki/tls/certs/ca-bundle.crt', // Fedora, RHEL
	'/etc/ssl/ca-bundle.pem', // openSUSE
	'/etc/ssl/cert.pem', // Alpine
];

/** The ways to servers: directly or through a proxy, plain or with TLS. Each keeps its connections. */
export class Agents {
	readonly #certificateFile: string | undefined;
	readonly #made = new Map<string, Promise<Agent>>();
	#trust: Promise<{ readonly secureContext?: SecureContext }> | undefined;

	/** @param certificateFile SSL_CERT_FILE, where the user has set it */
	constructor(certificateFile: string | undefined) {
		this.#certificateFile = certificateFile;
	}

	/** @throws BuildpackError for a proxy or a file of certificates that cannot be used */
	async agentFor(link: Link): Promise<Agent> {
		const proxy = await proxyFor(link.url);
		const key = `${link.scheme} ${proxy}`;
		const agent = this.#made.get(key) ?? (proxy === '' ? this.#direct(link) : this.#through(proxy, link));
		this.#made.set(key, agent);
		return await agent;
	}

	async #direct({ scheme }: Link): Promise<Agent> {
		if (scheme === 'http') return new HttpAgent({ keepAlive: true });
		const { Agent: HttpsAgent } = await import('node:https');
		return new HttpsAgent({ keepAlive: true, ...(await this.#readTrust()) });
	}

	async #through(proxy: string, link: Link): Promise<Agent> {
		if (!isUsable(proxy)) throw new BuildpackError('fetch::proxy-unusable', { link: String(link) });
		// a proxy may be spoken to with TLS as well
		const trust = link.scheme === 'https' || proxy.startsWith('https:') ? await this.#readTrust() : {};
		if (link.scheme === 'http') {
			const { HttpProxyAgent } = await import('http-proxy-agent');
			return new HttpProxyAgent(proxy, { keepAlive: true, ...trust });
		}
		const { HttpsProxyAgent } = await import('https-proxy-agent');
		const { checkServerIdentity } = await import('node:tls');
		const agent = new HttpsProxyAgent(proxy, { keepAlive: true, ...trust });
		const connect = agent.connect.bind(agent);
		// what the agent is made with is for the proxy only; and it forgets the host's name where that is an address
		agent.connect = (request, options) => {
			const host = options.host ?? '';
			const check = (_name: string, certificate: PeerCertificate) => checkServerIdentity(host, certificate);
			return connect(request, Object.assign(options, trust, { checkServerIdentity: check }));
		};
		return agent;
	}

	/** What the machine trusts, which may include the company's own authority; else what Node.js brings. */
	#readTrust(): Promise<{ readonly secureContext?: SecureContext }> {
		return (this.#trust ??= this.#loadTrust());
	}

	async #loadTrust(): Promise<{ readonly secureContext?: SecureContext }> {
		const file = this.#certificateFile ?? certificateFiles.find((each) => statusOf(each)?.isFile());
		if (file === undefined) return {};
		const { createSecureContext } = await import('node:tls');
		try {
			return { secureContext: createSecureContext({ ca: readFileSync(file) }) };
		} catch (cause) {
			throw new BuildpackError('fetch::certificates-unreadable', { file, reason: reasonOf(cause) }, { cause });
		}
	}
}

function isUsable(proxy: string): boolean {
	try {
		const { protocol, username, password } = new URL(proxy);
		decodeURIComponent(`${username}${password}`); // as the agents do
		return protocol === 'http:' || protocol === 'https:';
	} catch {
		return false;
	}
}

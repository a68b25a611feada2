import { type Agent, Agent as HttpAgent } from 'node:http';
import { readFileSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { mostRedirects, version } from '../defaults.ts';
import { BuildpackError } from '../errors.ts';
import { statusOf } from '../files.ts';
import { Link } from './link.ts';

/** Where systems keep the certificates that they trust, in the order in which curl's builds look. */
const certificateFiles = [
	'/etc/ssl/certs/ca-certificates.crt', // Debian, Ubuntu, and with them both platforms
	'/etc/pki/tls/certs/ca-bundle.crt', // Fedora, RHEL
	'/etc/ssl/ca-bundle.pem', // openSUSE
	'/etc/ssl/cert.pem', // Alpine
];

/** What a server said, redirects followed. */
export interface HttpResponse {
	readonly status: number;
	readonly header: (name: string) => string | undefined;
	/** The bytes as they were sent: no Content-Encoding is undone. */
	readonly body: Readable;
	/** Where the redirects led. */
	readonly link: Link;
}

/** Speaks HTTP for the whole build: loads what it takes for that with the first request, and keeps connections. */
export class HttpClient {
	readonly #certificateFile: string | undefined;
	readonly #plain = new HttpAgent({ keepAlive: true });
	readonly #agents = new Map<string, Agent>();

	/** @param certificateFile SSL_CERT_FILE, where the user has set it */
	constructor(certificateFile: string | undefined) {
		this.#certificateFile = certificateFile;
	}

	/**
	 * Makes a GET request. Credentials go to the link's scheme, host and port only.
	 *
	 * @throws BuildpackError after ten redirects, or one to something that is not http; what node-fetch throws for
	 *   a connection that fails
	 */
	async get(link: Link, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<HttpResponse> {
		let at = link;
		for (let redirects = 0; ; redirects += 1) {
			const response = await this.#request(at, headers, signal);
			const location = response.header('location');
			if (![301, 302, 303, 307, 308].includes(response.status) || location === undefined) return response;
			response.body.destroy();
			if (redirects === mostRedirects)
				throw new BuildpackError('fetch::too-many-redirects', { link: String(link), most: mostRedirects });
			const next = Link.parse(location, at);
			if (!isHttp(next))
				throw new BuildpackError('fetch::redirect-leaves-http', { link: String(link), to: String(next) });
			at = next;
		}
	}

	async #request(link: Link, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<HttpResponse> {
		const { default: fetch } = await import('node-fetch');
		const agent = await this.#agentFor(link);
		const response = await fetch(link.url, {
			redirect: 'manual', // node-fetch would forward headers that it does not know to any host
			compress: false, // a .tgz that is sent with `Content-Encoding: gzip` would arrive as something else
			headers: {
				'Accept-Encoding': 'identity',
				'User-Agent': `heroku-modular-buildpack/${version}`,
				...(link.authorization === undefined ? {} : { Authorization: link.authorization }),
				...headers,
			},
			agent,
			signal,
		});
		return {
			status: response.status,
			header: (name) => response.headers.get(name) ?? undefined,
			body: response.body as Readable,
			link,
		};
	}

	async #agentFor(link: Link): Promise<Agent> {
		const { getProxyForUrl } = await import('proxy-from-env');
		const proxy = getProxyForUrl(link.url.href);
		if (proxy === '' && link.scheme === 'http') return this.#plain;
		const key = `${link.scheme} ${proxy}`;
		const agent = this.#agents.get(key) ?? (await this.#makeAgent(link, proxy));
		this.#agents.set(key, agent);
		return agent;
	}

	async #makeAgent({ scheme }: Link, proxy: string): Promise<Agent> {
		if (scheme === 'http') {
			const { HttpProxyAgent } = await import('http-proxy-agent');
			return new HttpProxyAgent(proxy, { keepAlive: true });
		}
		const ca = this.#readCertificates();
		if (proxy === '') {
			const { Agent: HttpsAgent } = await import('node:https');
			return new HttpsAgent({ keepAlive: true, ...ca });
		}
		const { HttpsProxyAgent } = await import('https-proxy-agent');
		return new HttpsProxyAgent(proxy, { keepAlive: true, ...ca });
	}

	/** What the machine trusts, which may include the company's own authority; else what Node.js brings. */
	#readCertificates(): { readonly ca?: Buffer } {
		const files = this.#certificateFile ? [this.#certificateFile] : certificateFiles;
		const file = files.find((each) => statusOf(each)?.isFile());
		return file === undefined ? {} : { ca: readFileSync(file) };
	}
}

export function isHttp({ scheme }: Link): boolean {
	return scheme === 'http' || scheme === 'https';
}

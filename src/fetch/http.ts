import type { Agent, ClientRequest } from 'node:http';
import type { Readable } from 'node:stream';
import { mostRedirects, version } from '../defaults.ts';
import { BuildpackError } from '../errors.ts';
import { Agents } from './agents.ts';
import { Link, withoutCredentials } from './link.ts';

/** What a server said, redirects followed. */
export interface HttpResponse {
	readonly status: number;
	readonly header: (name: string) => string | undefined;
	/** The bytes as they were sent: no Content-Encoding is undone. */
	readonly body: Readable;
	/** Whether the server has sent more than the body that it announced. To be asked when that has ended. */
	readonly isOverrun: () => boolean;
}

/** Speaks HTTP for the whole build: loads what it takes for that with the first request, and keeps connections. */
export class HttpClient {
	readonly #agents: Agents;

	/** @param certificateFile SSL_CERT_FILE, where the user has set it */
	constructor(certificateFile: string | undefined) {
		this.#agents = new Agents(certificateFile);
	}

	/**
	 * Makes a GET request. Credentials go to the link's scheme, host and port only.
	 *
	 * @param headers go wherever redirects lead, and so may not hold credentials
	 * @param onRedirect is called with each link that a redirect leads to, before that is asked; it may throw
	 * @throws BuildpackError after ten redirects, or one to something that is not http; what node-fetch throws for
	 *   a connection that fails
	 */
	async get(
		link: Link,
		headers: Readonly<Record<string, string>>,
		signal: AbortSignal,
		onRedirect: (to: Link) => void = () => {},
	): Promise<HttpResponse> {
		let at = link;
		for (let redirects = 0; ; redirects += 1) {
			const response = await this.#request(at, headers, signal);
			const location = response.header('location');
			if (![301, 302, 303, 307, 308].includes(response.status) || location === undefined) return response;
			response.body.destroy();
			if (redirects === mostRedirects)
				throw new BuildpackError('fetch::too-many-redirects', { link: String(link), most: mostRedirects });
			at = follow(link, at, Buffer.from(location, 'latin1').toString());
			onRedirect(at);
		}
	}

	async #request(link: Link, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<HttpResponse> {
		const { default: fetch } = await import('node-fetch');
		const { agent, isOverrun } = watch(await this.#agents.agentFor(link));
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
		const body = response.body as Readable;
		body.on('error', () => {}); // node-fetch tells of an abort even where nobody reads the body any more
		return { status: response.status, header: (name) => response.headers.get(name) ?? undefined, body, isOverrun };
	}
}

function follow(link: Link, from: Link, location: string): Link {
	let next;
	try {
		next = Link.parse(location, from).orWithCredentialsOf(link);
	} catch (cause) {
		const to = withoutCredentials(location);
		throw new BuildpackError('fetch::redirect-invalid', { link: String(link), to }, { cause });
	}
	if (!isHttp(next)) throw new BuildpackError('fetch::redirect-leaves-http', { link: String(link), to: String(next) });
	return next;
}

/** What is behind a body that has ended is a fault of the request, which node-fetch keeps to itself: its agent sees it. */
function watch(agent: Agent): { readonly agent: Agent; readonly isOverrun: () => boolean } {
	type Requester = Agent & { addRequest: (request: ClientRequest, ...rest: readonly unknown[]) => void };
	let isOverrun = false;
	const watched = Object.create(agent) as Requester;
	watched.addRequest = (request, ...rest) => {
		request.on('error', ({ code }: NodeJS.ErrnoException) => (isOverrun ||= code?.startsWith('HPE_') === true));
		(agent as Requester).addRequest(request, ...rest);
	};
	return { agent: watched, isOverrun: () => isOverrun };
}

export function isHttp({ scheme }: Link): boolean {
	return scheme === 'http' || scheme === 'https';
}

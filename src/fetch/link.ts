import { posix } from 'node:path';
import { BuildpackError } from '../errors.ts';

/**
 * A link to a file somewhere. A user and password in it are kept apart: nothing that prints a link can show them.
 */
export class Link {
	/** Without user and password. */
	readonly url: URL;
	readonly #user: string;
	readonly #password: string;

	private constructor(url: URL) {
		this.#user = decode(url.username);
		this.#password = decode(url.password);
		this.url = new URL(url);
		this.url.username = '';
		this.url.password = '';
	}

	/**
	 * Parses a link. Without a scheme `http://` is meant, as with curl.
	 *
	 * @param base what a relative link is relative to
	 * @throws BuildpackError if it is none
	 */
	static parse(text: string, base?: Link): Link {
		try {
			if (base !== undefined) return new Link(new URL(text, base.url)).#withCredentialsOf(base);
			return new Link(new URL(hasScheme(text) ? text : `http://${text}`));
		} catch {
			// without the cause, which holds the whole text
			throw new BuildpackError('fetch::invalid-link', { link: withoutCredentials(text) });
		}
	}

	/** `http`, `https`, `file`, and whatever else curl may know. */
	get scheme(): string {
		return this.url.protocol.slice(0, -1);
	}

	/** The link's directory, without a trailing slash: what stands beside the file is `${directory}/NAME`. */
	get directory(): string {
		const { protocol, host, pathname } = this.url;
		return `${protocol}//${host}${posix.dirname(pathname).replace(/\/+$/, '')}`;
	}

	/** The file's name, as one on disk has it; empty for a directory's link. */
	get fileName(): string {
		return posix.basename(decode(this.url.pathname));
	}

	/** The value of an Authorization header; undefined without a user. */
	get authorization(): string | undefined {
		if (this.#user === '' && this.#password === '') return undefined;
		return `Basic ${Buffer.from(`${this.#user}:${this.#password}`).toString('base64')}`;
	}

	/** The user and password, as curl takes them. */
	get credentials(): string | undefined {
		return this.authorization === undefined ? undefined : `${this.#user}:${this.#password}`;
	}

	/** Whether both mean the same scheme, host and port, so that what is secret to one may be sent to the other. */
	sharesOriginWith(other: Link): boolean {
		return this.url.protocol === other.url.protocol && this.url.host === other.url.host;
	}

	/** The same link, with the credentials of another one if that is on the same host and this one has none. */
	orWithCredentialsOf(other: Link): Link {
		return this.authorization === undefined ? this.#withCredentialsOf(other) : this;
	}

	#withCredentialsOf(other: Link): Link {
		if (this.authorization !== undefined || other.authorization === undefined || !this.sharesOriginWith(other))
			return this;
		const url = new URL(this.url);
		url.username = encodeURIComponent(other.#user);
		url.password = encodeURIComponent(other.#password);
		return new Link(url);
	}

	/** Without user and password. */
	toString(): string {
		return this.url.href;
	}
}

/** Whether a text says how to fetch it: `https://x/y`, `file:///x`; not `example.com/x` and not `localhost:80/x`. */
export function hasScheme(text: string): boolean {
	return /^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(text);
}

/** A text that may be a broken link, without what may be a user and password in it: all that is before the last `@`. */
export function withoutCredentials(text: string): string {
	return text.replace(/^([A-Za-z][A-Za-z0-9+.-]*:\/\/)?.*@/s, '$1');
}

/** A link's scheme, which may be that of the index that it stands in (`//host/x`), and its user and password. */
export const userInfo = /^((?:[A-Za-z][A-Za-z0-9+.-]*:)?\/\/)?([^/?#\\]*)@/;

/** A link as it is written, which may have variables in it, without its user and password. */
export function withoutUser(link: string): string {
	return link.replace(userInfo, '$1');
}

/** Undoes percent-encoding where it is one, of text: any other `%` stands for itself, as with curl. */
function decode(text: string): string {
	return text.replaceAll(/(?:%(?!00)[0-9A-Fa-f]{2})+/g, (bytes) => {
		try {
			return decodeURIComponent(bytes);
		} catch {
			return bytes;
		}
	});
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { isPackageName } from '../config/names.ts';
import { parseChecksum } from '../fetch/checksum.ts';
import type { Link } from '../fetch/link.ts';
import { checkTarget } from '../fetch/target.ts';
import type { FetchedFile, InstallerFacts } from '../reading/installer-facts.ts';
import { type LinkOrigin, linkFor } from '../resolve/installer-links.ts';
import type { Network } from '../resolve/network.ts';
import type { LocalInstaller, PeekedPackage, Resolver } from '../resolve/resolver.ts';

export interface FetchAheadOptions {
	readonly network: Network;
	readonly resolver: Resolver;
	readonly cacheDir: string;
	readonly buildDir: string;
	/** What variables are when an installer begins, as far as it is known; one character a byte. */
	readonly variables: Readonly<Record<string, string>>;
	/** Whether a package counts as installed. */
	readonly isInstalled: (name: string) => boolean;
	readonly abort: AbortSignal;
}

/** What an installer that fetches or requires something has in it. */
const telling = ['download', 'unpack', 'dependency_require'];

/**
 * Fetches what a build seems to need while its shell is still at work on something else: the installers of the packages that
 * are listed, what these require, and the files that they fetch, as far as reading an installer tells. It is a guess, which
 * changes no result: whoever needs one of the files asks for it as ever, and it is checked then.
 */
export class FetchAhead {
	readonly #options: FetchAheadOptions;
	readonly #seen = new Set<string>();

	constructor(options: FetchAheadOptions) {
		this.#options = options;
	}

	/** Begins with the packages that an app lists. Never throws: what goes wrong is told to who asks for it. */
	async start(names: readonly string[]): Promise<void> {
		const works: Promise<void>[] = [];
		for (const name of names) {
			works.push(this.#visit(name).catch(() => {}));
			await nextTurn(); // the shell's questions come first
			if (this.#options.abort.aborted) break;
		}
		await Promise.all(works);
	}

	async #visit(name: string): Promise<void> {
		const { network, resolver, isInstalled, abort } = this.#options;
		if (abort.aborted || this.#seen.has(name) || isInstalled(name) || !isPackageName(name)) return;
		this.#seen.add(name);
		const installer = await resolver.peek(name);
		if (installer === undefined) return;
		const text = await this.#read(installer);
		if (text === undefined || !telling.some((word) => text.includes(word))) return;
		const origin = originOf(installer);
		const { readInstaller } = await import('../reading/installer-facts.ts');
		const facts = readInstaller(text.toString('latin1'), {
			...this.#options.variables,
			PACKAGE: name,
			INSTALLER_DIR: Buffer.from(origin.directory).toString('latin1'),
		});
		for (const fetched of facts.fetches) await this.#fetch(fetched, origin, network).catch(() => {});
		await this.start(namesIn(facts));
	}

	/** The text of an installer: from its file, from the cache, or from its repository. */
	async #read(installer: LocalInstaller | PeekedPackage): Promise<Buffer | undefined> {
		if (installer.source !== 'repository') return readFileSync(installer.file);
		const { link, checksum, onRedirect } = installer;
		const downloader = await this.#options.network.downloader();
		const kept = downloader.installerFile(checksum);
		if (kept !== undefined) return readFileSync(kept);
		if (!isHttp(link)) return undefined;
		return await downloader.fetchAhead(link, { kind: 'installer', wanted: checksum, onRedirect }, (file) =>
			readFileSync(file),
		);
	}

	async #fetch(fetched: FetchedFile, origin: LinkOrigin, network: Network): Promise<void> {
		const { cacheDir, buildDir } = this.#options;
		const { helper, url, target, checksum, isConditional, isCertain } = fetched;
		const isSaved = helper === 'unpack' || (target !== undefined && target !== '');
		if (!isCertain || !url || checksum === undefined || !isSaved) return;
		const wanted = parseChecksum(checksum);
		if (wanted === undefined && network.isStrict) return;
		const link = linkFor(toText(url), origin, network.links);
		if (!isHttp(link)) return;
		const path = helper === 'unpack' ? join(cacheDir, link.fileName) : inDirectory(buildDir, toText(target ?? ''));
		checkTarget(String(link), path); // what cannot be saved is asked for by nobody
		const downloader = await network.downloader();
		// `download` fetches anyway, but in a condition it is mostly whether the file is there
		const isNeeded = helper === 'download' && !isConditional;
		if (isNeeded || downloader.isMissing(link, path))
			void downloader.fetchAhead(link, { kind: 'download', wanted }, () => {});
		else if (wanted !== undefined) downloader.hashAhead(path, wanted);
	}
}

/** Where a path leads from a directory, with a trailing slash if it has one: that says something of it. */
function inDirectory(directory: string, path: string): string {
	return path.startsWith('/') ? path : `${directory}/${path}`;
}

/** Files are here already, and for everything else a program has to be started. */
function isHttp({ scheme }: Link): boolean {
	return scheme === 'http' || scheme === 'https';
}

function originOf(installer: LocalInstaller | PeekedPackage): LinkOrigin {
	return installer.source === 'repository'
		? { directory: installer.link.directory, link: installer.link }
		: { directory: installer.directory };
}

function namesIn({ requires }: InstallerFacts): string[] {
	return requires.map(({ name }) => name);
}

function toText(latin1: string): string {
	return Buffer.from(latin1, 'latin1').toString();
}

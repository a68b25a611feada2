import { join } from 'node:path';
import { ownCache } from '../defaults.ts';
import type { Downloader, DownloaderOptions } from '../fetch/downloader.ts';
import type { Link } from '../fetch/link.ts';
import { removeUnused } from '../fetch/retention.ts';
import type { Repositories } from './repositories.ts';

export interface NetworkOptions extends DownloaderOptions {
	/** The repositories' links. */
	readonly links: readonly Link[];
	/** RELOAD_REPOSITORY. */
	readonly reload: boolean;
	readonly isStrict: boolean;
}

/**
 * What a build gets from elsewhere. All of it is made, and its code loaded, when a build first needs it: most builds
 * of an app with its own installers never do.
 */
export class Network {
	readonly links: readonly Link[];
	readonly #options: NetworkOptions;
	readonly #isOver = new AbortController();
	#downloader: Promise<Downloader> | undefined;
	#repositories: Promise<Repositories> | undefined;
	readonly isStrict: boolean;
	/** How many files were fetched so far. */
	downloads = 0;

	constructor(options: NetworkOptions) {
		this.#options = { ...options, abort: AbortSignal.any([options.abort, this.#isOver.signal]) };
		this.links = options.links;
		this.isStrict = options.isStrict;
	}

	async downloader(): Promise<Downloader> {
		return await (this.#downloader ??= this.#makeDownloader());
	}

	async repositories(): Promise<Repositories> {
		return await (this.#repositories ??= this.#makeRepositories());
	}

	/** Removes from the cache the indexes and installers that no build has used in a long time, if this one used any. */
	removeUnused(): void {
		if (this.#repositories === undefined) return;
		for (const name of ['indexes', 'installers']) removeUnused(join(this.#options.cacheDir, ownCache, name));
	}

	/** Ends what is on its way: nothing is fetched any more. */
	async close(): Promise<void> {
		this.#isOver.abort();
		await (await this.#downloader)?.stopAhead();
	}

	async #makeDownloader(): Promise<Downloader> {
		const { Downloader } = await import('../fetch/downloader.ts');
		return new Downloader(this.#options, () => (this.downloads += 1));
	}

	async #makeRepositories(): Promise<Repositories> {
		const { Repositories } = await import('./repositories.ts');
		return new Repositories({ ...this.#options, downloader: await this.downloader() });
	}
}

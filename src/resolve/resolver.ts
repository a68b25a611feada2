import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { configDirectory } from '../config/app.ts';
import { BuildpackError } from '../errors.ts';
import type { Checksum } from '../fetch/checksum.ts';
import type { Link } from '../fetch/link.ts';
import { isLack } from '../fetch/offline.ts';
import { statusOf } from '../files.ts';
import { closeNames } from './close-names.ts';
import type { Network } from './network.ts';
import { refusePlain } from './plain-links.ts';
import type { RepositoryPackage } from './repositories.ts';

/** An installer in the app or in the buildpack. */
export interface LocalInstaller {
	readonly name: string;
	readonly source: 'app' | 'buildpack';
	/** Absolute. */
	readonly file: string;
	/** What INSTALLER_DIR is for it. */
	readonly directory: string;
}

/** An installer from a repository: a copy that has the checksum that the index says. */
export interface RepositoryInstaller {
	readonly name: string;
	readonly source: 'repository';
	readonly file: string;
	readonly directory: string;
	readonly link: Link;
	readonly checksum: Checksum;
	readonly repository: Link;
}

/** What a repository says of a package, and what fetching its installer takes. */
export interface PeekedPackage extends RepositoryPackage {
	readonly source: 'repository';
	readonly onRedirect: (to: Link) => void;
}

/** An installer that was found, ready to be sourced. */
export type Installer = LocalInstaller | RepositoryInstaller;

/** Knows where installers are: in the app first, then in the buildpack, then in the repositories. */
export class Resolver {
	/** The directories of local installers, in the order in which they are searched. */
	readonly directories: Readonly<Record<LocalInstaller['source'], string>>;
	readonly #network: Network;

	/** Directories are absolute. */
	constructor(appDir: string, buildpackDir: string, network: Network) {
		this.directories = {
			app: join(appDir, configDirectory, 'installers'),
			buildpack: join(buildpackDir, 'installers'),
		};
		this.#network = network;
	}

	/** All the places where a package is looked for, as a user knows them. */
	get places(): string[] {
		return [...Object.values(this.directories), ...this.#network.links.map(String)];
	}

	/**
	 * The installer of a package, by its exact name.
	 *
	 * @throws BuildpackError if a repository cannot be used, or what it gives has the wrong checksum
	 */
	async find(name: string): Promise<Installer | undefined> {
		const local = this.#findLocal(name);
		if (local !== undefined || this.#network.links.length === 0) return local;
		try {
			const found = await (await this.#network.repositories()).find(name);
			return found === undefined ? undefined : await this.#fetch(found);
		} catch (error) {
			if (!isLack(error)) throw error;
			throw new BuildpackError('package::not-offline', { name, reason: error.message }, { cause: error });
		}
	}

	#findLocal(name: string): LocalInstaller | undefined {
		for (const source of ['app', 'buildpack'] as const) {
			const directory = this.directories[source];
			const file = join(directory, `${name}.sh`);
			if (statusOf(file)?.isFile()) return { name, source, file, directory };
		}
		return undefined;
	}

	/**
	 * Where an installer is or comes from, for who only guesses that it will be needed: nothing is checked, the log is told
	 * nothing. For one of a repository also what fetching it takes.
	 */
	async peek(name: string): Promise<LocalInstaller | PeekedPackage | undefined> {
		const local = this.#findLocal(name);
		if (local !== undefined || this.#network.links.length === 0) return local;
		const found = await (await this.#network.repositories()).peek(name);
		return found === undefined ? undefined : { ...found, source: 'repository', onRedirect: this.#refuseFor(found) };
	}

	/** Names of packages that a misspelt name may have meant, the closest first. */
	async suggest(name: string): Promise<string[]> {
		const local = Object.values(this.directories).flatMap(listInstallers);
		const offered = this.#network.links.length === 0 ? [] : await (await this.#network.repositories()).names();
		return await closeNames(name, [...local, ...offered]);
	}

	/** Gets an installer; if it is not there, or has not the checksum of the index, once more by the index of now. */
	async #fetch(found: RepositoryPackage): Promise<RepositoryInstaller> {
		try {
			return await this.#fetchOnce(found);
		} catch (error) {
			if (!isMismatch(error) && !isRefused(error)) throw error;
			const repositories = await this.#network.repositories();
			await repositories.refresh();
			const now = await repositories.find(found.name);
			const isOther =
				now !== undefined && (now.checksum.hex !== found.checksum.hex || String(now.link) !== String(found.link));
			if (!isOther) throw isMismatch(error) ? mismatch(found, error) : error;
			return await this.#fetchOnce(now).catch((again: unknown) => {
				throw isMismatch(again) ? mismatch(now, again) : again;
			});
		}
	}

	async #fetchOnce({ name, link, checksum, repository }: RepositoryPackage): Promise<RepositoryInstaller> {
		const onRedirect = this.#refuseFor({ name, link });
		const { path } = await (await this.#network.downloader()).fetchInstaller(link, checksum, onRedirect);
		return { name, source: 'repository', file: path, directory: link.directory, link, checksum, repository };
	}

	/** Refuses redirects of an installer that a strict build does not follow. */
	#refuseFor({ name, link }: Pick<RepositoryPackage, 'name' | 'link'>): (to: Link) => void {
		return (to) => {
			if (this.#network.isStrict) refusePlain(`The installer of ${name}`, to, link);
		};
	}
}

function mismatch({ name, repository }: RepositoryPackage, cause: BuildpackError): BuildpackError {
	const facts = { name, repository: String(repository), reason: cause.message };
	return new BuildpackError('resolve::installer-mismatch', facts, { cause });
}

function isMismatch(error: unknown): error is BuildpackError {
	return error instanceof BuildpackError && (error as BuildpackError).code === 'fetch::checksum-mismatch';
}

/** Whether a server has said that it has no such file, or not for us: some say 403 for 404. */
function isRefused(error: unknown): boolean {
	return error instanceof BuildpackError && (error as BuildpackError).code === 'fetch::status';
}

/** The names of the installers in a directory of local ones. */
export function listInstallers(directory: string): string[] {
	if (!statusOf(directory)?.isDirectory()) return [];
	const files = readdirSync(directory).filter(
		(file) => file.endsWith('.sh') && statusOf(join(directory, file))?.isFile(),
	);
	return files.map((file) => file.slice(0, -'.sh'.length));
}

import { BuildpackError } from '../errors.ts';
import type { Checksum } from '../fetch/checksum.ts';
import { formatChecksum } from '../fetch/checksum.ts';
import { Link, withoutCredentials } from '../fetch/link.ts';
import { entriesInIndex, findInIndex, type IndexEntry, namesInIndex } from './index-file.ts';
import { refusePlain } from './plain-links.ts';
import { Repository, type RepositoryOptions } from './repository.ts';

/** A package in a repository. */
export interface RepositoryPackage {
	readonly name: string;
	readonly link: Link;
	readonly checksum: Checksum;
	/** The index that names it. */
	readonly repository: Link;
}

/** What a repository says of a package. */
export interface OfferedPackage {
	readonly name: string;
	readonly description: string | undefined;
	readonly checksum: Checksum;
	readonly repository: Link;
}

export interface RepositoriesOptions extends RepositoryOptions {
	readonly links: readonly Link[];
}

/** Knows what the repositories of a build offer. Asks them once a name needs them, and not before. */
export class Repositories {
	readonly #repositories: readonly Repository[];
	readonly #isStrict: boolean;
	/** What was found before, by index: a name may be looked for ahead, and again. */
	readonly #known = new WeakMap<Buffer, Map<string, IndexEntry[]>>();

	constructor(options: RepositoriesOptions) {
		this.#isStrict = options.isStrict;
		this.#repositories = options.links.map((link) => new Repository(link, options));
	}

	get links(): readonly Link[] {
		return this.#repositories.map(({ link }) => link);
	}

	/**
	 * The package of a name. If none has it, every index is fetched anew first, once per build.
	 *
	 * @throws BuildpackError if a repository cannot be used, or two lines say different things of the name
	 */
	async find(name: string): Promise<RepositoryPackage | undefined> {
		const found = await this.#search(name);
		if (found !== undefined) return found;
		await this.refresh();
		return await this.#search(name);
	}

	/** The same for who only guesses: nothing is fetched anew, and the log is told nothing. */
	async peek(name: string): Promise<RepositoryPackage | undefined> {
		return await this.#search(name, async (repository) => await repository.peek());
	}

	/** Fetches every index anew that this build has not fetched yet. */
	async refresh(): Promise<void> {
		await Promise.all(this.#repositories.map(async (repository) => await repository.refresh()));
	}

	/** All the names that are offered, for suggestions. */
	async names(): Promise<string[]> {
		const lists = await Promise.all(
			this.#repositories.map(async (repository) => namesInIndex(await repository.body())),
		);
		return lists.flat();
	}

	/** All that is offered, in the order of the repositories. Links are not looked at yet. */
	async list(): Promise<OfferedPackage[]> {
		const lists = await Promise.all(
			this.#repositories.map(async (repository) =>
				entriesInIndex(await repository.body()).map(({ name, description, checksum }) => {
					return { name, description, checksum, repository: repository.link };
				}),
			),
		);
		return lists.flat();
	}

	async #search(
		name: string,
		bodyOf = async (repository: Repository) => await repository.body(),
	): Promise<RepositoryPackage | undefined> {
		const bodies = await Promise.all(this.#repositories.map(bodyOf));
		const lines = this.#repositories.flatMap(({ link }, index) =>
			this.#findLines(bodies[index] ?? Buffer.alloc(0), name).map((entry) => ({ ...entry, repository: link })),
		);
		const [first] = lines;
		if (first === undefined) return undefined;
		const sums = new Set(lines.map(({ checksum }) => formatChecksum(checksum)));
		if (sums.size > 1) {
			const places = lines.map(
				({ repository, line, checksum }) => `${String(repository)}, line ${line}: ${formatChecksum(checksum)}`,
			);
			// one of each kind: they may be of the same file
			const isOfKinds = new Set(lines.map(({ checksum }) => checksum.algorithm)).size === sums.size;
			throw new BuildpackError(isOfKinds ? 'resolve::incomparable' : 'resolve::ambiguous', { name, places });
		}
		const link = resolveLink(first, first.repository);
		if (this.#isStrict) refusePlain(`The installer of ${name}`, link);
		return { name, link, checksum: first.checksum, repository: first.repository };
	}

	#findLines(index: Buffer, name: string): IndexEntry[] {
		const known = this.#known.get(index) ?? new Map<string, IndexEntry[]>();
		this.#known.set(index, known);
		const lines = known.get(name) ?? findInIndex(index, name);
		known.set(name, lines);
		return lines;
	}
}

function resolveLink({ name, link: text, line }: IndexEntry, repository: Link): Link {
	const facts = { name, repository: String(repository), line };
	let link: Link;
	try {
		link = Link.parse(text, repository);
	} catch (cause) {
		throw new BuildpackError('resolve::invalid-link', { ...facts, link: withoutCredentials(text) }, { cause });
	}
	if (link.scheme === 'file' && repository.scheme !== 'file')
		throw new BuildpackError('resolve::file-link-refused', { ...facts, link: String(link) });
	return link;
}

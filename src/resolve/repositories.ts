import { BuildpackError } from '../errors.ts';
import type { Checksum } from '../fetch/checksum.ts';
import { formatChecksum } from '../fetch/checksum.ts';
import { Link, withoutCredentials } from '../fetch/link.ts';
import { entriesInIndex, findInIndex, type IndexEntry, namesInIndex } from './index-file.ts';
import { warn } from '../output.ts';
import { isPlain, refusePlain } from './plain-links.ts';
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
	#hasWarned = false;
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
		const found = this.#search(name, await this.#bodies());
		if (found !== undefined) return found;
		await this.refresh();
		return this.#search(name, await this.#bodies());
	}

	/** The same for who only guesses: nothing is fetched anew, and the log is told nothing. */
	async peek(name: string): Promise<RepositoryPackage | undefined> {
		return this.#search(name, await Promise.all(this.#repositories.map(async (repository) => await repository.peek())));
	}

	/** Fetches every index anew that this build has not fetched yet. */
	async refresh(): Promise<void> {
		await Promise.all(this.#repositories.map(async (repository) => await repository.refresh()));
	}

	/** All the names that are offered, for suggestions. */
	async names(): Promise<string[]> {
		return (await this.#bodies()).flatMap(namesInIndex);
	}

	/** All that is offered, in the order of the repositories. Links are not looked at yet. */
	async list(): Promise<OfferedPackage[]> {
		const bodies = await this.#bodies();
		return this.#repositories.flatMap(({ link: repository }, index) =>
			entriesInIndex(bodies[index] ?? nothing).map(({ name, description, checksum }) => {
				return { name, description, checksum, repository };
			}),
		);
	}

	/** The indexes, in the order of the repositories. What is to be thought of how they came is told once. */
	async #bodies(): Promise<Buffer[]> {
		const bodies = await Promise.all(this.#repositories.map(async (repository) => await repository.body()));
		const plain = this.#repositories.filter(({ plainScheme }) => plainScheme !== undefined);
		if (plain.length > 0 && !this.#hasWarned) warnOfPlain(plain);
		this.#hasWarned = true;
		return bodies;
	}

	#search(name: string, bodies: readonly Buffer[]): RepositoryPackage | undefined {
		const lines = this.#repositories.flatMap(({ link }, index) =>
			this.#findLines(bodies[index] ?? nothing, name).map((entry) => ({ ...entry, repository: link })),
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

/** A checksum is worth as much as the way on which the index has come that names it. */
function warnOfPlain(repositories: readonly Repository[]): void {
	const links = repositories.map(({ link }) => `${String(link)}${isPlain(link) ? '' : ' (by a redirect)'}`);
	const schemes = [...new Set(repositories.map(({ plainScheme }) => plainScheme))];
	warn(
		`${links.join(' and ')} ${links.length === 1 ? 'comes' : 'come'} over plain ${schemes.join(' and ')}: whoever is on the way can change what is run here, and no checksum tells, since they come by the same way.\nUse https.`,
	);
}

const nothing = Buffer.alloc(0);

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

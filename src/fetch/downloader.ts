import { renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { indexMode, largestFetchedInstaller, largestIndex, ownCache } from '../defaults.ts';
import { BuildpackError } from '../errors.ts';
import { isDiskFull, makeDirectory, statusOf, temporaryBeside } from '../files.ts';
import { detail, warn } from '../output.ts';
import { ArtifactCache } from './artifacts.ts';
import type { Ahead, AheadOptions } from './ahead.ts';
import type { Checksum } from './checksum.ts';
import type { Link } from './link.ts';
import { describeLinkLocal, isLinkLocal } from './link-local.ts';
import type { OfflineFiles } from './offline.ts';
import { Progress } from './progress.ts';
import type { FileHashes } from './hash.ts';
import { KnownHashes } from './known-hashes.ts';
import type { Recording } from './recording.ts';
import { noteUse } from './retention.ts';
import type { Transport } from './schemes.ts';
import { checkTarget, notWritable } from './target.ts';
import type { Bound, Received, TransferOptions, Unchanged } from './transfer.ts';

declare const verified: unique symbol;

/** A file that has the checksum it was wanted with. Only the downloader makes one. */
export interface VerifiedFile {
	readonly [verified]: true;
	readonly path: string;
	readonly sha256: string;
}

export interface DownloaderOptions {
	readonly cacheDir: string;
	/** Seconds without a byte until a try is given up. */
	readonly timeout: number;
	/** The largest file that a helper downloads. Bytes. */
	readonly largestDownload: number;
	/** SSL_CERT_FILE. */
	readonly certificateFile: string | undefined;
	/** What there is instead of a network, for a build that may use none. */
	readonly offline: OfflineFiles | undefined;
	/** Keeps what is asked for, for an offline package. */
	readonly recording: Recording | undefined;
	readonly abort: AbortSignal;
}

interface ReceiveOptions extends Pick<
	TransferOptions,
	'wanted' | 'conditions' | 'onRedirect' | 'mode' | 'bound' | 'pause'
> {
	/** Called with what the log is to be told; it is a warning at once where this is not given. */
	readonly tell?: (message: string) => void;
}

/** Something that was fetched, for the manifest. */
export interface Artifact {
	readonly link: string;
	readonly sha256: string;
}

/** From links to verified files: what the cache has, and else the network. */
export class Downloader {
	readonly artifacts: ArtifactCache;
	readonly #options: DownloaderOptions;
	#transport: Promise<Transport> | undefined;
	#ahead: Promise<Ahead> | undefined;
	readonly #ownDir: string;
	readonly #count: () => void;
	readonly #hashes = new KnownHashes();
	/** The links to where no repository has business, of which the log knows. */
	readonly #told = new Set<string>();
	/** What is being fetched, by target. */
	readonly #inTurn = new Map<string, Promise<VerifiedFile>>();

	/** @param count is called for each file that was fetched */
	constructor(options: DownloaderOptions, count: () => void) {
		this.#options = options;
		this.#count = count;
		this.#ownDir = join(options.cacheDir, ownCache);
		this.artifacts = new ArtifactCache(options.cacheDir, this.#ownDir);
	}

	/**
	 * Fetches a file. The target appears complete and with the right checksum, or not at all; what stood there
	 * before stays until then.
	 */
	async fetch(link: Link, target: string, wanted: Checksum | undefined): Promise<VerifiedFile> {
		const options = { wanted, bound: this.#boundOf('download') };
		const file = await this.#fetchTo(link, target, options, (part, hashes) => this.#note(link, target, part, hashes));
		detail(`Downloaded ${String(link)}`);
		return file;
	}

	/** The same, but fetches nothing where the target is there already and known to be right. */
	async fetchCached(link: Link, target: string, wanted: Checksum | undefined): Promise<VerifiedFile> {
		// one after the other: jobs that want the same file get it by one download
		const before = this.#inTurn.get(target);
		const file = (async () => {
			await before?.catch(() => {}); // who waits for it is told
			const found = await this.#findCached(link, target, wanted).catch((cause: unknown) => {
				throw this.#tell(link, target, cause);
			});
			if (found === undefined) return await this.fetch(link, target, wanted);
			if (wanted !== undefined) this.#record(link, found); // without a checksum it may be something else
			return found;
		})();
		this.#inTurn.set(target, file);
		return await file;
	}

	/** An installer, kept under its checksum, and checked on every use. */
	async fetchInstaller(link: Link, wanted: Checksum, onRedirect: TransferOptions['onRedirect']): Promise<VerifiedFile> {
		const file = join(this.#ownDir, 'installers', `${wanted.hex}.sh`);
		noteUse(file);
		const hashes = await this.#verify(file, wanted);
		if (hashes === undefined)
			return await this.#fetchTo(link, file, { wanted, onRedirect, bound: this.#boundOf('installer') });
		const kept = { path: file, sha256: hashes.sha256 } as VerifiedFile;
		this.#record(link, kept);
		return kept;
	}

	/** Fetches an index into a new file, if the repository has another one than the conditions say. */
	async fetchIndex(
		link: Link,
		file: string,
		options: Required<Pick<TransferOptions, 'conditions' | 'onRedirect' | 'pause'>> & Pick<ReceiveOptions, 'tell'>,
	): Promise<Received | Unchanged> {
		return await this.#receive(link, file, { ...options, bound: this.#boundOf('index'), mode: indexMode });
	}

	/**
	 * Fetches a file that will be asked for, as it seems. Gives what is made of it, unverified, or undefined if it has not come.
	 * Whoever asks for it gets the file, or the error, as if it were fetched then.
	 */
	async fetchAhead<T>(
		link: Link,
		{ kind, ...options }: Omit<AheadOptions, 'bound'> & { readonly kind: 'installer' | 'download' },
		use: (file: string) => T,
	): Promise<T | undefined> {
		if (this.#options.abort.aborted || isLinkLocal(link)) return undefined; // of the latter the log is told first
		this.#ahead ??= this.#makeAhead();
		return await (await this.#ahead).fetch(link, { ...options, bound: this.#boundOf(kind) }, use);
	}

	/** Ends what is being fetched ahead, and removes what nobody has asked for. */
	async stopAhead(): Promise<void> {
		await (await this.#ahead)?.stop();
	}

	async #makeAhead(): Promise<Ahead> {
		const [{ Ahead }, transport] = await Promise.all([
			import('./ahead.ts'),
			(this.#transport ??= this.#makeTransport()),
		]);
		return await Ahead.make(this.#options.cacheDir, transport.receive.bind(transport), this.#options.timeout);
	}

	/** Whether a helper would fetch a file, and not find it in the cache, as far as that can be told without reading files. */
	isMissing(link: Link, target: string): boolean {
		if (statusOf(target) !== undefined) return false;
		return !this.artifacts.holds(target) || this.artifacts.find(target, String(link)) === undefined;
	}

	/** Hashes a file of the cache that a helper will ask for, as it seems, while the shell is at work on something else. */
	hashAhead(target: string, wanted: Checksum): void {
		this.#hashes.hashAhead(target, wanted);
	}

	/** The cached copy of an installer, which has not been checked; undefined where there is none. */
	installerFile({ hex }: Checksum): string | undefined {
		const file = join(this.#ownDir, 'installers', `${hex}.sh`);
		return statusOf(file)?.isFile() ? file : undefined;
	}

	/** @param prepare is called with the file before it gets to its place */
	async #fetchTo(
		link: Link,
		target: string,
		options: Pick<TransferOptions, 'wanted' | 'onRedirect' | 'bound'>,
		prepare: (part: string, hashes: FileHashes) => void = () => {},
	): Promise<VerifiedFile> {
		const { wanted } = options;
		checkTarget(String(link), target);
		const part = temporaryBeside(target);
		try {
			makeDirectory(dirname(target));
			const received = await this.#receive(link, part, options);
			if (received.isUnchanged) throw new BuildpackError('fetch::status', { link: String(link), status: 304 });
			const found = wanted?.algorithm === 'md5' ? received.md5 : received.sha256;
			if (wanted !== undefined && found !== wanted.hex) {
				const facts = { link: String(link), wanted: wanted.hex, found: found ?? '', algorithm: wanted.algorithm };
				throw new BuildpackError('fetch::checksum-mismatch', facts);
			}
			prepare(part, received);
			renameSync(part, target);
			this.#hashes.note(target, received);
			this.#count();
			return { path: target, sha256: received.sha256 } as VerifiedFile;
		} catch (cause) {
			throw this.#tell(link, target, cause);
		} finally {
			if (statusOf(part)) rmSync(part); // with `force` it would still mind a path below a file
		}
	}

	#boundOf(kind: Bound['kind']): Bound {
		const most = { index: largestIndex, installer: largestFetchedInstaller, download: this.#options.largestDownload };
		return { kind, bytes: most[kind] };
	}

	/** What the file system says, with the link and the target. */
	#tell(link: Link, target: string, cause: unknown): unknown {
		if (cause instanceof BuildpackError || this.#options.abort.aborted) return cause;
		return notWritable(String(link), target, cause);
	}

	async #receive(link: Link, file: string, { tell = warn, ...given }: ReceiveOptions): Promise<Received | Unchanged> {
		const note = (to: Link, origin?: Link) => {
			if (isLinkLocal(to) && !this.#told.has(String(to))) tell(describeLinkLocal(to, origin));
			if (isLinkLocal(to)) this.#told.add(String(to));
		};
		const onRedirect = (to: Link) => {
			given.onRedirect?.(to);
			note(to, link);
		};
		const options = { ...given, onRedirect };
		note(link);
		const progress = new Progress(basename(link.url.pathname) || String(link));
		const { timeout, recording, abort } = this.#options;
		try {
			const ahead = options.conditions
				? undefined
				: await (await this.#ahead)?.take(link, file, { ...options, progress });
			if (ahead !== undefined) return ahead;
			const transport = await (this.#transport ??= this.#makeTransport());
			const receive = async () => await transport.receive(link, file, { ...options, timeout, progress, abort });
			const received = await receive().catch(async (error: unknown) => {
				if (!isDiskFull(error) || !(await (await this.#ahead)?.stop())) throw error;
				rmSync(file, { force: true });
				return await receive(); // there was room but for what nobody has asked for yet
			});
			if (!received.isUnchanged) recording?.add(link, file, received, options.conditions !== undefined);
			return received;
		} finally {
			progress.stop();
		}
	}

	/** Keeps what another link has brought, and who asks for this one alone will need. */
	#record(link: Link, { path, sha256 }: VerifiedFile): void {
		this.#options.recording?.add(link, path, { sha256, size: statusOf(path)?.size ?? 0 }, false);
	}

	/** Makes it known of a target in the cache where it came from, so that the next build need not fetch it. */
	#note(link: Link, target: string, file: string, hashes: FileHashes): void {
		if (this.artifacts.holds(target)) this.artifacts.add(target, String(link), file, hashes);
	}

	/** What speaks to the network is loaded for the first file that comes from there. */
	async #makeTransport(): Promise<Transport> {
		const { Transport } = await import('./schemes.ts');
		return new Transport(this.#options.certificateFile, this.#options.offline);
	}

	/** The target, if it is what the link has given before, or what the checksum says; else what was kept of it. */
	async #findCached(link: Link, target: string, wanted: Checksum | undefined): Promise<VerifiedFile | undefined> {
		const record = this.artifacts.holds(target) ? this.artifacts.find(target, String(link)) : undefined;
		if (statusOf(target)?.isFile()) {
			if (wanted !== undefined) {
				const hashes = await this.#verify(target, wanted);
				if (hashes !== undefined) {
					if (record?.sha256 !== hashes.sha256) this.#note(link, target, target, hashes);
					return { path: target, sha256: hashes.sha256 } as VerifiedFile;
				}
			} else if (record !== undefined && (await this.artifacts.isCurrent(target, record))) {
				return { path: target, sha256: record.sha256 } as VerifiedFile;
			} else if (record === undefined && !this.artifacts.isFromElsewhere(target, String(link))) {
				const hashes = await this.#hashes.of(target, undefined);
				if (hashes !== undefined) return { path: target, sha256: hashes.sha256 } as VerifiedFile;
			}
		}
		const stored = record === undefined ? undefined : await this.artifacts.restore(target, record, wanted);
		return stored === undefined ? undefined : ({ path: target, sha256: stored } as VerifiedFile);
	}

	/** What a file hashes to, if it is there and has the checksum. */
	async #verify(path: string, wanted: Checksum): Promise<FileHashes | undefined> {
		const hashes = await this.#hashes.of(path, wanted);
		return hashes?.[wanted.algorithm] === wanted.hex ? hashes : undefined;
	}
}

import { join } from 'node:path';
import type { UnpackLimits } from '../config/unpack-limits.ts';
import { BuildpackError, reasonOf } from '../errors.ts';
import { type Checksum, parseChecksum } from '../fetch/checksum.ts';
import type { Artifact, VerifiedFile } from '../fetch/downloader.ts';
import type { Link } from '../fetch/link.ts';
import { isLack } from '../fetch/offline.ts';
import { checkTarget } from '../fetch/target.ts';
import { warn } from '../output.ts';
import type { Facts } from '../messages.ts';
import { linkFor } from '../resolve/installer-links.ts';
import type { Network } from '../resolve/network.ts';
import { pathOf, readThrough, urlText, writeThrough } from './byte-paths.ts';
import type { FoundInstaller } from './ledger.ts';
import type { Answer } from './protocol.ts';
import { unpack } from './unpack.ts';

/** What the helpers that download need to know of the build. */
export interface DownloadContext {
	readonly buildDir: string;
	readonly cacheDir: string;
	readonly isStrict: boolean;
	/** PATH, for tar. */
	readonly path: string | undefined;
	readonly unpackLimits: UnpackLimits;
	readonly network: Network;
	/** Every file that an installer got, by package, for the manifest. */
	readonly artifacts: Map<string, Artifact[]>;
	/** What could not be fetched, by target, where the installer may have gone on without it. */
	readonly notFetched: Map<string, NotFetched>;
	readonly abort: AbortSignal;
}

/** A file that a package wanted and has not got. */
export interface NotFetched {
	readonly name: string;
	readonly reason: string;
}

/** Who asks for a file. */
export interface Asker {
	/** What PACKAGE is for it. */
	readonly packageName: string;
	/** The name that the manifest has for it. */
	readonly name: string;
	/** Undefined at the end of the build. */
	readonly installer: FoundInstaller | undefined;
	readonly pid: number;
}

const nothing = Buffer.alloc(0);

/** The statuses of `download` and `cached_download`, as the shell project had them. */
const statuses = { fetched: 0, notFetched: 1, wrongChecksum: 2 } as const;

/** `download URL TARGET [CHECKSUM]`, and `cached_download` with EXIT_ON_FAIL in the end. */
export async function answerDownload(
	context: DownloadContext,
	verb: 'download' | 'cached-download',
	[url = nothing, target = nothing, checksumText = nothing, exitOnFail = nothing]: readonly Buffer[],
	asker: Asker,
): Promise<Answer> {
	if (url.length === 0 || target.length === 0)
		throw new BuildpackError('package::download-arguments', { helper: helperOf(verb), name: asker.packageName });
	const path = pathOf(target, asker.pid);
	const key = path.toString('latin1');
	try {
		const link = linkFor(urlText(url), asker.installer, context.network.links);
		await writeThrough(
			path,
			String(link),
			async (file) => await get(context, verb, link, file, checksumText.toString(), asker),
		);
		context.notFetched.delete(key);
		return `__status=${statuses.fetched}`;
	} catch (error) {
		const isFinal = verb === 'cached-download' && !['false', 'no', '0'].includes(exitOnFail.toString());
		if (isFinal || !(error instanceof BuildpackError)) throw error;
		const { code, message, facts } = error as BuildpackError;
		if (code === 'package::no-checksum') throw error;
		warn(message);
		if (!(code === 'fetch::status' && isAbsent(facts as Facts<typeof code>)))
			context.notFetched.set(key, { name: asker.packageName, reason: message });
		return `__status=${code === 'package::artifact-mismatch' ? statuses.wrongChecksum : statuses.notFetched}`;
	}
}

/** Whether the server has said that there is no such file, which it will say to any other build as well. */
function isAbsent({ status }: Facts<'fetch::status'>): boolean {
	return status === 404 || status === 410;
}

/** `unpack URL CHECKSUM [TARGET [CLEAN_TARGET]]` */
export async function answerUnpack(
	context: DownloadContext,
	[urlBytes = nothing, checksumText = nothing, target = nothing, clean = nothing]: readonly Buffer[],
	asker: Asker,
): Promise<Answer> {
	const url = urlText(urlBytes);
	if (url === '')
		throw new BuildpackError('package::download-arguments', { helper: 'unpack', name: asker.packageName });
	const link = linkFor(url, asker.installer, context.network.links);
	const archive = join(context.cacheDir, link.fileName);
	checkTarget(String(link), archive);
	const file = await get(context, 'cached-download', link, archive, checksumText.toString(), asker);
	const { buildDir, path, unpackLimits: limits, abort } = context;
	const options = { link: String(link), archive: file.path, buildDir, target: target.toString() || 'vendor' };
	try {
		await unpack({ ...options, clean: clean.length > 0, path, limits, abort });
	} catch (error) {
		const isBroken = error instanceof BuildpackError && (error as BuildpackError).code === 'unpack::failed';
		if (isBroken) (await context.network.downloader()).artifacts.drop(archive, String(link));
		throw error;
	}
	return ':';
}

/** `md5 FILE` */
export async function answerMd5([file = nothing]: readonly Buffer[], asker: Asker): Promise<Answer> {
	const { default: md5File } = await import('md5-file');
	try {
		return `__status=0 __output=${await readThrough(pathOf(file, asker.pid), md5File)}`;
	} catch (error) {
		warn(`md5 cannot read ${JSON.stringify(file.toString())}: ${reasonOf(error)}.`);
		return '__status=1 __output=';
	}
}

async function get(
	context: DownloadContext,
	verb: 'download' | 'cached-download',
	link: Link,
	target: string,
	checksumText: string,
	asker: Asker,
): Promise<VerifiedFile> {
	const { network, isStrict, artifacts } = context;
	const wanted = readChecksum(checksumText, asker, isStrict, String(link));
	const downloader = await network.downloader();
	const fetched = verb === 'download' ? downloader.fetch.bind(downloader) : downloader.fetchCached.bind(downloader);
	const file = await fetched(link, target, wanted).catch((error: unknown) => {
		throw naming(asker, error);
	});
	const list = artifacts.get(asker.name) ?? [];
	artifacts.set(asker.name, [...list, { link: String(link), sha256: file.sha256 }]);
	return file;
}

/** The error with the package's name, where the log would not tell it. */
function naming({ packageName }: Asker, error: unknown): unknown {
	if (!(error instanceof BuildpackError)) return error;
	const facts = { name: packageName, reason: error.message };
	if ((error as BuildpackError).code === 'fetch::checksum-mismatch')
		return new BuildpackError('package::artifact-mismatch', facts, { cause: error });
	return isLack(error) ? new BuildpackError('package::not-offline', facts, { cause: error }) : error;
}

function readChecksum(text: string, { packageName }: Asker, isStrict: boolean, link: string): Checksum | undefined {
	const checksum = parseChecksum(text);
	if (checksum !== undefined) return checksum;
	if (isStrict) throw new BuildpackError('package::no-checksum', { name: packageName, link, value: text });
	if (text !== '')
		warn(
			`${packageName} gives ${JSON.stringify(text)} as the checksum of ${link}: that is none, so the file is not checked.`,
		);
	return undefined;
}

function helperOf(verb: string): string {
	return verb.replace('-', '_');
}

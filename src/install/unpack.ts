import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readSync, realpathSync, rmSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { BuildpackError, reasonOf } from '../errors.ts';
import { makeDirectory } from '../files.ts';
import { mergeInto } from './merge.ts';

/** How compressed archives begin, and what tar is told then. */
const compressions = [
	{ magic: Buffer.from([0x1f, 0x8b]), option: '--gzip' },
	{ magic: Buffer.from('BZh'), option: '--bzip2' },
	{ magic: Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]), option: '--xz' },
	{ magic: Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), option: '--zstd' },
];

export interface UnpackOptions {
	/** What messages call the archive. */
	readonly link: string;
	/** The file. */
	readonly archive: string;
	/** Nothing may land outside of it. Absolute. */
	readonly buildDir: string;
	/** Relative to `buildDir`. */
	readonly target: string;
	/** Whether each top-level entry that the archive brings replaces the one that is there. */
	readonly clean: boolean;
	/** PATH, for tar and what it calls. */
	readonly path: string | undefined;
	readonly abort: AbortSignal;
}

/**
 * Extracts a tar archive into a directory, with modes and links, without owners.
 *
 * It is extracted into a fresh directory first, and moved into place when it is whole and known to stay inside.
 *
 * @throws BuildpackError if it cannot be extracted, or a member would land outside of the target; then nothing of it
 *   is left
 */
export async function unpack(options: UnpackOptions): Promise<void> {
	const { link, buildDir } = options;
	const target = prepareTarget(options);
	const fresh = mkdtempSync(join(buildDir, '.unpack-'));
	try {
		await extract(options, fresh);
		mergeInto(fresh, target, { link, clean: options.clean });
	} finally {
		rmSync(fresh, { recursive: true, force: true });
	}
}

/** Makes the target directory, and sees to it that it is in the build directory. */
function prepareTarget({ link, buildDir, target }: UnpackOptions): string {
	const directory = resolve(join(buildDir, target));
	const outside = () => new BuildpackError('unpack::target-outside', { link, target, buildDir });
	if (!isInside(buildDir, directory)) throw outside();
	try {
		makeDirectory(directory);
	} catch (cause) {
		throw new BuildpackError(
			'unpack::target-not-writable',
			{ link, target: directory, reason: reasonOf(cause) },
			{ cause },
		);
	}
	if (!isInside(realpathSync(buildDir), realpathSync(directory))) throw outside();
	return realpathSync(directory);
}

function isInside(directory: string, path: string): boolean {
	const way = relative(directory, path);
	return way !== '..' && !way.startsWith('../');
}

/** Runs tar, and reads the list of members that it prints while it extracts. */
async function extract({ link, archive, path, abort }: UnpackOptions, directory: string): Promise<void> {
	const options = [
		'--extract',
		'--verbose',
		'--verbose',
		'--numeric-owner',
		'--quoting-style=escape',
		'--no-same-owner',
		'--preserve-permissions',
		'--delay-directory-restore',
	];
	const compression = compressionOf(archive);
	const child = spawn(
		'tar',
		[...options, ...(compression ? [compression] : []), '--directory', directory, '--file', archive, '--force-local'],
		{
			// nothing else: TAR_OPTIONS, GZIP and the like would change what it does
			env: { ...(path === undefined ? {} : { PATH: path }), LC_ALL: 'C' },
			stdio: ['ignore', 'pipe', 'pipe'],
			signal: abort,
		},
	);
	let [members, said] = ['', ''];
	child.stdout.setEncoding('utf8').on('data', (text: string) => (members += text));
	child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
	const status = await new Promise<number>((done, reject) => {
		child.once('close', (code) => done(code ?? -1));
		child.once('error', (cause) => {
			if (abort.aborted) reject(abort.reason as Error);
			else reject(new BuildpackError('unpack::no-tar', { link, reason: reasonOf(cause) }, { cause }));
		});
	});
	for (const line of members.split('\n')) checkMember(link, line);
	if (status !== 0) throw new BuildpackError('unpack::failed', { link, archive, reason: said.trim() });
}

/** @throws BuildpackError for a member that tar has put elsewhere than it wanted to be, or that is no file at all */
function checkMember(link: string, line: string): void {
	// -rw-r--r-- 0/0     12 2026-01-31 12:00 name
	const [, type = '', name = ''] = /^(.)\S+ \d+\/\d+ +[\d,]+ \S+ \S+ (.*)$/.exec(line) ?? [];
	if (name.startsWith('/') || name.split('/').includes('..'))
		throw new BuildpackError('unpack::member-outside', { link, member: name });
	if (type === 'c' || type === 'b' || type === 'p') throw new BuildpackError('unpack::device', { link, member: name });
}

function compressionOf(archive: string): string | undefined {
	const start = Buffer.alloc(6);
	const descriptor = openSync(archive, 'r');
	readSync(descriptor, start);
	closeSync(descriptor);
	return compressions.find(({ magic }) => start.subarray(0, magic.length).equals(magic))?.option;
}

import { spawn } from 'node:child_process';
import { chmodSync, closeSync, mkdtempSync, openSync, readSync, realpathSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { mostTarLines } from '../defaults.ts';
import { BuildpackError, reasonOf } from '../errors.ts';
import { isDiskFull, linkStatusOf, makeDirectory, removeTree, statusOf } from '../files.ts';
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
	/** The target has to be in it. Absolute. */
	readonly buildDir: string;
	/** Nothing may land outside of it. Relative to `buildDir`. */
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
	const { link, archive, buildDir, clean } = options;
	// before anything else: a moment later another job may have put another archive of that name there
	const descriptor = openSync(archive, 'r');
	try {
		findTarget(options); // now already, because what follows takes its time
		const fresh = mkdtempSync(join(buildDir, '.unpack-'));
		try {
			await extract(options, descriptor, fresh);
			chmodSync(fresh, 0o700); // the archive may have a mode for `.`, which is not the target's
			mergeInto(fresh, makeTarget(options), { link, clean });
		} finally {
			removeTree(fresh);
		}
	} catch (cause) {
		throw isDiskFull(cause) ? diskFull(options, cause) : cause;
	} finally {
		closeSync(descriptor);
	}
}

/** The target directory, and the nearest one above it that exists: which has to be in the build directory. */
function findTarget({ link, buildDir, target }: UnpackOptions): string {
	const directory = resolve(join(buildDir, target));
	let existing = directory;
	while (linkStatusOf(existing) === undefined) existing = dirname(existing);
	const status = statusOf(existing);
	if (!isInside(buildDir, directory) || (status && !isInside(realpathSync(buildDir), realpathSync(existing))))
		throw new BuildpackError('unpack::target-outside', { link, target, buildDir });
	if (!status?.isDirectory())
		throw new BuildpackError('unpack::target-not-directory', { link, target: directory, path: existing });
	return directory;
}

/** Makes the target directory, and gives its real path. */
function makeTarget(options: UnpackOptions): string {
	const directory = findTarget(options);
	try {
		makeDirectory(directory);
	} catch (cause) {
		const facts = { link: options.link, target: directory, reason: reasonOf(cause) };
		throw new BuildpackError('unpack::target-not-writable', facts, { cause });
	}
	return realpathSync(directory);
}

function isInside(directory: string, path: string): boolean {
	const way = relative(directory, path);
	return way !== '..' && !way.startsWith('../');
}

/** Runs tar, and reads the list of members that it prints while it extracts. */
async function extract(options: UnpackOptions, from: number, to: string): Promise<void> {
	const { link, archive, path, abort } = options;
	const how = [
		'--extract',
		'--verbose',
		'--verbose',
		'--numeric-owner',
		'--quoting-style=escape',
		'--no-same-owner',
		'--preserve-permissions',
		'--delay-directory-restore',
	];
	const compression = compressionOf(from);
	abort.throwIfAborted();
	// not `--file=-`: for that, tar puts a process more between itself and gzip
	const files = [...(compression ? [compression] : []), '--directory', to, '--file', '/proc/self/fd/0'];
	const child = spawn('tar', [...how, ...files], {
		// nothing else: TAR_OPTIONS, GZIP and the like would change what it does
		env: { ...(path === undefined ? {} : { PATH: path }), LC_ALL: 'C' },
		stdio: [from, 'pipe', 'pipe'],
	});
	let [listed, said] = ['', ''];
	child.stdout?.setEncoding('utf8').on('data', (text: string) => (listed += text));
	child.stderr?.setEncoding('utf8').on('data', (text: string) => (said += text));
	const stop = () => child.kill();
	abort.addEventListener('abort', stop);
	const status = await new Promise<number>((done, reject) => {
		child.once('close', (code) => done(code ?? -1));
		child.once('error', (cause) =>
			reject(new BuildpackError('unpack::no-tar', { link, reason: reasonOf(cause) }, { cause })),
		);
	}).finally(() => abort.removeEventListener('abort', stop));
	abort.throwIfAborted(); // only now, when nothing writes there any more
	const members = listed.split('\n').slice(0, -1);
	for (const member of members) checkMember(link, member);
	// what tar does not list as it is in the archive, it complains of
	const [, climbing] = /^tar: (.*): Member name contains '\.\.'$/m.exec(said) ?? [];
	const [, start] = /^tar: Removing leading `(.*)' from hard link targets$/m.exec(said) ?? [];
	const outside = climbing ?? (start === undefined ? undefined : `a hard link to ${start}...`);
	if (outside !== undefined) throw new BuildpackError('unpack::member-outside', { link, member: outside });
	const fail = (reason: string) => new BuildpackError('unpack::failed', { link, archive, reason });
	if (status !== 0 && saysDiskFull(said)) throw diskFull(options);
	if (status !== 0) throw fail(said.trim().split('\n').slice(0, mostTarLines).join('\n'));
	if (members.length === 0) throw fail('There is nothing in it.');
}

function diskFull({ link, buildDir }: UnpackOptions, cause?: unknown): BuildpackError {
	return new BuildpackError('unpack::disk-full', { link, directory: buildDir }, { cause });
}

/** Whether tar could not write, the last time to be told so in other words: `Wrote only 6656 of 10240 bytes`. */
function saysDiskFull(said: string): boolean {
	return /: (?:No space left on device|Disk quota exceeded)$|: Wrote only \d+ of \d+ bytes$/m.test(said);
}

/** @throws BuildpackError for a member that tar has put elsewhere than it wanted to be, or that is no file at all */
function checkMember(link: string, line: string): void {
	// -rw-r--r-- 0/0     12 2026-01-31 12:00 name
	// lrwxrwxrwx 0/0      0 2026-01-31 12:00 name -> wherever it likes
	// drwxr-xr-x                             Creating directory: one that is no member itself
	if (/^d\S+ +Creating directory: /.test(line)) return;
	const [, type = '', text = line] = /^(.)\S+ \S+ +\S+ \S+ \S+ (.*)$/.exec(line) ?? [];
	const member = type === 'l' ? (text.split(' -> ')[0] ?? '') : text;
	if (/^[cbp]$/.test(type)) throw new BuildpackError('unpack::device', { link, member });
	if (type === '' || member.startsWith('/')) throw new BuildpackError('unpack::member-outside', { link, member });
}

function compressionOf(descriptor: number): string | undefined {
	const start = Buffer.alloc(6);
	readSync(descriptor, start, { position: 0 });
	return compressions.find(({ magic }) => start.subarray(0, magic.length).equals(magic))?.option;
}

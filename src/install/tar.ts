import { spawn } from 'node:child_process';
import { readFileSync, readSync } from 'node:fs';
import type { UnpackLimits } from '../config/unpack-limits.ts';
import { tarWatchInterval } from '../defaults.ts';
import { BuildpackError, reasonOf } from '../errors.ts';
import { endWithUs } from '../guard.ts';
import { readLines, TarComplaints, TarListing } from './tar-output.ts';

/** How compressed archives begin, and what tar is told then. */
const compressions = [
	{ magic: Buffer.from([0x1f, 0x8b]), option: '--gzip' },
	{ magic: Buffer.from('BZh'), option: '--bzip2' },
	{ magic: Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]), option: '--xz' },
	{ magic: Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), option: '--zstd' },
];

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

export interface ExtractOptions {
	/** What messages call the archive. */
	readonly link: string;
	/** The file. */
	readonly archive: string;
	/** PATH, for tar and what it calls. */
	readonly path: string | undefined;
	readonly limits: UnpackLimits;
	readonly abort: AbortSignal;
}

/**
 * Runs tar, and reads the list of members that it prints while it extracts. It is ended as soon as one is not to be there.
 *
 * @throws BuildpackError if the archive cannot be extracted, is larger than it may be, or has a member that would land
 *   outside; then some of it may be there
 */
export async function extract(options: ExtractOptions, from: number, to: string): Promise<void> {
	const { link, archive, path, limits, abort } = options;
	const compression = compressionOf(from);
	abort.throwIfAborted();
	// not `--file=-`: for that, tar puts a process more between itself and gzip
	const files = [...(compression ? [compression] : []), '--directory', to, '--file', '/proc/self/fd/0'];
	const child = spawn('tar', [...how, ...files], {
		// nothing else: TAR_OPTIONS, GZIP and the like would change what it does
		env: { ...(path === undefined ? {} : { PATH: path }), LC_ALL: 'C' },
		stdio: [from, 'pipe', 'pipe'],
	});
	const release = endWithUs(child);
	const stop = () => child.kill();
	const listing = new TarListing(link, limits, stop);
	const complaints = new TarComplaints();
	readLines(child.stdout, (line) => listing.note(line));
	readLines(child.stderr, (line) => complaints.note(line));
	const watch = setInterval(() => {
		if (memoryOf(child.pid) > limits.memory) listing.refuse(new BuildpackError('unpack::header-too-large', { link }));
	}, tarWatchInterval);
	abort.addEventListener('abort', stop);
	const status = await new Promise<number>((done, reject) => {
		child.once('close', (code) => done(code ?? -1));
		child.once('error', (cause) =>
			reject(new BuildpackError('unpack::no-tar', { link, reason: reasonOf(cause) }, { cause })),
		);
	}).finally(() => {
		clearInterval(watch);
		abort.removeEventListener('abort', stop);
		release();
	});
	abort.throwIfAborted(); // only now, when nothing writes there any more
	if (listing.refused !== undefined) throw listing.refused;
	const { outside, isDiskFull } = complaints;
	if (outside !== undefined) throw new BuildpackError('unpack::member-outside', { link, member: outside });
	const fail = (reason: string) => new BuildpackError('unpack::failed', { link, archive, reason });
	if (status !== 0 && isDiskFull) throw Object.assign(new Error(complaints.toString()), { code: 'ENOSPC' });
	if (status !== 0) throw fail(complaints.toString());
	if (listing.members === 0) throw fail('There is nothing in it.');
}

/** What a process has in memory. Bytes. A header of an archive is there as a whole, and none need be larger than a name. */
function memoryOf(pid: number | undefined): number {
	try {
		const [, kilobytes = '0'] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
		return Number(kilobytes) * 1024;
	} catch {
		return 0; // it has ended
	}
}

function compressionOf(descriptor: number): string | undefined {
	const start = Buffer.alloc(6);
	readSync(descriptor, start, { position: 0 });
	return compressions.find(({ magic }) => start.subarray(0, magic.length).equals(magic))?.option;
}

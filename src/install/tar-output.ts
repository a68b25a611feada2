import type { Readable } from 'node:stream';
import type { UnpackLimits } from '../config/unpack-limits.ts';
import { longestTarLine, mostTarLineShown, mostTarLines } from '../defaults.ts';
import { BuildpackError } from '../errors.ts';

/** Hands on a stream line by line, without their ends. What makes a line longer than the name of any file can is left out. */
export function readLines(stream: Readable | null, use: (line: string) => void): void {
	let begun = '';
	stream?.setEncoding('utf8').on('data', (text: string) => {
		const [first = '', ...rest] = text.split('\n');
		begun = `${begun}${first}`.slice(0, longestTarLine);
		for (const next of rest) {
			use(begun);
			begun = next.slice(0, longestTarLine);
		}
	});
}

/** What tar lists while it extracts: each member before its content is written. */
export class TarListing {
	members = 0;
	/** What is wrong with the archive, once something is. */
	refused: BuildpackError | undefined;
	#bytes = 0;
	readonly #link: string;
	readonly #limits: UnpackLimits;
	readonly #stop: () => void;

	/** @param stop is called as soon as the archive is refused */
	constructor(link: string, limits: UnpackLimits, stop: () => void) {
		this.#link = link;
		this.#limits = limits;
		this.#stop = stop;
	}

	refuse(error: BuildpackError): void {
		this.refused ??= error;
		this.#stop();
	}

	note(line: string): void {
		if (this.refused !== undefined) return;
		// -rw-r--r-- 0/0     12 2026-01-31 12:00 name
		// lrwxrwxrwx 0/0      0 2026-01-31 12:00 name -> wherever it likes
		// drwxr-xr-x                             Creating directory: one that is no member itself
		const link = this.#link;
		const { bytes, members } = this.#limits;
		this.members += 1;
		if (this.members > members) this.refuse(new BuildpackError('unpack::too-many-members', { link, members }));
		if (/^d\S+ +Creating directory: /.test(line)) return;
		const [, type = '', size = '', text = line] = /^(.)\S+ \S+ +(\S+) \S+ \S+ (.*)$/.exec(line) ?? [];
		const member = type === 'l' ? (text.split(' -> ')[0] ?? '') : text;
		if (/^[cbp]$/.test(type)) this.refuse(new BuildpackError('unpack::device', { link, member }));
		// it is elsewhere than it wanted to be, or no file at all
		else if (type === '' || member.startsWith('/'))
			this.refuse(new BuildpackError('unpack::member-outside', { link, member }));
		else this.#bytes += Number(size);
		if (this.#bytes > bytes) this.refuse(new BuildpackError('unpack::too-large', { link, bytes }));
	}
}

/** What tar complains of. */
export class TarComplaints {
	/** What it does not list as it is in the archive, and what would land outside. */
	outside: string | undefined;
	isDiskFull = false;
	readonly #lines: string[] = [];

	note(line: string): void {
		const [, climbing] = /^tar: (.*): Member name contains '\.\.'$/.exec(line) ?? [];
		const [, start] = /^tar: Removing leading `(.*)' from hard link targets$/.exec(line) ?? [];
		this.outside ??= climbing ?? (start === undefined ? undefined : `a hard link to ${start}...`);
		// the second where it cannot tell why, at the end of a file
		this.isDiskFull ||= /: (?:No space left on device|Disk quota exceeded)$|: Wrote only \d+ of \d+ bytes$/.test(line);
		if (this.#lines.length < mostTarLines && line.trim() !== '') this.#lines.push(shorten(line.trim()));
	}

	toString(): string {
		return this.#lines.join('\n');
	}
}

function shorten(line: string): string {
	return line.length > mostTarLineShown ? `${line.slice(0, mostTarLineShown)}...` : line;
}

import { writeSync } from 'node:fs';
import { isatty } from 'node:tty';
import { BuildpackError, reasonOf } from './errors.ts';
import { hideValues } from './secrets.ts';

/*
 * The build log. Node.js' own process.stdout would make the pipe that installers share non-blocking, and they
 * would lose output: so everything is written straight to the descriptors.
 */

const stdout = 1;
const stderr = 2;

/** Where steps and their details are told. */
let log = stdout;

/** From here on stdout is for a result alone, which somebody may want to read by program; the rest is told on stderr. */
export function keepStdoutForResults(): void {
	log = stderr;
}

/** Whether a person watches the log, who sees what is replaced. */
export function isLogTerminal(): boolean {
	return isatty(log);
}

/** Prints a step of the build. */
export function action(message: string): void {
	write(log, indent(shown(message), '-----> ', '       '));
}

/** Prints a detail of the current step. */
export function detail(message: string): void {
	write(log, indent(shown(message), '       '));
}

/** Prints a warning, or an error, in the platforms' format. */
export function warn(message: string): void {
	write(stderr, indent(shown(message), ' !     '));
}

/** A number of things, in words. */
export function counted(number: number, noun: string): string {
	return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** A text that may hold anything, such as a file's name, with what would break a line escaped. */
export function inOneLine(text: string): string {
	return JSON.stringify(text).slice(1, -1);
}

/** Prints lines without anything before them. */
export function line(text: string, to: 'stdout' | 'stderr' = 'stdout'): void {
	write(to === 'stdout' ? stdout : stderr, `${shown(text)}\n`);
}

/** Prints what a program of the user's has said, which may have colours in it. */
export function quote(text: string): void {
	write(stdout, `${hideValues(text)}\n`);
}

/** Replaces the current line of a terminal; with an empty text, clears it. */
export function redraw(text: string): void {
	write(log, `\r\x1b[K${shown(text)}`);
}

/*
 * What would move a terminal's cursor, change its settings, or show text in another order than it stands there. Names,
 * links, descriptions and errors come from elsewhere, and may hold any of it.
 */
const controls = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;

/** A text as the log shows it: without secret values, and with escapes in place of control characters. */
function shown(text: string): string {
	return hideValues(text).replaceAll(controls, (char) =>
		char === '\n' || char === '\t' ? char : `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
	);
}

function indent(message: string, first: string, next = first): string {
	return `${first}${message.replaceAll('\n', `\n${next}`)}\n`;
}

/** Writes all of a text, however slow the reader is. */
function write(descriptor: number, text: string): void {
	let rest = Buffer.from(text);
	while (rest.length > 0) {
		try {
			rest = rest.subarray(writeSync(descriptor, rest));
		} catch (error) {
			switch ((error as NodeJS.ErrnoException).code) {
				case 'EAGAIN': // the reader has made the pipe non-blocking, and it is full
					Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
					break;
				case 'EPIPE': // nobody reads the log any more; the build goes on, until an installer writes there
				case 'EBADF':
					return;
				default:
					throw new BuildpackError('machine::log-not-writable', { reason: reasonOf(error) }, { cause: error });
			}
		}
	}
}

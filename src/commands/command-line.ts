import type { Command, InvalidArgumentError, Option } from 'commander';
import { warn } from '../output.ts';
import type { LeftOut } from '../publish/package-directory.ts';

/** What a command of bin/modular is added to. */
export interface CommandLine {
	readonly program: Command;
	readonly buildpackDir: string;
	readonly abort: AbortSignal;
	/** Of the library, which is loaded for people only. */
	readonly Option: typeof Option;
	readonly InvalidArgumentError: typeof InvalidArgumentError;
	/** Makes what a command does, which gives the status to exit with, an action of the library. */
	readonly action: <A extends unknown[]>(
		work: (...args: A) => number | Promise<number>,
	) => (...args: A) => Promise<void>;
}

/** Reads an option that can be given several times. */
export function andBefore(value: string, before: readonly string[] = []): readonly string[] {
	return [...before, value];
}

/** How a report is printed. */
export function formatOption({ Option }: CommandLine): Option {
	return new Option('--format <format>', 'for people or for programs').choices(['text', 'json']).default('text');
}

/** Says which files of a directory are no packages, though they look so. */
export function tellLeftOut(leftOut: readonly LeftOut[]): void {
	for (const { path, reason } of leftOut) warn(`${path} is left out: ${reason}.`);
}

/** Reads the name or address to listen at: nothing would be every address. */
export function asHost({ InvalidArgumentError }: CommandLine): (text: string) => string {
	return (text) => {
		if (text === '') throw new InvalidArgumentError('It has to be a name or an address.');
		return text;
	};
}

/** Reads the number of a port. */
export function asPort({ InvalidArgumentError }: CommandLine): (text: string) => number {
	return (text) => {
		const port = Number(text);
		if (!Number.isInteger(port) || port < 1 || port > 65535)
			throw new InvalidArgumentError('It has to be a number from 1 to 65535.');
		return port;
	};
}

import type { Assignment, Command, ShellText } from './shell-command.ts';
import { readShell } from './shell-commands.ts';
import type { Part, Word } from './shell-words.ts';
import { Variables } from './variables.ts';

/** Something that an installer does, at a line of it. */
interface Fact {
	readonly line: number;
	/** Whether it may not happen at all. */
	readonly isConditional: boolean;
	/** Whether it does unless the installer has returned before, which it does in some cases. */
	readonly isBehindReturn: boolean;
}

/** A package that an installer requires. */
export interface RequiredPackage extends Fact {
	readonly name: string;
}

/** A file that an installer fetches with a helper. */
export interface FetchedFile extends Fact {
	readonly helper: 'download' | 'cached_download' | 'unpack';
	/** The words of the call: empty where it has none, undefined where only the shell can know it. */
	readonly url: string | undefined;
	readonly target: string | undefined;
	readonly checksum: string | undefined;
	/** Whether the variables in these have this value for certain: set once above, and not in a condition. */
	readonly isCertain: boolean;
}

/** What is known of an installer that was read, and not run. */
export interface InstallerFacts extends ShellText {
	readonly requires: readonly RequiredPackage[];
	/** Requirements that cannot be known without running it. */
	readonly hasOpenRequirements: boolean;
	readonly marks: readonly string[];
	readonly fetches: readonly FetchedFile[];
}

/**
 * Reads an installer without running it.
 *
 * @param text one character a byte, or decoded: what matters is ASCII
 * @param known the values that variables have when it begins, such as INSTALLER_DIR
 */
export function readInstaller(text: string, known: Readonly<Record<string, string>> = {}): InstallerFacts {
	const shell = readShell(text);
	const variables = new Variables(known);
	const requires: RequiredPackage[] = [];
	const marks: string[] = [];
	const fetches: FetchedFile[] = [];
	let hasOpenRequirements = false;
	for (const command of shell.commands) {
		variables.assign(command);
		const [called, ...words] = command.words;
		const { line, isConditional, isBehindReturn } = command;
		const texts = words.map((word) => variables.expand(word)?.text);
		switch (variables.expand(called)?.text) {
			case 'dependency_require':
				for (const name of texts) {
					if (name === undefined) hasOpenRequirements = true;
					else requires.push({ name, line, isConditional, isBehindReturn });
				}
				break;
			case 'dependency_mark':
				marks.push(...texts.flatMap((name) => name ?? []));
				break;
			case 'download':
			case 'cached_download':
			case 'unpack':
				fetches.push(readFetch(command, variables));
				break;
			case 'read':
			case 'getopts':
			case 'unset':
				variables.forget(texts);
				break;
			case '.':
			case 'eval':
				variables.doubtAll();
				break;
			case 'export':
			case 'local':
			case 'readonly':
				variables.assign({ ...command, assignments: words.flatMap(readAssignment), words: [] });
				break;
		}
	}
	return { ...shell, requires, hasOpenRequirements, marks, fetches };
}

/** The assignment in a word of `export NAME=value`. */
function readAssignment(word: Word): Assignment[] {
	const [first, ...rest] = word.filter((part) => !isEmpty(part)); // as "" leaves it
	if (first?.is !== 'text') return [];
	const [, name, text] = /^([A-Za-z_]\w*)=(.*)$/s.exec(first.text) ?? [];
	if (name === undefined || text === undefined) return [];
	return [{ name, value: [{ is: 'text', text, isQuoted: false }, ...rest] }];
}

function isEmpty(part: Part): boolean {
	return part.is === 'text' && part.text === '';
}

function readFetch({ words, line, isConditional, isBehindReturn }: Command, variables: Variables): FetchedFile {
	const [helper, url, second, third] = [0, 1, 2, 3].map((index) => variables.expand(words[index]));
	const [checksum, target] = helper?.text === 'unpack' ? [second, third] : [third, second];
	return {
		helper: helper?.text as FetchedFile['helper'],
		url: url?.text,
		target: target?.text,
		checksum: checksum?.text,
		isCertain: [url, checksum, target].every((word) => word?.isCertain !== false),
		line,
		isConditional,
		isBehindReturn,
	};
}

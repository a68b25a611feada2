import { longestVariable } from '../defaults.ts';
import type { Assignment, Command, ShellText } from './shell-command.ts';
import { readShell } from './shell-commands.ts';
import type { Part, Word } from './shell-words.ts';

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

/** The values of variables, as far as they are known. */
class Variables {
	readonly #values: Map<string, string | undefined>;
	readonly #uncertain = new Set<string>();

	constructor(known: Readonly<Record<string, string>>) {
		this.#values = new Map(Object.entries(known));
	}

	assign({ assignments, words, isConditional }: Command): void {
		if (words.length > 0) return; // only for that command
		for (const { name, value } of assignments) {
			if (isConditional || this.#values.has(name)) this.#uncertain.add(name);
			this.#values.set(name, this.expand(value)?.text);
		}
	}

	/** Makes variables unknown. */
	forget(names: readonly (string | undefined)[]): void {
		for (const name of names) if (name !== undefined) this.#values.set(name, undefined);
	}

	/** From here on no value is certain. */
	doubtAll(): void {
		for (const name of this.#values.keys()) this.#uncertain.add(name);
	}

	/** The text of a word; undefined where it is not known, is longer than any that is of use, or would become several words, or the names of files. */
	expand(word: Word | undefined): { readonly text: string; readonly isCertain: boolean } | undefined {
		let text = '';
		let isCertain = true;
		for (const part of word ?? []) {
			if (part.is === 'open') return undefined;
			if (part.is === 'text') {
				if (!part.isQuoted && /[*?[]/.test(part.text)) return undefined;
				text += part.text;
			} else {
				const value = this.#values.get(part.name) || part.otherwise;
				if (value === undefined || (!part.isQuoted && /[\s*?[]/.test(value))) return undefined;
				if (this.#uncertain.has(part.name)) isCertain = false;
				text += value;
			}
			if (text.length > longestVariable) return undefined;
		}
		return { text, isCertain };
	}
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

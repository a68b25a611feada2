import { longestVariable } from '../defaults.ts';
import type { Command } from './shell-command.ts';
import { type Part, plainText, type Word } from './shell-words.ts';

/** Builtins for which a shell keeps what is assigned in front of them. */
const special = new Set([
	...[':', '.', 'break', 'continue', 'eval', 'exec', 'exit', 'export', 'readonly', 'return', 'set', 'shift'],
	...['times', 'trap', 'unset'],
]);

/** The values of variables, as far as they are known. */
export class Variables {
	readonly #values: Map<string, string | undefined>;
	/** Those that were assigned once, not in a condition, and of values that are certain. */
	readonly #certain: Set<string>;
	/** Whether words are cut up in another way than by white space. */
	#hasSeparators = false;

	constructor(known: Readonly<Record<string, string>>) {
		this.#values = new Map(Object.entries(known));
		this.#certain = new Set(this.#values.keys());
	}

	/** Takes what a command assigns. */
	assign({ assignments, words, isConditional }: Command): void {
		const called = words.length === 0 ? undefined : plainText(words[0]);
		if (words.length > 0 && !special.has(called ?? ':')) return; // only for that command
		for (const { name, value } of assignments) {
			const known = isTildeIn(value, /(?:^|:)~/) ? undefined : this.expand(value);
			if (isConditional || this.#values.has(name) || known?.isCertain === false) this.#certain.delete(name);
			else this.#certain.add(name);
			this.#values.set(name, known?.text);
			this.#hasSeparators ||= name === 'IFS';
		}
	}

	/** Makes variables unknown. */
	forget(names: readonly (string | undefined)[]): void {
		for (const name of names) if (name !== undefined) this.#values.set(name, undefined);
	}

	/** From here on no value is certain. */
	doubtAll(): void {
		this.#certain.clear();
	}

	/**
	 * The text of a word; undefined where it is not known, is longer than any that is of use, or would become several words, or
	 * the names of files, or of directories.
	 */
	expand(word: Word | undefined): { readonly text: string; readonly isCertain: boolean } | undefined {
		let text = '';
		let isCertain = true;
		if (isTildeIn(word ?? [], /^~/)) return undefined;
		for (const part of word ?? []) {
			if (part.is === 'open') return undefined;
			if (part.is === 'text') {
				if (!part.isQuoted && /[*?[{]/.test(part.text)) return undefined;
				text += part.text;
			} else {
				const value = this.#valueOf(part);
				if (value === undefined || (!part.isQuoted && this.#isCut(value))) return undefined;
				if (this.#values.has(part.name) && !this.#certain.has(part.name)) isCertain = false;
				text += value;
			}
			if (text.length > longestVariable) return undefined;
		}
		return { text, isCertain };
	}

	#valueOf({ name, otherwise, isForEmpty }: Part & { readonly is: 'variable' }): string | undefined {
		if (!this.#values.has(name)) return otherwise;
		const value = this.#values.get(name);
		return value === '' ? (isForEmpty ? otherwise : undefined) : value;
	}

	/** Whether a value without quotes may not be one word, or stand for other words. */
	#isCut(value: string): boolean {
		return this.#hasSeparators || /[\s*?[~]/.test(value);
	}
}

/** Whether a `~` stands where it may be a directory. */
function isTildeIn([first, ...rest]: Word, place: RegExp): boolean {
	return [first, ...rest].some((part, index) => {
		if (part?.is !== 'text' || part.isQuoted || !part.text.includes('~')) return false;
		return index > 0 || place.test(part.text);
	});
}

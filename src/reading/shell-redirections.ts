import type { Redirection } from './shell-command.ts';
import type { WordReader } from './shell-words.ts';

/** What the end of a here-document looks like. */
interface HereDocument {
	readonly end: string;
	readonly isIndented: boolean;
}

/** Reads redirections, and passes over the here-documents that they begin. */
export class RedirectionReader {
	readonly #words: WordReader;
	readonly #hereDocuments: HereDocument[] = [];

	constructor(words: WordReader) {
		this.#words = words;
	}

	/** Takes a redirection, if one comes next; `<(...)` is none, though it is taken as well. */
	take(): { readonly line: number; readonly redirection: Redirection | undefined } | undefined {
		const words = this.#words;
		const [, before, operator] = words.take(/(\d+(?=[<>])|&(?=>))?(<<<|<<-?|<>|>>|>\||[<>]&?)/y) ?? [];
		if (operator === undefined) return undefined;
		const { line } = words;
		if (/^[<>]$/.test(operator) && words.text[words.at] === '(') {
			words.noteExtension(`${operator}(`, line);
			words.readParenthesis();
			return { line, redirection: undefined };
		}
		words.take(/[ \t]*/y);
		const start = words.at;
		const target = words.readWord();
		const written = words.text.slice(start, words.at);
		if (operator === '<<<') words.noteExtension('<<<', line);
		else if (before === '&') words.noteExtension(`&${operator}`, line);
		else if (/^[<>]&$/.test(operator) && /^[^\d$"-]/.test(written)) words.noteExtension(operator, line);
		else if (operator.startsWith('<<'))
			this.#hereDocuments.push({ end: written.replaceAll(/['"\\]/g, ''), isIndented: operator === '<<-' });
		return { line, redirection: { operator, target } };
	}

	/** At the beginning of a line: passes over the here-documents that the line before has announced. */
	skipHereDocuments(): void {
		for (const { end, isIndented } of this.#hereDocuments.splice(0)) {
			while (!this.#words.isAtEnd) {
				const [line = ''] = this.#words.take(/[^\n]*/y) ?? [];
				this.#words.take(/\n/y);
				if ((isIndented ? line.replace(/^\t+/, '') : line) === end) break;
			}
		}
	}
}

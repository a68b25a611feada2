/*
 * Values of config variables that links were made of. They may be secret, so whatever is printed, or written into the
 * app, has the variable instead, as the list of repositories has it: https://packages.example.com/${TOKEN}/index
 */

import { longestSecret, shortestSecret } from './defaults.ts';

/** What is to be replaced in texts, and what by. */
export class HiddenValues {
	/** By what is shown, in small letters, which hosts are in. */
	readonly #shown = new Map<string, { readonly text: string; readonly variable: string }>();
	#inWords: RegExp | undefined;
	#anywhere: RegExp | undefined;

	/** From now on `hide` replaces the value of a variable, unless it is too short to be a secret. */
	add(variable: string, value: string): void {
		if (value.length < shortestSecret || value.length > longestSecret) return;
		const end = value.slice(value.lastIndexOf('@') + 1); // what is left where all before it may be a user and password
		for (const text of [value, ...inLinks(value), end, ...inLinks(end)]) {
			if (text.length >= shortestSecret) this.#shown.set(text.toLowerCase(), { text, variable });
		}
		const texts = [...this.#shown.values()].map(({ text }) => text).sort((a, b) => b.length - a.length);
		this.#inWords = patternOf(texts);
		this.#anywhere = patternOf(texts.filter((text) => /\s/.test(text)));
	}

	/** A text with variables instead of their values in every word that may be a link or a host: others keep theirs. */
	hide(text: string): string {
		const [inWords, anywhere] = [this.#inWords, this.#anywhere];
		if (inWords === undefined || anywhere === undefined) return text;
		const variableOf = (value: string) => `\${${this.#shown.get(value.toLowerCase())?.variable ?? ''}}`;
		return text
			.replaceAll(anywhere, variableOf) // what has white space in it is in no word
			.replaceAll(/\S+/g, (word) => (/\/|\.\w/.test(word) ? word.replaceAll(inWords, variableOf) : word));
	}
}

const values = new HiddenValues();

/** From now on `hideValues` replaces the value of a variable, unless it is too short to be a secret, or too long for a link. */
export function hideValue(variable: string, value: string): void {
	values.add(variable, value);
}

/** A text with variables instead of their values in every word that may be a link or a host: others keep theirs. */
export function hideValues(text: string): string {
	return values.hide(text);
}

/** What may stand for a value in a link: encoded, as it was, or as URLs have it in a path, a query or a fragment. */
function inLinks(value: string): string[] {
	const encoded = encodeURI(value);
	const parts = ['', '?', '#'].flatMap((mark) => {
		const start = `http://host/${mark}`;
		const inside = new URL(`${start}${value}x`).href.slice(start.length, -1);
		return [inside, new URL(start + value).href.slice(start.length)]; // at the end white space is cut
	});
	return [encoded, encoded.replaceAll('%25', '%'), ...parts];
}

function patternOf(texts: readonly string[]): RegExp {
	return new RegExp(texts.map(escapeForPattern).join('|') || '(?!)', 'gi');
}

function escapeForPattern(text: string): string {
	return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

/*
 * Values of config variables that links were made of. They may be secret, so whatever is printed, or written into the
 * app, has the variable instead, as the list of repositories has it: https://packages.example.com/${TOKEN}/index
 */

import { longestSecret, shortestSecret } from './defaults.ts';

const shown = new Map<string, string>();
let pattern: RegExp | undefined;

/** From now on `hideValues` replaces the value of a variable, unless it is too short to be a secret, or too long for a link. */
export function hideValue(variable: string, value: string): void {
	if (value.length < shortestSecret || value.length > longestSecret) return;
	// as it is, and as it stands in a link, where hosts are in small letters besides
	const encoded = encodeURI(value);
	for (const text of [value, encoded, encoded.replaceAll('%25', '%')]) {
		if (text !== '') shown.set(text.toLowerCase(), `\${${variable}}`);
	}
	const longestFirst = [...shown.keys()].sort((a, b) => b.length - a.length);
	pattern = new RegExp(longestFirst.map(escapeForPattern).join('|') || '(?!)', 'gi');
}

/** A text with variables instead of their values in every word that may be a link or a host: others keep theirs. */
export function hideValues(text: string): string {
	const values = pattern;
	if (values === undefined) return text;
	return text.replaceAll(/\S+/g, (word) =>
		/\/|\.\w/.test(word) ? word.replaceAll(values, (value) => shown.get(value.toLowerCase()) ?? '') : word,
	);
}

function escapeForPattern(text: string): string {
	return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

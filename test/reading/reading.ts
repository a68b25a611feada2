import type { Command } from '../../src/reading/shell-command.ts';
import { readCommands } from '../../src/reading/shell-commands.ts';
import type { Word } from '../../src/reading/shell-words.ts';

/** A word as one can read it: `$name` is a variable, `@` what only the shell can know. */
export function show(word: Word): string {
	return word.map((part) => (part.is === 'text' ? part.text : part.is === 'variable' ? `$${part.name}` : '@')).join('');
}

/** A command as one can read it; `?` in front says that it is conditional. */
export function showCommand({ assignments, words, redirections, isConditional }: Command): string {
	const parts = [
		...assignments.map(({ name, value }) => `${name}=${show(value)}`),
		...words.map(show),
		...redirections.map(({ operator, target }) => `${operator}${show(target)}`),
	];
	return `${isConditional ? '? ' : ''}${parts.join(' ')}`;
}

export const commandsOf = (text: string) => readCommands(text).map(showCommand);

/** Numbers from 0 to less than 1, the same ones for the same seed (mulberry32). */
export function makeRandom(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

/** What shell text is made of, and some of what it should not have. */
export const pieces = [
	...['\\', '$', '`', '"', "'", '(', ')', '{', '}', '[', ']', '<', '>', '&', '|', ';', '#', '\n', '\r', '\v', ' '],
	...['\t', 'a', '1', '=', '!', '$(', '${', '$((', '((', '<(', '<<E\n', '<<-E\n', 'E\n', 'case x in ', 'a) ', ';; '],
	...['esac ', 'if ', 'then ', 'fi ', 'for x in ', 'do ', 'done ', 'a=(', 'a[', 'a()', '"$(', '"${a:-', '[[ ', ']]'],
	...['\\`', '{a,', 'function a ', '&>', '<<<', '"`', "$'", '((=', '\\\n', '\0', 'é', '\u2028', '\ufeff', '\r\n'],
	...['download ', 'dependency_require ', 'unset ', 'local ', 'export a', '. ', '$a', '${a%', "${a:-'"],
];

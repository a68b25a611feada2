import type { Extension, Word } from './shell-words.ts';

export interface Assignment {
	readonly name: string;
	readonly value: Word;
}

export interface Redirection {
	/** Without the number before it: `<`, `>>`, `>&`, `<<-`. */
	readonly operator: string;
	readonly target: Word;
}

/** A simple command: assignments, then words, of which the first is what is called. The list of `for` counts as one. */
export interface Command {
	/** Where it begins, from 1. */
	readonly line: number;
	readonly assignments: readonly Assignment[];
	readonly words: readonly Word[];
	readonly redirections: readonly Redirection[];
	/**
	 * Whether it may not run, or more than once, or with no effect on what follows: in `if`, in a loop, in a function, in a
	 * subshell, behind `&&` or `||`, behind a `return`.
	 */
	readonly isConditional: boolean;
	/** Whether it is conditional for one reason alone: a `return` before it, in a condition, that may have ended the text. */
	readonly isBehindReturn: boolean;
	readonly isInFunction: boolean;
	/** In `( )`, `$( )` or backquotes. */
	readonly isInSubshell: boolean;
}

/** A shell text, taken apart. */
export interface ShellText {
	/** In the order in which they would run: what is in `$( )` stands before the command that uses it. */
	readonly commands: readonly Command[];
	/** The names of the functions that it defines. */
	readonly functions: readonly string[];
	/** What is not for dash. */
	readonly extensions: readonly Extension[];
}

/** What a word assigns, as a command: it stands before the one that the word is in. */
export function assignmentIn(name: string, line: number): Command {
	const flags = { isConditional: true, isBehindReturn: false, isInFunction: false, isInSubshell: false };
	return { line, assignments: [{ name, value: [{ is: 'open' }] }], words: [], redirections: [], ...flags };
}

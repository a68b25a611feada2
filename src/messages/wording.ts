/**
 * Who can do something about an error: whoever called the program (`usage`), the app's author (`app`), the
 * installer's author (`package`), whoever runs the machine (`machine`), time or
 * a network's owner (`network`), or we (`internal`).
 */
export type Kind = 'usage' | 'app' | 'package' | 'machine' | 'network' | 'internal';

/** How an error is worded. */
export interface Wording<F> {
	readonly kind: Kind;
	readonly text: (facts: F) => string;
}

export const wording = <F>(kind: Kind, text: (facts: F) => string): Wording<F> => ({ kind, text });

/** The facts of an error about an installer: `file` is undefined for what runs at the very end of a build. */
export interface InstallerFacts {
	readonly name: string;
	readonly file: string | undefined;
}

/** What to do about a path that cannot be written. */
export const checkPath = 'Check the path, its permissions, and the room on the disk.';

/** Names an installer's file, where there is one. */
export const inFile = (file: string | undefined) => (file === undefined ? '' : ` (${file})`);

/** A sentence that begins with what a package is called, or with `the end of the build`. */
export const capitalized = (text: string) => text.replace(/^the /, 'The ');

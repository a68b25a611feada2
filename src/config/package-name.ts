const packageName = /^[A-Za-z0-9][A-Za-z0-9._+-]*$/;

/** Whether a word can name a package. Everything else (`../x`, `a/b`, `$(x)`) could mean more than a name. */
export function isPackageName(word: string): boolean {
	return packageName.test(word);
}

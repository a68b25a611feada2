/** Bytes: `NAME.sh` has to be a file name. */
const longestPackageName = 250;

const packageName = /^[A-Za-z0-9][A-Za-z0-9._+-]*$/;

/** Whether a word can name a package. Everything else (`../x`, `a/b`, `$(x)`) could mean more than a name. */
export function isPackageName(word: string): boolean {
	return packageName.test(word) && word.length <= longestPackageName;
}

/** Whether a word can name a variable in a shell. */
export function isVariableName(word: string): boolean {
	return /^[A-Za-z_][A-Za-z0-9_]*$/.test(word);
}

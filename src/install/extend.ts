import { extendProfile } from '../assemble/extensions.ts';
import { isVariableName } from '../config/names.ts';
import { BuildpackError } from '../errors.ts';
import { type NamesAtBoot, relocateWord } from '../relocated-text.ts';
import { doubleQuoted } from '../shell-text.ts';
import type { Answer } from './protocol.ts';
import { syntaxErrorInText } from './shell-syntax.ts';

/** Text that can hold no syntax error between double quotes: plain characters, `$NAME` and `${NAME}`. */
const plainWord = /^(?:[^`$\\"]|\$[A-Za-z_]\w*|\$\{[A-Za-z_]\w*\})*$/;

export interface ExtendContext {
	readonly buildDir: string;
	readonly namesAtBoot: NamesAtBoot;
	readonly shell: readonly string[];
}

/**
 * `env_extend VARIABLE VALUE`: writes the line for the app, and answers with what extends the variable in the session.
 *
 * @param file the installer's, for messages
 */
export function extendVariable(
	{ buildDir, namesAtBoot, shell }: ExtendContext,
	given: readonly Buffer[],
	packageName: string,
	file: string | undefined,
): Answer {
	const [variable, value] = given;
	const name = variable?.toString() ?? '';
	if (value === undefined || given.length > 2) {
		throw new BuildpackError('package::env-extend-arguments', { given: given.length, file });
	}
	if (!isVariableName(name)) throw new BuildpackError('package::env-extend-variable', { name, file });
	const word = doubleQuoted(value);
	if (!plainWord.test(value.toString('latin1'))) {
		const text = Buffer.concat([Buffer.from(': "'), word, Buffer.from('"\n')]);
		if (syntaxErrorInText(shell, text) !== undefined)
			throw new BuildpackError('package::env-extend-value', { name, file });
	}
	extendProfile(buildDir, packageName, name, doubleQuoted(relocateWord(value, namesAtBoot)));
	// as at boot, when HOME is the app's directory on every platform; what it is now differs
	return Buffer.concat([
		Buffer.from('__home=${HOME-}\nHOME=$__runtime_dir\n__value="'),
		word,
		Buffer.from(`"\nHOME=$__home\n__extend ${name}`),
	]);
}

import type { ExportFile } from '../assemble/extensions.ts';
import { extendProfile } from '../assemble/extensions.ts';
import type { WantedPackage } from '../config/app.ts';
import { isPackageName } from '../config/package-name.ts';
import { BuildpackError } from '../errors.ts';
import { action, warn } from '../output.ts';
import type { Installer, Resolver } from '../resolve/resolver.ts';
import { doubleQuoted, quoteWord } from '../shell-text.ts';
import { compileScript, type Ledger, type Requirement } from './ledger.ts';
import type { Answer, Question } from './protocol.ts';
import { syntaxErrorIn, syntaxErrorInText } from './shell-syntax.ts';

/** What the answers need to know of the build. */
export interface BuildContext {
	readonly buildDir: string;
	/** The app's build/heroku, absolute. */
	readonly configDir: string;
	readonly wanted: readonly WantedPackage[];
	readonly compileScript: string | undefined;
	/** Whether a failed installer ends the build. */
	readonly isStrict: boolean;
	/** The shell and its options. */
	readonly shell: readonly string[];
	readonly resolver: Resolver;
	readonly ledger: Ledger;
	readonly exportFile: ExportFile;
	/** Every package that was installed, for the manifest. */
	readonly installed: Installer[];
}

const nothing: Answer = ':';

/**
 * Answers one question of the session.
 *
 * @param job the process that asks, where it is not the main shell
 * @throws BuildpackError when what was asked for ends the build
 */
export async function answerQuestion(context: BuildContext, question: Question, job?: number): Promise<Answer> {
	const requirer = context.ledger.requirement(question.requirement);
	const words = question.arguments.map((word) => word.toString());
	switch (question.verb) {
		case 'require':
			return await requirePackage(context, words[0] ?? '', requirer, job);
		case 'installed':
			context.ledger.finish(known(requirer, question));
			return nothing;
		case 'failed':
			noteFailed(context, known(requirer, question), Number(words[0]));
			return nothing;
		case 'mark':
			for (const name of words) context.ledger.mark(checkName(name, requirer));
			return nothing;
		case 'env-extend':
			return extendVariable(context, question.arguments, requirer);
		case 'extended':
			context.exportFile.add(words[0] ?? '', question.arguments[1] ?? Buffer.alloc(0));
			return nothing;
		case 'fail':
			throw new BuildpackError('package::failed', { message: words.join(' ') });
		case 'compile':
			return runCompileScript(context);
		default:
			throw new BuildpackError('internal::unknown-question', { verb: question.verb });
	}
}

async function requirePackage(
	context: BuildContext,
	name: string,
	requirer: Requirement | undefined,
	job: number | undefined,
): Promise<Answer> {
	const { ledger, resolver } = context;
	checkName(name, requirer);
	const standing = ledger.standing(name, requirer);
	switch (standing.is) {
		case 'present':
			return nothing;
		case 'circular':
			throw new BuildpackError('package::circle', { circle: standing.circle });
		case 'in-progress':
			await ledger.wait(name, requirer, standing.end);
			return nothing;
	}
	const installer = resolver.find(name);
	if (installer === undefined) {
		const by = requirer?.file ?? wantedIn(context.wanted, name);
		throw new BuildpackError('package::unknown', {
			name,
			by,
			searched: Object.values(resolver.directories),
			close: await resolver.suggest(name),
		});
	}
	action(`Installing ${name} (from the ${installer.source})`);
	if (job !== undefined)
		warn(`${name} is installed in a subshell: functions and variables that it defines stay there.`);
	context.installed.push(installer);
	const { id } = ledger.begin(name, installer.file, requirer, job);
	// the shell knows these directories by a name: it reads answers byte by byte, and this one comes most often
	return `__source ${id} "$__${installer.source}/${name}.sh" ${name} "$__${installer.source}"`;
}

function wantedIn(wanted: readonly WantedPackage[], name: string): string {
	const line = wanted.find((each) => each.name === name)?.line;
	return line === undefined ? 'the end of the build' : `build/heroku/install, line ${line}`;
}

function runCompileScript({ ledger, compileScript: file, configDir }: BuildContext): Answer {
	if (file === undefined) return nothing;
	action("Running the app's build/heroku/compile");
	const { id } = ledger.begin(compileScript, file, undefined, undefined);
	return `__source ${id} ${quoteWord(file)} compile ${quoteWord(configDir)}`;
}

/** Takes an installer's end when its last command has failed: as ever, that alone does not end a build. */
function noteFailed(context: BuildContext, requirement: Requirement, status: number): void {
	const { name, file } = requirement;
	// bash goes on after a syntax error, as if a command had failed
	const message = syntaxErrorIn(context.shell, file);
	if (message !== undefined) throw new BuildpackError('package::syntax-error', { name, file, message });
	if (context.isStrict) throw new BuildpackError('package::last-command-failed', { name, file, status });
	warn(`The last command of ${name} failed with status ${status} (${file}).`);
	context.ledger.finish(requirement);
}

function known(requirement: Requirement | undefined, { verb }: Question): Requirement {
	if (requirement === undefined) throw new BuildpackError('internal::unknown-question', { verb });
	return requirement;
}

function checkName(name: string, requirer: Requirement | undefined): string {
	if (!isPackageName(name)) throw new BuildpackError('package::invalid-name', { name, file: requirer?.file });
	return name;
}

const identifier = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Text that can hold no syntax error between double quotes: plain characters, `$NAME` and `${NAME}`. */
const plainWord = /^(?:[^`$\\"]|\$[A-Za-z_]\w*|\$\{[A-Za-z_]\w*\})*$/;

function extendVariable(context: BuildContext, given: readonly Buffer[], requirer: Requirement | undefined): Answer {
	const [variable, value] = given;
	const name = variable?.toString() ?? '';
	const file = requirer?.file;
	if (value === undefined || given.length > 2)
		throw new BuildpackError('package::env-extend-arguments', { given: given.length, file });
	if (!identifier.test(name)) throw new BuildpackError('package::env-extend-variable', { name, file });
	const word = doubleQuoted(value);
	if (!plainWord.test(value.toString('latin1'))) {
		const message = syntaxErrorInText(context.shell, Buffer.concat([Buffer.from(': "'), word, Buffer.from('"\n')]));
		if (message !== undefined)
			throw new BuildpackError('package::env-extend-value', { name, value: value.toString(), file, message });
	}
	const packageName = requirer === undefined ? 'modular' : requirer.name === compileScript ? 'compile' : requirer.name;
	extendProfile(context.buildDir, packageName, name, word);
	return Buffer.concat([Buffer.from('__value="'), word, Buffer.from(`"\n__extend ${name}`)]);
}

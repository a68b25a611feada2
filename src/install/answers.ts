import type { Extension } from '../assemble/extensions.ts';
import type { WantedPackage } from '../config/app.ts';
import { isPackageName } from '../config/names.ts';
import { BuildpackError } from '../errors.ts';
import { action, detail, warn } from '../output.ts';
import type { NamesAtBoot } from '../relocated-text.ts';
import type { Installer, Resolver } from '../resolve/resolver.ts';
import { quoteWord } from '../shell-text.ts';
import { answerDownload, answerMd5, answerUnpack, type Asker, type DownloadContext } from './downloads.ts';
import { extendVariable } from './extend.ts';
import { compileScript, type Ledger, type Requirement } from './ledger.ts';
import type { Answer, Question } from './protocol.ts';
import type { RequestWatch } from './request-watch.ts';
import { syntaxErrorIn } from './shell-syntax.ts';

/** What the answers need to know of the build. */
export interface BuildContext extends DownloadContext {
	/** The app's build/heroku, absolute. */
	readonly configDir: string;
	readonly wanted: readonly WantedPackage[];
	/** Who wants them, where it is not the app's install file. */
	readonly wantedBy: string | undefined;
	readonly compileScript: string | undefined;
	/** The shell and its options. */
	readonly shell: readonly string[];
	readonly resolver: Resolver;
	readonly ledger: Ledger;
	/** Every `env_extend`, in its order. */
	readonly extensions: Extension[];
	/** What directories are called at boot, where that is not what installers call them. */
	readonly namesAtBoot: NamesAtBoot;
	/** Called with each package that is found to use the network by itself, in a build that is recorded. */
	readonly onOwnRequest: ((packageName: string) => void) | undefined;
	readonly requests: RequestWatch;
	/** Every package that was installed, for the manifest. */
	readonly installed: Installer[];
}

const nothing: Answer = ':';

/**
 * Answers one question of the session.
 *
 * @param pid the process that asks
 * @param isJob whether that is another one than the main shell
 * @throws BuildpackError when what was asked for ends the build
 */
export async function answerQuestion(
	context: BuildContext,
	question: Question,
	pid: number,
	isJob: boolean,
): Promise<Answer> {
	const requirer = context.ledger.requirement(question.requirement);
	const words = question.arguments.map((word) => word.toString());
	const packageName = packageNameOf(requirer);
	const asker: Asker = {
		packageName,
		name: requirer?.name ?? packageName,
		installer: requirer?.installer,
		pid,
	};
	if (context.onOwnRequest !== undefined && context.requests.hasSent(pid)) context.onOwnRequest(packageName);
	switch (question.verb) {
		case 'require':
			return await requirePackage(context, words[0] ?? '', requirer, isJob ? pid : undefined);
		case 'installed':
			context.ledger.finish(known(requirer, question));
			return nothing;
		case 'failed':
			noteFailed(context, known(requirer, question), Number(words[0]));
			return nothing;
		case 'mark':
			for (const name of words) context.ledger.mark(checkName(name, requirer));
			return nothing;
		case 'download':
		case 'cached-download':
			return await answerDownload(context, question.verb, question.arguments, asker);
		case 'unpack':
			return await answerUnpack(context, question.arguments, asker);
		case 'md5':
			return await answerMd5(question.arguments, asker);
		case 'env-extend':
			return extendVariable(context, question.arguments, asker.packageName, fileOf(requirer));
		case 'extended':
			context.extensions.push({ variable: words[0] ?? '', value: question.arguments[1] ?? Buffer.alloc(0) });
			return nothing;
		case 'fail':
			throw new BuildpackError('package::failed', {});
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
	const standing = ledger.standing(name, requirer, job);
	switch (standing.is) {
		case 'present':
			return nothing;
		case 'circular':
			throw new BuildpackError('package::circle', { circle: standing.circle });
		case 'abandoned':
			throw new BuildpackError('package::abandoned', { name, file: standing.file });
		case 'in-progress':
			await ledger.wait(name, requirer, standing.end);
			return nothing;
	}
	const requirement = ledger.begin(name, requirer, job);
	const installer = await resolver.find(name);
	if (installer === undefined) {
		const by = fileOf(requirer) ?? context.wantedBy ?? wantedIn(context.wanted, name);
		// there is no app that anybody knows of, then
		const isMadeUp = (place: string) => context.wantedBy !== undefined && place === resolver.directories.app;
		throw new BuildpackError('package::unknown', {
			name,
			by,
			searched: resolver.places.filter((place) => !isMadeUp(place)),
			close: await resolver.suggest(name),
		});
	}
	requirement.installer = installer;
	context.installed.push(installer);
	announce(installer);
	if (job !== undefined)
		warn(`${name} is installed in a subshell: functions and variables that it defines stay there.`);
	if (installer.source === 'repository') return source(requirement, installer.file, name, installer.directory);
	return `__source ${requirement.id} ${installer.source}`; // this answer comes most often, and the shell knows the rest
}

function announce(installer: Installer): void {
	if (installer.source === 'repository') {
		action(`Installing ${installer.name} (from ${String(installer.link)})`);
		detail(`Found in ${String(installer.repository)}`);
	} else action(`Installing ${installer.name} (from the ${installer.source})`);
}

function wantedIn(wanted: readonly WantedPackage[], name: string): string {
	const line = wanted.find((each) => each.name === name)?.line;
	return line === undefined ? 'the end of the build' : `build/heroku/install, line ${line}`;
}

function runCompileScript({ ledger, compileScript: file, configDir }: BuildContext): Answer {
	if (file === undefined) return nothing;
	action("Running the app's build/heroku/compile");
	const requirement = ledger.begin(compileScript, undefined, undefined);
	requirement.installer = { file, directory: configDir };
	return source(requirement, file, packageNameOf(requirement), configDir);
}

function source({ id }: Requirement, file: string, packageName: string, directory: string): Answer {
	return `__source ${id} ${quoteWord(file)} ${quoteWord(packageName)} ${quoteWord(directory)}`;
}

/** What PACKAGE is for an installer; for what runs at the very end of a build, the buildpack's own. */
function packageNameOf(requirement: Requirement | undefined): string {
	if (requirement === undefined) return 'modular';
	return requirement.name === compileScript ? 'compile' : requirement.name;
}

function fileOf(requirement: Requirement | undefined): string | undefined {
	return requirement?.installer?.file;
}

/** Takes an installer's end when its last command has failed: as ever, that alone does not end a build. */
function noteFailed(context: BuildContext, requirement: Requirement, status: number): void {
	const { name } = requirement;
	const file = fileOf(requirement) ?? '';
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
	if (!isPackageName(name)) throw new BuildpackError('package::invalid-name', { name, file: fileOf(requirer) });
	return name;
}

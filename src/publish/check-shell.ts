import { mendBashism } from '../messages/bashisms.ts';
import type { Command } from '../reading/shell-command.ts';
import { plainText, type Word } from '../reading/shell-words.ts';
import { type CheckedPackage, type Finding, isExpected, makeFinding } from './finding.ts';

/** Commands that dash has not. */
const bashCommands = new Set([
	...['source', 'declare', 'typeset', 'let', 'pushd', 'popd', 'dirs', 'shopt', 'mapfile', 'readarray', 'disown'],
	...['enable', 'builtin', 'compgen', 'complete', 'caller', 'coproc'],
]);

/** Options that dash has not, of commands that it has. What stands for the option is shown. */
const bashOptions: Readonly<Record<string, RegExp>> = {
	read: /^-(?=.*[^rp-])\w+$/,
	printf: /^-v/,
	export: /^-[^p-]/,
	readonly: /^-[^p-]/,
	local: /^-./,
	wait: /^-/,
};

/** Variables that bash sets, and dash does not. */
const bashVariables = new Set([
	...[
		'BASH_SOURCE',
		'BASH_LINENO',
		'BASH_REMATCH',
		'BASHPID',
		'RANDOM',
		'SRANDOM',
		'SECONDS',
		'EUID',
		'UID',
		'FUNCNAME',
	],
	...['PIPESTATUS', 'DIRSTACK', 'OSTYPE', 'HOSTTYPE', 'MACHTYPE', 'EPOCHSECONDS', 'EPOCHREALTIME'],
]);

/** Extensions that dash takes for something else, without an error. */
const differing = /^(?:\$['"[]|\{)/;

/**
 * What an installer says that dash does not understand.
 *
 * @param functions the names of all functions in the directory: they are there for every installer
 */
export function checkShell({ path, facts }: CheckedPackage, functions: ReadonlySet<string>): Finding[] {
	const findings = facts.extensions.map(({ line, text }) => {
		const code = differing.test(text) ? 'bashism-differs' : 'bashism';
		return makeFinding(code, { path, line }, { text, mend: mendBashism(text) });
	});
	const assigned = new Set(facts.commands.flatMap(({ assignments }) => assignments.map(({ name }) => name)));
	for (const command of facts.commands) {
		const { line } = command;
		const called = plainText(command.words[0]) ?? '';
		if (!functions.has(called)) {
			const text = findBashism(called, command);
			const facts = { text: text ?? '', mend: mendBashism(text ?? '') };
			if (text !== undefined) findings.push(makeFinding('bashism', { path, line }, facts, isExpected(command)));
			else if (called === 'echo' && /^-[eE]+n?[eE]*$/.test(plainText(command.words[1]) ?? ''))
				findings.push(makeFinding('bashism-differs', { path, line }, { text: 'echo -e', mend: mendBashism('echo') }));
		}
		for (const name of variablesIn(command)) {
			if (!bashVariables.has(name) || assigned.has(name)) continue;
			const facts = { text: `$${name}`, mend: mendBashism(`$${name}`) };
			findings.push(makeFinding('bashism-differs', { path, line }, facts));
		}
	}
	return findings;
}

/** What of a command is not for dash, where something is. */
function findBashism(called: string, { words }: Command): string | undefined {
	const texts = words.slice(1).map((word) => plainText(word) ?? '');
	if (bashCommands.has(called)) return called;
	const pattern = Object.hasOwn(bashOptions, called) ? bashOptions[called] : undefined;
	const [first = ''] = texts;
	if (pattern?.test(first)) return `${called} ${first}`;
	if (called === 'read' && texts.every((text) => text.startsWith('-'))) return 'read without a name';
	if (called === '[' || called === 'test') {
		const operator = texts.find(
			(text, index) => /^(?:==|=~|-v)$/.test(text) && (text === '-v' ? index === 0 : index > 0),
		);
		return operator === undefined
			? undefined
			: `${called === '[' ? '[ ' : 'test '}${operator}${called === '[' ? ' ]' : ''}`;
	}
	if (called === 'set' && texts.some((text, index) => text === 'pipefail' && /^[-+]\w*o$/.test(texts[index - 1] ?? '')))
		return 'set -o pipefail';
	const signal = called === 'trap' ? texts.slice(1).find((text) => /^(?:ERR|DEBUG|RETURN)$/.test(text)) : undefined;
	if (signal !== undefined) return `trap ${signal}`;
	return called === 'type' && /^-[tpP]$/.test(first) ? `type ${first}` : undefined;
}

/** The variables that a command uses, without those that have a default where they stand. */
function variablesIn({ assignments, words, redirections }: Command): Set<string> {
	const all: Word[] = [...assignments.map(({ value }) => value), ...words, ...redirections.map(({ target }) => target)];
	return new Set(
		all.flat().flatMap((part) => (part.is === 'variable' && part.otherwise === undefined ? [part.name] : [])),
	);
}

import type { Command } from '../reading/shell-command.ts';
import { plainText, type Word } from '../reading/shell-words.ts';
import { type CheckedPackage, type Finding, isExpected, makeFinding } from './finding.ts';

/** Programs that read all the files that they name. */
const readers = new Set(['.', 'awk', 'cat', 'cut', 'grep', 'head', 'jq', 'sed', 'sh', 'sort', 'source', 'tail', 'wc']);

/** Programs that read but the last of them. */
const copiers = new Set(['cp', 'ln', 'mv', 'rsync']);

/** Programs whose files are there afterwards, or another way than before. */
const writers = new Set([...copiers, 'touch', 'tee', 'install', 'mkdir', 'download', 'cached_download', 'sed']);

/** Files that apps have and packages do not: what is in build/, and what tools of languages look for. */
const ofApps =
	/^\/(?:build\/.|(?:composer|package)\.json$|(?:composer|yarn|Gemfile|Pipfile|poetry)\.lock$|package-lock\.json$|npm-shrinkwrap\.json$|pnpm-lock\.yaml$|Gemfile$|Pipfile$|requirements\.txt$|pyproject\.toml$|runtime\.txt$|pom\.xml$|go\.mod$|Cargo\.(?:toml|lock)$|Procfile$|app\.json$|\.(?:node|ruby|python)-version$|\.nvmrc$)/;

/** What works in a shell, and not in a build. */
export function checkHabits(checked: CheckedPackage, functions: ReadonlySet<string>): Finding[] {
	const { path, description, facts } = checked;
	const findings: Finding[] = [];
	if (description === undefined)
		findings.push(makeFinding('description-missing', { path }, { path: path.replace(/sh$/, 'dsc') }));
	const isOwnBuildDir = facts.commands.some(({ assignments }) => assignments.some(({ name }) => name === 'BUILD_DIR'));
	const written = new Set(facts.commands.flatMap(pathsWritten));
	for (const command of facts.commands) {
		const { line, words, isInFunction, isInSubshell } = command;
		const [called = '', first] = words.map((word) => plainText(word));
		const place = { path, line };
		if (called === 'exit' && first === '0' && !isInSubshell)
			findings.push(makeFinding('exit-0', place, {}, !isInFunction));
		if (called === 'exec' && first !== undefined && !first.startsWith('-') && !isInSubshell)
			findings.push(makeFinding('exec', place, { program: first }, isExpected(command)));
		const program = programOf(words);
		if (/^(?:curl|wget)$/.test(program) && !functions.has(program))
			findings.push(makeFinding('own-download', place, { program }));
		if (isOwnBuildDir) continue;
		for (const read of pathsRead(command)) {
			if (ofApps.test(read) && !written.has(read))
				findings.push(makeFinding('build-dir-read', place, { path: `$BUILD_DIR${read}` }));
		}
	}
	return findings;
}

/** The name of the program that runs, whatever it is called through. */
function programOf(words: readonly Word[]): string {
	const texts = words.map((word) => plainText(word) ?? '');
	const through = texts.findIndex((text) => !/^(?:command|exec|nohup|env|sudo|time|xargs|\w+=.*)$/.test(text));
	return texts[through]?.replace(/^.*\//, '') ?? '';
}

/** The paths below BUILD_DIR that a command reads, as far as they are known. */
function pathsRead({ words, redirections }: Command): string[] {
	const called = plainText(words[0]) ?? '';
	const operands = words.slice(1);
	const files = [...redirections.filter(({ operator }) => operator === '<').map(({ target }) => target)];
	if (called === '[' || called === '[[' || called === 'test')
		files.push(...operands.filter((_, index) => /^-[a-zA-Z]$/.test(plainText(operands[index - 1]) ?? '')));
	else if (readers.has(called)) files.push(...operands);
	else if (copiers.has(called)) files.push(...operands.slice(0, -1));
	return files.flatMap(belowBuildDir);
}

function pathsWritten({ words, redirections }: Command): string[] {
	const files = redirections.filter(({ operator }) => operator.startsWith('>')).map(({ target }) => target);
	if (writers.has(plainText(words[0]) ?? '')) files.push(...words.slice(1));
	const copied = copiers.has(plainText(words[0]) ?? '') ? words.slice(1, -1) : [];
	return files.filter((word) => !copied.includes(word)).flatMap(belowBuildDir);
}

/** The path behind `$BUILD_DIR`, up to the first thing in it that only the shell knows. */
function belowBuildDir(word: Word): string[] {
	const [first, ...rest] = word.filter((part) => part.is !== 'text' || part.text !== '');
	if (first?.is !== 'variable' || first.name !== 'BUILD_DIR') return [];
	const open = rest.findIndex((part) => part.is !== 'text');
	const path = plainText(rest.slice(0, open === -1 ? undefined : open)) ?? '';
	return [open === -1 ? path : `${path}...`];
}

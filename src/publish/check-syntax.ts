import { realpathSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { isUtf8 } from 'node:buffer';
import { processVariables } from '../config/environment.ts';
import { statusOf } from '../files.ts';
import { syntaxErrorIn, syntaxErrorInText } from '../install/shell-syntax.ts';
import { type CheckedPackage, type Finding, makeFinding } from './finding.ts';

/** The shell that syntax is checked with. */
export interface SyntaxShell {
	/** As people know it. */
	readonly name: string;
	readonly command: readonly string[];
}

/** The best shell for the purpose that this machine has. Platforms have dash; the others forgive more, or other things. */
export function findSyntaxShell(): SyntaxShell | undefined {
	const dash = findProgram('dash') ?? '/bin/sh';
	if (basename(realPathOf(dash) ?? '') === 'dash') return { name: 'dash', command: [dash] };
	const busybox = findProgram('busybox');
	if (busybox !== undefined) return { name: 'busybox ash', command: [busybox, 'ash'] };
	const bash = findProgram('bash');
	return bash === undefined ? undefined : { name: 'bash --posix', command: [bash, '--posix'] };
}

/** What is wrong with the text of an installer, before anything that it says. */
export function checkSyntax(checked: CheckedPackage, shell: SyntaxShell | undefined): Finding[] {
	const { path, content, text } = checked;
	const findings: Finding[] = [];
	if (content.subarray(0, 3).equals(Buffer.from('\uFEFF')))
		findings.push(makeFinding('byte-order-mark', { path, line: 1 }, {}));
	const line = firstLineThatIsNotUtf8(content);
	if (line !== undefined) findings.push(makeFinding('not-utf-8', { path, line }, {}));
	const parts = text.split('\r\n');
	if (parts.length > 1) {
		const first = parts[0]?.split('\n').length ?? 1;
		findings.push(makeFinding('crlf', { path, line: first }, { count: parts.length - 1 }));
	}
	if (shell === undefined) return findings;
	const said = findSyntaxError(checked, shell);
	if (said !== undefined) findings.push(syntaxFinding(checked, said, shell));
	return findings;
}

/** What the shell says of the text as it is meant: what CRs and a byte-order mark do to it is another matter. */
function findSyntaxError({ file, content }: CheckedPackage, { command }: SyntaxShell): string | undefined {
	const text = content.toString('latin1');
	const meant = text.replace(/^\u00ef\u00bb\u00bf/, '').replaceAll('\r\n', '\n');
	// of the file where that is the same, since some shells count lines for files only
	return meant === text
		? syntaxErrorIn(command, resolve(file))
		: syntaxErrorInText(command, Buffer.from(meant, 'latin1'));
}

/** Shells say `FILE: 3: Syntax error: ...`, `FILE: line 3: ...`; their own name instead of the file's, of a text. */
function syntaxFinding({ path, file }: CheckedPackage, said: string, shell: SyntaxShell): Finding {
	const first = said.replace(`${resolve(file)}: `, 'sh: ').split('\n')[0] ?? '';
	const [, line, message = first] = /^[^:]*: (?:line )?(\d+): (.*)$/.exec(first) ?? [];
	const facts = { shell: shell.name, message: message.replace(/[.\s]+$/, '') };
	return makeFinding('syntax-error', { path, line: line === undefined ? undefined : Number(line) }, facts);
}

function firstLineThatIsNotUtf8(content: Buffer): number | undefined {
	if (isUtf8(content)) return undefined;
	let line = 1;
	for (let at = 0; at < content.length; line += 1) {
		const newline = content.indexOf(0x0a, at);
		const end = newline === -1 ? content.length : newline;
		if (!isUtf8(content.subarray(at, end))) return line;
		at = end + 1;
	}
	return line;
}

function findProgram(name: string): string | undefined {
	const directories = (processVariables()['PATH'] ?? '').split(':').filter((directory) => directory.startsWith('/'));
	return directories.map((directory) => join(directory, name)).find((file) => statusOf(file)?.isFile());
}

function realPathOf(file: string): string | undefined {
	try {
		return realpathSync(file);
	} catch {
		return undefined;
	}
}

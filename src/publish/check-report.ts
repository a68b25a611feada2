import { counted } from '../output.ts';
import type { SyntaxShell } from './check-syntax.ts';
import type { Finding } from './finding.ts';
import { labelled, oneLine } from './text-table.ts';

export interface CheckReport {
	/** How many were checked. */
	readonly packages: number;
	readonly findings: readonly Finding[];
	readonly shell: SyntaxShell | undefined;
}

/** What was found, for people: by file. */
export function formatFindings({ packages, findings, shell }: CheckReport): string[] {
	const lines: string[] = [];
	let file: string | undefined;
	for (const each of findings) {
		if (each.file !== file) lines.push(...(file === undefined ? [] : ['']), each.file);
		file = each.file;
		const label = `  ${(each.line === undefined ? '' : `${each.line}`).padStart(4)}  ${each.severity.padEnd(7)}  `;
		const indent = ' '.repeat(label.length);
		const [what = '', ...more] = each.what.split('\n').map(oneLine);
		lines.push(...labelled(label, `${what} (${each.code})`), ...more.map((line) => `${indent}${line}`));
		for (const text of [each.why, each.mend]) lines.push(...labelled(indent, oneLine(text)));
	}
	if (lines.length > 0) lines.push('');
	const { errors, warnings } = countFindings(findings);
	lines.push(`${counted(packages, 'package')}: ${counted(errors, 'error')}, ${counted(warnings, 'warning')}.`);
	lines.push(
		shell === undefined
			? 'There is no shell here to check the syntax with: install dash.'
			: `The syntax was checked with ${shell.name}.`,
	);
	return lines;
}

/** The same for machines. */
export function findingsAsJson({ packages, findings, shell }: CheckReport): string {
	const plain = findings.map(({ file, line, severity, code, what, why, mend }) => {
		return { file, line: line ?? null, severity, code, what, why, mend };
	});
	return JSON.stringify({ packages, shell: shell?.name ?? null, ...countFindings(findings), findings: plain }, null, 2);
}

export function countFindings(findings: readonly Finding[]): { errors: number; warnings: number } {
	const errors = findings.filter(({ severity }) => severity === 'error').length;
	return { errors, warnings: findings.length - errors };
}

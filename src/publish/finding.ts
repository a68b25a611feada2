import {
	type FindingCode,
	type FindingFacts,
	type FindingText,
	findingWordings,
	type Severity,
} from '../messages/findings.ts';
import type { InstallerFacts } from '../reading/installer-facts.ts';
import type { PublishedPackage } from './package-directory.ts';

/** Something that `modular check` has found. */
export interface Finding extends FindingText {
	/** Relative to the directory. */
	readonly file: string;
	/** From 1; undefined where it is about the file as a whole. */
	readonly line: number | undefined;
	readonly severity: Severity;
	readonly code: FindingCode;
}

/** A package that is checked. */
export interface CheckedPackage extends PublishedPackage {
	readonly text: string;
	readonly facts: InstallerFacts;
}

/** Whether something is sure to happen in builds: always, or unless its installer had nothing to do and returned. */
export function isExpected(fact: { readonly isConditional: boolean; readonly isBehindReturn: boolean }): boolean {
	return !fact.isConditional || fact.isBehindReturn;
}

/**
 * Makes a finding.
 *
 * @param isCertain whether it happens whenever the installer runs: what may not happen is a warning at most
 */
export function makeFinding<C extends FindingCode>(
	code: C,
	{ path, line }: { readonly path: string; readonly line?: number | undefined },
	facts: FindingFacts<C>,
	isCertain = true,
): Finding {
	const { severity, text } = findingWordings[code] as {
		severity: Severity;
		text: (facts: FindingFacts<C>) => FindingText;
	};
	return { file: path, line, severity: isCertain ? severity : 'warning', code, ...text(facts) };
}

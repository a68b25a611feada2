import { setImmediate } from 'node:timers/promises';
import { readInstaller } from '../reading/installer-facts.ts';
import { checkFiles, installerDir } from './check-files.ts';
import { checkHabits } from './check-habits.ts';
import { checkCircles, checkName, checkRequirements, type KnownPackages } from './check-requirements.ts';
import { checkShell } from './check-shell.ts';
import { checkSyntax, type SyntaxShell } from './check-syntax.ts';
import type { CheckedPackage, Finding } from './finding.ts';
import type { PublishedPackage } from './package-directory.ts';

export interface CheckOptions {
	readonly directory: string;
	/** Where the buildpack has its own packages. */
	readonly buildpackInstallers: string;
	/** What requirements may name. */
	readonly known: KnownPackages;
	readonly shell: SyntaxShell | undefined;
	readonly abort: AbortSignal;
}

/** Reads the packages of a directory, without running them. */
export function readChecked(packages: readonly PublishedPackage[]): CheckedPackage[] {
	return packages.map((each) => {
		const text = each.content.toString().replace(/^\uFEFF/, '');
		return { ...each, text, facts: readInstaller(text, { INSTALLER_DIR: installerDir, PACKAGE: each.name }) };
	});
}

/** Finds what would fail in somebody's build, in the order of files and lines. */
export async function checkPackages(packages: readonly CheckedPackage[], options: CheckOptions): Promise<Finding[]> {
	const { directory, buildpackInstallers, known, shell, abort } = options;
	const functions = new Set(packages.flatMap(({ facts }) => facts.functions));
	const parts = [checkCircles(packages)];
	for (const each of packages) {
		await setImmediate(); // signals are seen between packages
		abort.throwIfAborted();
		parts.push(
			checkName(each, buildpackInstallers),
			checkSyntax(each, shell),
			checkShell(each, functions),
			checkHabits(each, functions),
		);
		parts.push(await checkRequirements(each, known), await checkFiles(each, directory));
	}
	const findings = parts.flat();
	const bashisms = new Set(findings.flatMap((each) => (each.code === 'bashism' ? [placeOf(each)] : [])));
	return findings
		.filter((each) => each.code !== 'syntax-error' || !bashisms.has(placeOf(each))) // it has been said better
		.sort((a, b) => order(a.file, b.file) || (a.line ?? 0) - (b.line ?? 0) || order(a.code, b.code));
}

const placeOf = ({ file, line }: Finding) => `${file} ${line ?? ''}`;

const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

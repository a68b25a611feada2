import { dirname, join, posix } from 'node:path';
import { parseChecksum } from '../fetch/checksum.ts';
import { hashFile } from '../fetch/hash.ts';
import { hasScheme } from '../fetch/link.ts';
import { statusOf } from '../files.ts';
import type { FetchedFile } from '../reading/installer-facts.ts';
import { type CheckedPackage, type Finding, isExpected, makeFinding } from './finding.ts';

/** What INSTALLER_DIR is while an installer is read: no link begins so. */
export const installerDir = 'installer-dir:';

/** Files that an installer fetches: whether those beside it are there and have their checksums. */
export async function checkFiles(checked: CheckedPackage, directory: string): Promise<Finding[]> {
	const findings = await Promise.all(
		checked.facts.fetches.map(async (file) => await checkFile(checked, directory, file)),
	);
	return findings.flat();
}

async function checkFile({ path }: CheckedPackage, directory: string, file: FetchedFile): Promise<Finding[]> {
	const { url, checksum, helper, line, isCertain } = file;
	const place = { path, line };
	const isSure = isExpected(file) && isCertain;
	if (url === undefined || url === '') return [];
	const fetched = { helper, url: url.replace(installerDir, '$INSTALLER_DIR') };
	const beside = pathBeside(url, path);
	const status = beside === undefined ? undefined : statusOf(join(directory, beside));
	if (beside !== undefined && !status?.isFile())
		return [makeFinding('file-missing', place, { ...fetched, path: beside }, isSure)];
	if (checksum === undefined) return [];
	if (checksum === '') return [makeFinding('checksum-missing', place, fetched)];
	const wanted = parseChecksum(checksum);
	if (wanted === undefined) return [makeFinding('checksum-unusable', place, { text: checksum })];
	if (beside === undefined) return [];
	const { algorithm } = wanted;
	const found = (await hashFile(join(directory, beside), wanted))[algorithm] ?? '';
	if (found === wanted.hex) return [];
	return [makeFinding('checksum-wrong', place, { ...fetched, algorithm, wanted: wanted.hex, found }, isSure)];
}

/** The path of a file beside an installer, in the directory; undefined for any other, and for what a server makes. */
function pathBeside(url: string, installer: string): string | undefined {
	if (hasScheme(url) || /[?#]/.test(url)) return undefined;
	const isBeside = url.startsWith(`${installerDir}/`);
	if (!isBeside && (url.includes(installerDir) || url.startsWith('/'))) return undefined;
	const relative = isBeside ? url.slice(installerDir.length + 1) : url;
	const path = posix.join(dirname(installer), decode(relative));
	return path.startsWith('..') || path.includes('\0') ? undefined : path;
}

function decode(path: string): string {
	try {
		return decodeURIComponent(path);
	} catch {
		return path;
	}
}

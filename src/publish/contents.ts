import { largestUpload } from '../defaults.ts';
import { action, line, warn } from '../output.ts';
import { sizeText } from './size-text.ts';

/** Something in a package, for people. */
export interface PackageContent {
	readonly what: string;
	/** Bytes. */
	readonly size: number;
}

/** Prints a table of what is in a package. */
export function printContents(rows: readonly PackageContent[]): void {
	const sizes = rows.map(({ size }) => sizeText(size));
	const width = Math.max(...sizes.map((text) => text.length));
	rows.forEach(({ what }, index) => line(`  ${(sizes[index] ?? '').padStart(width)}  ${what}`));
}

/** Says where a package is, and whether it may be too large. */
export function announcePackage(file: string, size: number): void {
	action(`Made ${file} (${sizeText(size)})`);
	if (size > largestUpload)
		warn('It is over 1 GB, the most that Cloud Foundry takes unless its operator says otherwise.');
}

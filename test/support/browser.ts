import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

/** Debian's Chromium. Undefined where there is none: tests skip then, visibly; in CI it must be there. */
export function findChromium(): string | undefined {
	const directories = (process.env['PATH'] ?? '').split(delimiter);
	const program = directories.map((directory) => join(directory, 'chromium')).find((file) => existsSync(file));
	if (program === undefined && process.env['CI']) throw new Error('chromium is not installed');
	return program;
}

/** Starts a browser without a window. */
export async function openBrowser(executablePath: string): Promise<Browser> {
	return await chromium.launch({ executablePath });
}

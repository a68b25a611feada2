import { readFileSync } from 'node:fs';
import { BuildpackError, reasonOf } from '../errors.ts';

/** The variables in a file of `NAME=value` lines, as dotenv reads it; none without a file. */
export async function readEnvFile(file: string | undefined): Promise<Readonly<Record<string, string>>> {
	if (file === undefined) return {};
	const { parse } = await import('dotenv');
	try {
		return parse(readFileSync(file));
	} catch (cause) {
		throw new BuildpackError('local::env-file-unreadable', { file, reason: reasonOf(cause) }, { cause });
	}
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseRelease } from '../config/release.ts';
import { statusOf } from '../files.ts';

/** The command of each process type, by name. */
export type ProcessTypes = ReadonlyMap<string, string>;

/**
 * The process types of a built app: the Procfile's, and where it says nothing those of release
 * (https://devcenter.heroku.com/articles/procfile).
 *
 * @param released what bin/release printed
 */
export async function readProcessTypes(directory: string, released: string): Promise<ProcessTypes> {
	const { processTypes } = await parseRelease(released);
	return new Map([...Object.entries(processTypes), ...readProcfile(join(directory, 'Procfile'))]);
}

function readProcfile(file: string): [string, string][] {
	if (!statusOf(file)?.isFile()) return [];
	const lines = readFileSync(file, 'utf8').split(/\r?\n/);
	return lines.flatMap((line) => {
		const [, name, command] = /^([A-Za-z0-9_-]+):\s*(.+?)\s*$/.exec(line) ?? [];
		return name === undefined || command === undefined ? [] : [[name, command]];
	});
}

import { appendFileSync, lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BuildpackError } from '../errors.ts';
import { replaceFile, statusOf } from '../files.ts';
import { warn } from '../output.ts';
import { writing } from './writing.ts';

/*
 * boot.sh: the beginning, what installers append, the end. It is run in the app's root, by `sh boot.sh` or as
 * ./boot.sh, on every platform; so the app's own configure.sh is looked for there.
 */

const configureScript = './configure.sh';

const beginning = `#!/bin/sh

if [ -f ${configureScript} ]; then
	chmod +x ${configureScript}
	. ${configureScript}
fi

`;

const end = 'wait\n';

/**
 * Writes the beginning of boot.sh, for installers to append to. A boot.sh of the app's own is replaced, with a
 * warning.
 *
 * @param inheritedLines what the installers of an earlier buildpack appended to its own
 */
export function beginBootScript(buildDir: string, inheritedLines: Buffer): void {
	const file = join(buildDir, 'boot.sh');
	const own = lstatSync(file, { throwIfNoEntry: false });
	if (own?.isDirectory()) throw new BuildpackError('build::boot-script-is-directory', { file });
	if (own !== undefined)
		warn("The app's own boot.sh is replaced: the buildpack writes one. What it did belongs into configure.sh.");
	writing(file, () => replaceFile(file, Buffer.concat([Buffer.from(beginning), inheritedLines]), 0o755));
}

/** Appends what keeps boot.sh waiting for the programs that it started. */
export function endBootScript(buildDir: string): void {
	const file = join(buildDir, 'boot.sh');
	if (!statusOf(file)?.isFile()) {
		warn('An installer has removed boot.sh: the app has to be started by a command of its own.');
		return;
	}
	const text = readFileSync(file, 'latin1');
	writing(file, () => appendFileSync(file, text.endsWith('\n') ? end : `\n${end}`));
}

/** What installers have appended to a boot.sh; nothing if it is another one's. */
export function appendedTo(bootScript: Buffer): Buffer {
	const text = bootScript.toString('latin1');
	if (!text.startsWith(beginning) || !text.endsWith(end)) return Buffer.alloc(0);
	return Buffer.from(text.slice(beginning.length, -end.length), 'latin1');
}

/** A boot.sh that sources another configure.sh, which shell text names. */
export function withConfigureScript(bootScript: string, path: string): string {
	if (!bootScript.startsWith(beginning)) return bootScript;
	return beginning.replaceAll(configureScript, () => path) + bootScript.slice(beginning.length);
}

import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';

/*
 * What a directory holds, to compare it with later. Names are bytes: one character each.
 */

export interface SnapshotOptions {
	/** Directories, absolute, that are left out. */
	readonly without?: readonly string[];
	/** Whether modification times of files count. */
	readonly times?: boolean;
}

/** All that is in a directory: kind and mode, content, and modification time of all but directories. */
export function snapshotOf(
	directory: string,
	{ without = [], times = true }: SnapshotOptions = {},
): Record<string, string> {
	const found: Record<string, string> = {};
	const left = without.map((each) => Buffer.from(each).toString('latin1'));
	const look = (path: string, name: string): void => {
		if (left.includes(path)) return;
		const file = Buffer.from(path, 'latin1');
		const status = lstatSync(file);
		const time = times && !status.isDirectory() ? ` ${status.mtimeMs}` : '';
		found[name] = `${status.mode.toString(8)}${time} ${contentOf(file, status)}`;
		if (!status.isDirectory()) return;
		for (const entry of readdirSync(file, { encoding: 'buffer' })
			.map((each) => each.toString('latin1'))
			.sort())
			look(`${path}/${entry}`, name === '.' ? entry : `${name}/${entry}`);
	};
	look(Buffer.from(directory).toString('latin1'), '.');
	return found;
}

function contentOf(file: Buffer, status: ReturnType<typeof lstatSync>): string {
	if (status?.isSymbolicLink()) return `-> ${readlinkSync(file, { encoding: 'buffer' }).toString('latin1')}`;
	return status?.isFile() ? createHash('sha256').update(readFileSync(file)).digest('hex') : '';
}

/** The files and links below a directory that name one of these texts, in their content or as where they point to. */
export function filesNaming(directory: string, texts: readonly string[], prefix = ''): string[] {
	return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
		const [file, path] = [`${directory}/${entry.name}`, `${prefix}${entry.name}`];
		if (entry.isDirectory()) return filesNaming(file, texts, `${path}/`);
		const content = entry.isSymbolicLink() ? readlinkSync(file) : entry.isFile() ? readFileSync(file, 'latin1') : '';
		return texts.some((text) => content.includes(text)) ? [path] : [];
	});
}

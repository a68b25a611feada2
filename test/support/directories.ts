import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beginTest } from './records.ts';
import { stopServers } from './server.ts';

/*
 * Directories for one test each. They are removed after it, so that a test can leave whatever it likes there.
 */

const made: string[] = [];
const kept: string[] = [];

/** A new empty directory, which is gone after the test; a `kept` one is gone after all tests. */
export function makeDirectory(name = 'directory', until: 'removed' | 'kept' = 'removed'): string {
	const parent = mkdtempSync(join(tmpdir(), 'modular test '));
	(until === 'kept' ? kept : made).push(parent);
	const directory = join(parent, name);
	mkdirSync(directory);
	return directory;
}

/** What a file is: its text; its text and mode; where it points to. */
export type FileContent =
	string | Buffer | { readonly text: string; readonly mode: number } | { readonly link: string };

/** A new directory with these files, by their paths in it. */
export function makeFiles(files: Readonly<Record<string, FileContent>>, name?: string): string {
	const directory = makeDirectory(name);
	for (const [path, content] of Object.entries(files)) {
		const file = join(directory, path);
		mkdirSync(dirname(file), { recursive: true });
		if (typeof content === 'string' || Buffer.isBuffer(content)) writeFileSync(file, content);
		else if ('link' in content) symlinkSync(content.link, file);
		else {
			writeFileSync(file, content.text);
			chmodSync(file, content.mode);
		}
	}
	return directory;
}

/** The files of an app with these installers, all of them in its install file unless it says otherwise. */
export function appFiles(
	installers: Readonly<Record<string, string>>,
	more: Readonly<Record<string, FileContent>> = {},
): Record<string, FileContent> {
	return {
		'build/heroku/package': 'Test app\n',
		'build/heroku/install': `${Object.keys(installers).join('\n')}\n`,
		...Object.fromEntries(
			Object.entries(installers).map(([name, text]) => [`build/heroku/installers/${name}.sh`, text]),
		),
		...more,
	};
}

/** Copies a directory with all that it holds, byte for byte; fs.cp fails for names that are no UTF-8. */
export function copyDirectory(directory: string, copy: string): void {
	const { status, stderr } = spawnSync('cp', ['-a', '--', directory, copy], { encoding: 'utf8' });
	if (status !== 0) throw new Error(stderr);
}

export function remove(directory: string): void {
	spawnSync('chmod', ['-R', 'u+rwX', directory]); // tests make some that cannot be written
	rmSync(directory, { recursive: true, force: true });
}

export const mochaHooks = {
	beforeEach(this: Mocha.Context): void {
		beginTest(this.currentTest?.fullTitle() ?? '');
	},
	afterAll(): void {
		kept.splice(0).forEach(remove);
	},
	async afterEach(): Promise<void> {
		await stopServers();
		made.splice(0).forEach(remove);
	},
};

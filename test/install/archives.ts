import { spawnSync } from 'node:child_process';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { type FileContent, makeFiles } from '../support/directories.ts';
import { TestServer } from '../support/server.ts';
import { build, type Build, type BuildOptions } from './builds.ts';

/*
 * Archives that tests make, builds that unpack them, and what is there afterwards.
 */

/** An archive of these files, made by the machine's tar: with directories, `options` after its name, in any format. */
export function tarOf(files: Readonly<Record<string, FileContent>>, ...options: readonly string[]): Buffer {
	return runTar(makeFiles(files), ...options);
}

/** An archive of all that is in a directory. */
export function runTar(directory: string, ...options: readonly string[]): Buffer {
	const names = readdirSync(directory, 'latin1').map((name) => Buffer.from(`./${name}\0`, 'latin1'));
	const args = ['--create', '--file=-', ...options, `--directory=${directory}`, '--null', '--files-from=-'];
	const { status, stdout, stderr } = spawnSync('tar', args, { input: Buffer.concat(names), maxBuffer: 1e9 });
	if (status !== 0) throw new Error(`tar ${args.join(' ')}: ${stderr.toString()}`);
	return stdout;
}

/** What a program makes of bytes. */
export function filter(bytes: Buffer, program: string, ...args: readonly string[]): Buffer {
	const { status, stdout, stderr } = spawnSync(program, args, { input: bytes, maxBuffer: 1e9 });
	if (status !== 0) throw new Error(`${program}: ${stderr.toString()}`);
	return stdout;
}

/** A member as no tar writes it. */
export interface Member {
	readonly name: string;
	/** As in ustar: `0` file, `1` hard link, `2` symbolic link, `3` and `4` devices, `5` directory, `6` FIFO. */
	readonly type?: string;
	readonly mode?: number;
	readonly text?: string;
	readonly link?: string;
}

/** An archive of members that tar would not put there. */
export function rawTar(...members: readonly Member[]): Buffer {
	return Buffer.concat([...members.flatMap(rawMember), Buffer.alloc(1024)]);
}

function rawMember({ name, type = '0', mode = 0o644, text = '', link = '' }: Member): Buffer[] {
	const header = Buffer.alloc(512);
	const octal = (number: number, length: number) => `${number.toString(8).padStart(length - 1, '0')}\0`;
	header.write(name, 0, 'latin1');
	header.write(octal(mode, 8), 100);
	header.write(octal(4321, 8), 108);
	header.write(octal(4321, 8), 116);
	header.write(octal(text.length, 12), 124);
	header.write(octal(1_700_000_000, 12), 136);
	header.write(' '.repeat(8), 148);
	header.write(type, 156);
	header.write(link, 157, 'latin1');
	header.write('ustar\x0000', 257);
	if (type === '3' || type === '4') header.write(`${octal(1, 8)}${octal(3, 8)}`, 329);
	header.write(
		`${octal(
			[...header].reduce((sum, byte) => sum + byte),
			7,
		)} `,
		148,
	);
	return [header, Buffer.from(text), Buffer.alloc((512 - (text.length % 512)) % 512)];
}

export interface UnpackBuild extends Build {
	readonly server: TestServer;
	/** The archive's link. */
	readonly link: string;
}

/** Serves an archive as `/NAME`, and builds an app with one installer. `$link` is the archive's link for it. */
export async function unpackIn(
	archive: Buffer,
	{
		installer = 'unpack "$link" ""',
		name = 'some.tgz',
		...options
	}: BuildOptions & { readonly installer?: string; readonly name?: string } = {},
): Promise<UnpackBuild> {
	const server = await TestServer.start({ [`/${name}`]: archive });
	const link = server.link(`/${name}`);
	const result = await build({ one: `link='${link}'\n${installer}\n` }, options);
	expect(temporariesIn(result.app), 'what unpack has left').to.deep.equal([]);
	return { ...result, server, link };
}

/** The fresh directories of unpack that are still there. */
export function temporariesIn(app: string): string[] {
	return readdirSync(app).filter((name) => name.startsWith('.unpack-'));
}

/**
 * All that is in a directory, by path: `755 text` for a file, `755 /` for a directory, `-> target` for a link. Names
 * are in latin1, so that every byte is seen.
 */
export function treeOf(directory: string, path = ''): Record<string, string> {
	const at = (name: string) => Buffer.concat([Buffer.from(`${directory}/`), Buffer.from(name, 'latin1')]);
	const tree: Record<string, string> = {};
	for (const name of readdirSync(at(path), 'latin1').sort()) {
		const inner = path === '' ? name : `${path}/${name}`;
		const status = lstatSync(at(inner));
		const mode = (status.mode & 0o7777).toString(8);
		if (status.isSymbolicLink()) tree[inner] = `-> ${readlinkSync(at(inner))}`;
		else if (status.isDirectory()) Object.assign(tree, { [inner]: `${mode} /` }, treeOf(directory, inner));
		else if (status.isFile()) tree[inner] = `${mode} ${readFileSync(at(inner), 'utf8')}`;
		else tree[inner] = 'something else';
	}
	return tree;
}

/** What stands in the app's vendor directory. */
export function vendorOf({ app }: Pick<Build, 'app'>): Record<string, string> {
	return treeOf(join(app, 'vendor'));
}

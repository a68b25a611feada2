import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Bytes that gzip makes about a third of, as it does with programs and texts; the same in every run. */
function compressible(size: number, seed: number): Buffer {
	const bytes = Buffer.alloc(size);
	let state = seed + 1;
	for (let at = 0; at < size;) {
		state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
		if (at > 4096 && state % 3 > 0) {
			const length = 8 + (state % 90);
			at += bytes.copy(bytes, at, at - 64 - (state % 4000), at - 64 - (state % 4000) + Math.min(length, 64));
		} else for (let i = 0; i < 12 && at < size; i += 1) bytes[at++] = (state >> i) & 0x7f;
	}
	return bytes;
}

/**
 * An archive of 10 MB, compressed, whose files are as large as those of a language runtime: most of them small.
 *
 * @param scratch where its content is made as well
 */
export function makeArchive(scratch: string, number: number): string {
	const top = join(scratch, 'content', `package-${number}`);
	const content = compressible(4_000_000, number);
	const sizes = [
		...Array<number>(200).fill(3000),
		...Array<number>(60).fill(20_000),
		...Array<number>(7).fill(400_000),
	];
	sizes.push(2_000_000, 3_500_000);
	let file = 0;
	for (const size of sizes) {
		const directory = join(top, ['bin', 'lib', 'share/doc', 'include'][file % 4] ?? '', String(file % 11));
		mkdirSync(directory, { recursive: true });
		const start = (file * 7919) % (content.length - size);
		writeFileSync(join(directory, `file-${(file += 1)}`), content.subarray(start, start + size), { mode: 0o755 });
	}
	const archive = join(scratch, 'served', `package-${number}.tar.gz`);
	mkdirSync(dirname(archive), { recursive: true });
	execFileSync('tar', [
		'--create',
		'--gzip',
		'--file',
		archive,
		'--directory',
		join(scratch, 'content'),
		basename(top),
	]);
	return archive;
}

import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Bytes that gzip makes about a third of, as it does with programs and texts; the same in every run. */
function compressible(size: number, seed: number): Buffer {
	const bytes = Buffer.alloc(size);
	let state = seed + 1;
	const random = (below: number) => {
		state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
		return (state >>> 8) % below; // the lowest bits hardly change
	};
	for (let at = 0; at < size;) {
		const isRepeated = at > 4096 && random(100) < 45;
		if (isRepeated) {
			const from = at - 100 - random(3900);
			at += bytes.copy(bytes, at, from, from + 8 + random(60));
		} else for (let i = 0; i < 12 && at < size; i += 1) bytes[at++] = random(128);
	}
	return bytes;
}

/**
 * An archive of 10 MB as it is sent, and 30 unpacked, whose files are as large as those of a language runtime: most of them small.
 *
 * @param scratch where its content is made as well
 */
export function makeArchive(scratch: string, number: number): string {
	const top = join(scratch, 'content', `package-${number}`);
	const content = compressible(12_000_000, number);
	const sizes = [
		...Array<number>(600).fill(3000),
		...Array<number>(180).fill(20_000),
		...Array<number>(21).fill(400_000),
		...[6_000_000, 10_500_000],
	];
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

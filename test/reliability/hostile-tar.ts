import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

/*
 * Archives that no tar would write, of any size: they are made while they are written.
 */

export interface Header {
	readonly name: string;
	/** As in ustar; `L` is GNU's long name, `x` a header of PAX. */
	readonly type?: string;
	readonly size?: number;
	readonly link?: string;
	readonly mode?: number;
}

/** The header of a member. Its content, and the zeros that fill its last block, are for the caller to add. */
export function headerOf({ name, type = '0', size = 0, link = '', mode = 0o644 }: Header): Buffer {
	const header = Buffer.alloc(512);
	const octal = (number: number, length: number) => `${number.toString(8).padStart(length - 1, '0')}\0`;
	header.write(name, 0, 100, 'latin1');
	header.write(octal(mode, 8), 100);
	header.write(octal(0, 8), 108);
	header.write(octal(0, 8), 116);
	if (size < 8 ** 11) header.write(octal(size, 12), 124);
	else {
		header[124] = 0x80; // GNU's way for large numbers
		header.writeBigUInt64BE(BigInt(size), 128);
	}
	header.write(octal(1_700_000_000, 12), 136);
	header.write(' '.repeat(8), 148);
	header.write(type, 156);
	header.write(link, 157, 100, 'latin1');
	header.write('ustar\x0000', 257);
	if (type === '3' || type === '4') header.write(`${octal(1, 8)}${octal(3, 8)}`, 329);
	let sum = 0;
	for (const byte of header) sum += byte;
	header.write(`${octal(sum, 7)} `, 148);
	return header;
}

/** The same byte, as often as it is wanted, up to the end of a block. */
export function* filled(size: number, byte = 0): Generator<Buffer> {
	const piece = Buffer.alloc(1024 * 1024, byte);
	for (let left = size; left > 0; left -= piece.length) yield piece.subarray(0, Math.min(left, piece.length));
	yield Buffer.alloc((512 - (size % 512)) % 512);
}

/** Empty files, in so many directories. */
export function* manyFiles(count: number, directories: number): Generator<Buffer> {
	for (let start = 0; start < count; start += 1000) {
		const headers = Array.from({ length: Math.min(1000, count - start) }, (_, index) =>
			headerOf({ name: `d${(start + index) % directories}/f${start + index}` }),
		);
		yield Buffer.concat(headers);
	}
}

/** Writes an archive, compressed with gzip. */
export async function writeArchive(file: string, pieces: Iterable<Buffer>): Promise<void> {
	function* whole() {
		yield* pieces;
		yield Buffer.alloc(1024);
	}
	await pipeline(Readable.from(whole(), { objectMode: false }), createGzip({ level: 1 }), createWriteStream(file));
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { Content } from './served-content.ts';

/** The part of a content that is asked for: all of it, some of its bytes, or bytes that it does not have. */
type Part = 'all' | 'none' | { readonly first: number; readonly last: number };

/** Says why there is no content, and gives the bytes of that. */
export function refuse(
	response: ServerResponse,
	{ status, reason }: { readonly status: number; readonly reason: string },
): number {
	const body = `${reason}\n`;
	response.writeHead(status, {
		'Content-Type': 'text/plain; charset=utf-8',
		'Content-Length': Buffer.byteLength(body),
	});
	const isHead = response.req.method === 'HEAD';
	response.end(isHead ? undefined : body);
	return isHead ? 0 : Buffer.byteLength(body);
}

/** Sends a content, or the part of it that is asked for, unless the asker has it (RFC 9110, 13 and 14). */
export async function answer(
	{ method, headers }: IncomingMessage,
	response: ServerResponse,
	content: Content,
	count: (bytes: number) => void,
): Promise<void> {
	const { size, etag, modified, type } = content;
	response.setHeader('ETag', etag).setHeader('Cache-Control', 'no-cache').setHeader('Accept-Ranges', 'bytes');
	if (modified !== undefined) response.setHeader('Last-Modified', modified.toUTCString());
	const part = method === 'HEAD' ? 'all' : partOf(headers, etag, size);
	const isUnchanged = isKnown(headers, content);
	if (isUnchanged || part === 'none') {
		await content.close();
		if (!isUnchanged) response.setHeader('Content-Range', `bytes */${size}`);
		response.writeHead(isUnchanged ? 304 : 416).end();
		return;
	}
	const { first, last } = part === 'all' ? { first: 0, last: size - 1 } : part;
	const length = last + 1 - first;
	response.setHeader('Content-Type', type).setHeader('X-Content-Type-Options', 'nosniff');
	if (part !== 'all') response.setHeader('Content-Range', `bytes ${first}-${last}/${size}`);
	response.writeHead(part === 'all' ? 200 : 206, { 'Content-Length': length });
	if (method === 'HEAD' || length === 0) {
		await content.close();
		response.end();
		return;
	}
	let sent = 0;
	const counted = async function* (chunks: AsyncIterable<Buffer>) {
		for await (const chunk of chunks) {
			sent += chunk.length;
			count(chunk.length);
			yield chunk;
		}
	};
	await pipeline(content.read(first, last), counted, response, { end: false });
	if (sent === length) response.end();
	else response.destroy(); // the file has become shorter: the asker is not to wait for the rest
}

function isKnown(headers: IncomingMessage['headers'], { etag, modified }: Content): boolean {
	const tags = headers['if-none-match'];
	if (tags !== undefined)
		return tags.trim() === '*' || tags.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
	const since = Date.parse(headers['if-modified-since'] ?? '');
	return modified !== undefined && Math.floor(modified.getTime() / 1000) * 1000 <= since;
}

/** What a Range asks for. Several parts in one, or a part of a file that has changed, get the whole file. */
function partOf({ range, ...headers }: IncomingMessage['headers'], etag: string, size: number): Part {
	const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(range ?? '') ?? [];
	if (from === '' && to === '') return 'all';
	if (headers['if-range'] !== undefined && headers['if-range'] !== etag) return 'all';
	const first = from === '' ? Math.max(0, size - Number(to)) : Number(from);
	const last = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
	if (from !== '' && to !== '' && Number(to) < first) return 'all';
	return first > last ? 'none' : { first, last };
}

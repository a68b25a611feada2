import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { tarOf } from '../install/archives.ts';
import { indexOf } from '../resolve/repository.ts';
import { appFiles, type FileContent, makeFiles } from '../support/directories.ts';
import { type Answer, TestServer } from '../support/server.ts';

/*
 * A build that has a bit of everything, to be disturbed: an index, installers of a repository and of the app, archives that
 * are unpacked by a helper and by an installer itself, files that are kept in the cache and files that are not, a compile
 * script. Its result is the same each time.
 */

/** How long the server takes for each half of an answer. Milliseconds. */
const pause = 3;

const md5 = (bytes: Buffer | string) => createHash('md5').update(bytes).digest('hex');

/** Bytes that do not compress, the same each time. */
function noise(size: number, seed: string): Buffer {
	const blocks = Array.from({ length: Math.ceil(size / 64) }, (_, index) =>
		createHash('sha512').update(`${seed} ${index}`).digest(),
	);
	return Buffer.concat(blocks).subarray(0, size);
}

/** The repository as it was, and as it is now: packages have changed, one is new. */
export type Edition = 'old' | 'new';

/** What the repository of an edition answers, below /repo. */
function answersOf(edition: Edition): Record<string, Answer> {
	const library = tarOf({
		'library/bin/run': { text: '#!/bin/sh\necho run\n', mode: 0o755 },
		'library/lib/one.so': noise(300_000, 'one'),
		'library/lib/two.so': noise(50_000, 'two'),
		'library/lib/current': { link: 'one.so' },
		...Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`library/share/${index}.txt`, `${index}\n`])),
	});
	const plain = tarOf({ 'plain/data.txt': 'data\n', 'plain/more/data.bin': noise(40_000, 'plain') }, '--gzip');
	const tool = noise(200_000, `tool ${edition}`);
	const packages = {
		base: `base_says() { printf '%s\\n' "$1" >>"$BUILD_DIR/said.txt"; }\nbase_says '${edition} base'`,
		library: [
			'dependency_require base',
			`unpack library.tar ${md5(library)}`,
			'env_extend PATH /app/vendor/library/bin',
			'base_says library',
		].join('\n'),
		tool: [
			`dependency_require base${edition === 'old' ? '' : ' extra'}`,
			`cached_download tool.bin "$CACHE_DIR/tool.bin" ${md5(tool)}`,
			'mkdir -p "$BUILD_DIR/vendor/tool" && cp "$CACHE_DIR/tool.bin" "$BUILD_DIR/vendor/tool/"',
			`printf '%s\\n' 'echo ${edition} tool' >>"$BUILD_DIR/boot.sh"`,
		].join('\n'),
		// as packages of 2013 do it: whatever is there is taken
		plain: [
			'cached_download "$INSTALLER_DIR/plain.tar.gz" "$CACHE_DIR/plain.tar.gz"',
			'mkdir -p "$BUILD_DIR/vendor" && tar -xzf "$CACHE_DIR/plain.tar.gz" -C "$BUILD_DIR/vendor"',
			'download notes.txt "$BUILD_DIR/notes.txt"',
		].join('\n'),
		...(edition === 'old' ? {} : { extra: 'base_says extra; env_extend EXTRA /app/extra' }),
	};
	const files = { 'library.tar': library, 'plain.tar.gz': plain, 'tool.bin': tool, 'notes.txt': `${edition} notes\n` };
	const installers = Object.entries(packages).map(([name, text]) => [`${name}.sh`, text] as const);
	const all = [...Object.entries(files), ...installers, ['index', indexOf(packages)] as const];
	return Object.fromEntries(all.map(([name, body]) => [`/repo/${name}`, slowly(Buffer.from(body))]));
}

/** Answers in two pieces, with a pause before each. */
function slowly(body: Buffer): Answer {
	return (_request, response: ServerResponse) => {
		const half = Math.floor(body.length / 2);
		setTimeout(() => {
			response.writeHead(200, { 'Content-Length': body.length, ETag: `"${md5(body)}"` });
			response.write(body.subarray(0, half));
			setTimeout(() => response.end(body.subarray(half)), pause);
		}, pause);
	};
}

/** Starts a server with the repository, and whatever else. */
export async function startWorkload(
	edition: Edition,
	more: Readonly<Record<string, Answer>> = {},
): Promise<TestServer> {
	return await TestServer.start({ ...answersOf(edition), ...more });
}

/** Has a server show another edition from now on. */
export function showEdition(server: TestServer, edition: Edition): void {
	for (const [path, answer] of Object.entries(answersOf(edition))) server.answer(path, answer);
}

/** A new directory with the app. */
export function workloadApp(server: TestServer): string {
	const installers = {
		own: [
			'for name in a b c d; do printf "%s\\n" "$name" >"$BUILD_DIR/own-$name.txt"; done',
			'( sleep 0.01; printf "%s\\n" job >"$BUILD_DIR/job.txt" ) & wait "$!"',
			'[ -f "$CACHE_DIR/own.txt" ] || { printf "%s\\n" kept >"$CACHE_DIR/own.new" && mv "$CACHE_DIR/own.new" "$CACHE_DIR/own.txt"; }',
			'cp "$CACHE_DIR/own.txt" "$BUILD_DIR/own-kept.txt"',
		].join('\n'),
		last: 'dependency_require library; base_says last',
	};
	const files: Record<string, FileContent> = {
		'build/heroku/install': 'own library tool plain last\n',
		'build/heroku/repos': `${server.link('/repo/index')}\n`,
		'build/heroku/compile': 'base_says compile\nls "$BUILD_DIR/vendor" >"$BUILD_DIR/listed.txt"\n',
		...Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`public/${index}.html`, `page ${index}\n`])),
	};
	return makeFiles(appFiles(installers, files), 'app');
}

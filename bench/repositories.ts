import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compile, makeApp, measure } from './measure.ts';

/* How long packages from a repository on loopback take: with an empty cache (cold), and with all in it (warm). */

const scratch = mkdtempSync(join(tmpdir(), 'bench-'));

const installer = (name: string) => `print "this is ${name}"\n`;
const indexOf = (names: readonly string[]) =>
	names
		.map((name) => `${name} ${name}.sh ${createHash('md5').update(installer(name)).digest('hex')} # ${name}\n`)
		.join('');
const namesUpTo = (count: number) => Array.from({ length: count }, (_, i) => `package-${i}`);

const indexes: Readonly<Record<string, string>> = {
	'/small/index': indexOf(namesUpTo(70)),
	'/large/index': indexOf(namesUpTo(100_000)),
};
const server = createServer((request, response) => {
	const path = request.url ?? '';
	const [, name] = /\/([^/]+)\.sh$/.exec(path) ?? [];
	response.end(name === undefined ? indexes[path] : installer(name));
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;

/** Two apps that are alike but for their caches. */
function makeApps(name: string, wanted: readonly string[], index: string): readonly [string, string] {
	const repos = `http://127.0.0.1:${port}${index}\n`;
	const make = (kind: string) => makeApp(join(scratch, `${name}-${kind}`), wanted, new Map(), { repos });
	return [make('cold'), make('warm')];
}

try {
	const [coldSmall, warmSmall] = makeApps('small', namesUpTo(70), '/small/index');
	const some = namesUpTo(100_000).filter((_, i) => i % 5000 === 17);
	const [coldLarge, warmLarge] = makeApps('large', some, '/large/index');
	const empty = (app: string) => () => rmSync(`${app}.cache`, { recursive: true, force: true });
	await measure(
		[
			{ name: '70 packages, cold', command: compile(coldSmall), prepare: empty(coldSmall), goal: 10 },
			{ name: '70 packages, warm', command: compile(warmSmall), goal: 4.5 },
			{
				name: '20 of an index of 100,000 lines, cold',
				command: compile(coldLarge),
				prepare: empty(coldLarge),
				goal: 9,
			},
			{ name: '20 of an index of 100,000 lines, warm', command: compile(warmLarge), goal: 5.5 },
		],
		7,
	);
} finally {
	server.closeAllConnections();
	server.close();
	rmSync(scratch, { recursive: true, force: true });
}

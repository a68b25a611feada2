import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, createReadStream, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { makeArchive } from './archives.ts';
import { makeApp, median, milliseconds, root } from './measure.ts';

/*
 * How long Cloud Foundry's phases take, compared with compile: supply and finalize of the final buildpack, and supply of
 * one that is not the final one. Each builds a fresh copy of the same app with a warm cache of its own; they take turns,
 * and medians are compared. Requests are counted over all rounds, the cold one included.
 */

const rounds = 9;
const goal = 1.3;
const scratch = mkdtempSync(join(tmpdir(), 'bench-cloud-foundry-'));

const requests: string[] = [];
const files = new Map<string, string>();
const server = createServer((request, response) => {
	const path = request.url ?? '';
	requests.push(path);
	const text = files.get(path);
	if (text === undefined) createReadStream(join(scratch, 'served', basename(path))).pipe(response);
	else response.end(text);
}).listen(0, '127.0.0.1');
await once(server, 'listening');
const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

/** An app with packages of a repository. */
function makeAppWith(name: string, installers: ReadonlyMap<string, string>): string {
	for (const [each, text] of installers) files.set(`/${each}.sh`, text);
	const md5 = (text: string) => createHash('md5').update(text).digest('hex');
	const lines = [...installers].map(([each, text]) => `${each} ${each}.sh ${md5(text)}\n`);
	files.set(`/index-${name}`, lines.join(''));
	return makeApp(join(scratch, name), [...installers.keys()], new Map(), { repos: `${origin}/index-${name}\n` });
}

/** The ways to build, each a row of calls. */
const ways: Readonly<Record<string, (app: string, directory: string) => readonly (readonly string[])[]>> = {
	compile: (app, directory) => [['compile', app, join(directory, 'cache')]],
	'supply + finalize': (app, directory) => {
		const args = [app, join(directory, 'final'), join(directory, 'deps'), '0'];
		return [
			['supply', ...args],
			['finalize', ...args, join(directory, 'profile.d')],
		];
	},
	'supply, not final': (app, directory) => [['supply', app, join(directory, 'cache'), join(directory, 'deps'), '0']],
};

interface Runs {
	readonly times: number[];
	readonly requests: string[];
}

async function measureApp(title: string, app: string): Promise<void> {
	const runs = new Map(Object.keys(ways).map((way): [string, Runs] => [way, { times: [], requests: [] }]));
	for (let round = -1; round < rounds; round += 1) {
		for (const [way, { times, requests: seen }] of runs) {
			const directory = `${app}-${way}`;
			for (const each of ['app', 'deps', 'profile.d']) rmSync(join(directory, each), { recursive: true, force: true });
			mkdirSync(join(directory, 'deps'), { recursive: true });
			cpSync(app, join(directory, 'app'), { recursive: true });
			requests.length = 0;
			let time = 0;
			for (const [script = '', ...args] of ways[way]?.(join(directory, 'app'), directory) ?? [])
				time += await milliseconds([join(root, 'bin', script), ...args], process.env);
			if (round >= 0) times.push(time); // the first round fills the caches
			seen.push(...requests);
		}
	}
	console.log(`\n${title}, warm, medians of ${rounds}\n`);
	const unit = median(runs.get('compile')?.times ?? []);
	for (const [way, { times, requests: seen }] of runs) {
		const time = median(times);
		const wanted = way === 'supply + finalize' ? `   goal: at most ${goal}` : '';
		console.log(
			`  ${way.padEnd(20)} ${time.toFixed(1).padStart(7)} ms ${(time / unit).toFixed(2).padStart(6)}   ${seen.length} requests${wanted}`,
		);
	}
}

try {
	const small = Array.from({ length: 70 }, (_, i): [string, string] => [`package-${i}`, `print "this is ${i}"\n`]);
	await measureApp('70 packages', makeAppWith('small', new Map(small)));
	const archives = Array.from({ length: 20 }, (_, i) => basename(makeArchive(scratch, i)));
	const unpacking = archives.map((file, i): [string, string] => [`archive-${i}`, `unpack ${origin}/${file} ""\n`]);
	await measureApp('20 archives of 10 MB', makeAppWith('archives', new Map(unpacking)));
} finally {
	server.closeAllConnections();
	server.close();
	rmSync(scratch, { recursive: true, force: true });
}

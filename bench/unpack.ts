import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { makeArchive } from './archives.ts';

/*
 * How long a warm build takes that unpacks 20 archives of 10 MB, in multiples of a shell loop that only runs tar on
 * the same archives. The start of a build, which is that of one with a trivial installer, is subtracted. The
 * commands take turns, and medians are compared.
 */

const rounds = 5;
const archives = 20;
const goal = 1.4;
const root = join(import.meta.dirname, '..');
const scratch = mkdtempSync(join(tmpdir(), 'bench-unpack-'));

function makeApp(name: string, installer: string): string {
	const config = join(scratch, name, 'build', 'heroku');
	mkdirSync(join(config, 'installers'), { recursive: true });
	writeFileSync(join(config, 'package'), `${name}\n`);
	writeFileSync(join(config, 'install'), 'one\n');
	writeFileSync(join(config, 'installers', 'one.sh'), installer);
	return join(scratch, name);
}

async function milliseconds(app: string, program: string, ...args: readonly string[]): Promise<number> {
	for (const made of ['vendor', 'boot.sh']) rmSync(join(app, made), { recursive: true, force: true });
	const start = process.hrtime.bigint();
	const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit'] });
	const [status] = (await once(child, 'exit')) as [number];
	if (status !== 0) throw new Error(`${program} ${args.join(' ')} failed`);
	return Number(process.hrtime.bigint() - start) / 1e6;
}

function median(numbers: readonly number[]): number {
	return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN;
}

try {
	const files = Array.from({ length: archives }, (_, i) => makeArchive(scratch, i));
	const server = createServer((request, response) =>
		createReadStream(join(scratch, 'served', basename(request.url ?? ''))).pipe(response),
	).listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	const link = (file: string) => `http://127.0.0.1:${port}/${basename(file)}`;

	const trivial = makeApp('trivial', 'print nothing\n');
	const unpacking = makeApp('unpacking', files.map((file) => `unpack ${link(file)} ""\n`).join(''));
	const looping = makeApp('looping', '');
	const loop = `mkdir vendor && for file in ../served/*; do tar -xzf "$file" -C vendor; done`;
	const compile = (app: string) => milliseconds(app, join(root, 'bin', 'compile'), app, `${app}.cache`);
	const times = { trivial: [] as number[], unpacking: [] as number[], looping: [] as number[] };
	for (let round = -1; round < rounds; round += 1) {
		const all = [
			await compile(trivial),
			await compile(unpacking),
			await milliseconds(looping, 'sh', '-c', `cd '${looping}' && ${loop}`),
		] as const;
		if (round < 0) continue; // the cold one, which fills the caches
		times.trivial.push(all[0]);
		times.unpacking.push(all[1]);
		times.looping.push(all[2]);
	}
	server.close();
	const [start, build, tar] = [median(times.trivial), median(times.unpacking), median(times.looping)];
	console.log(`\n${archives} archives of 10 MB, medians of ${rounds}\n`);
	console.log(`  a build that only starts       ${start.toFixed(0).padStart(7)} ms`);
	console.log(`  a warm build that unpacks them ${build.toFixed(0).padStart(7)} ms`);
	console.log(`  a shell loop that runs tar     ${tar.toFixed(0).padStart(7)} ms`);
	console.log(
		`  without the start              ${((build - start) / tar).toFixed(2).padStart(7)}      goal: at most ${goal}`,
	);
} finally {
	rmSync(scratch, { recursive: true, force: true });
}

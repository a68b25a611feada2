import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { makeArchive } from './archives.ts';
import { makeApp } from './measure.ts';
import type { BenchServer } from './serve.ts';

/** A build to measure, and what it is compared with. */
export interface Workload {
	readonly name: string;
	/** The app, which every run gets a copy of. */
	readonly app: string;
	readonly isCold: boolean;
	/** Milliseconds that the server takes for each request. */
	readonly latency: number;
	/** What it may cost, as a text for people. */
	readonly goal?: string;
	/** What a goal is measured by besides `node -e 0`: a shell command, run in an empty directory. */
	readonly reference?: string;
}

const md5 = (content: string | Buffer) => createHash('md5').update(content).digest('hex');
const printing = (name: string) => `print "this is ${name}"\n`;
const namesUpTo = (count: number) => Array.from({ length: count }, (_, i) => `package-${i}`);

/** Makes all workloads below a directory; the same in every run. */
export function makeWorkloads(scratch: string, server: BenchServer): Workload[] {
	const local = (count: number) =>
		makeApp(
			join(scratch, `local-${count}`),
			namesUpTo(count),
			new Map(namesUpTo(count).map((name) => [name, printing(name)])),
		);
	const fromIndex = (title: string, installers: ReadonlyMap<string, string>, wanted: readonly string[]) => {
		const lines = [...installers].map(([name, text]) => `${name} ${name}.sh ${md5(text)}\n`);
		server.content.set(`/${title}/index`, lines.join(''));
		for (const name of wanted.length > 0 ? installers.keys() : [])
			server.content.set(`/${title}/${name}.sh`, installers.get(name) ?? '');
		return makeApp(join(scratch, title), wanted, new Map(), { repos: `${server.origin}/${title}/index\n` });
	};
	const printers = (count: number) => new Map(namesUpTo(count).map((name) => [name, printing(name)]));
	const some = (count: number) => namesUpTo(count).filter((_, i) => i % (count / 20) === 17);

	const seventy = fromIndex('seventy', printers(70), namesUpTo(70));
	const archives = Array.from({ length: 20 }, (_, i) => makeArchive(scratch, i));
	const sums = archives.map((file) => md5(readFileSync(file)));
	for (const file of archives) server.content.set(`/archives/${basename(file)}`, { file });
	const link = (file: string) => `${server.origin}/archives/${basename(file)}`;
	const unpackers = new Map(archives.map((file, i) => [`archive-${i}`, `unpack ${link(file)} ${sums[i] ?? ''}\n`]));
	const twenty = fromIndex('twenty', unpackers, [...unpackers.keys()]);
	const loop = `mkdir vendor && for file in '${join(scratch, 'served')}'/package-*; do tar -xzf "$file" -C vendor; done`;
	const big = makeBigArchive(scratch);
	server.content.set('/archives/big.tar', { file: big.file });
	const gigabyte = fromIndex('gigabyte', new Map([['big', `unpack ${server.origin}/archives/big.tar ${big.sum}\n`]]), [
		'big',
	]);
	const chainOf = namesUpTo(30).map((name, i): [string, string] => [
		name,
		`${i < 29 ? `dependency_require package-${i + 1}\n` : ''}${printing(name)}`,
	]);
	const chain = fromIndex('chain', new Map(chainOf), ['package-0']);

	const warm = (name: string, app: string, goal?: string): Workload => ({
		...{ name, app, isCold: false, latency: 0 },
		...(goal === undefined ? {} : { goal }),
	});
	const cold = (name: string, app: string, goal?: string, latency = 0): Workload => ({
		...warm(name, app, goal),
		isCold: true,
		latency,
	});
	return [
		warm('1 local installer', local(1), '1.3'),
		warm('200 local installers', local(200)),
		warm('500 local installers', local(500), '3.2'),
		warm('70 packages, warm', seventy, '2.5'),
		cold('70 packages, cold', seventy, '5'),
		cold('70 packages, cold, 50 ms', seventy, '650 ms + 1.5', 50),
		...[1000, 10_000, 100_000].flatMap((count) => {
			const app = fromIndex(`index-${count}`, printers(count), some(count));
			const name = `20 packages of ${count.toLocaleString('en')} lines`;
			const isLargest = count === 100_000;
			return [
				warm(`${name}, warm`, app, isLargest ? '3.5' : undefined),
				cold(`${name}, cold`, app, isLargest ? '7' : undefined),
			];
		}),
		{ ...warm('20 archives of 10 MB, warm', twenty, '1.2 loops of tar'), reference: loop },
		{ ...cold('20 archives of 10 MB, cold', twenty, '1.4 loops of tar'), reference: loop },
		{ ...cold('20 archives of 10 MB, cold, 50 ms', twenty, '1.6 loops of tar', 50), reference: loop },
		{
			...cold('1 archive of 1 GB, cold', gigabyte, '1.6 pipes of curl, md5sum and tar'),
			reference: `curl -s ${server.origin}/archives/big.tar | tee >(md5sum >sum) | tar -x`,
		},
		cold('a chain of 30 packages, cold, 50 ms', chain, undefined, 50),
	];
}

/** A tar archive of 1 GB. */
function makeBigArchive(scratch: string): { readonly file: string; readonly sum: string } {
	const [content, file] = [join(scratch, 'big'), join(scratch, 'served', 'big.tar')];
	mkdirSync(content);
	const parts = Array.from({ length: 64 }, (_, i) => join(content, `part-${i}`));
	for (const part of parts) cpSync(join(scratch, 'served', `package-${parts.indexOf(part) % 20}.tar.gz`), part);
	execFileSync('bash', ['-c', 'for part in part-*; do truncate -s 16M "$part"; done', 'bash'], { cwd: content });
	execFileSync('tar', ['-cf', file, '-C', scratch, 'big']);
	rmSync(content, { recursive: true });
	return { file, sum: execFileSync('md5sum', [file]).toString().slice(0, 32) };
}

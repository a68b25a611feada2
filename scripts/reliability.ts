import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpus } from 'node:os';
import { join } from 'node:path';

/*
 * Runs the full tests of what goes wrong, one script after another, and prints docs/reliability.md: what is promised, and how often
 * it was tried and survived. For nightly runs: it takes hours, and `npm test` has a small part of each.
 * usage: npm run --silent reliability [SCRIPT...]
 */

interface Part {
	readonly script: string;
	readonly title: string;
	readonly promise: string;
}

const parts: readonly Part[] = [
	{
		script: 'test:kill',
		title: 'Killed at any point',
		promise: `After SIGKILL at any moment, to everything at once or to Node.js alone, the next build with the same cache makes the same tree as if
nothing had happened, and warns of nothing but what was cut off. What survives Node.js ends by itself within a second. After TERM and INT
no process and no temporary file is left, within 2 s.`,
	},
	{
		script: 'test:network',
		title: 'Network faults',
		promise: `Whatever a server does, a build succeeds after trying again, or ends with an error that says what was seen and what to do: in bounded time and
memory, with a cache that the next build can use, and without running a byte that was not verified.`,
	},
	{
		script: 'test:disk',
		title: 'Disk faults',
		promise: `A disk that is full, read-only or somebody else's ends a build with one error that names the file, leaves nothing half-written, and does not harm
the cache.`,
	},
	{
		script: 'test:several',
		title: 'Several at once, and many in a row',
		promise:
			'Builds may share a cache. A cache does not grow with the number of builds, and no build leaves anything behind.',
	},
	{
		script: 'test:properties',
		title: 'Any input',
		promise: 'What people, servers and packages write is read, or refused with an error, whatever bytes it is made of.',
	},
	{
		script: 'test:hostile',
		title: 'Hostile input',
		promise: 'What docs/security.md promises of archives, indexes, links and secrets.',
	},
	{
		script: 'test:ahead',
		title: 'Fetching ahead changes nothing',
		promise: 'Every build of the tests makes the same log, status and tree with fetching ahead and without it.',
	},
];

/** The tables that a script prints; what else it says goes to stderr. */
async function tablesOf(script: string): Promise<string> {
	const child = spawn('npm', ['run', '--silent', script], {
		cwd: join(import.meta.dirname, '..'),
		env: { ...process.env, CI: 'true' }, // what this machine cannot try is a failure, and no shorter table
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	let said = '';
	child.stdout.on('data', (chunk: Buffer) => {
		said += chunk.toString();
		process.stderr.write(chunk);
	});
	await once(child, 'close');
	if (child.exitCode !== 0) process.exitCode = 1;
	const tables = said.replace(/^(?!\|).*$/gm, '').replace(/\n{2,}/g, '\n\n');
	if (tables.trim() !== '') return tables.trim();
	process.exitCode = 1;
	return 'It printed no table.';
}

const wanted = process.argv.slice(2);
console.log(`# What was tried, and survived

Made by \`npm run --silent reliability >docs/reliability.md\`, with Node.js ${process.version} on ${cpus().length} cores (${cpus()[0]?.model.trim() ?? ''}). Each part
has a command of its own; \`npm test\` runs a small part of each.`);
for (const { script, title, promise } of parts.filter((part) => wanted.length === 0 || wanted.includes(part.script))) {
	console.log(`\n## ${title}\n\n${promise}\n\n\`npm run ${script}\`\n\n${await tablesOf(script)}`);
}

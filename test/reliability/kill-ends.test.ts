import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { processesNaming } from '../support/entry-points.ts';
import { expectNoneLeft } from './leftovers.ts';
import { type LongWork, works } from './long-work.ts';
import { Survival } from './survival.ts';

/** How long after TERM or INT nothing is left, and how long after the end of Node.js by KILL. Milliseconds. */
const [inOrder, byKill] = [2000, 1000];

/** What a build has while it is at work, and must not leave. */
const isTemporary = (path: string) =>
	/^(?:\.modular-.*\.part|\.unpack-.*)$/.test(path.slice(path.lastIndexOf('/') + 1));

interface End {
	readonly status: number | null;
	readonly signal: NodeJS.Signals | null;
	readonly log: string;
	/** From the signal to the end. */
	readonly milliseconds: number;
}

/** Starts a build, and sends a signal to its Node.js, or to its whole process group, once it is at its long work. */
async function interrupt(
	{ command, place, program, isInTheMiddle = () => true }: LongWork,
	signal: NodeJS.Signals,
	isToGroup: boolean,
): Promise<End> {
	const [file = '', ...args] = command.words;
	const { env, cwd } = command;
	const child = spawn(file, args, { env: { ...env }, cwd, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
	let log = '';
	for (const stream of [child.stdout, child.stderr])
		stream.setEncoding('utf8').on('data', (text: string) => (log += text));
	const exit = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
	const deadline = Date.now() + 20_000;
	while (!isInTheMiddle() || !processesNaming(place).some((each) => each.includes(program))) {
		if (Date.now() > deadline || child.exitCode !== null) throw new Error(`The moment does not come:\n${log}`);
		await delay(5);
	}
	await delay(50); // it is there a moment before whoever has started it knows
	const start = Date.now();
	process.kill((child.pid ?? 0) * (isToGroup ? -1 : 1), signal);
	const [status, by] = await exit;
	return { status, signal: by, log, milliseconds: Date.now() - start };
}

describe('the end of a build that is at work on something long', () => {
	const survival = new Survival('Ended in the middle of long work');
	for (const [title, begin] of Object.entries(works)) {
		for (const { name, signal, status, isToGroup } of [
			{ name: 'TERM', signal: 'SIGTERM', status: 143, isToGroup: false },
			{ name: 'INT', signal: 'SIGINT', status: 130, isToGroup: false },
			{ name: 'INT to all of its group', signal: 'SIGINT', status: 130, isToGroup: true },
		] as const) {
			it(`by ${name} leaves nothing after two seconds: ${title}`, async () => {
				const work = await begin();
				try {
					await survival.try(`TERM or INT: ${title}`, async () => {
						const result = await interrupt(work, signal, isToGroup);
						expect([result.status, result.signal], result.log).to.deep.equal([status, null]);
						await expectNoneLeft(work.place, 0);
						const left = readdirSync(work.place, { recursive: true, encoding: 'utf8' });
						expect(left.filter(isTemporary), 'temporary files').to.deep.equal([]);
						expect(readdirSync(join(work.place, 'tmp')), 'temporary files').to.deep.equal([]);
						expect(readdirSync(join(work.place, 'out')), 'packages').to.deep.equal([]);
						expect(result.milliseconds).to.be.lessThan(inOrder);
					});
				} finally {
					work.end?.();
				}
			});
		}

		it(`by KILL of Node.js alone leaves no process after a second: ${title}`, async () => {
			const work = await begin();
			try {
				await survival.try(`KILL of Node.js: ${title}`, async () => {
					const { signal, log } = await interrupt(work, 'SIGKILL', false);
					expect(signal, log).to.equal('SIGKILL');
					await expectNoneLeft(work.place, byKill);
				});
			} finally {
				work.end?.();
			}
		});
	}
});

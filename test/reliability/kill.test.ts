import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { missing } from '../support/shells.ts';
import { expectGood, type Kind, kinds, prepare, run, titles } from './kill-kinds.ts';
import { countOperations, earlier, killAt, noKilling, type Point, spreadPoints, type Victims } from './killing.ts';
import { expectNoneLeft } from './leftovers.ts';
import { amount, Survival } from './survival.ts';

/** How many builds are killed in each of the two series, all kinds together. */
const kills = amount('MODULAR_TEST_KILLS', 2 * kinds.length);

/** What an undisturbed build makes, how long it takes, and what is in the cache after it and another one. */
interface Undisturbed {
	readonly made: Record<string, string>;
	readonly cached: Record<string, string>;
	readonly duration: number;
}

async function leaveUndisturbed(kind: Kind): Promise<Undisturbed> {
	kind.begin();
	const start = Date.now();
	expectGood(await run(kind), 'the undisturbed build');
	const duration = Date.now() - start;
	const made = kind.made();
	kind.beginAgain();
	expectGood(await run(kind), 'the undisturbed build after it');
	expect(kind.made(), 'what the undisturbed build after it makes').to.deep.equal(made);
	return { made, cached: kind.cached(), duration };
}

/** Kills a build at a point, or before, if it comes to its end before. */
async function kill(kind: Kind, point: Point, victims: Victims): Promise<void> {
	kind.begin();
	if (!(await killAt(point, victims, kind.command))) await kill(kind, earlier(point), victims);
}

/** A build with what a killed one has left, which has to be as good as one that was never disturbed. */
async function buildAfter(kind: Kind, { made, cached }: Undisturbed, what: string): Promise<void> {
	expectGood(await run(kind), what);
	expect(kind.made(), `what is made by ${what}`).to.deep.equal(made);
	expect(readdirSync(join(kind.place, 'tmp')), 'temporary files that are left').to.deep.equal([]);
	const now = kind.cached();
	expect(now, `the cache after ${what}`).to.include(cached);
	// what a killed build has replaced goes with the build after the next
	const more = Object.keys(now).filter((path) => !(path in cached) && !path.includes('modular-v1/store/'));
	expect(more, `needless files in the cache after ${what}`).to.deep.equal([]);
}

describe('a build after one that was killed is as if nothing had been', () => {
	const survival = new Survival('Killed with KILL');
	if (noKilling !== undefined) {
		missing(noKilling);
		return;
	}
	for (const name of kinds) {
		it(`for a ${titles[name]}`, async function () {
			const amountEach = Math.ceil(kills / kinds.length);
			this.timeout(60_000 + amountEach * 30_000);
			const kind = await prepare(name);
			const undisturbed = await leaveUndisturbed(kind);
			for (const victims of ['everything', 'Node.js alone'] as const) {
				kind.begin();
				const counts = await countOperations(kind.command, victims);
				for (const [index, point] of spreadPoints(amountEach, undisturbed.duration, counts).entries()) {
					const over = 'milliseconds' in point ? 'time' : 'file operations';
					await survival.try(`${titles[name]}: ${victims}, over its ${over}`, async () => {
						await kill(kind, point, victims);
						await expectNoneLeft(kind.place, victims === 'everything' ? 0 : 1000);
						if (kind.stay !== undefined && index % 2 === 1) kind.stay();
						else kind.beginAgain();
						await buildAfter(kind, undisturbed, `the build after ${victims} at ${JSON.stringify(point)}`);
					});
				}
			}
		});
	}
});

import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { processesNaming } from '../support/entry-points.ts';

/** Asserts that no process names a directory any more, at once or in so many milliseconds at most. */
export async function expectNoneLeft(directory: string, milliseconds: number): Promise<void> {
	const deadline = Date.now() + milliseconds;
	while (Date.now() < deadline && processesNaming(directory).length > 0) await delay(10);
	expect(processesNaming(directory), `processes that are left after ${milliseconds} ms`).to.deep.equal([]);
}

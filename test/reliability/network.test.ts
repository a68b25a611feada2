import { expect } from 'chai';
import pLimit from 'p-limit';
import { hasOpenssl, makeAuthority } from '../fetch/certificates.ts';
import { missing } from '../support/shells.ts';
import { MemoryWatch } from './memory-watch.ts';
import { tryCell } from './network-cells.ts';
import { faults } from './network-faults.ts';
import { kinds } from './network-kinds.ts';
import { amount, Survival } from './survival.ts';

/*
 * Every kind of request meets every fault of a network. Each build ends well, or with the right error, in time, with little memory,
 * without running anything that is not verified; and the next one, with the same cache and a good server, is good.
 */

/** How many kinds of requests meet each fault: each kind meets some. */
const kindsPerFault = Math.min(amount('MODULAR_TEST_NETWORK', 3), kinds.length);

/** How many builds run at a time: they mostly wait. */
const atATime = 8;

describe('a build whose network fails', () => {
	if (!hasOpenssl) {
		missing('openssl is not installed');
		return;
	}
	const survival = new Survival('network fault (of every kind of request)');
	const cells = faults.flatMap((fault, row) =>
		Array.from({ length: kindsPerFault }, (_, column) => {
			const kind = kinds[(row + column * 3 + Math.floor(column / 2)) % kinds.length];
			if (kind === undefined) throw new Error('there is no such kind');
			return { fault, kind, end: Promise.resolve() };
		}),
	);
	let watch: MemoryWatch;

	before(async function () {
		this.timeout(600_000);
		watch = new MemoryWatch();
		const [good, misnamed, unknown] = [makeAuthority(), makeAuthority({ names: 'DNS:other.example' }), makeAuthority()];
		const limit = pLimit(atATime);
		for (const cell of cells) {
			const { fault, kind } = cell;
			cell.end = limit(() => survival.try(fault.title, () => tryCell(fault, kind, { watch, good, misnamed, unknown })));
		}
		await Promise.allSettled(cells.map(({ end }) => end)); // before the first test, after which its directories are gone
	});
	after(() => watch.stop());

	it('is watched: most of them are seen, with what they have in memory', () => {
		expect(watch.seenShare).to.be.above(0.9);
	});

	for (const cell of cells) {
		it(`is right about ${cell.kind.name}: ${cell.fault.title}`, async () => {
			await cell.end;
		});
	}
});

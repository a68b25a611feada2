import { expect } from 'chai';
import sinon from 'sinon';
import { Progress } from '../../src/fetch/progress.ts';

describe('the progress of a download', () => {
	let clock: sinon.SinonFakeTimers;
	let said: string[];
	beforeEach(() => {
		clock = sinon.useFakeTimers();
		said = [];
	});
	afterEach(() => clock.restore());

	const log = (isTerminal: boolean) => ({
		isTerminal,
		detail: (message: string) => void said.push(message),
		redraw: (text: string) => void said.push(`redraw: ${text}`),
	});

	it('is not told under 5 seconds', () => {
		for (const isTerminal of [false, true]) {
			const progress = new Progress('file.tgz', log(isTerminal));
			progress.note(1e6, 4e6);
			clock.tick(4999);
			progress.stop();
			clock.tick(60_000);
			expect(said).to.deep.equal([]);
		}
	});

	it('is a line every 5 seconds: received, total, percent, rate', () => {
		const progress = new Progress('file.tgz', log(false));
		progress.note(1_000_000, 20_000_000);
		clock.tick(5000);
		progress.note(9_999_999, 20_000_000);
		clock.tick(5000);
		progress.note(20_000_000, 20_000_000);
		clock.tick(9999);
		progress.stop();
		expect(said).to.deep.equal([
			'file.tgz: 1.0 MB of 20.0 MB (5 %), 200 kB/s',
			'file.tgz: 10.0 MB of 20.0 MB (49 %), 999 kB/s',
			'file.tgz: 20.0 MB of 20.0 MB (100 %), 1.3 MB/s',
		]);
	});

	it('is told without a total that nobody knows, and of a server that has sent nothing yet', () => {
		const progress = new Progress('file.tgz', log(false));
		clock.tick(5000);
		progress.note(2_500_000, undefined);
		clock.tick(5000);
		progress.stop();
		expect(said).to.deep.equal(['file.tgz: nothing received yet', 'file.tgz: 2.5 MB, 250 kB/s']);
	});

	for (const [received, total, line] of [
		[1, 900, '1 byte of 900 bytes (0 %), under 1 kB/s'],
		[999, undefined, '999 bytes, under 1 kB/s'],
		[5, 1_000_000, '5 bytes of 1.0 MB (0 %), under 1 kB/s'],
		[1000, 4000, '1 kB of 4 kB (25 %), under 1 kB/s'],
		[5000, undefined, '5 kB, 1 kB/s'],
		[999_999, 1_000_000, '999 kB of 1.0 MB (99 %), 199 kB/s'],
		[0, 4000, 'nothing received yet'],
	] as const) {
		it(`is never told as nothing where something has come: ${line}`, () => {
			const progress = new Progress('file.tgz', log(false));
			progress.note(received, total);
			clock.tick(5000);
			progress.stop();
			expect(said).to.deep.equal([`file.tgz: ${line}`]);
		});
	}

	it('is a bar on a terminal, which is gone in the end', () => {
		const progress = new Progress('file.tgz', log(true));
		progress.note(5_000_000, 20_000_000);
		clock.tick(5000);
		progress.note(20_000_000, 20_000_000);
		clock.tick(200);
		progress.stop();
		expect(said).to.deep.equal([
			`redraw: [${'#'.repeat(8)}${' '.repeat(22)}] file.tgz: 5.0 MB of 20.0 MB (25 %), 1.0 MB/s`,
			`redraw: [${'#'.repeat(30)}] file.tgz: 20.0 MB of 20.0 MB (100 %), 3.8 MB/s`,
			'redraw: ',
		]);
	});

	it('survives totals that are wrong', () => {
		const progress = new Progress('file.tgz', log(true));
		for (const total of [0, 1_000_000]) {
			progress.note(2_000_000, total);
			clock.tick(5000);
		}
		progress.stop();
		expect(said.at(-2)).to.equal(`redraw: [${'#'.repeat(30)}] file.tgz: 2.0 MB of 1.0 MB (100 %), 200 kB/s`);
	});

	it('leaves nothing running', () => {
		const progress = new Progress('file.tgz', log(false));
		expect(clock.countTimers()).to.equal(1);
		progress.stop();
		expect(clock.countTimers()).to.equal(0);
	});
});

import { expect } from 'chai';
import sinon from 'sinon';
import { Pace, TimeoutError } from '../../src/fetch/pace.ts';

describe('the pace of a transfer', () => {
	let clock: sinon.SinonFakeTimers;
	beforeEach(() => (clock = sinon.useFakeTimers()));
	afterEach(() => clock.restore());

	/** Lets so many seconds pass, with as many bytes in the middle of each; gives what the pace says then. */
	function pass(pace: Pace, seconds: number, bytes: number): string | undefined {
		for (let second = 0; second < seconds; second += 1) {
			clock.tick(500);
			if (bytes > 0) pace.note(bytes);
			clock.tick(500);
		}
		if (!pace.signal.aborted) return undefined;
		expect(pace.signal.reason).to.be.instanceOf(TimeoutError);
		return (pace.signal.reason as TimeoutError).message;
	}

	it('is too slow after the time-out without a byte, and not before', () => {
		const pace = new Pace(30);
		expect(pass(pace, 29, 0)).to.be.undefined;
		expect(pass(pace, 1, 0)).to.equal('no bytes for 30 s');
	});

	it('is never too slow in less than the time-out after a byte', () => {
		const pace = new Pace(1);
		clock.tick(900);
		pace.note(5000);
		clock.tick(900);
		expect(pace.signal.aborted).to.be.false;
		clock.tick(1200);
		expect((pace.signal.reason as Error).message).to.equal('no bytes for 1 s');
	});

	it('may pause again and again, for less than the time-out', () => {
		const pace = new Pace(30);
		for (let pause = 0; pause < 10; pause += 1) {
			pass(pace, 1, 100_000);
			expect(pass(pace, 28, 0)).to.be.undefined;
		}
		pace.stop();
	});

	it('is too slow with under 1 kB/s for twice the time-out, and not before', () => {
		const pace = new Pace(30);
		expect(pass(pace, 59, 999)).to.be.undefined;
		expect(pass(pace, 1, 999)).to.equal('59940 bytes in 60 s, which is under 1 kB/s');
	});

	it('is fast enough with 1 kB/s', () => {
		const pace = new Pace(30);
		expect(pass(pace, 600, 1000)).to.be.undefined;
		pace.stop();
	});

	it('is too slow however fast it was before that', () => {
		const pace = new Pace(30);
		expect(pass(pace, 30, 1e6)).to.be.undefined;
		expect(pass(pace, 59, 10)).to.be.undefined;
		expect(pass(pace, 1, 10)).to.equal('600 bytes in 60 s, which is under 1 kB/s');
	});

	it('is no longer watched after it was stopped, or was too slow', () => {
		const stopped = new Pace(30);
		stopped.stop();
		expect(pass(stopped, 100, 0)).to.be.undefined;
		expect(pass(new Pace(30), 30, 0)).to.equal('no bytes for 30 s');
		expect(clock.countTimers()).to.equal(0);
	});
});

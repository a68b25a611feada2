import { slowestTransfer } from '../defaults.ts';

/** Why a transfer was given up: nothing came, or hardly anything. */
export class TimeoutError extends Error {}

/**
 * Watches that bytes keep coming: aborts once none have come for some seconds, or too few in twice as many.
 */
export class Pace {
	readonly #controller = new AbortController();
	readonly #timer: NodeJS.Timeout;
	/** Bytes in each of the last seconds. */
	readonly #seconds: number[] = [0];
	#lastByte = performance.now();

	/** @param seconds without a byte until the end */
	constructor(seconds: number) {
		this.#timer = setInterval(() => this.#tick(seconds), 1000);
	}

	get signal(): AbortSignal {
		return this.#controller.signal;
	}

	note(bytes: number): void {
		this.#lastByte = performance.now();
		this.#seconds[this.#seconds.length - 1] = (this.#seconds.at(-1) ?? 0) + bytes;
	}

	/** Begins anew, for the answer of another server. */
	restart(): void {
		this.#lastByte = performance.now();
		this.#seconds.splice(0, Infinity, 0);
	}

	stop(): void {
		clearInterval(this.#timer);
	}

	#tick(seconds: number): void {
		const window = 2 * seconds;
		const total = this.#seconds.reduce((sum, bytes) => sum + bytes, 0);
		if (performance.now() - this.#lastByte >= seconds * 1000) this.#giveUp(`no bytes for ${seconds} s`);
		else if (this.#seconds.length >= window && total < slowestTransfer * window)
			this.#giveUp(`${total} bytes in ${window} s, which is under ${slowestTransfer / 1000} kB/s`);
		this.#seconds.push(0);
		if (this.#seconds.length > window) this.#seconds.shift();
	}

	#giveUp(reason: string): void {
		this.stop();
		this.#controller.abort(new TimeoutError(reason));
	}
}

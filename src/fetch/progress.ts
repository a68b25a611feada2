import { progressInterval } from '../defaults.ts';
import { detail, isTerminal, redraw } from '../output.ts';

/** Tells the reader of the log how far a long download is: a line every few seconds, or a bar on a terminal. */
export class Progress {
	readonly #name: string;
	readonly #start = Date.now();
	readonly #timer: NodeJS.Timeout;
	#received = 0;
	#total: number | undefined;
	#hasDrawn = false;

	/** @param name what the line begins with */
	constructor(name: string) {
		this.#name = name;
		this.#timer = setInterval(() => this.#report(), isTerminal ? 200 : progressInterval);
		this.#timer.unref();
	}

	note(received: number, total: number | undefined): void {
		this.#received = received;
		this.#total = total;
	}

	stop(): void {
		clearInterval(this.#timer);
		if (this.#hasDrawn) redraw('');
	}

	#report(): void {
		const seconds = (Date.now() - this.#start) / 1000;
		if (seconds * 1000 < progressInterval || this.#received === 0) return;
		const rate = `${megabytes(this.#received / seconds)}/s`;
		if (isTerminal) {
			this.#hasDrawn = true;
			redraw(`${bar(this.#received, this.#total)} ${rate}`);
		} else detail(`${this.#name}: ${amount(this.#received, this.#total)}, ${rate}`);
	}
}

function amount(received: number, total: number | undefined): string {
	if (total === undefined) return megabytes(received);
	return `${megabytes(received)} of ${megabytes(total)} (${percent(received, total)} %)`;
}

function bar(received: number, total: number | undefined): string {
	if (total === undefined) return amount(received, total);
	const width = 30;
	const done = Math.round((width * received) / total);
	return `[${'#'.repeat(done)}${' '.repeat(width - done)}] ${amount(received, total)}`;
}

function percent(received: number, total: number): number {
	return total === 0 ? 100 : Math.floor((100 * received) / total);
}

function megabytes(bytes: number): string {
	return `${(bytes / 1e6).toFixed(1)} MB`;
}

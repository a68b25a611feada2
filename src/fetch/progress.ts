import { progressInterval } from '../defaults.ts';
import { detail, isLogTerminal, redraw } from '../output.ts';

/** Where it is told: the build log, but for tests. */
export interface ProgressLog {
	readonly isTerminal: boolean;
	readonly detail: (message: string) => void;
	readonly redraw: (text: string) => void;
}

/** How often a bar is drawn. Milliseconds. */
const redrawInterval = 200;

/** Tells the reader of the log how far a long download is: a line every few seconds, or a bar on a terminal. */
export class Progress {
	readonly #name: string;
	readonly #log: ProgressLog;
	readonly #start = performance.now();
	readonly #timer: NodeJS.Timeout;
	#received = 0;
	#total: number | undefined;
	#hasDrawn = false;

	/** @param name what the line begins with */
	constructor(name: string, log: ProgressLog = { isTerminal: isLogTerminal(), detail, redraw }) {
		this.#name = name;
		this.#log = log;
		this.#timer = log.isTerminal
			? setInterval(() => this.#draw(), redrawInterval)
			: setInterval(() => log.detail(`${name}: ${this.#describe()}`), progressInterval);
		this.#timer.unref();
	}

	note(received: number, total: number | undefined): void {
		this.#received = received;
		this.#total = total;
	}

	stop(): void {
		clearInterval(this.#timer);
		if (this.#hasDrawn) this.#log.redraw('');
	}

	#draw(): void {
		if (performance.now() - this.#start < progressInterval) return;
		this.#hasDrawn = true;
		this.#log.redraw(`${bar(this.#received, this.#total)}${this.#name}: ${this.#describe()}`);
	}

	#describe(): string {
		if (this.#received === 0) return 'nothing received yet';
		const perSecond = this.#received / ((performance.now() - this.#start) / 1000);
		const rate = perSecond < 1e3 ? 'under 1 kB/s' : `${size(perSecond)}/s`;
		return `${amount(this.#received, this.#total)}, ${rate}`;
	}
}

function amount(received: number, total: number | undefined): string {
	if (total === undefined) return size(received);
	return `${size(received)} of ${size(total)} (${Math.floor(100 * share(received, total))} %)`;
}

function bar(received: number, total: number | undefined): string {
	if (total === undefined) return '';
	const width = 30;
	const done = Math.round(width * share(received, total));
	return `[${'#'.repeat(done)}${' '.repeat(width - done)}] `;
}

/** How much there is, from 0 to 1. */
function share(received: number, total: number): number {
	return received >= total ? 1 : received / total;
}

function size(bytes: number): string {
	if (bytes < 1e3) return `${bytes} ${bytes === 1 ? 'byte' : 'bytes'}`;
	return bytes < 1e6 ? `${Math.floor(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

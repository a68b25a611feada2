import { readdirSync, readFileSync } from 'node:fs';

/*
 * How much memory programs need: what the kernel says of each process below some others, looked at often while they run.
 */

/** The most memory that a program had. */
export interface Peak {
	/** As the kernel names it. */
	readonly program: string;
	readonly bytes: number;
}

interface Status {
	readonly parent: number;
	readonly program: string;
	readonly bytes: number;
}

/** How often it is looked. Milliseconds. */
const interval = 100;

export class MemoryWatch {
	readonly #peaks = new Map<number, Map<string, number>>();
	readonly #timer = setInterval(() => this.#look(), interval);
	/** Of how many of those that were watched nothing was ever seen: they were too short. */
	#unseen = 0;
	#taken = 0;

	/** Which share of those that were watched was seen at all. */
	get seenShare(): number {
		return this.#taken === 0 ? 0 : 1 - this.#unseen / this.#taken;
	}

	stop(): void {
		clearInterval(this.#timer);
	}

	add(pid: number): void {
		this.#peaks.set(pid, new Map());
	}

	/** What a process and those below it had at most, since it was added; it is not watched any more. */
	take(pid: number): Peak[] {
		const peaks = this.#peaks.get(pid) ?? new Map<string, number>();
		this.#peaks.delete(pid);
		this.#taken += 1;
		if (peaks.size === 0) this.#unseen += 1;
		return [...peaks].map(([program, bytes]) => ({ program, bytes }));
	}

	#look(): void {
		const all = readAll();
		for (const [pid, { program, bytes }] of all) {
			const peaks = this.#peaksAbove(pid, all);
			peaks?.set(program, Math.max(bytes, peaks.get(program) ?? 0));
		}
	}

	#peaksAbove(pid: number, all: ReadonlyMap<number, Status>): Map<string, number> | undefined {
		for (let at: number | undefined = pid; at !== undefined; at = all.get(at)?.parent) {
			const peaks = this.#peaks.get(at);
			if (peaks !== undefined) return peaks;
		}
		return undefined;
	}
}

function readAll(): Map<number, Status> {
	const all = new Map<number, Status>();
	for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
		try {
			const text = readFileSync(`/proc/${pid}/status`, 'utf8');
			const [, program = '', parent = '0'] = /^Name:\t(.*)$[^]*^PPid:\t(\d+)$/m.exec(text) ?? [];
			const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(text) ?? [];
			all.set(Number(pid), { parent: Number(parent), program, bytes: Number(kilobytes ?? 0) * 1024 });
		} catch {
			// it has ended meanwhile
		}
	}
	return all;
}

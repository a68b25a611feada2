import { configDirectory } from '../config/app.ts';
import type { LinkOrigin } from '../resolve/installer-links.ts';

/** The name under which the app's own script is kept: no package can have it. */
export const compileScript = `${configDirectory}/compile`;

/** One run of one installer, or of the app's compile script. */
export interface Requirement {
	/** Positive; what the shell calls it by. */
	readonly id: number;
	/** The package's, or `compileScript`. */
	readonly name: string;
	/** The installer that asked for it; undefined for the app itself. */
	readonly requirer: Requirement | undefined;
	/** The process that runs it, when that is not the main shell. */
	readonly job: number | undefined;
	/** Where it is; undefined until it has been found. */
	installer: FoundInstaller | undefined;
}

/** What is known of an installer that was found. */
export interface FoundInstaller extends LinkOrigin {
	readonly file: string;
}

/** What has to be done about a package that somebody requires. */
export type Standing =
	| { readonly is: 'present' }
	| { readonly is: 'absent' }
	/** Another process installs it right now. */
	| { readonly is: 'in-progress'; readonly end: Promise<void> }
	/** The process that asks has begun to install it, and has left that without a word. */
	| { readonly is: 'abandoned'; readonly file: string | undefined }
	/** It would wait for itself. `circle` begins and ends with the same name. */
	| { readonly is: 'circular'; readonly circle: readonly string[] };

interface Run {
	readonly requirement: Requirement;
	readonly end: Promise<void>;
	finish(): void;
}

/** Knows which packages are installed, marked or in progress, and who waits for whom. */
export class Ledger {
	readonly #present: Set<string>;
	readonly #inProgress = new Map<string, Run>();
	readonly #byId = new Map<number, Requirement>();
	/** Who waits (undefined: the app's own list) for a package that another process installs. */
	readonly #waits = new Set<{ readonly requirer: Requirement | undefined; readonly name: string }>();

	/** @param present packages that count as installed */
	constructor(present: readonly string[]) {
		this.#present = new Set(present);
	}

	/** The requirement of that number; undefined for 0 and for what never was. */
	requirement(id: number): Requirement | undefined {
		return this.#byId.get(id);
	}

	/** @param job the process that asks, where it is not the main shell */
	standing(name: string, requirer: Requirement | undefined, job: number | undefined): Standing {
		if (this.#present.has(name)) return { is: 'present' };
		const run = this.#inProgress.get(name);
		if (run === undefined) return { is: 'absent' };
		const way = this.#wayBack(name, requirer, new Set());
		if (way !== undefined) return { is: 'circular', circle: [...way, name] };
		if (run.requirement.job === job) return { is: 'abandoned', file: run.requirement.installer?.file };
		return { is: 'in-progress', end: run.end };
	}

	/** Notes that somebody waits for the end of a package's installer. */
	async wait(name: string, requirer: Requirement | undefined, end: Promise<void>): Promise<void> {
		const entry = { requirer, name };
		this.#waits.add(entry);
		await end;
		this.#waits.delete(entry);
	}

	/** Notes that somebody sets out to install a package: at once, so that nobody else does as well. */
	begin(name: string, requirer: Requirement | undefined, job: number | undefined): Requirement {
		const requirement = { id: this.#byId.size + 1, name, requirer, job, installer: undefined };
		let finish = () => {};
		const end = new Promise<void>((resolve) => (finish = resolve));
		this.#byId.set(requirement.id, requirement);
		this.#inProgress.set(name, { requirement, end, finish });
		return requirement;
	}

	/** Notes that an installer has run to its end. */
	finish(requirement: Requirement): void {
		this.#present.add(requirement.name);
		this.#inProgress.get(requirement.name)?.finish();
		this.#inProgress.delete(requirement.name);
	}

	/** Makes a package count as installed. */
	mark(name: string): void {
		this.#present.add(name);
	}

	/** Whether a package counts as installed. */
	has(name: string): boolean {
		return this.#present.has(name);
	}

	/** The packages that count as installed. */
	get packages(): string[] {
		return [...this.#present].filter((name) => name !== compileScript);
	}

	/** The installers that have begun and not ended, in that order. */
	get inProgress(): Requirement[] {
		return [...this.#inProgress.values()].map(({ requirement }) => requirement);
	}

	/**
	 * The names from a package that is in progress to a requirer of it: a chain of requirers, or several such
	 * chains, each waiting for a package in the next. Undefined where there is no such way.
	 */
	#wayBack(name: string, requirer: Requirement | undefined, seen: Set<string>): string[] | undefined {
		if (seen.has(name)) return undefined;
		seen.add(name);
		const chain = chainOf(requirer);
		const start = chain.indexOf(name);
		if (start !== -1) return chain.slice(start);
		for (const wait of this.#waits) {
			const waiting = chainOf(wait.requirer);
			const from = waiting.indexOf(name);
			if (from === -1) continue;
			const rest = this.#wayBack(wait.name, requirer, seen);
			if (rest !== undefined) return [...waiting.slice(from), ...rest];
		}
		return undefined;
	}
}

/** The names from the app's own list down to a requirement. */
export function chainOf(requirement: Requirement | undefined): string[] {
	const names: string[] = [];
	for (let each = requirement; each !== undefined; each = each.requirer) names.push(each.name);
	return names.reverse();
}

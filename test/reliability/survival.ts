/*
 * What the tests of this directory count for docs/reliability.md: how often something was tried, and how often it was survived.
 */

/** How much a test tries: as a setting says (npm run test:kill, ... set it), and little in the test command. */
export function amount(setting: string, otherwise: number): number {
	const text = process.env[setting];
	if (text === undefined) return otherwise;
	if (!/^[1-9]\d*$/.test(text)) throw new Error(`${setting} is not a number: ${text}`);
	return Number(text);
}

/** One table: a row for each kind of trial. Printed after the tests where MODULAR_TEST_TABLES is set. */
export class Survival {
	readonly #title: string;
	readonly #rows = new Map<string, { tried: number; survived: number }>();

	constructor(title: string) {
		this.#title = title;
		after(() => {
			if (process.env['MODULAR_TEST_TABLES'] !== undefined) console.log(`\n${this.toString()}\n`);
		});
	}

	/** Counts a trial, which is survived if it does not throw. */
	async try<T>(row: string, trial: () => T | Promise<T>): Promise<T> {
		const counts = this.#rows.get(row) ?? { tried: 0, survived: 0 };
		this.#rows.set(row, counts);
		counts.tried += 1;
		const result = await trial();
		counts.survived += 1;
		return result;
	}

	/** Counts trials that were made elsewhere. */
	count(row: string, tried: number, survived: number): void {
		const before = this.#rows.get(row) ?? { tried: 0, survived: 0 };
		this.#rows.set(row, { tried: before.tried + tried, survived: before.survived + survived });
	}

	toString(): string {
		const lines = [...this.#rows].map(([row, { tried, survived }]) => `| ${row} | ${tried} | ${survived} |`);
		return [`| ${this.#title} | tried | survived |`, '| --- | --- | --- |', ...lines].join('\n');
	}
}

import Mocha from 'mocha';

/** Mocha's own report, and after it a line for programs that read it: `N passed, N failed`. */
export default class ReporterWithTotals extends Mocha.reporters.Spec {
	override epilogue(): void {
		super.epilogue();
		const { passes, failures, pending } = this.stats;
		const skipped = pending > 0 ? `, ${pending} skipped` : '';
		process.stdout.write(`${passes} passed, ${failures} failed${skipped}\n`);
	}
}

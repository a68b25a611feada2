import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Duplex } from 'node:stream';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import { jobPollInterval } from '../defaults.ts';
import { BuildpackError, reasonOf } from '../errors.ts';
import { statusOf } from '../files.ts';
import { endWithUs } from '../guard.ts';
import { warn } from '../output.ts';
import { receiveFromJob } from './jobs.ts';
import { endFamily, isRunning, socketOf, type RunningProcess } from './processes.ts';
import { type Answer, encodeAnswer, type Question, QuestionReader } from './protocol.ts';

export interface SessionOptions {
	/** The shell and its options: `/bin/sh` on every platform. */
	readonly shell: readonly string[];
	/** lib/session.sh. */
	readonly script: string;
	/** A private directory, which nobody else uses or reads. */
	readonly directory: string;
	/** What the shell reads first: exports, variables, positional parameters. */
	readonly start: Buffer;
	/** Answers questions; what it throws ends the session. */
	readonly answer: (question: Question, pid: number, isJob: boolean) => Promise<Answer>;
	/** The processes other than the main shell that are installing a package right now. */
	readonly busyJobs: () => readonly number[];
	readonly abort: AbortSignal;
}

/** How a session ended, when nothing that it asked for has ended it. */
export interface SessionEnd {
	/** The main shell's; undefined if a signal ended it. */
	readonly status: number | undefined;
	readonly signal: NodeJS.Signals | undefined;
	/** Whether the shell has said that it has done all there was to do. */
	readonly isComplete: boolean;
	/** The descriptor that an installer closed or replaced. */
	readonly lostDescriptor: number | undefined;
	/** A job that ended while it installed a package. */
	readonly lostJob: number | undefined;
}

/**
 * The shell of one build: starts it, hands its questions on, ends it.
 *
 * Once `run` has settled, no process of the session is left.
 */
export class Session {
	readonly #options: SessionOptions;
	readonly #startFile: string;
	readonly #shell: ChildProcess;
	readonly #questions: Duplex;
	readonly #answers: Duplex;
	/** What ends the session before its time: an error of `answer`. */
	#failure: { readonly error: unknown } | undefined;
	#isComplete = false;
	#jobsAsking = 0;
	#lostJob: number | undefined;
	/** What every process of the session holds, unless it has closed it. */
	#socket: string | undefined;

	constructor(options: SessionOptions) {
		this.#options = options;
		this.#startFile = join(options.directory, 'start');
		try {
			writeFileSync(this.#startFile, options.start, { mode: 0o600 });
		} catch (cause) {
			const facts = { directory: dirname(options.directory), reason: reasonOf(cause) };
			throw new BuildpackError('build::no-temporary-directory', facts, { cause });
		}
		const [program = '/bin/sh', ...shellOptions] = options.shell;
		this.#shell = spawn(program, [...shellOptions, options.script, options.directory], {
			env: {},
			detached: true, // a session and process group of its own, to be ended as a whole
			stdio: ['ignore', 1, 2, 'pipe', 'pipe', 'ignore', 1, 2],
		});
		const pipes: readonly unknown[] = this.#shell.stdio;
		this.#questions = pipes[3] as Duplex;
		this.#answers = pipes[4] as Duplex;
	}

	/** @throws what `answer` threw first, or the reason of `abort` */
	async run(): Promise<SessionEnd> {
		const { busyJobs, abort, directory } = this.#options;
		const exit = this.#exit();
		const release = endWithUs(this.#shell);
		this.#listen();
		const watch = watchJobs(busyJobs, (job) => {
			this.#lostJob ??= job;
			void this.#end();
		});
		const interrupt = () => void this.#end();
		abort.addEventListener('abort', interrupt);
		try {
			if (abort.aborted) interrupt();
			const { status, signal } = await exit;
			while (status === 0 && this.#isGood && (this.#jobsAsking > 0 || busyJobs().length > 0))
				await delay(jobPollInterval);
			const left = await this.#endWhatIsLeft();
			abort.throwIfAborted();
			if (this.#failure !== undefined) throw this.#failure.error;
			if (status === 0 && this.#isGood) warnOfLeftJobs(left);
			const lostDescriptor = readLostDescriptor(directory);
			return { status, signal, isComplete: this.#isComplete, lostDescriptor, lostJob: this.#lostJob };
		} finally {
			release();
			clearInterval(watch);
			abort.removeEventListener('abort', interrupt);
			this.#questions.destroy();
			this.#answers.destroy();
		}
	}

	get #isGood(): boolean {
		return this.#failure === undefined && this.#lostJob === undefined && !this.#options.abort.aborted;
	}

	/** The end of the main shell. Not 'close': a job that is left behind holds the descriptors. */
	#exit(): Promise<Pick<SessionEnd, 'status' | 'signal'>> {
		return new Promise((resolve, reject) => {
			this.#shell.once('exit', (status, signal) =>
				resolve({ status: status ?? undefined, signal: signal ?? undefined }),
			);
			this.#shell.once('error', (cause) => {
				reject(
					new BuildpackError(
						'session::shell-not-started',
						{ shell: this.#options.shell.join(' '), reason: reasonOf(cause) },
						{ cause },
					),
				);
			});
		});
	}

	#listen(): void {
		const questions = new QuestionReader();
		// once anything is asked, the file has been read; it holds config variables
		this.#questions.once('data', () => {
			rmSync(this.#startFile, { force: true });
			this.#socket = socketOf(this.#shell.pid, 8);
		});
		this.#questions.on('data', (bytes: Buffer) =>
			questions.read(bytes).forEach((question) => void this.#answerMain(question)),
		);
		let announced = '';
		this.#answers.on('data', (bytes: Buffer) => {
			const lines = `${announced}${bytes.toString()}`.split('\n');
			announced = lines.pop() ?? '';
			for (const job of lines) void (job === 'unheard' ? this.#endUnheard() : this.#answerJob(Number(job)));
		});
		for (const pipe of [this.#questions, this.#answers]) pipe.on('error', () => {}); // how the shell ends tells more
	}

	async #answerMain(question: Question): Promise<void> {
		let answer: Answer = ':';
		try {
			if (question.verb === 'end') this.#isComplete = true;
			else answer = await this.#options.answer(question, this.#shell.pid ?? 0, false);
		} catch (error) {
			this.#failure ??= { error };
		}
		if (question.verb === 'installed') return;
		// not a signal: EXIT traps run
		this.#answers.write(encodeAnswer(this.#isGood ? answer : 'exit 1'));
	}

	async #answerJob(job: number): Promise<void> {
		this.#jobsAsking += 1;
		try {
			const received = receiveFromJob(this.#options.directory, job);
			if (received === undefined) return;
			const answer = await this.#options.answer(received.question, job, true);
			await received.reply(this.#isGood ? answer : 'exit 1');
		} catch (error) {
			this.#failure ??= { error };
			await this.#end();
		} finally {
			this.#jobsAsking -= 1;
		}
	}

	/** Ends the build for a job that cannot ask: going on without what it asked for would be a good build without it. */
	async #endUnheard(): Promise<void> {
		this.#failure ??= { error: new BuildpackError('session::job-unheard', { directory: this.#options.directory }) };
		await this.#end();
	}

	/** Ends every process of the session, and gives those that it found. */
	async #end(): Promise<RunningProcess[]> {
		const { pid } = this.#shell;
		return pid === undefined ? [] : await endFamily({ session: pid, socket: this.#socket });
	}

	/** The same after the main shell's end; costs nothing where nothing is left, which is nearly always. */
	async #endWhatIsLeft(): Promise<RunningProcess[]> {
		await nextTurn(); // an end of file that is there is seen in the turn in which the exit is
		const isAlone = this.#questions.readableEnded && !isGroupAlive(this.#shell.pid);
		return isAlone ? [] : await this.#end();
	}
}

/** Looks for jobs that have ended although they should have said first that their package is installed. */
function watchJobs(busyJobs: () => readonly number[], found: (job: number) => void): NodeJS.Timeout {
	let suspects: readonly number[] = [];
	return setInterval(() => {
		const gone = busyJobs().filter((job) => !isRunning(job));
		// only at the second look: what it said last may still be on its way
		const lost = gone.find((job) => suspects.includes(job));
		suspects = gone;
		if (lost !== undefined) found(lost);
	}, jobPollInterval);
}

function isGroupAlive(group: number | undefined): boolean {
	if (group === undefined) return false;
	try {
		process.kill(-group, 0);
		return true;
	} catch {
		return false;
	}
}

function warnOfLeftJobs(left: readonly RunningProcess[]): void {
	if (left.length === 0) return;
	const names = left.map(({ pid, program }) => `${program} (${pid})`).join(', ');
	warn(`Ended what installers left running: ${names}.`);
}

function readLostDescriptor(directory: string): number | undefined {
	const file = join(directory, 'lost-descriptor');
	return statusOf(file) ? Number(readFileSync(file, 'utf8')) : undefined;
}

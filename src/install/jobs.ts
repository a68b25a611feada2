import { closeSync, constants, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pipePollInterval } from '../defaults.ts';
import { type Answer, encodeAnswer, type Question, QuestionReader } from './protocol.ts';

/**
 * Takes a job's question from the session's private directory, and gives it together with the way back.
 *
 * @returns undefined where the job has ended before its question was read
 */
export function receiveFromJob(
	directory: string,
	job: number,
): { question: Question; reply: (answer: Answer) => Promise<void> } | undefined {
	const file = join(directory, `${job}.question`);
	const pipe = join(directory, `${job}.answer`);
	const [question] = new QuestionReader().read(readFileSync(file));
	let descriptor: number;
	try {
		descriptor = openSync(pipe, constants.O_WRONLY | constants.O_NONBLOCK);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENXIO') return undefined; // nobody reads: the job is gone
		throw error;
	} finally {
		rmSync(file);
		rmSync(pipe);
	}
	writeSync(descriptor, 'ready\n');
	if (question === undefined) throw new Error(`job ${job} announced a question and wrote none`);
	return {
		question,
		async reply(answer) {
			try {
				await writeAll(descriptor, encodeAnswer(answer));
			} catch (error) {
				if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error; // the job was ended meanwhile
			} finally {
				closeSync(descriptor);
			}
		},
	};
}

/** Writes into a pipe that never waits: it takes 64 KiB, and more once somebody has read them. */
async function writeAll(descriptor: number, bytes: Buffer): Promise<void> {
	let rest = bytes;
	while (rest.length > 0) {
		try {
			rest = rest.subarray(writeSync(descriptor, rest));
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
			await delay(pipePollInterval);
		}
	}
}

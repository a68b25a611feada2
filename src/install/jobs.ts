import { closeSync, constants, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type Answer, encodeAnswer, type Question, QuestionReader } from './protocol.ts';

/**
 * Takes a job's question from the session's private directory, and gives it together with the way back.
 *
 * @returns undefined where the job has ended before its question was read
 */
export function receiveFromJob(
	directory: string,
	job: number,
): { question: Question; reply: (answer: Answer) => void } | undefined {
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
		reply(answer) {
			try {
				writeSync(descriptor, encodeAnswer(answer));
			} catch (error) {
				if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error; // the job was ended meanwhile
			} finally {
				closeSync(descriptor);
			}
		},
	};
}

/*
 * Questions and answers between the session's shell (lib/session.sh) and Node.js, as bytes.
 *
 *     question   <count> NUL <requirement> NUL <verb> NUL <argument> NUL ...     count: verb and arguments
 *     answer     <number of lines> LF <line> LF ...                             shell text, to be evaluated
 *
 * `installed` gets no answer from the main shell: it only tells.
 *
 * <requirement> is the number of the installer that asks (0: none), as Node.js gave it to __source. The main
 * shell asks on descriptor 8 and reads descriptor 9. A job writes its question to <its pid>.question, announces
 * it with `<its pid> LF` on 9, and reads <its pid>.answer: a line that says Node.js is there, then the answer.
 */

/** What the shell asks. Arguments may hold any byte but NUL. */
export interface Question {
	readonly requirement: number;
	readonly verb: string;
	readonly arguments: readonly Buffer[];
}

/** Shell text for the asker to evaluate. */
export type Answer = string | Buffer;

/** Makes questions of the bytes of a stream, however they are cut up. */
export class QuestionReader {
	#rest: Buffer = Buffer.alloc(0);
	#fields: Buffer[] = [];

	/** Takes the next bytes, and gives the questions that they complete. */
	read(bytes: Buffer): Question[] {
		const questions: Question[] = [];
		let rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
		for (let end = rest.indexOf(0); end !== -1; end = rest.indexOf(0)) {
			this.#fields.push(rest.subarray(0, end));
			rest = rest.subarray(end + 1);
			const [count, requirement, verb, ...words] = this.#fields;
			if (verb !== undefined && words.length === Number(count) - 1) {
				questions.push({ requirement: Number(requirement), verb: verb.toString(), arguments: words });
				this.#fields = [];
			}
		}
		this.#rest = rest;
		return questions;
	}
}

/** An answer as it is written to the asker. */
export function encodeAnswer(answer: Answer): Buffer {
	const text = Buffer.from(answer);
	let lines = 1;
	for (const byte of text) if (byte === 0x0a) lines += 1;
	return Buffer.concat([Buffer.from(`${lines}\n`), text, Buffer.from('\n')]);
}

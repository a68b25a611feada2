import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { encodeAnswer, QuestionReader, type Question } from '../../../src/install/protocol.ts';
import { Session } from '../../../src/install/session.ts';
import { quoteBytes, quoteWord } from '../../../src/shell-text.ts';
import { makeDirectory } from '../../support/directories.ts';
import { minimalEnvironment, root } from '../../support/entry-points.ts';
import { describeInEachShell, type Shell } from '../../support/shells.ts';
import { bytes, holds, holdsForAll, latin1 } from './properties.ts';

const question = fc.record({
	requirement: fc.nat(1000),
	verb: fc.constantFrom('require', 'mark', 'env-extend', 'unpack'),
	arguments: fc.array(bytes(20), { maxLength: 4 }),
});

/** A question as the shell writes it. */
function written({ requirement, verb, arguments: words }: Question): Buffer {
	const fields = [Buffer.from(`${words.length + 1}`), Buffer.from(`${requirement}`), Buffer.from(verb), ...words];
	return Buffer.concat(fields.flatMap((field) => [field, Buffer.from([0])]));
}

describe('every row of questions', () => {
	it('is read as it was written, wherever it is cut', async () => {
		const cuts = fc.array(fc.nat(200), { maxLength: 6 });
		const property = fc.property(fc.array(question, { maxLength: 5 }), cuts, (questions, cuts) => {
			const all = Buffer.concat(questions.map(written));
			const reader = new QuestionReader();
			const ends = [...cuts.map((cut) => Math.min(cut, all.length)).sort((a, b) => a - b), all.length];
			const read = ends.flatMap((end, index) => reader.read(all.subarray(ends[index - 1] ?? 0, end)));
			expect(read).to.deep.equal(questions);
		});
		await holds('questions, cut anywhere', property);
	});

	it('that is no question waits for its end, and throws nothing', async () => {
		const property = fc.property(fc.array(fc.uint8Array({ maxLength: 20 })), (parts) => {
			const reader = new QuestionReader();
			for (const part of parts)
				for (const { arguments: words } of reader.read(Buffer.from(part))) expect(words).to.be.an('array');
		});
		await holds('questions of any bytes', property);
	});

	it('is answered in as many lines as the answer says', async () => {
		const property = fc.property(bytes(30), (answer) => {
			const text = encodeAnswer(answer).toString('latin1');
			const [count = '', ...lines] = text.split('\n');
			expect(lines.pop()).to.equal('');
			expect(lines.length).to.equal(Number(count));
			expect(lines.join('\n')).to.equal(answer.toString('latin1'));
		});
		await holds('answers of any bytes', property);
	});
});

/** What is asked in a session; in a subshell, where it goes another way. */
interface Asked {
	readonly words: readonly string[];
	readonly isInSubshell: boolean;
}

/**
 * Asks these questions in a real session, each answered with its own words, the last one first.
 *
 * @returns what Node.js was asked, and what the shell made of the answers; one character a byte
 */
async function askAll(shell: Shell, asked: readonly Asked[]): Promise<{ questions: string[][]; answers: string[] }> {
	const directory = makeDirectory();
	const [installer, seen] = [join(directory, 'installer'), join(directory, 'seen')];
	const print = `printf '%s\\0' "$#" "$@" >>${quoteWord(seen)}`;
	const calls = asked.map(({ words, isInSubshell }) => {
		const call = `ask ${words.map(quoteLatin1).join(' ')}`;
		return isInSubshell ? `( ${call} )` : call;
	});
	const text = [`ask() { __ask echo "$@"; eval "$__answer"; ${print}; }`, ': >>' + quoteWord(seen), ...calls];
	writeFileSync(installer, Buffer.from(`${text.join('\n')}\n`, 'latin1'));
	const questions: string[][] = [];
	const session = new Session({
		shell: shell.command.split(' '),
		script: join(root, 'lib/session.sh'),
		directory,
		start: Buffer.from(
			`export PATH=${quoteWord(minimalEnvironment.PATH)}\n__packages=one __build_dir=${quoteWord(directory)} __runtime_dir=/app\n`,
		),
		answer: ({ verb, arguments: words }) => {
			if (verb === 'require') return Promise.resolve(`__source 1 ${quoteWord(installer)} one ${quoteWord(directory)}`);
			if (verb !== 'echo') return Promise.resolve(':');
			questions.push(words.map((word) => word.toString('latin1')));
			const quoted = [...words].reverse().map(quoteBytes);
			return Promise.resolve(Buffer.concat([Buffer.from('set --'), ...quoted.flatMap((word) => [space, word])]));
		},
		busyJobs: () => [],
		abort: new AbortController().signal,
	});
	const end = await session.run();
	expect(end).to.deep.equal({
		status: 0,
		signal: undefined,
		isComplete: true,
		lostDescriptor: undefined,
		lostJob: undefined,
	});
	return { questions, answers: readFileSync(seen, 'latin1').split('\0').slice(0, -1) };
}

const space = Buffer.from(' ');

function quoteLatin1(text: string): string {
	return quoteBytes(Buffer.from(text, 'latin1')).toString('latin1');
}

describeInEachShell('every argument of a helper', (shell) => {
	it('reaches Node.js as it is, and so does its answer the shell, also in a subshell', async () => {
		const asked = fc.record({
			words: fc.array(latin1(), { maxLength: 4 }),
			isInSubshell: fc.nat(9).map((digit) => digit === 0), // which takes a hundred times as long
		});
		await holdsForAll(`questions in a session, ${shell.name}`, asked, async (values) => {
			const { questions, answers } = await askAll(shell, values);
			expect(questions).to.deep.equal(values.map(({ words }) => words));
			expect(answers).to.deep.equal(values.flatMap(({ words }) => [`${words.length}`, ...[...words].reverse()]));
		});
	});
});

import { join } from 'node:path';
import { compile } from './commands/compile.ts';
import { finalize } from './commands/finalize.ts';
import { supply } from './commands/supply.ts';
import { BuildpackError } from './errors.ts';
import { runProgram } from './program.ts';

/* What platforms run: a script of bin/ calls it with its own name and arguments. */

const phases = { compile, supply, finalize };

runProgram(async ([phase = '', ...args], abort) => {
	if (!Object.hasOwn(phases, phase)) throw new BuildpackError('usage::wrong', { message: `no such phase: ${phase}` });
	await phases[phase as keyof typeof phases](join(import.meta.dirname, '..'), args, abort);
	return 0;
});

import { join } from 'node:path';
import { modular } from './commands/modular.ts';
import { runProgram } from './program.ts';

/* What people run at their own machine: bin/modular calls it with its own name and arguments. */

runProgram(async ([, ...args], abort) => await modular(join(import.meta.dirname, '..'), args, abort));

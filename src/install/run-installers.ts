import { join } from 'node:path';
import { FetchAhead } from '../ahead/fetch-ahead.ts';
import type { BuildPlace } from '../config/place.ts';
import type { Environment } from '../config/environment.ts';
import { answerQuestion, type BuildContext } from './answers.ts';
import { Session } from './session.ts';
import { givenVariables, startText, startVariables } from './start-text.ts';
import { judgeEnd } from './verdict.ts';

export interface InstallersRun {
	readonly context: BuildContext;
	readonly place: BuildPlace;
	readonly stack: string | undefined;
	readonly environment: Environment;
	/** Which nobody else uses or reads. */
	readonly privateDir: string;
	/** Whether files are fetched before installers ask for them. */
	readonly fetchesAhead: boolean;
}

/**
 * Runs the installers of a build, and the app's compile script, in one shell.
 *
 * @throws BuildpackError when one of them has failed; the reason of the build's `abort`
 */
export async function runInstallers(run: InstallersRun): Promise<void> {
	const { context, place, privateDir } = run;
	const { cacheDir, wanted, abort } = context;
	const packages = wanted.map(({ name }) => name);
	const session = new Session({
		shell: context.shell,
		script: join(place.buildpackDir, 'lib', 'session.sh'),
		directory: privateDir,
		start: startText({ ...run, cacheDir, packages, installers: context.resolver.directories }),
		answer: (question, pid, isJob) => answerQuestion(context, question, pid, isJob),
		busyJobs: () => context.ledger.inProgress.flatMap(({ job }) => job ?? []),
		abort,
	});
	const isOver = new AbortController();
	const ahead = run.fetchesAhead ? fetchAhead(run, packages, isOver.signal) : Promise.resolve();
	try {
		judgeEnd(await session.run(), context.ledger, context.shell);
	} finally {
		isOver.abort();
		await context.network.close(); // what is on its way for nobody
		await ahead;
	}
}

async function fetchAhead(run: InstallersRun, packages: readonly string[], abort: AbortSignal): Promise<void> {
	const { context, environment } = run;
	const { network, resolver, ledger, cacheDir, buildDir } = context;
	const variables = startVariables({ ...run, cacheDir });
	const known = givenVariables(environment).map(([name, value]) => [name, value.toString('latin1')] as const);
	const given = Object.entries(variables).map(
		([name, value]) => [name, Buffer.from(value).toString('latin1')] as const,
	);
	await new FetchAhead({
		...{ network, resolver, cacheDir, buildDir, abort },
		isInstalled: (name) => ledger.has(name),
		variables: Object.fromEntries([...known, ...given]),
	}).start(packages);
}

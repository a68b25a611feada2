import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { appFiles, makeDirectory, makeFiles } from '../support/directories.ts';
import { processesNaming, root } from '../support/entry-points.ts';
import { missing } from '../support/shells.ts';
import { canHaveNamespaces, endLeftProcesses, makeCaller, modularOnce, processesLeftNaming } from './modular.ts';

/** An app whose web process is a script. It says `ready`, which must not be in its command: that is printed before. */
const scripted = (script: string) => makeFiles(appFiles({}, { 'web.sh': script, Procfile: 'web: exec bash web.sh\n' }));

/** A daemon of an app, in a session of its own, that holds none of its files. */
const daemon = 'setsid sh -c "exec sleep 61" </dev/null >/dev/null 2>&1 &';

/** An app with a web process, a background job, and a daemon. */
const family = () => scripted(`${daemon}\nsleep 62 &\necho ready\nsleep 63\n`);

/** The members of that family, among the processes that name a text; waits until all are there, or for a second. */
async function familyNaming(text: string): Promise<string[]> {
	for (let round = 0; ; round += 1) {
		const found = processesNaming(text).filter((command) => /^sleep 6[123] $/.test(command));
		if (found.length === 3 || round === 50) return found.sort();
		await delay(20);
	}
}

describe('the end of modular run', () => {
	afterEach(endLeftProcesses);
	if (!canHaveNamespaces()) {
		missing('this user can have no namespaces');
		return;
	}

	for (const { signal, status } of [
		{ signal: 'SIGTERM', status: 143 },
		{ signal: 'SIGINT', status: 130 },
		{ signal: 'SIGHUP', status: 129 },
	] as const) {
		it(`by ${signal} ends web, its background job and its daemon, and removes the copy`, async () => {
			const caller = makeCaller();
			let [seen, start]: [readonly string[], number] = [[], 0];
			const act = async (child: { kill(name: NodeJS.Signals): unknown }) => {
				seen = await familyNaming(caller.temporary);
				start = Date.now();
				child.kill(signal);
			};
			const result = await modularOnce('ready', act, ['run', family()], { caller });
			expect(Date.now() - start, 'milliseconds').to.be.below(5000);
			expect(seen).to.deep.equal(['sleep 61 ', 'sleep 62 ', 'sleep 63 ']);
			expect(result.running).to.deep.equal([]);
			expect(result.left).to.deep.equal([]);
			expect(result.stderr).to.equal('');
			expect(result.status).to.equal(status);
		});
	}

	it('by Ctrl-C, which goes to its whole process group, is a TERM for the app', async () => {
		const out = makeDirectory('out');
		const witness = [
			"const { appendFileSync } = require('node:fs');",
			"process.on('SIGINT', () => appendFileSync('got', 'INT\\n'));",
			"process.on('SIGTERM', () => { appendFileSync('got', 'TERM\\n'); process.exit(0); });",
			'setInterval(() => {}, 1000);',
			"console.log('ready');",
		].join('\n');
		const app = makeFiles(appFiles({}, { 'witness.js': witness, Procfile: 'web: exec node witness.js\n' }));
		const interrupt = ({ pid }: { pid?: number | undefined }) => process.kill(-(pid ?? 0), 'SIGINT');
		// setsid makes it the leader of a group of its own, as a terminal's shell would
		const args = [join(root, 'bin', 'modular'), 'run', app, '--out', out];
		const result = await modularOnce('ready', interrupt, args, { program: 'setsid' });
		expect(result.running).to.deep.equal([]);
		expect(result.left).to.deep.equal([]);
		expect(result.stderr).to.equal('');
		expect(result.status).to.equal(130);
		expect(readFileSync(join(out, 'got'), 'utf8')).to.equal('TERM\n');
	});

	it('by Ctrl-C is as clean while the app is being started', async () => {
		const interrupt = ({ pid }: { pid?: number | undefined }) => process.kill(-(pid ?? 0), 'SIGINT');
		const args = [join(root, 'bin', 'modular'), 'run', family()];
		const result = await modularOnce('Starting', interrupt, args, { program: 'setsid' });
		expect(result.running).to.deep.equal([]);
		expect(result.left).to.deep.equal([]);
		expect(result.stderr).to.equal('');
		expect(result.status).to.equal(130);
	});

	for (const milliseconds of [0, 5, 10, 20, 40]) {
		it(`by TERM is as clean ${milliseconds} ms after the app is started`, async () => {
			const envFile = join(makeFiles({ 'app.env': 'NAME=value\n' }), 'app.env');
			const act = async (child: { kill(): unknown }) => {
				await delay(milliseconds);
				child.kill();
			};
			const result = await modularOnce('Starting', act, ['run', family(), '--env-file', envFile]);
			expect(result.running).to.deep.equal([]);
			expect(result.left).to.deep.equal([]);
			expect(result.stderr).to.equal('');
			expect(result.status).to.equal(143);
		});
	}

	it('lets a process finish its work after TERM, and also one whose parent has gone before', async () => {
		const out = makeDirectory('out');
		const worker =
			'trap "sleep 0.7; echo finished >/app/finished; exit" TERM\necho ready\nwhile :; do sleep 0.1; done\n';
		const app = makeFiles(
			appFiles({ booter: 'echo "bash worker.sh &" >>"$BUILD_DIR/boot.sh"' }, { 'worker.sh': worker }),
		);
		const result = await modularOnce('ready', (child) => child.kill(), ['run', app, '--out', out]);
		expect(result.status).to.equal(143);
		expect(result.running).to.deep.equal([]);
		expect(existsSync(join(out, 'finished')), 'the work is finished').to.equal(true);
	});

	it('comes ten seconds after TERM for processes that ignore it, and not before', async function () {
		this.timeout(30_000);
		const app = scripted('trap "" TERM\nsleep 64 &\necho ready\nwhile :; do sleep 0.5; done\n');
		let start = 0;
		const act = (child: { kill(): unknown }) => {
			start = Date.now();
			child.kill();
		};
		const result = await modularOnce('ready', act, ['run', app]);
		expect((Date.now() - start) / 1000, 'seconds').to.be.within(9.5, 14);
		expect(result.running).to.deep.equal([]);
		expect(result.left).to.deep.equal([]);
		expect(result.stderr).to.equal('');
		expect(result.status).to.equal(143);
	});

	it('by KILL ends the app as well, a moment later', async () => {
		const caller = makeCaller();
		const result = await modularOnce('ready', (child) => child.kill('SIGKILL'), ['run', family()], { caller });
		expect(result.signal).to.equal('SIGKILL');
		expect(await processesLeftNaming(caller.temporary, 5)).to.deep.equal([]);
	});

	it('by the end of web ends what it left in the background', async () => {
		const app = scripted(`${daemon}\nsleep 62 &\nexit 5\n`);
		const result = await modularOnce('Starting', () => undefined, ['run', app]);
		expect(result.status).to.equal(5);
		expect(result.stderr).to.equal('');
		expect(result.running).to.deep.equal([]);
		expect(result.left).to.deep.equal([]);
	});
});

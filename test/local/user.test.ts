import { chmodSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { appFiles, type FileContent, makeFiles } from '../support/directories.ts';
import { missing } from '../support/shells.ts';
import {
	canHaveNamespaces,
	endLeftProcesses,
	freePort,
	makeCaller,
	type ModularOptions,
	modular,
	modularOnce,
	publicBuildpack,
	server,
} from './modular.ts';

const own = process.getuid?.() ?? 0;

/** What the app itself printed. */
const said = (stdout: string) => stdout.replace(/^[^]*-----> Starting .*\n/, '');

/** An app that every user can read. */
function publicApp(files: Record<string, FileContent>): string {
	const app = makeFiles(appFiles({}, files));
	chmodSync(dirname(app), 0o755);
	return app;
}

/** How to call modular as a user; as ourselves it needs nothing. */
const as = (uid: number): ModularOptions =>
	uid === own ? {} : { uid, caller: makeCaller(uid), program: publicBuildpack(), cwd: '/' };

const ids = 'id -u; id -g; touch /app/mine && stat -c "%u %g" /app/mine';

function describeUser(title: string, uid: number): void {
	describe(`modular run by ${title}`, () => {
		afterEach(endLeftProcesses);
		if (!canHaveNamespaces(uid)) {
			missing(`${title} can have no namespaces`);
			return;
		}

		it('runs the app as that user, at /app', async () => {
			const app = publicApp({ Procfile: `web: ${ids}; pwd; echo "$HOME"\n` });
			const { status, stdout, stderr, left, running } = await modular(['run', app], as(uid));
			const gid = uid === own ? (process.getgid?.() ?? 0) : uid;
			expect(stderr).to.equal('');
			expect(status).to.equal(0);
			expect(said(stdout).split('\n')).to.deep.equal([`${uid}`, `${gid}`, `${uid} ${gid}`, '/app', '/app', '']);
			expect(left).to.deep.equal([]);
			expect(running).to.deep.equal([]);
		});

		it('runs the app of a droplet as that user, at /home/vcap/app', async () => {
			const app = publicApp({ Procfile: `web: '${ids}; pwd; echo "$HOME"; : >$TMPDIR/file'\n` });
			const result = await modular(['run', app, '--platform', 'cloudfoundry'], as(uid));
			const gid = uid === own ? (process.getgid?.() ?? 0) : uid;
			const home = '/home/vcap/app';
			expect(result.stderr).to.equal('');
			expect(result.status).to.equal(0);
			expect(said(result.stdout).split('\n')).to.deep.equal([`${uid}`, `${gid}`, `${uid} ${gid}`, home, home, '']);
			expect(result.left).to.deep.equal([]);
			expect(result.running).to.deep.equal([]);
		});

		it('hands on its status', async () => {
			const { status, left } = await modular(['run', publicApp({ Procfile: 'web: exit 6\n' })], as(uid));
			expect(status).to.equal(6);
			expect(left).to.deep.equal([]);
		});

		it('reaches the app from outside, and ends all of it on TERM', async () => {
			const port = await freePort();
			const daemon = 'setsid sh -c "exec sleep 61" </dev/null >/dev/null 2>&1 &';
			const app = publicApp({ 'server.js': server, Procfile: `web: ${daemon} sleep 62 & exec node server.js\n` });
			let answer: string | undefined;
			const result = await modularOnce(
				'Listening at',
				async (child) => {
					answer = await (await fetch(`http://127.0.0.1:${port}/hello`)).text();
					child.kill();
				},
				['run', app, '--port', String(port)],
				as(uid),
			);
			expect(answer).to.equal('/hello in /app');
			expect(result.stderr).to.equal('');
			expect(result.status).to.equal(143);
			expect(result.running).to.deep.equal([]);
			expect(result.left).to.deep.equal([]);
		});

		it('passes the check of examples/hello', async () => {
			const options = as(uid);
			const program = options.program ?? join(import.meta.dirname, '..', '..', 'bin', 'modular');
			const example = join(dirname(program), '..', 'examples', 'hello');
			const args = ['run', example, '--env-file', join(example, 'hello.env'), '--check', '/'];
			const { status, stdout, stderr, left } = await modular([...args, '--port', String(await freePort())], options);
			expect(stderr).to.equal('');
			expect(stdout).to.include('\nHello, Platform Engineer!\n');
			expect(status).to.equal(0);
			expect(left).to.deep.equal([]);
		});

		it('copies and removes an app with directories and files that nobody may write', async () => {
			const app = publicApp({ 'fixed/file': 'text', Procfile: 'web: stat -c %a fixed fixed/file && cat fixed/file\n' });
			chmodSync(join(app, 'fixed/file'), 0o444);
			chmodSync(join(app, 'fixed'), 0o555);
			try {
				const { status, stdout, stderr, left } = await modular(['run', app], as(uid));
				expect(stderr).to.equal('');
				expect(status).to.equal(0);
				expect(said(stdout)).to.equal('555\n444\ntext');
				expect(left).to.deep.equal([]);
			} finally {
				chmodSync(join(app, 'fixed'), 0o755);
			}
		});
	});
}

describeUser(own === 0 ? 'root' : 'this user', own);
if (own === 0) describeUser('an ordinary user', 1000);

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { type FileContent, makeDirectory, makeFiles } from '../support/directories.ts';
import { minimalEnvironment } from '../support/entry-points.ts';
import { missing } from '../support/shells.ts';
import { makeBuildpack, makeRecord, onCloudFoundry, releaseNothing } from './buildpacks.ts';
import {
	canHaveNamespaces,
	endLeftProcesses,
	freePort,
	makeCaller,
	marked,
	modular,
	modularOnce,
	processesLeftNaming,
	server,
	treeOf,
} from './modular.ts';

/** A buildpack that only finalizes, with a script. */
const finalizer = (finalize = '') => makeBuildpack('last', makeRecord(), { finalize, release: releaseNothing });

const run = (files: Record<string, FileContent>, finalize = '', ...args: readonly string[]) =>
	onCloudFoundry('run', makeFiles(files, 'app'), [finalizer(finalize)], { args });

/** What the app itself printed. */
const said = (stdout: string) => stdout.replace(/^[^]*-----> Starting .*\n/, '');

describe('modular run --platform cloudfoundry', () => {
	afterEach(endLeftProcesses);
	if (!canHaveNamespaces()) {
		missing('this user can have no namespaces');
		return;
	}

	it('boots the app at /home/vcap/app, which is /app as well, with the environment of the launcher', async () => {
		const [out, port] = [makeDirectory('out'), String(await freePort())];
		const envFile = join(makeFiles({ 'app.env': 'NAME=value\nPORT=1\nHOME=/elsewhere\n' }), 'app.env');
		const command = 'env -0 >environment; pwd; readlink /proc/self/cwd /app; ls /app; [ "$BASH_VERSION" ]';
		const app = makeFiles({ Procfile: `web: '${command}'\n`, 'a file': '' }, 'app');
		const before = treeOf(app);
		const { status, stdout, stderr, left, running } = await onCloudFoundry('run', app, [finalizer()], {
			args: ['--out', out, '--port', port, '--env-file', envFile],
		});
		expect(stderr).to.equal('');
		expect(status).to.equal(0);
		expect(said(stdout).split('\n')).to.deep.equal([
			...['/home/vcap/app', '/home/vcap/app', '/home/vcap/app', 'Procfile', 'a file', 'environment', ''],
		]);
		const ofBash = /^(_|SHLVL|OLDPWD)=/;
		const environment = readFileSync(join(out, 'app/environment'), 'utf8').split('\0').slice(0, -1);
		expect(environment.filter((entry) => !ofBash.test(entry)).sort()).to.deep.equal([
			'DEPS_DIR=/home/vcap/deps',
			'HOME=/home/vcap/app',
			'LANG=C.UTF-8',
			'NAME=value',
			`PATH=${minimalEnvironment.PATH}`,
			`PORT=${port}`,
			'PWD=/home/vcap/app',
			'TMPDIR=/home/vcap/tmp',
			`VCAP_APPLICATION={"application_name":"app","name":"app","application_uris":[],"uris":[],"host":"0.0.0.0","port":${port},"instance_index":0}`,
			'VCAP_APP_HOST=0.0.0.0',
			`VCAP_APP_PORT=${port}`,
			'VCAP_SERVICES={}',
		]);
		expect(treeOf(app)).to.deep.equal(before);
		expect(left).to.deep.equal([]);
		expect(running).to.deep.equal([]);
	});

	it("sources the droplet's profile.d, the app's .profile.d, and .profile, in the app's directory, and no deps", async () => {
		const finalize = [
			`echo 'export ORDER="zero in $PWD"' >"$5/0"; echo 'ORDER="$ORDER, one"; unexported=1' >"$5/1_one.sh"`,
			`mkdir "$3/$4/profile.d"; echo 'ORDER=wrong' >"$3/$4/profile.d/wrong.sh"`,
		].join('\n');
		const { status, stdout, stderr } = await run(
			{
				'.profile.d/a.sh': 'ORDER="$ORDER, a"\n',
				'.profile.d/any name': 'ORDER="$ORDER, any name"\n',
				'.profile': 'ORDER="$ORDER, .profile"; [[ $BASH_VERSION ]] || echo no bash\n',
				Procfile: 'web: echo "$ORDER${unexported-}${1-}" "$@"\n',
			},
			finalize,
		);
		expect(stderr).to.equal('');
		expect(status).to.equal(0);
		expect(said(stdout)).to.equal('zero in /home/vcap/app, one, a, any name, .profile\n');
	});

	it('uses what was supplied, by DEPS_DIR, where neither BUILD nor DEPS_DIR of staging are', async () => {
		const record = makeRecord();
		const supply =
			'mkdir -p "$3/$4/bin" && printf \'#!/bin/sh\\necho "tool in $0"\\n\' >"$3/$4/bin/tool" && chmod +x "$3/$4/bin/tool"';
		const finalize = `echo 'export PATH="$DEPS_DIR/0/bin:$PATH"' >"$5/path.sh"`;
		const result = await onCloudFoundry('run', makeFiles({ Procfile: 'web: tool; ls "$DEPS_DIR" ~/.. $TMPDIR\n' }), [
			makeBuildpack('first', record, { supply }),
			makeBuildpack('last', record, { finalize, release: releaseNothing }),
		]);
		expect(result.stderr).to.equal('');
		expect(said(result.stdout)).to.equal(
			'tool in /home/vcap/deps/0/bin/tool\n' +
				'/home/vcap/app/..:\napp\ndeps\nlogs\nprofile.d\nstaging_info.yml\ntmp\n\n/home/vcap/deps:\n0\n1\n\n/home/vcap/tmp:\n',
		);
	});

	it("shows the app the machine's own directories, those of /home too, and leaves them as they are", async () => {
		const look = () => ['/', '/home'].map((directory) => readdirSync(directory).sort());
		const [before, mounts] = [look(), readFileSync('/proc/self/mountinfo', 'utf8')];
		const { status, stdout } = await run({ Procfile: 'web: ls -A /; echo; ls -A /home\n' });
		expect(status).to.equal(0);
		const [top = '', home = ''] = said(stdout).split('\n\n');
		const sorted = (text: string) => text.trim().split('\n').sort();
		expect(sorted(top)).to.deep.equal([...new Set([...(before[0] ?? []), 'app', 'home'])].sort());
		expect(sorted(home)).to.deep.equal([...new Set([...(before[1] ?? []), 'vcap'])].sort());
		expect(look()).to.deep.equal(before);
		expect(readFileSync('/proc/self/mountinfo', 'utf8')).to.equal(mounts);
	});

	it('checks the answer to a request, and removes the droplet', async () => {
		const port = String(await freePort());
		const files = { 'server.js': server, Procfile: 'web: exec node server.js\n' };
		const { status, stdout, stderr, left, running } = await run(files, '', '--port', port, '--check', '/path');
		expect(stderr).to.equal('');
		expect(said(stdout)).to.equal(`       GET http://localhost:${port}/path: HTTP 200\n/path in /home/vcap/app\n`);
		expect(status).to.equal(0);
		expect(left).to.deep.equal([]);
		expect(running).to.deep.equal([]);
	});

	for (const { command, status } of [
		{ command: 'exit 3', status: 3 },
		{ command: 'kill -KILL $$', status: 137 },
		{ command: 'no-such-program 2>/dev/null', status: 127 },
	]) {
		it(`hands on the status of \`${command}\`, and removes the droplet`, async () => {
			const result = await run({ Procfile: `web: ${command}\n` });
			expect(result.status).to.equal(status);
			expect(result.left).to.deep.equal([]);
		});
	}

	for (const { signal, status } of [
		{ signal: 'SIGTERM', status: 143 },
		{ signal: 'SIGINT', status: 130 },
		{ signal: 'SIGHUP', status: 129 },
	] as const) {
		it(`ends with ${status} by ${signal}, and leaves no process and no droplet`, async () => {
			const caller = makeCaller();
			const envFile = join(makeFiles({ 'app.env': `MARK=${caller.temporary}\n` }), 'app.env');
			const app = makeFiles({ Procfile: 'web: sh web.sh\n', 'web.sh': 'sleep 61 & echo ready; sleep 62\n' });
			const args = ['run', app, '--platform', 'cloudfoundry', '--buildpack', finalizer(), '--env-file', envFile];
			const result = await modularOnce('ready', (child) => child.kill(signal), args, { caller });
			expect(result.stderr).to.equal('');
			expect(result.status).to.equal(status);
			expect(await processesLeftNaming(caller.temporary, 0)).to.deep.equal([]);
			expect(result.left).to.deep.equal([]);
		});
	}
});

describe('modular run --platform cloudfoundry on a machine without namespaces', () => {
	afterEach(endLeftProcesses);

	it("runs the droplet in place with a warning, and with the launcher's variables there", async () => {
		const [out, programs] = [
			makeDirectory('out'),
			makeFiles({ unshare: { text: '#!/bin/sh\nexit 1\n', mode: 0o755 } }),
		];
		const app = makeFiles({
			'.profile': 'export ORDER="$ORDER, .profile"\n',
			Procfile: 'web: printf "%s\\n" "$PWD" "$HOME" "$TMPDIR" "$DEPS_DIR" "$ORDER"\n',
		});
		const buildpack = finalizer(`echo 'export ORDER=one' >"$5/one.sh"`);
		const args = ['run', app, '--platform', 'cloudfoundry', '--buildpack', buildpack, '--out', out];
		const result = await modular(args, { env: { PATH: `${programs}:${minimalEnvironment.PATH}` } });
		expect(result.stderr).to.equal(
			marked(
				`This machine allows no namespaces (unshare): the app runs in ${out}, and not at /home/vcap.`,
				'Packages that expect to be at /app do not work there.',
			),
		);
		expect(said(result.stdout).split('\n')).to.deep.equal([
			...[`${out}/app`, `${out}/app`, `${out}/tmp`, `${out}/deps`, 'one, .profile', ''],
		]);
		expect(result.status).to.equal(0);
		expect(existsSync(join(out, 'app/Procfile'))).to.equal(true);
		expect(result.left).to.deep.equal([]);
		expect(result.running).to.deep.equal([]);
	});
});

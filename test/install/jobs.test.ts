import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { describeInEachShell } from '../support/shells.ts';
import { begunIn, build, countLine, detailsOf, told, warningsOf, wrapped } from './builds.ts';

const stays = (name: string) =>
	`${name} is installed in a subshell: functions and variables that it defines stay there.`;

const endedSubshell = (name: string, file: string) => [
	`${name} was being installed in a subshell, and ended it (${file}).`,
	'An installer ends early with `return`; if it called `exit`, its message is above.',
];

describeInEachShell('dependency_require outside of the main shell', (shell) => {
	for (const [where, script] of [
		['( )', '( dependency_require inner; used "$?" )'],
		['$( )', 'text=$(dependency_require inner; used "$?")\nprint "captured:$text"'],
		['backquotes', 'text=`dependency_require inner`\nprint "captured:$text"\nused 0'],
		['the end of a pipe', 'printf \'text\\n\' | { dependency_require inner; used "$?"; }'],
		['the beginning of a pipe', '{ dependency_require inner; used "$?"; } | sed s/inner/never/'],
		['a background job', '{ dependency_require inner; used "$?"; } &\nwait'],
		['a job of a job', '( ( dependency_require inner; used "$?" ) & wait ) &\nwait'],
		[
			'( ) with other descriptors',
			'( dependency_require inner; used "$?" ) <"$INSTALLER_DIR/outer.sh" >/dev/null 2>&-',
		],
	]) {
		it(`installs in ${where ?? ''}, and warns that functions stay there`, async () => {
			const result = await build(
				{
					outer: `used() { print "status $1"; }\n${script ?? ''}\nprint "\${set_by_inner-unset}"\ntype inner_function >/dev/null 2>&1 || print "no function"\ndependency_require inner\nprint outer`,
					inner:
						'print inner\necho "inner to stdout"\nif read -r line; then print "never $line"; fi\ninner_function() { :; }\nset_by_inner=yes',
					next: 'dependency_require inner\nprint next',
				},
				{ shell, install: 'outer next' },
			);
			expect(result.stderr).to.equal(told(stays('inner')));
			expect(result.status).to.equal(0);
			expect(begunIn(result)).to.deep.equal(['outer', 'inner', 'next']);
			expect(detailsOf(result).filter((line) => line !== 'captured:')).to.deep.equal([
				...['inner', 'status 0', 'unset', 'no function', 'outer', 'next'],
			]);
			expect(result.stdout).to.contain('inner to stdout\n');
			expect(result.stdout.endsWith(countLine(3))).to.be.true;
		});
	}

	it('installs what a package that is installed there requires', async () => {
		const result = await build(
			{
				outer: '( dependency_require a )\nprint outer',
				a: 'dependency_require b c\nprint a',
				b: 'print b',
				c: 'print c',
			},
			{ shell, install: 'outer' },
		);
		expect(warningsOf(result)).to.deep.equal([stays('a'), stays('b'), stays('c')]);
		expect(detailsOf(result)).to.deep.equal(['b', 'c', 'a', 'outer']);
	});

	it('installs in several jobs at once, and each helper call gets its own answer', async () => {
		const numbers = Array.from({ length: 20 }, (_, index) => index + 1);
		const result = await build(
			{
				outer: `for n in ${numbers.join(' ')}; do { dependency_require "p$n"; dependency_mark "m$n"; print "after p$n: $mine"; } & done\nwait\nprint "all $(ls done | wc -l)"\ndependency_require ${numbers.map((n) => `m${n}`).join(' ')}`,
				before: 'mkdir done',
				...Object.fromEntries(numbers.map((n) => [`p${n}`, `mine=${n}\n: >"done/${n}"`])),
			},
			{ shell, install: 'before outer' },
		);
		expect(warningsOf(result).sort()).to.deep.equal(numbers.map((n) => stays(`p${n}`)).sort());
		expect(result.status).to.equal(0);
		expect(detailsOf(result).sort()).to.deep.equal(['all 20', ...numbers.map((n) => `after p${n}: ${n}`)].sort());
	});

	it('lets a second job, and the main shell, wait for a package that a job installs', async () => {
		const result = await build(
			{
				outer: [
					'look() { if [ -f inner-done ]; then print "$1 after"; else print "$1 before"; fi; }',
					'for job in one two three; do { dependency_require inner; look "$job"; } & done',
					'dependency_require other inner',
					'look main',
					'wait',
				].join('\n'),
				inner: 'print inner\nsleep 0.4\n: >inner-done',
				other: 'sleep 0.1',
			},
			{ shell, install: 'outer' },
		);
		expect(warningsOf(result)).to.deep.equal([stays('inner')]);
		expect(result.status).to.equal(0);
		expect(begunIn(result).sort()).to.deep.equal(['inner', 'other', 'outer']);
		expect(detailsOf(result).sort()).to.deep.equal(['inner', 'main after', 'one after', 'three after', 'two after']);
	});

	it('installs in a job what ends with a program behind another command', async () => {
		const result = await build(
			{ outer: '( dependency_require one ) & wait\nprint outer', one: 'print one; sleep 0.05' },
			{ shell, install: 'outer' },
		);
		expect([result.status, warningsOf(result)]).to.deep.equal([0, [stays('one')]]);
		expect(detailsOf(result)).to.deep.equal(['one', 'outer']);
	});

	it('installs what a job has begun although nobody waits for the job', async () => {
		const result = await build(
			{
				outer: 'dependency_require slow &\nwhile [ ! -f begun ]; do sleep 0.02; done',
				slow: ': >begun\nsleep 0.4\nprint slow\necho slow >slow-done',
			},
			{ shell, install: 'outer' },
		);
		expect(warningsOf(result)).to.deep.equal([stays('slow')]);
		expect(result.status).to.equal(0);
		expect(detailsOf(result)).to.deep.equal(['slow']);
		expect(readFileSync(join(result.app, 'slow-done'), 'utf8')).to.equal('slow\n');
		expect(result.stdout.endsWith(countLine(2))).to.be.true;
	});

	it('works in a subshell although PATH leads nowhere', async () => {
		const result = await build(
			{ outer: 'PATH=/nowhere\n( dependency_require inner )\nprint "$PATH"', inner: 'print "inner $PATH"' },
			{ shell, install: 'outer' },
		);
		expect(result.stderr).to.equal(told(stays('inner')));
		expect(detailsOf(result)).to.deep.equal(['inner /nowhere', '/nowhere']);
	});

	for (const [where, script] of [
		['( )', '( dependency_require culprit; print never )'],
		['$( )', 'text=$(dependency_require culprit; echo never)'],
		['a background job', 'dependency_require culprit &\nwait'],
		['a job that nobody waits for', 'dependency_require culprit &'],
	]) {
		for (const ending of ['exit 0', 'exit 3', 'exec true', 'kill -9 "$(exec sh -c \'echo "$PPID"\')"']) {
			if (ending !== 'exit 3' && where !== '( )') continue;
			it(`ends the build when an installer ends ${where ?? ''} by ${ending}`, async () => {
				const result = await build(
					{ outer: `${script ?? ''}\nsleep 2\nprint never`, culprit: `print culprit\n${ending}\nprint never` },
					{ shell, install: 'outer', program: wrapped((compile) => `exec timeout 8 ${compile}`) },
				);
				expect(warningsOf(result)).to.deep.equal([
					stays('culprit'),
					...endedSubshell('culprit', result.fileOf('culprit')),
				]);
				expect(result.status).to.equal(1);
				expect(detailsOf(result)).to.deep.equal(['culprit']);
				expect(result.stdout).not.to.contain('-----> Installed');
			});
		}
	}

	it('names a package with a syntax error', async () => {
		const result = await build(
			{ outer: '( dependency_require culprit )\nsleep 2\nprint never', culprit: 'fi' },
			{
				shell,
				install: 'outer',
			},
		);
		expect(result.stderr).to.contain(result.fileOf('culprit'));
		expect(result.stderr).to.contain('yntax error');
		expect(result.status).to.equal(1);
		expect(result.stdout).not.to.contain('never');
	});

	it('ends the build with a wrong name', async () => {
		const result = await build({ outer: 'dependency_require missing | cat\nsleep 2\nprint never' }, { shell });
		expect(warningsOf(result)[0]).to.equal(
			`There is no package missing, which is required by ${result.fileOf('outer')}.`,
		);
		expect(result.status).to.equal(1);
		expect(detailsOf(result)).to.deep.equal([]);
	});
});

describeInEachShell('jobs that installers leave behind', (shell) => {
	const warning = (programs: string) => new RegExp(`^ !     Ended what installers left running: ${programs}\\.\n$`);
	for (const [title, script, programs] of [
		['an ordinary one', 'sleep 60 &', String.raw`sleep \(\d+\)`],
		['one without the log', 'sleep 60 >/dev/null 2>&1 6>&- 7>&- 8>&- 9>&- &', String.raw`sleep \(\d+\)`],
		['two', 'sleep 60 &\nsleep 61 &', String.raw`sleep \(\d+\), sleep \(\d+\)`],
		['one in a session of its own', 'setsid sleep 60 &\nsleep 0.1', String.raw`sleep \(\d+\)`],
		['one that nohup started', 'nohup sleep 60 >/dev/null 2>&1 &', String.raw`sleep \(\d+\)`],
		['one whose parent has ended', '( sleep 60 & )', String.raw`sleep \(\d+\)`],
	] as const) {
		it(`are ended with a warning at the end of the build: ${title}`, async () => {
			const result = await build({ first: `${script}\nprint first`, second: 'print second' }, { shell });
			// a job may be seen before it has become its program
			expect(result.stderr).to.match(warning(programs.replaceAll('sleep', String.raw`[\w ]+`)));
			expect(result.status).to.equal(0);
			expect(detailsOf(result)).to.deep.equal(['first', 'second']);
			expect(result.stdout.endsWith(countLine(2))).to.be.true;
		});
	}

	it('are ended under set -m as well', async () => {
		const result = await build({ first: 'set -m\nsleep 60 &\nset +m\nsleep 0.1\nprint first' }, { shell });
		expect(warningsOf(result).join('\n')).to.match(/^Ended what installers left running: sleep \(\d+\)\.$/);
		expect(result.status).to.equal(0);
	});

	it('are ended although they ignore TERM', async () => {
		const script = `( trap '' TERM; : >ready; while :; do sleep 0.1; done ) &\nwhile [ ! -f ready ]; do sleep 0.02; done`;
		const began = Date.now();
		const result = await build({ first: script }, { shell });
		expect(result.stderr).to.match(/Ended what installers left running: /);
		expect(result.status).to.equal(0);
		expect(Date.now() - began).to.be.lessThan(4000);
	});

	it('are ended without a warning when the build fails', async () => {
		const result = await build({ first: 'sleep 60 &\nfail sorry' }, { shell });
		expect(warningsOf(result)).to.deep.equal(['sorry']);
		expect(result.status).to.equal(1);
	});

	it('run until then, also after the installer that started them', async () => {
		const result = await build(
			{
				first: '( while [ ! -f stop ]; do sleep 0.02; done; : >stopped ) &',
				second:
					': >stop\ntries=0\nwhile [ ! -f stopped ] && [ "$tries" -lt 100 ]; do sleep 0.02; tries=$((tries + 1)); done\n[ -f stopped ] && print stopped\nsleep 0.2',
			},
			{ shell },
		);
		expect(result.stderr).to.equal('');
		expect(detailsOf(result)).to.deep.equal(['stopped']);
	});

	it('gets answers that are longer than a pipe takes at once', async () => {
		const { status, stderr, stdout } = await build(
			{ one: `( env_extend LONG ${'long'.repeat(25_000)}; print "\${#LONG}" )\nprint "\${LONG-unset}"` },
			{ shell },
		);
		expect([status, stderr]).to.deep.equal([0, '']);
		expect(detailsOf({ stdout })).to.deep.equal(['100000', 'unset']);
	});
});

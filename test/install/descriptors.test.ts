import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { describeInEachShell } from '../support/shells.ts';
import { build, type Build, detailsOf, told, wrapped } from './builds.ts';

/** What else the log can be than two sockets, which is what tests have. */
const otherLogs: readonly { readonly kind: string; readonly program: () => string }[] = [
	{ kind: 'a pipe', program: () => wrapped((compile) => `{ ${within(compile)} 2>&1; echo "status $?"; } | cat`) },
	{
		kind: 'a file',
		program: () =>
			wrapped((compile) =>
				[
					`log=$TMPDIR/../log`,
					`${within(compile)} >"$log" 2>&1`,
					'status=$?',
					'cat "$log"',
					'echo "status $status"',
				].join('\n'),
			),
	},
];

/** A build that would wait for ever is ended, so that the test fails in time. */
const within = (compile: string) => `timeout 2 ${compile}`;

const lost = (result: Build, descriptor: number) =>
	told(
		`culprit closed or replaced file descriptor ${descriptor} (${result.fileOf('culprit')}).`,
		'6 to 9 belong to the build; use 3, 4 or 5.',
	);

interface Loss {
	readonly script: string;
	/** The one that the error has to name. */
	readonly descriptor: number;
}

const closing: readonly Loss[] = [6, 7, 8, 9].flatMap((descriptor) => [
	{ script: `exec ${descriptor}>&-`, descriptor },
	{ script: `exec ${descriptor}>"$BUILD_DIR/other file"`, descriptor },
	{ script: `exec ${descriptor}</dev/null`, descriptor },
]);
const mixing: readonly Loss[] = [
	{ script: 'exec 8>&9', descriptor: 8 },
	{ script: 'exec 9>&8', descriptor: 9 },
	{ script: 'exec 8>&6', descriptor: 8 },
	{ script: 'exec 9<&7', descriptor: 9 },
	{ script: 'exec 6>&8', descriptor: 6 },
	{ script: 'exec 7>&9', descriptor: 7 },
	{ script: 'exec 3>&8 8>&9 9>&3 3>&-', descriptor: 8 },
];

const some = closing.filter((_, index) => [0, 4, 6, 11].includes(index));

/** When the loss can be seen, and what the installer does after it. */
const moments = [
	{ moment: 'at its end', more: '', losses: [...closing, ...mixing] },
	{
		moment: 'at its next question',
		more: '\ndependency_require other\nprint never',
		losses: [...some, ...mixing.slice(0, 4)],
	},
	{ moment: 'at a question of a subshell', more: '\n( dependency_require other )', losses: some.slice(-2) },
];

describeInEachShell('the descriptors of a build', (shell) => {
	for (const { moment, more, losses } of moments) {
		for (const { script, descriptor } of losses) {
			it(`name the installer that did ${script}, ${moment}`, async () => {
				const result = await build(
					{ culprit: `${script}${more}`, other: 'print other', after: 'print never' },
					{ shell, install: 'culprit after', program: wrapped((compile) => `exec ${within(compile)}`) },
				);
				expect(result.stderr).to.contain(lost(result, descriptor));
				expect(result.stdout).not.to.contain('never');
				expect(result.stdout).not.to.contain('-----> Installed');
				expect(result.status).to.equal(1);
			});
		}
	}

	for (const { kind, program } of otherLogs) {
		for (const { script, descriptor } of [...some, ...mixing.slice(0, 3)]) {
			it(`name the installer that did ${script}, with ${kind} as the log`, async () => {
				const result = await build({ culprit: script, after: 'print never' }, { shell, program: program() });
				expect(result.log).to.contain(lost(result, descriptor));
				expect(result.log).not.to.contain('never');
				expect(result.log).to.match(/\nstatus 1\n$/);
			});
		}
	}

	it('name a required package and not its requirer', async () => {
		const result = await build(
			{ outer: 'dependency_require culprit\nprint never', culprit: 'exec 8>&-' },
			{ shell, install: 'outer' },
		);
		expect(result.stderr).to.contain(lost(result, 8));
		expect(result.status).to.equal(1);
		expect(detailsOf(result)).to.deep.equal([]);
	});

	it('name compile', async () => {
		const result = await build({ first: ':' }, { shell, compileScript: 'exec 9>&-' });
		const file = join(result.app, 'build/heroku/compile');
		expect(result.stderr).to.contain(`build/heroku/compile closed or replaced file descriptor 9 (${file}).`);
		expect(result.status).to.equal(1);
		expect(result.stdout).not.to.contain('-----> Installed');
	});

	it('can be closed for one command', async () => {
		const result = await build(
			{
				first: 'sh -c "echo ran" 6>&- 7>&- 8>&- 9>&-\n{ echo block; } 8>&- 9>&-\n( exec 8>&- 9>&-; echo sub )',
				next: 'print next',
			},
			{ shell },
		);
		expect(result.stderr).to.equal('');
		expect(result.status).to.equal(0);
		expect(result.stdout).to.contain('\nran\nblock\nsub\n');
		expect(detailsOf(result)).to.deep.equal(['next']);
	});

	it('leave 3, 4 and 5 to installers, also around requirements in subshells', async () => {
		const result = await build(
			{
				outer: [
					'exec 3>>three 4>>four 5>>five',
					'echo "3 outer" >&3',
					'( dependency_require inner; echo "4 subshell" >&4 )',
					'dependency_require other',
					'echo "4 outer" >&4',
					'echo "5 outer" >&5',
					'exec 3>&- 4>&- 5>&-',
					'dependency_require last',
				].join('\n'),
				inner: 'echo "3 inner" >&3\necho "5 inner" >&5',
				other: 'echo "4 other" >&4',
				last: 'exec 3<"$INSTALLER_DIR/last.sh"\nread -r line <&3\nprint "$line"\nexec 3<&-',
			},
			{ shell, install: 'outer' },
		);
		expect(result.stderr).to.equal(
			told('inner is installed in a subshell: functions and variables that it defines stay there.'),
		);
		expect(result.status).to.equal(0);
		const text = (file: string) => readFileSync(join(result.app, file), 'utf8');
		expect(text('three')).to.equal('3 outer\n3 inner\n');
		expect(text('four')).to.equal('4 subshell\n4 other\n4 outer\n');
		expect(text('five')).to.equal('5 inner\n5 outer\n');
		expect(detailsOf(result)).to.deep.equal(['exec 3<"$INSTALLER_DIR/last.sh"']);
	});

	it('bring every line of an installer to a log that is a file or a pipe, in order', async () => {
		for (const { program } of otherLogs) {
			const result = await build(
				{ first: 'echo plain\nprint detail\necho error >&2\nprint_warning warning\nprint_action action' },
				{ shell, program: program() },
			);
			expect(result.log).to.contain(
				'(from the app)\nplain\n       detail\nerror\n !     warning\n-----> action\n-----> Installed 1 package,',
			);
		}
	});
});

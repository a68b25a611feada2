import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { describeInEachShell, type Shell } from '../support/shells.ts';
import { build, type Build, detailsOf } from './builds.ts';

/** `report MOMENT "$@"` notes all that an installer could leak, in a file: standard output may be anywhere. */
const report = String.raw`report() {
	local output errors input moment pipe
	moment=$1
	shift
	output=elsewhere errors=elsewhere input=other
	[ ! /proc/self/fd/1 -ef /proc/self/fd/6 ] || output=log
	[ ! /proc/self/fd/2 -ef /proc/self/fd/7 ] || errors=log
	[ ! /proc/self/fd/0 -ef /dev/null ] || input=empty
	if false | true; then pipe=last; else pipe=all; fi
	printf '%s\n' "directory $PWD" "umask $(umask)" "options $-" "IFS $IFS." "package $PACKAGE $INSTALLER_DIR" \
		"output $output" "errors $errors" "input $input" "arguments $# $*" "pipe $pipe" >>"$BUILD_DIR/$moment"
}`;

interface Change {
	readonly title: string;
	readonly script: string;
	/** Whether it can be seen in the report of the installer that made it. Defaults to true. */
	readonly isSeen?: boolean;
	/** Whether it cannot be put back. */
	readonly isGone?: boolean;
}

const changes: readonly Change[] = [
	{ title: 'its working directory', script: 'cd build/heroku' },
	{ title: 'a working directory that it removed', script: 'mkdir gone\ncd gone\nrmdir ../gone', isGone: true },
	{
		title: 'a working directory reached through a link',
		script: 'ln -sfn "$BUILD_DIR/build" "li nk"\ncd "li nk/heroku"',
	},
	{ title: 'a working directory with a newline at its end', script: 'mkdir -p "line\n"\ncd "line\n"' },
	{ title: 'IFS', script: 'IFS=0123456789/_abcdefghijklmnopqrstuvwxyz' },
	{ title: 'an unset IFS', script: 'IFS=other\nunset IFS\nset -- IFS' },
	{ title: 'an empty IFS', script: 'IFS=' },
	{ title: 'set -e', script: 'set -e' },
	{ title: 'set -u', script: 'set -u' },
	{ title: 'set -f', script: 'set -f' },
	{ title: 'set -x', script: 'set -x' },
	{ title: 'set -C', script: 'set -C' },
	{ title: 'set -a', script: 'set -a' },
	{ title: 'set -v', script: 'set -v' },
	{ title: 'set -m', script: 'set -m', isSeen: false },
	{ title: 'set -euf -o noclobber', script: 'set -euf -o noclobber' },
	{ title: 'set -o pipefail', script: '(set -o pipefail) 2>/dev/null && set -o pipefail\n:', isSeen: false },
	{ title: 'umask 077', script: 'umask 077' },
	{ title: 'umask 0', script: 'umask 0' },
	{ title: 'positional parameters', script: 'set -- one "two three" 4' },
	{ title: 'standard output in a file', script: 'exec >"$BUILD_DIR/output"' },
	{ title: 'closed standard output', script: 'exec >&-' },
	{ title: 'standard error in a file', script: 'exec 2>"$BUILD_DIR/output"' },
	{ title: 'closed standard error', script: 'exec 2>&-' },
	{ title: 'standard output on standard error', script: 'exec >&2' },
	{ title: 'closed standard input', script: 'exec <&-' },
	{ title: 'standard input from a file', script: 'exec <"$INSTALLER_DIR/../package"' },
	{ title: 'PACKAGE and INSTALLER_DIR', script: 'PACKAGE=other\nINSTALLER_DIR=/nowhere' },
	{ title: 'an unset PACKAGE and INSTALLER_DIR', script: 'unset PACKAGE INSTALLER_DIR' },
	{ title: 'nothing at all', script: ':', isSeen: false },
];

/** What was noted at a moment. */
function reportAt({ app }: Build, moment: string): string {
	return readFileSync(join(app, moment), 'utf8');
}

const forPackage = (text: string, name: string) => text.replace(/^package \S+/m, `package ${name}`);

/** What an installer finds when it begins. */
async function freshReport(shell: Shell): Promise<(build: Build, name: string) => string> {
	const result = await build({ alone: `${report}\nreport alone "$@"` }, { shell });
	const text = reportAt(result, 'alone');
	return ({ app }, name) => forPackage(text.replaceAll(result.app, app), name);
}

describeInEachShell('an installer', (shell) => {
	let fresh: (build: Build, name: string) => string;
	before(async () => {
		fresh = await freshReport(shell);
	});

	it('begins in BUILD_DIR, with the usual IFS, no arguments, an empty input and the log as output', async () => {
		const result = await build({ alone: `${report}\nreport alone "$@"` }, { shell });
		expect(reportAt(result, 'alone').replace(/^options .*\n/m, '')).to.equal(
			[
				`directory ${result.app}`,
				'umask 0022',
				'IFS  \t',
				'.',
				`package alone ${result.app}/build/heroku/installers`,
				'output log',
				'errors log',
				'input empty',
				'arguments 0 ',
				'pipe last',
				'',
			].join('\n'),
		);
		expect(/^options (.*)$/m.exec(reportAt(result, 'alone'))?.[1]).not.to.match(/[aCefmnuvx]/);
	});

	for (const { title, script, isSeen = true, isGone = false } of changes) {
		it(`leaks to no other installer and loses by none: ${title}`, async () => {
			const result = await build(
				{
					requirer: `set -- mine\ncd build\ndependency_require change\nreport requirer "$@"\necho requirer`,
					change: `${script}\nreport change "$@"`,
					// what it changed itself stays while others are installed for it
					holder: `${script}\nreport before "$@"\ndependency_require first second\nreport after "$@"`,
					first:
						'report first "$@"\nfalse\nprintf %s "$undefined"\ncd /\nset -- a b\numask 027\nset -f\nIFS=x\nexec >/dev/null',
					second: 'dependency_require third\nreport second "$@"\nset +f +e +u +x +a +C\ncd build',
					third: 'report third "$@"',
					next: 'report next "$@"\necho next\necho error >&2',
				},
				{
					shell,
					install: 'tools requirer holder next',
					compileScript: 'report compile "$@"',
					files: { 'build/heroku/installers/tools.sh': report },
				},
			);
			expect(result.status).to.equal(0);
			const names = ['first', 'second', 'third', 'next'];
			for (const name of names) expect(reportAt(result, name), name).to.equal(fresh(result, name));
			expect(reportAt(result, 'compile')).to.equal(fresh(result, 'compile').replace('heroku/installers', 'heroku'));
			expect(reportAt(result, 'requirer')).to.equal(
				fresh(result, 'requirer')
					.replace(`directory ${result.app}`, `directory ${result.app}/build`)
					.replace('arguments 0 ', 'arguments 1 mine'),
			);
			if (isSeen) expect(reportAt(result, 'change')).not.to.equal(fresh(result, 'change'));
			if (!isGone) expect(reportAt(result, 'after')).to.equal(reportAt(result, 'before'));
			expect(result.stdout).to.contain('\nrequirer\n').and.to.contain('\nnext\n');
			expect(result.stderr).to.contain('error\n');
		});
	}

	it('is not left in the directory of what it required when its own is gone', async () => {
		const result = await build(
			{ outer: 'mkdir gone\ncd gone\nrmdir ../gone\ndependency_require inner\nprint "$(pwd -P)"', inner: 'cd /' },
			{ shell, install: 'outer' },
		);
		expect(result.status).to.equal(0);
		expect(detailsOf(result)).not.to.deep.equal(['/']);
	});

	it('finds the directory that it was in before, after what it required', async () => {
		const result = await build(
			{ outer: 'cd build\ndependency_require inner\ncd - >/dev/null\nprint "$PWD"', inner: 'cd /usr\ncd /' },
			{ shell, install: 'outer' },
		);
		expect(detailsOf(result)).to.deep.equal([result.app]);
	});

	it('has its traps left alone, and an EXIT trap runs at the end of the build', async () => {
		const result = await build(
			{
				inner: 'trap \'print "EXIT trap of inner"\' EXIT\ntrap \'print "USR1 trap"\' USR1',
				outer: 'dependency_require inner\nprint outer\nkill -USR1 $$',
				next: 'kill -USR1 $$\nprint next',
			},
			{ shell, install: 'outer next', compileScript: 'print compile' },
		);
		expect(result.status).to.equal(0);
		expect(detailsOf(result)).to.deep.equal([
			...['outer', 'USR1 trap', 'USR1 trap', 'next', 'compile', 'EXIT trap of inner'],
		]);
	});
});

import { expect } from 'chai';
import type { Finding } from '../../src/publish/finding.ts';
import { modular } from '../local/modular.ts';
import { hashOf } from '../resolve/repository.ts';
import { described, makePackages } from './package-directories.ts';

/** What is found in an installer: line, severity and code. */
type Row = readonly [string | Buffer, readonly string[]];

const archive = 'an archive';
const sum = hashOf(archive, 'sha256');
const files = { 'archive.tar.gz': archive, 'group/own.tar.gz': archive, 'a b.tar.gz': archive };

const rows: Readonly<Record<string, Row>> = {
	syntax: ['if true; then\n', ['2 error syntax-error']],
	'syntax-quote': ['print "a\n\n', ['3 error syntax-error']],
	'bash-test': ['print\n[[ -n $A ]] && print', ['2 error bashism']],
	'bash-test-in-if': ['if [[ -n $A ]]; then print; fi', ['1 error bashism']],
	'bash-array': ['a=(1 2)\nprint', ['1 error bashism']],
	'bash-function': ['function a { print; }', ['1 error bashism']],
	'bash-here-string': ['cat <<<a', ['1 error bashism']],
	'bash-both': ['ls &>/dev/null', ['1 error bashism']],
	'bash-expansion': ['print "${A//a/b}"', ['1 error bashism']],
	'bash-in-substitution': ['print "$(\ncat <<<a\n)"', ['2 error bashism']],
	'bash-source': ['. ./a\nsource ./a', ['2 error bashism']],
	'bash-source-perhaps': ['[ -z "$A" ] || source ./a', ['1 warning bashism']],
	'bash-equals': ['[ "$A" == b ] && print', ['1 error bashism']],
	'bash-equals-perhaps': ['if [ -n "$A" ]; then test "$A" == b; fi', ['1 warning bashism']],
	'bash-pipefail': ['set -eo pipefail', ['1 error bashism']],
	'bash-trap': ['trap "print" ERR', ['1 error bashism']],
	'bash-read': ['print | while read -a A; do print; done', ['1 error bashism']],
	'bash-printf': ["printf -v A '%s' b", ['1 error bashism']],
	'bash-export': ['export -f A', ['1 error bashism']],
	'bash-local': ['f() { local -r A=b; }', ['1 warning bashism']],
	'bash-echo': ['echo -e "a\\tb"', ['1 warning bashism-differs']],
	'bash-quotes': ["print $'a\\tb'", ['1 warning bashism-differs']],
	'bash-braces': ['mkdir -p "$BUILD_DIR"/{a,b}', ['1 warning bashism-differs']],
	'bash-random': ['print "$RANDOM"', ['1 warning bashism-differs']],
	sh: [
		'#!/usr/bin/env bash\nf() { local a="$1" b; read -r a; read -p a b; }\n[ a = b ] || [ "==" ] || test -n -v\nset -e\ntrap "" EXIT\nUID=1; print "$UID" "${RANDOM:-1}" {} "{a,b}" \'[[ a ]]\'\necho "a" "-e"\nexport -p A\nprintf "%s" -v',
		[],
	],
	functions: ['dirs() { print; }\ndirs ./a\nprint', []],
	crlf: ['print\r\nif true; then\r\nprint\r\nfi\r\n', ['1 error crlf']],
	'crlf-once': ['print\n\nprint\r\nprint\n', ['3 error crlf']],
	mark: ['\ufeffprint\n', ['1 error byte-order-mark']],
	latin: [Buffer.from('print\n# caf\xe9\nprint\n', 'latin1'), ['2 warning not-utf-8']],
	requires: ['dependency_require nginx sh', []],
	nginx: ['print', ['- error name-taken']],
	'requires-nowhere': ['print\ndependency_require sh nginy', ['2 error requirement-unknown']],
	'requires-nowhere-perhaps': ['[ -z "$A" ] || dependency_require nowhere', ['1 warning requirement-unknown']],
	'requires-no-name': ['dependency_require ../sh', ['1 error requirement-invalid']],
	'requires-marked': ['dependency_require marked', []],
	'requires-open': ['dependency_require $NAME', []],
	marks: ['dependency_mark marked', []],
	'circle-a': ['dependency_require circle-b', ['1 error circle']],
	'circle-b': ['dependency_require circle-c', []],
	'circle-c': ['print\ndependency_require circle-a', []],
	'circle-perhaps-a': ['dependency_require circle-perhaps-b', ['1 warning circle']],
	'circle-perhaps-b': ['[ "$A" ] && dependency_require circle-perhaps-a', []],
	'circle-self': ['dependency_require circle-self', ['1 error circle']],
	'circle-marked': ['dependency_mark circle-marked\ndependency_require circle-marked-b', []],
	'circle-marked-b': ['dependency_require circle-marked', []],
	unpacks: [`unpack "$INSTALLER_DIR/archive.tar.gz" ${sum}`, []],
	'unpacks-md5': [`unpack archive.tar.gz ${hashOf(archive).toUpperCase()}`, []],
	'unpacks-encoded': [`unpack "$INSTALLER_DIR/a%20b.tar.gz" ${sum}`, []],
	'unpacks-by-name': [`N=archive\nunpack "$INSTALLER_DIR/$N.tar.gz" ${sum}`, []],
	'unpacks-wrong': [`N=archive\nunpack "$INSTALLER_DIR/$N.tar.gz" ${hashOf('old')}`, ['2 error checksum-wrong']],
	'unpacks-wrong-perhaps': [
		`N=${hashOf('old')}\n[ -z "$A" ] || N=${hashOf('older')}\nunpack archive.tar.gz $N`,
		['3 warning checksum-wrong'],
	],
	'unpacks-unknown': ['unpack archive.tar.gz "$(cat sum)"', []],
	'downloads-wrong': [`download archive.tar.gz "$CACHE_DIR/a" ${hashOf('old', 'sha256')}`, ['1 error checksum-wrong']],
	'downloads-odd': ['download archive.tar.gz "$CACHE_DIR/a" NONE', ['1 warning checksum-unusable']],
	'downloads-unchecked': ['download https://x.test/a "$CACHE_DIR/a"', ['1 warning checksum-missing']],
	downloads: [`download https://x.test/a "$CACHE_DIR/a" ${hashOf('old')}`, []],
	missing: [`unpack "$INSTALLER_DIR/missing.tar.gz" ${sum}`, ['1 error file-missing']],
	'missing-perhaps': [
		`if [ "$A" ]; then unpack "$INSTALLER_DIR/missing.tar.gz" ${sum}; fi`,
		['1 warning file-missing'],
	],
	'missing-behind-return': [
		`[ -d "$BUILD_DIR/vendor/a" ] && return\nunpack missing.tar.gz ${sum}\ndependency_require nowhere`,
		['2 error file-missing', '3 error requirement-unknown'],
	],
	'missing-behind-return-in-if': [
		`if [ "$A" ]; then\nreturn\nfi\nif [ "$B" ]; then\nunpack missing.tar.gz ${sum}\nfi`,
		['5 warning file-missing'],
	],
	'missing-at-the-end': [`print\nreturn\nunpack missing.tar.gz ${sum}`, ['3 warning file-missing']],
	'circle-guarded-a': ['[ "$A" ] && return\ndependency_require circle-guarded-b', ['2 warning circle']],
	'circle-guarded-b': ['dependency_require circle-guarded-a', []],
	'missing-in-function': [`f() {\nunpack missing.tar.gz ${sum}\n}`, ['2 warning file-missing']],
	'missing-in-condition': [`if ! cached_download missing a ${sum}; then print; fi`, ['1 error file-missing']],
	outside: [`unpack "$INSTALLER_DIR/../archive.tar.gz" ${sum}`, []],
	'exit-0': ['print\nexit 0', ['2 error exit-0']],
	'exit-0-perhaps': ['if true; then\nexit 0\nfi', ['2 error exit-0']],
	'exit-0-in-function': ['f() { exit 0; }', ['1 warning exit-0']],
	'exit-1': ['(exit 0)\nA=$(exit 0)\nprint "exit 0"\nexit 1', []],
	exec: ['exec >log\nexec nginx -t', ['2 error exec']],
	curl: ['print\nA=$(curl -s http://x.test)', ['2 warning own-download']],
	wget: ['command /usr/bin/wget http://x.test', ['1 warning own-download']],
	'no-curl': ['command -v curl\nprint curl # curl\ncat <<E\ncurl\nE\ncase a in curl) ;; esac', []],
	reads: ['cat "$BUILD_DIR/build/nginx/$A"', ['1 warning build-dir-read']],
	'reads-test': ['[ ! -f "$BUILD_DIR/composer.json" ] && print', ['1 warning build-dir-read']],
	'reads-redirected': ['print < ${BUILD_DIR}/Procfile', ['1 warning build-dir-read']],
	'reads-copied': ['cp -R $BUILD_DIR/build/php.ini "$BUILD_DIR/vendor/"', ['1 warning build-dir-read']],
	'reads-own': [
		'echo {} >"$BUILD_DIR/package.json"\ncat "$BUILD_DIR/package.json"\ncat "$APP_DIR/build/x" "$BUILD_DIR/vendor/x"\ncp x "$BUILD_DIR/build/x"\n[ -d "$BUILD_DIR" ]',
		[],
	],
};

const show = ({ line, severity, code }: Finding) => `${line ?? '-'} ${severity} ${code}`;

describe('modular check', () => {
	let findings: readonly Finding[];

	before(async () => {
		const installers = Object.fromEntries(Object.entries(rows).map(([name, [text]]) => [name, text]));
		const own = `unpack "$INSTALLER_DIR/own.tar.gz" ${sum}\nunpack "$INSTALLER_DIR/../archive.tar.gz" ${sum}\n`;
		const directory = makePackages({ ...described({ ...installers, 'group/own': own }), ...files });
		const { status, stdout, stderr } = await modular(['check', directory, '--format', 'json']);
		expect({ status, stderr }).to.deep.equal({ status: 1, stderr: '' });
		({ findings } = JSON.parse(stdout) as { findings: Finding[] });
	});

	for (const [name, [text, expected]] of Object.entries(rows)) {
		const what = expected.length === 0 ? 'nothing' : expected.join(', ');
		it(`finds ${what} in ${JSON.stringify(text.toString())}`, () =>
			expect(findings.filter(({ file }) => file === `${name}.sh`).map(show)).to.deep.equal(expected));
	}

	it('looks for what a group fetches beside its installer', () =>
		expect(findings.filter(({ file }) => file === 'group/own.sh')).to.deep.equal([]));

	it('says of each finding what it is, why it is wrong, and how to mend it', () => {
		for (const each of findings)
			for (const text of [each.what, each.why, each.mend]) expect(text, each.code).to.match(/^\S.+[.:\w"\\)]$/s);
	});
});

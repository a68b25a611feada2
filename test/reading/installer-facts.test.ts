import { expect } from 'chai';
import { readInstaller } from '../../src/reading/installer-facts.ts';

const known = { INSTALLER_DIR: 'http://repo.test/php', CACHE_DIR: '/cache', BUILD_DIR: '/build' };
const read = (text: string) => readInstaller(text, known);
const requiresOf = (text: string) =>
	read(text).requires.map(({ name, line, isConditional }) => `${line} ${name}${isConditional ? '?' : ''}`);

describe('what is known of an installer', () => {
	const requirements: readonly (readonly [string, readonly string[], boolean])[] = [
		['dependency_require a b\n\ndependency_require "c"', ['1 a', '1 b', '3 c'], false],
		['[ -z "$X" ] || dependency_require a', ['1 a?'], false],
		['if dependency_require a; then dependency_require b; fi', ['1 a', '1 b?'], false],
		['name=a\ndependency_require $name "$name"5', ['2 a', '2 a5'], false],
		['dependency_require $name', [], true],
		['dependency_require ${name:-a}', ['1 a'], false],
		['name="a b"\ndependency_require $name', [], true],
		['for x in a b; do dependency_require $x; done', [], true],
		['read name\ndependency_require $name', [], true],
		['name=a\nunset name\ndependency_require $name', [], true],
		['dependency_require $(list)', [], true],
		['echo dependency_require a # dependency_require b', [], false],
		['cat <<E\ndependency_require a\nE', [], false],
		['helper=dependency_require\n$helper a', ['2 a'], false],
		['(dependency_require a)', ['1 a?'], false],
	];
	for (const [text, requires, isOpen] of requirements)
		it(`finds the requirements in ${JSON.stringify(text)}`, () => {
			expect(requiresOf(text)).to.deep.equal(requires);
			expect(read(text).hasOpenRequirements).to.equal(isOpen);
		});

	it('finds what counts as installed', () => expect(read('dependency_mark a "b" $c').marks).to.deep.equal(['a', 'b']));

	it('finds what the helpers fetch, by their words', () => {
		const { fetches } = read(
			'V=1.2\nunpack "$INSTALLER_DIR/php-$V.tar.gz" 0123 vendor/php clean\n\ncached_download http://x.test/a "$CACHE_DIR/a" 4567\ndownload $UNKNOWN /tmp/b',
		);
		expect(fetches).to.deep.equal([
			{
				helper: 'unpack',
				url: 'http://repo.test/php/php-1.2.tar.gz',
				target: 'vendor/php',
				checksum: '0123',
				isCertain: true,
				line: 2,
				isConditional: false,
				isBehindReturn: false,
			},
			{
				helper: 'cached_download',
				url: 'http://x.test/a',
				target: '/cache/a',
				checksum: '4567',
				isCertain: true,
				line: 4,
				isConditional: false,
				isBehindReturn: false,
			},
			{
				helper: 'download',
				url: undefined,
				target: '/tmp/b',
				checksum: '',
				isCertain: true,
				line: 5,
				isConditional: false,
				isBehindReturn: false,
			},
		]);
	});

	const certain: readonly (readonly [string, string | undefined, boolean])[] = [
		['v=1', '1', true],
		['v=1\nv=2', '2', false],
		['v=1\n[ -n "$X" ] && v=2', '2', false],
		['v=${V:-1}', '1', true],
		['export v=1', '1', true],
		['export "v=1"', '1', true],
		['readonly v="1"', '1', true],
		['local v=1', '1', true],
		['v=1 true', undefined, true],
		['v=$(cat version)', undefined, true],
		['v=1\n. ./settings', '1', false],
		['v=1\neval "$X"', '1', false],
		['v="*"', '*', true],
		['v=1\ngetopts v v', undefined, true],
		['if a; then v=1; else v=2; fi', '2', false],
		['for v in 1 2; do :; done', undefined, true],
		['w=$(cat version)\nv=${w:-1}', undefined, true],
		['w=\nv=a${w-1}', undefined, true],
		['w=\nv=${w:-1}', '1', true],
		['v=1\nv=2 :', '2', false],
		['v=1\nv=2 $command', '2', false],
		['v=1\n: $((v += 1))', undefined, true],
		['v=\n: ${v:=2}', undefined, true],
		['va=1\nv=$v\\\na', undefined, true],
		['va=1\nv=$\\\nva', undefined, true],
		['v=1\nv=2 &', '2', false],
		['v=1 | cat', '1', false],
		['cat | v=1', '1', false],
		['v=~', undefined, true],
		['v=a:~/b', undefined, true],
		['v=a~', 'a~', true],
		["v='~'", '~', true],
		['w=1\nw=2\nv=$w', '2', false],
	];
	for (const [text, url, isCertain] of certain)
		it(`knows a variable after ${JSON.stringify(text)}`, () => {
			const [fetched] = read(`${text}\ndownload "$v" x`).fetches;
			expect([fetched?.url, fetched?.isCertain]).to.deep.equal([url, isCertain]);
		});

	it('takes values that double and double for unknown, before there is no room for them', () => {
		const text = `v=0123456789abcdef\n${'v=$v$v\n'.repeat(40)}download "$v" x`;
		expect(read(text).fetches.map(({ url }) => url)).to.deep.equal([undefined]);
	});

	it('expands no pattern and no list outside of quotes', () => {
		const urls = read('v="a b"\nw="*"\ndownload $v x\ndownload $w x\ndownload *.gz x\ndownload "*.gz" x').fetches;
		expect(urls.map(({ url }) => url)).to.deep.equal([undefined, undefined, undefined, '*.gz']);
	});

	it('expands no braces, no home, and nothing where words are cut at other characters', () => {
		const words = read('download {a,b} "{a,b}"\ndownload ~/a "~/a"\nv=a.b\nIFS=.\ndownload $v "$v"').fetches;
		expect(words.map(({ url, target }) => [url, target])).to.deep.equal([
			[undefined, '{a,b}'],
			[undefined, '~/a'],
			[undefined, 'a.b'],
		]);
	});

	it('is known at once, however many variables and calls that may change them there are', function () {
		this.timeout(5000);
		const names = Array.from({ length: 50_000 }, (_, index) => `v${index}=1\neval "$X"\n`);
		const [fetched] = read(`${names.join('')}w=1\ndownload "$w" x`).fetches;
		expect([fetched?.url, fetched?.isCertain]).to.deep.equal(['1', true]);
	});
});

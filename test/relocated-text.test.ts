import { expect } from 'chai';
import { relocateScript, relocateWord } from '../src/relocated-text.ts';

const names = new Map([
	['/app', '$HOME'],
	['/tmp/deps/0/app', '$HOME'],
	['/tmp/deps', '$DEPS_DIR'],
]);

type Rows = readonly (readonly [given: string, relocated: string])[];

function itRelocates(relocate: typeof relocateWord, rows: Rows): void {
	for (const [given, relocated] of rows) {
		it(`makes ${JSON.stringify(relocated)} of ${JSON.stringify(given)}`, () => {
			expect(relocate(Buffer.from(given, 'latin1'), names).toString('latin1')).to.equal(relocated);
		});
	}
}

describe('relocateWord', () => {
	itRelocates(relocateWord, [
		['/app', '$HOME'],
		['/app/bin', '$HOME/bin'],
		['/app/bin:/tmp/deps/0/app/lib:/usr/bin', '$HOME/bin:$HOME/lib:/usr/bin'],
		['/tmp/deps/1/bin', '$DEPS_DIR/1/bin'],
		['-I/app/include -L=/app/lib', '-I$HOME/include -L=$HOME/lib'],
		['/application /app.old /app-x', '/application /app.old /app-x'],
		['/var/app /opt/my-app/app ~/app ./app', '/var/app /opt/my-app/app ~/app ./app'],
		['/tmp/deps/0/apps', '$DEPS_DIR/0/apps'],
		["it's '/app'", "it's '$HOME'"],
		['$(list \'/app/x\')"/app"', '$(list \'\'"$HOME"\'/x\')"$HOME"'],
		['\\/app \\\\/app', '\\/app \\\\$HOME'],
		['caf\xe9 /app/caf\xe9', 'caf\xe9 $HOME/caf\xe9'],
	]);

	it('takes a directory for what it is, whatever its name means in a pattern', () => {
		const odd = new Map([['/a.b(c)', '$HOME']]);
		expect(relocateWord(Buffer.from('/a.b(c)/x /aXb(c)/x'), odd).toString()).to.equal('$HOME/x /aXb(c)/x');
	});
});

describe('relocateScript', () => {
	itRelocates(relocateScript, [
		['export A="/tmp/deps/0/app/x"\n. /app/y', 'export A="$HOME/x"\n. $HOME/y'],
		["A='/app/x:/app/y'", "A=''\"$HOME\"'/x:'\"$HOME\"'/y'"],
		["A=\"it's /app\" B='/app'", "A=\"it's $HOME\" B=''\"$HOME\"''"],
		["# don't\nA=/app # isn't\nB=/app", "# don't\nA=$HOME # isn't\nB=$HOME"],
		["cat <<EOF\nit's /app\nEOF\nA='/app'", "cat <<EOF\nit's $HOME\nEOF\nA=''\"$HOME\"''"],
		["A=\\/app B='\\/app'", "A=\\/app B='\\'\"$HOME\"''"],
		["A=it\\'s B=/app", "A=it\\'s B=$HOME"],
		["A=${B#x} C='/app'", "A=${B#x} C=''\"$HOME\"''"],
	]);
});

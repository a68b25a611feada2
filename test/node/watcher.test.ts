import { spawnSync } from 'node:child_process';
import { expect } from 'chai';
import { makeDirectory } from '../support/directories.ts';
import { minimalEnvironment, processesNaming, root } from '../support/entry-points.ts';
import { describeInEachShell } from '../support/shells.ts';

describeInEachShell('what watches the download of a Node.js', (shell) => {
	it('ends at once, even if the download has ended before it could begin', () => {
		const directory = makeDirectory();
		const script = [
			'. "$1/lib/own-node.sh"',
			'. "$1/lib/node-download.sh"',
			"trap '__interrupted 15' TERM", // as in a build
			'__program=curl __timeout=30 __release=release __work=$2 __job= i=0',
			'while [ $((i += 1)) -le 50 ]; do',
			'	__watch_download "$2/archive" "$$" &',
			'	__watcher=$!',
			'	__end_watcher',
			'done',
			'echo done',
		].join('\n');
		const [program = '', ...options] = shell.command.split(' ');
		const began = performance.now();
		const { stdout, stderr } = spawnSync(program, [...options, '-c', script, 'sh', root, directory], {
			env: minimalEnvironment,
			encoding: 'utf8',
			timeout: 20_000,
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		expect([stdout, stderr]).to.deep.equal(['done\n', '']);
		expect(performance.now() - began, 'milliseconds').to.be.lessThan(4000);
		expect(processesNaming(directory)).to.deep.equal([]);
	});
});

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect } from 'chai';
import { root } from '../support/entry-points.ts';

/** What is said of a package of a size; in a process of its own, since it is written straight to the descriptors. */
function announce(size: number): { stdout: string; stderr: string } {
	const module = join(root, 'src', 'publish', 'contents.ts');
	const script = `import { announcePackage } from ${JSON.stringify(module)}; announcePackage('/out/package.zip', ${size});`;
	const args = ['--import', 'tsx', '--input-type', 'module', '--eval', script];
	const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
	return { stdout, stderr };
}

describe('the size of a package', () => {
	const warning = ' !     It is over 1 GB, the most that Cloud Foundry takes unless its operator says otherwise.\n';
	for (const [size, text, stderr] of [
		[1, '1 kB', ''],
		[999_000, '999 kB', ''],
		[50_123_456, '50.1 MB', ''],
		[1024 ** 3, '1073.7 MB', ''],
		[1024 ** 3 + 1, '1073.7 MB', warning],
	] as const) {
		it(`is printed as ${text}${stderr === '' ? '' : ', with a warning above 1 GB'}`, () => {
			expect(announce(size)).to.deep.equal({ stdout: `-----> Made /out/package.zip (${text})\n`, stderr });
		});
	}
});

import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findChromium, openBrowser } from '../test/support/browser.ts';
import { median, milliseconds, root } from './measure.ts';

/*
 * How long `modular index` takes over 10,000 installers; how large its page of 1,000 packages is, and how long it takes
 * to filter that page, up to the layout of what was found: the slowest of some searches, each the median of five.
 */

const scratch = mkdtempSync(join(tmpdir(), 'bench-'));
const modular = join(root, 'bin', 'modular');

/** A directory of packages of about the size that real ones have, in groups of twenty. */
function makePackages(count: number): string {
	const directory = join(scratch, `packages-${count}`);
	for (let i = 0; i < count; i += 1) {
		const group = join(directory, `group-${Math.floor(i / 20)}`);
		mkdirSync(group, { recursive: true });
		const name = `package-${String(i).padStart(4, '0')}`;
		const requirement = i % 3 === 0 ? '' : `dependency_require package-${String(i - 1).padStart(4, '0')}\n`;
		const text = `${requirement}unpack "$INSTALLER_DIR/${name}.tar.gz" ${'0123456789abcdef'.repeat(4)} vendor\n`;
		writeFileSync(join(group, `${name}.sh`), `${`# ${name}\n`.repeat(20)}${text}env_extend PATH /app/vendor/bin\n`);
		writeFileSync(join(group, `${name}.dsc`), `The library number ${i}, and what belongs to it for building with\n`);
	}
	return directory;
}

async function measureIndex(): Promise<void> {
	const command = [modular, 'index', makePackages(10_000), '--out', join(scratch, 'index')];
	const times: number[] = [];
	for (let round = 0; round < 6; round += 1) times.push(await milliseconds(command, process.env));
	const time = median(times.slice(1)); // the first one only warms up
	console.log(`  index of 10,000 installers      ${(time / 1000).toFixed(2).padStart(7)} s    goal: at most 1.5`);
}

async function measurePage(): Promise<void> {
	const page = join(scratch, 'page.html');
	const options = ['--base-url', 'https://packages.example.com/heroku', '--checksum', 'sha256', '--html', page];
	await milliseconds([modular, 'index', makePackages(1000), ...options], process.env);
	console.log(
		`  page of 1,000 packages, sha256  ${(statSync(page).size / 1000).toFixed(0).padStart(7)} kB   goal: under 400`,
	);
	const chromium = findChromium();
	if (chromium === undefined) {
		console.log('  filtering was not measured: chromium is not installed');
		return;
	}
	const browser = await openBrowser(chromium);
	try {
		const tab = await browser.newPage();
		await tab.goto(pathToFileURL(page).href);
		const rounds: number[][] = [];
		for (let round = 0; round < 6; round += 1) rounds.push(await tab.evaluate<number[]>(filterTimes));
		const measured = rounds.slice(1); // the first one only warms up
		const times = (measured[0] ?? []).map((_, search) => median(measured.map((each) => each[search] ?? NaN)));
		console.log(
			`  filtering it, the slowest       ${Math.max(...times)
				.toFixed(1)
				.padStart(7)} ms   goal: under 16.7`,
		);
	} finally {
		await browser.close();
	}
}

/** Runs in the page, as text: how long each of some searches keeps the browser busy, layout and all. */
const filterTimes = `(async () => {
	const search = document.querySelector('#_search');
	const times = [];
	for (const text of ['p', 'pa', '', '7', '77', '777', '', 'no such package', '', 'library 12', 'the', '']) {
		await new Promise(requestAnimationFrame);
		const start = performance.now();
		search.value = text;
		search.dispatchEvent(new Event('input'));
		document.body.offsetHeight; // style and layout
		times.push(performance.now() - start);
	}
	return times;
})()`;

try {
	await measureIndex();
	await measurePage();
} finally {
	rmSync(scratch, { recursive: true, force: true });
}

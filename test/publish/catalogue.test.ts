import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { modular } from '../local/modular.ts';
import { findChromium, openBrowser } from '../support/browser.ts';
import { type FileContent, makeDirectory, makeFiles } from '../support/directories.ts';
import { TestServer } from '../support/server.ts';

const hostile = `</p><script>document.title='run'</script><img src=x onerror="document.title='run'">" ' & {{script}} \u202Ereversed\u2067 <!--`;

const nginx = 'dependency_require pcre\nif [ -n "$X" ]; then dependency_require "a<b"; fi\n';

const packages: Readonly<Record<string, FileContent>> = {
	'pcre.sh': 'print pcre\n',
	'pcre.dsc': 'Regular expressions\n',
	'web/nginx.sh': nginx,
	'web/nginx.dsc': 'An unconfigured server\n',
	'odd/hostile.sh': 'print hostile\n',
	'odd/hostile.dsc': `${hostile}\n`,
	'o\'d & "d/last.sh': 'dependency_require "$PACKAGE-base"\nfor each in $ALL; do dependency_require "$each"; done\n',
};

/** Writes the page of a directory; gives its file. */
async function makePage(files = packages, ...args: readonly string[]): Promise<string> {
	const page = join(makeDirectory(), 'page.html');
	const { status, stderr } = await modular(['index', makeFiles(files), '--html', page, ...args]);
	expect(stderr).to.equal(`Wrote ${page}.\n`);
	expect(status).to.equal(0);
	return page;
}

describe('the page of packages', () => {
	let browser: Browser;
	/** What pages asked for or complained of. */
	const noticed: string[] = [];

	before(async function () {
		const chromium = findChromium();
		if (chromium === undefined) this.skip();
		this.timeout(60_000);
		browser = await openBrowser(chromium);
	});

	after(async () => {
		// there is none where the tests were skipped
		await (browser as Browser | undefined)?.close();
	});

	/** Opens a page by its link. */
	async function open(link: string, options: BrowserContextOptions = {}): Promise<Page> {
		const context = await browser.newContext(options);
		const page = await context.newPage();
		noticed.length = 0;
		page.on('request', (request) => {
			if (request.url() !== link) noticed.push(request.url());
		});
		page.on('console', (message) => noticed.push(message.text()));
		page.on('pageerror', (error) => noticed.push(error.message));
		await page.goto(link);
		return page;
	}

	const openFile = async (file: string, options?: BrowserContextOptions) =>
		await open(pathToFileURL(file).href, options);
	const visible = async (page: Page) => await page.locator('li:visible h2').allTextContents();
	const rowsOf = async (page: Page, name: string) => await page.locator(`[id="${name}"] dl`).innerText();

	afterEach(async () => {
		await Promise.all(browser.contexts().map(async (context) => await context.close()));
	});

	it('has all about each package, and what to write to use it', async () => {
		const page = await openFile(await makePage(packages, '--base-url', 'https://packages.example.com/heroku/'));
		const md5 = createHash('md5').update(nginx).digest('hex');
		expect(await rowsOf(page, 'nginx')).to.equal(
			`install\nnginx\nrequires\npcre, a<b (perhaps)\nlink\nweb/nginx.sh\nmd5\n${md5}`,
		);
		expect(await page.locator('#nginx p').innerText()).to.equal('An unconfigured server');
		const links = page.locator('#nginx a');
		expect(await links.nth(0).getAttribute('href')).to.equal('#pcre');
		expect(await links.nth(1).getAttribute('href')).to.equal('https://packages.example.com/heroku/web/nginx.sh');
		expect(await rowsOf(page, 'last')).to.include('requires\nlast-base, more, which only a build can know\n');
		expect(await page.locator('#last a').getAttribute('href')).to.equal(
			"https://packages.example.com/heroku/o'd%20%26%20%22d/last.sh",
		);
		expect(await page.locator('#_repos').innerText()).to.equal('https://packages.example.com/heroku/index');
		expect(await visible(page)).to.deep.equal(['hostile', 'last', 'nginx', 'pcre']);
		expect(await page.getByRole('status').innerText()).to.equal('4 packages');
	});

	it('shows checksums of the kind that was asked for', async () => {
		const page = await openFile(await makePage({ 'one.sh': 'print one\n' }, '--checksum', 'sha256'));
		const sha256 = createHash('sha256').update('print one\n').digest('hex');
		expect(await rowsOf(page, 'one')).to.equal(`install\none\nlink\none.sh\nsha256\n${sha256}`);
		expect(await page.getByRole('status').innerText()).to.equal('One package');
	});

	it('asks for nothing: no request leaves it', async () => {
		const page = await openFile(await makePage());
		await page.getByRole('searchbox').fill('pcre');
		expect(noticed).to.deep.equal([]);
	});

	it('could ask for nothing, whatever stood in it', async () => {
		const server = await TestServer.start({ '/away': 'away' });
		const file = await makePage();
		const page = await openFile(file);
		const failed = await page.evaluate(
			`fetch(${JSON.stringify(server.link('/away'))}).then(() => 'asked', () => 'refused')`,
		);
		await page.evaluate(
			`document.body.append(Object.assign(new Image(), { src: ${JSON.stringify(server.link('/away'))} }))`,
		);
		await page.evaluate(
			`document.body.append(Object.assign(document.createElement('script'), { text: 'document.title = "run"' }))`,
		);
		await page.evaluate('new Promise((resolve) => setTimeout(resolve, 100))');
		expect(failed).to.equal('refused');
		expect(server.takePaths()).to.deep.equal([]);
		expect(await page.title()).to.equal('Packages');
	});

	it('shows a hostile description as text, and nothing of it happens or spreads', async () => {
		const file = await makePage();
		const page = await openFile(file);
		expect(await page.locator('#hostile p').textContent()).to.equal(hostile);
		expect(await page.title()).to.equal('Packages');
		expect(await page.locator('img, main script, li li').count()).to.equal(0);
		expect(noticed).to.deep.equal([]);
		// what a mark for the other direction begins ends with its paragraph
		const lefts = await page.evaluate<number[]>(
			`Array.from(document.querySelectorAll('h2, dt'), (each) => each.getBoundingClientRect().left)`,
		);
		expect(new Set(lefts).size).to.equal(1);
		expect(readFileSync(file, 'utf8')).not.to.include('<script>document');
	});

	it('shows what is written from right to left from there, and keeps the rest in place', async () => {
		const files = { 'one.sh': 'print one\n', 'one.dsc': 'שלום (עולם)\n', 'two.sh': 'dependency_require "שלום" one\n' };
		const page = await openFile(await makePage(files));
		const direction = `(() => {
			const range = document.createRange();
			range.selectNodeContents(document.querySelector('#one p'));
			const text = range.getBoundingClientRect(), box = document.querySelector('#one p').getBoundingClientRect();
			return Math.round(box.right - text.right);
		})()`;
		expect(await page.evaluate(direction)).to.equal(0);
		expect(await rowsOf(page, 'two')).to.match(/^install\ntwo\nrequires\nשלום, one\n/);
	});

	it('filters as one types, by all words, in names and descriptions', async () => {
		const page = await openFile(await makePage());
		const search = page.getByRole('searchbox', { name: 'Search' });
		const found: [string, string[]][] = [
			['ngi', ['nginx']],
			['NGINX', ['nginx']],
			['expressions', ['pcre']],
			['server un', ['nginx']],
			['server pcre', []],
			['install', []],
			[' ', ['hostile', 'last', 'nginx', 'pcre']],
			['<script>', ['hostile']],
			['', ['hostile', 'last', 'nginx', 'pcre']],
		];
		for (const [text, names] of found) {
			await search.fill('');
			await search.pressSequentially(text);
			expect(await visible(page), text).to.deep.equal(names);
			if (text !== '') expect(await page.getByRole('status').innerText()).to.equal(`${names.length} of 4 packages`);
		}
	});

	it('can be used by keyboard alone, and shows where one is', async () => {
		const page = await openFile(await makePage());
		await page.keyboard.press('/');
		await page.keyboard.type('nginx');
		expect(await page.getByRole('searchbox').inputValue()).to.equal('nginx');
		expect(await visible(page)).to.deep.equal(['nginx']);
		await page.keyboard.type('/');
		expect(await page.getByRole('searchbox').inputValue()).to.equal('nginx/');
		await page.keyboard.press('Escape');
		expect(await page.getByRole('searchbox').inputValue()).to.equal('');
		expect(await visible(page)).to.have.length(4);
		await page.keyboard.type('nginx');
		const focused = `[document.activeElement.textContent, getComputedStyle(document.activeElement).outlineStyle]`;
		expect(await page.evaluate(focused)).to.deep.equal(['', 'solid']);
		await page.keyboard.press('Tab');
		expect(await page.evaluate(focused)).to.deep.equal(['pcre', 'solid']);
		await page.keyboard.press('Enter'); // the package that it leads to was hidden
		await page.locator('#pcre').waitFor();
		expect(await page.evaluate(`document.querySelector('#pcre').matches(':target')`)).to.be.true;
	});

	it('fits on a narrow screen, with the largest names and checksums', async () => {
		const name = 'x'.repeat(250);
		const files = { ...packages, [`${name}.sh`]: 'print long\n', [`${name}.dsc`]: 'ÄÖÜ'.repeat(300) };
		const file = await makePage(files, '--checksum', 'sha256');
		const page = await openFile(file, { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true });
		expect(await page.evaluate('document.documentElement.scrollWidth')).to.equal(320);
		const cut = `Array.from(document.querySelectorAll('body *')).filter((each) => each.scrollWidth > each.clientWidth && each.clientWidth > 0).length`;
		expect(await page.evaluate(cut)).to.equal(0);
		const box = await page.getByRole('searchbox').boundingBox();
		expect(box?.height).to.be.at.least(44);
		await page.getByRole('searchbox').tap();
		await page.getByRole('searchbox').fill('regular');
		expect(await visible(page)).to.deep.equal(['pcre']);
	});

	for (const colorScheme of ['light', 'dark'] as const) {
		it(`has enough contrast everywhere, ${colorScheme}`, async () => {
			const page = await openFile(await makePage(), { colorScheme });
			await page.goto(`${page.url()}#nginx`);
			const contrasts = await page.evaluate<{ text: string; contrast: number }[]>(contrastsOfTexts);
			expect(contrasts.length).to.be.greaterThan(20);
			expect(contrasts.filter(({ contrast }) => contrast < 4.5)).to.deep.equal([]);
			const [, ground = ''] =
				/(\d+)/.exec(await page.evaluate('getComputedStyle(document.body).backgroundColor')) ?? [];
			expect(Number(ground) > 128).to.equal(colorScheme === 'light');
		});
	}

	it('shows everything without JavaScript, and no search box that does nothing', async () => {
		const page = await openFile(await makePage(), { javaScriptEnabled: false });
		expect(await visible(page)).to.deep.equal(['hostile', 'last', 'nginx', 'pcre']);
		expect(await page.locator('#_search').isVisible()).to.be.false;
		expect(await page.getByRole('status').innerText()).to.equal('4 packages');
	});

	it('knows the link of the index that it is served beside', async () => {
		const out = makeDirectory();
		const args = ['--html', join(out, 'page.html'), '--out', join(out, 'all packages')];
		await modular(['index', makeFiles(packages), ...args]);
		const server = await TestServer.start({
			'/a/page.html': { headers: { 'content-type': 'text/html' }, body: readFileSync(join(out, 'page.html')) },
		});
		const page = await open(server.link('/a/page.html'));
		expect(await page.locator('#_repos').innerText()).to.equal(server.link('/a/all%20packages'));
		expect(server.takePaths()).to.deep.equal(['/a/page.html']);
		expect(noticed).to.deep.equal([]);
	});

	it('has the same bytes each time', async () => {
		const [one, two] = [await makePage(), await makePage()];
		expect(readFileSync(one)).to.deep.equal(readFileSync(two));
	});
});

/** Runs in the page, as text: the contrast of each text with what is behind it, as WCAG counts it. */
const contrastsOfTexts = `(() => {
	const channels = (color) => color.match(/[\\d.]+/g).map(Number);
	const luminance = (color) => {
		const [r, g, b] = channels(color).map((value) => value / 255).map((value) => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
		return 0.2126 * r + 0.7152 * g + 0.0722 * b;
	};
	const ground = (element) => {
		const color = getComputedStyle(element).backgroundColor;
		return channels(color)[3] === 0 ? ground(element.parentElement) : color;
	};
	const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	const found = [];
	while (walker.nextNode()) {
		const element = walker.currentNode.parentElement;
		if (walker.currentNode.data.trim() === '' || !element.checkVisibility()) continue;
		const [dark, light] = [luminance(getComputedStyle(element).color), luminance(ground(element))].sort((a, b) => a - b);
		found.push({ text: walker.currentNode.data.trim().slice(0, 40), contrast: (light + 0.05) / (dark + 0.05) });
	}
	return found;
})()`;

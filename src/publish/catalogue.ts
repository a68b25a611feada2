import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { readInstaller } from '../reading/installer-facts.ts';
import { escapeHtml, fillIn } from './html.ts';
import { indexLine, type IndexOptions } from './index-text.ts';
import { readOwnFile } from './own-file.ts';
import type { PublishedPackage } from './package-directory.ts';

/*
 * Makes a page of packages for people, of templates/catalogue: one file that needs nothing else. End tags that HTML
 * does without are left out: with a thousand packages they would be a fifth of it.
 */

export interface CatalogueOptions extends IndexOptions {
	/** What the index is called, which lies at the base URL, or beside the page. */
	readonly indexName: string;
}

/** The text of the page. The same packages give the same text. */
export function formatCatalogue(
	packages: readonly PublishedPackage[],
	options: CatalogueOptions,
	buildpackDir: string,
): string {
	const read = (name: string) => readOwnFile(buildpackDir, join('templates', 'catalogue', name));
	const [page, style, script] = [read('page.html'), read('page.css'), read('page.js')];
	const { baseUrl, indexName } = options;
	const index = encodeURIComponent(indexName);
	const names = new Set(packages.map(({ name }) => name));
	return fillIn(page, {
		// whatever a description may hold, nothing but these two has any effect
		policy: `default-src 'none'; img-src data:; style-src ${hashOf(style)}; script-src ${hashOf(script)}; base-uri 'none'; form-action 'none'`,
		style: `<style>${style}</style>`,
		script: `<script type="module">${script}</script>`,
		index: baseUrl === undefined ? index : '',
		repos: escapeHtml(`${baseUrl?.replace(/\/+$/, '') ?? 'https://<where this page is>'}/${index}`),
		count: packages.length === 1 ? 'One package' : `${packages.length} packages`,
		packages: packages.map((each) => formatPackage(each, options, names)).join('\n'),
	});
}

function formatPackage(each: PublishedPackage, options: IndexOptions, names: ReadonlySet<string>): string {
	const { name, link, checksum, description } = indexLine(each, options);
	const requires = formatRequirements(each, names);
	return [
		`<li id="${name}"><h2>${name}</h2>`,
		description === '' ? '' : `<p>${escapeHtml(description)}`,
		`<dl><dt>install<dd>${name}`,
		requires === '' ? '' : `<dt>requires<dd>${requires}`,
		`<dt>link<dd>${formatLink(link, each.path)}`,
		`<dt>${options.checksum ?? 'md5'}<dd>${checksum}</dl>`,
	].join('');
}

/** Only what a browser can open is a link. */
function formatLink(link: string, path: string): string {
	const canBeOpened = /^(?:https?:\/\/|(?![A-Za-z][A-Za-z0-9+.-]*:))/.test(link);
	return canBeOpened ? `<a href="${escapeHtml(link)}">${escapeHtml(path)}</a>` : escapeHtml(link);
}

function formatRequirements({ name: own, content }: PublishedPackage, names: ReadonlySet<string>): string {
	const { requires, hasOpenRequirements } = readInstaller(content.toString(), { PACKAGE: own });
	const certain = new Set(requires.filter(({ isConditional }) => !isConditional).map(({ name }) => name));
	const all = [...new Set(requires.map(({ name }) => name))].map((name) => {
		const text = names.has(name) ? `<a href="#${name}">${name}</a>` : `<bdi>${escapeHtml(name)}</bdi>`;
		return certain.has(name) ? text : `${text} (perhaps)`;
	});
	return [...all, ...(hasOpenRequirements ? ['more, which only a build can know'] : [])].join(', ');
}

function hashOf(text: string): string {
	return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

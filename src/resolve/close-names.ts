import { closeNameDistance, mostSuggestions } from '../defaults.ts';

/** The names that a misspelt one may have meant, the closest first. */
export async function closeNames(name: string, names: Iterable<string>): Promise<string[]> {
	const { distance } = await import('fastest-levenshtein');
	return [...new Set(names)]
		.map((known) => ({ known, edits: distance(name.toLowerCase(), known.toLowerCase()) }))
		.filter(({ known, edits }) => edits <= closeNameDistance || known.startsWith(name) || name.startsWith(known))
		.sort((a, b) => a.edits - b.edits || (a.known < b.known ? -1 : 1))
		.slice(0, mostSuggestions)
		.map(({ known }) => known);
}

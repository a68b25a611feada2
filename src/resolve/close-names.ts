import { closeNameDistance, mostSuggestions } from '../defaults.ts';

/** The names that a misspelt one may have meant, the closest first. */
export async function closeNames(name: string, known: Iterable<string>): Promise<string[]> {
	const { distance } = await import('fastest-levenshtein');
	return [...new Set(known)]
		.map((each) => ({ each, edits: distance(name.toLowerCase(), each.toLowerCase()) }))
		.filter(({ each, edits }) => edits <= closeNameDistance || each.startsWith(name) || name.startsWith(each))
		.sort((a, b) => a.edits - b.edits || (a.each < b.each ? -1 : 1))
		.slice(0, mostSuggestions)
		.map(({ each }) => each);
}

import type { Node } from 'yaml';
import { BuildpackError } from '../errors.ts';

/** What bin/release tells the platform, as far as this buildpack uses it itself. */
export interface Release {
	/** The command of each process type. */
	readonly processTypes: Readonly<Record<string, string>>;
}

/**
 * Reads an app's `release`: a mapping, and in it `default_process_types`, a mapping of strings.
 *
 * @throws BuildpackError naming line and reason
 */
export async function parseRelease(text: string): Promise<Release> {
	const { isAlias, isMap, isScalar, LineCounter, parseDocument } = await import('yaml');
	const lines = new LineCounter();
	const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
	const lineOf = (node: Node | null | undefined) => lines.linePos(node?.range?.[0] ?? 0).line;
	const wrong = (line: number, reason: string) => new BuildpackError('app::release-invalid', { line, reason });

	const [error] = document.errors;
	if (error) throw wrong(lines.linePos(error.pos[0]).line, `it is not YAML: ${error.message}`);
	const resolved = (node: unknown) => (isAlias(node) ? node.resolve(document) : node) as Node | null | undefined;
	const root = resolved(document.contents);
	if (root == null || (isScalar(root) && root.value === null)) return { processTypes: {} };
	if (!isMap(root))
		throw wrong(lineOf(root), 'it has to be a mapping, such as `default_process_types:` with a line for each');

	const types = resolved(root.get('default_process_types', true));
	if (types === undefined) return { processTypes: {} };
	if (!isMap(types))
		throw wrong(lineOf(types), '`default_process_types` has to be a mapping from process types to commands');
	const processTypes = types.items.map(({ key, value: node }) => {
		const value = resolved(node);
		if (!isScalar(value) || typeof value.value !== 'string') {
			throw wrong(
				lineOf(key as Node),
				`the command of \`${String(key)}\` in \`default_process_types\` has to be a string`,
			);
		}
		return [String(key), value.value] as const;
	});
	return { processTypes: Object.fromEntries(processTypes) };
}

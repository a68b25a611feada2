/**
 * Where what begins at an opening bracket ends, `( )`, `{ }` or `[ ]`, with all that is nested in it. Looks at each
 * character once, and needs no stack of calls.
 */
export function skipNested(text: string, start: number): number {
	const closers: string[] = [];
	let at = start;
	do {
		const inside = closers.at(-1);
		const char = text.charAt(at);
		at += 1;
		if (char === '\\') at += 1;
		else if (char === inside) closers.pop();
		else if (char === "'" && inside !== '"') {
			const end = text.indexOf("'", at);
			at = end === -1 ? text.length : end + 1;
		} else if (char === '"') closers.push('"');
		else if (char === '(' && inside !== '"' && inside !== '}') closers.push(')');
		else if (char === '{' && inside === undefined) closers.push('}');
		else if (char === '[' && (inside === undefined || inside === ']')) closers.push(']');
		else if (char === '$' && /[({]/.test(text.charAt(at))) {
			closers.push(text[at] === '(' ? ')' : '}');
			at += 1;
		}
	} while (at < text.length && closers.length > 0);
	return at;
}

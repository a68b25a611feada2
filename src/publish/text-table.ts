/** How wide what people read is made, where that is possible: the width of a terminal, unless somebody changed it. */
const width = 80;

/** Lines of at most so many characters, broken at white space; a longer word has a line of its own. */
export function wrap(text: string, room: number): string[] {
	const lines: string[] = [];
	for (const paragraph of text.split('\n')) {
		const [indent = ''] = /^ */.exec(paragraph) ?? [];
		let line = indent;
		for (const word of paragraph.slice(indent.length).split(' ')) {
			if (line !== indent && line.length + 1 + word.length > room) {
				lines.push(line);
				line = indent + word;
			} else line = line === indent ? indent + word : `${line} ${word}`;
		}
		lines.push(line);
	}
	return lines;
}

/** A text behind a label, its further lines below its first one. */
export function labelled(label: string, text: string): string[] {
	const indent = ' '.repeat(label.length);
	return wrap(text, width - label.length).map((line, index) => `${index === 0 ? label : indent}${line}`.trimEnd());
}

/**
 * Rows with aligned columns. What the last column has no room for goes on below.
 *
 * @param numbers the column from which on there are only numbers, which are aligned at their ends
 */
export function formatTable(rows: readonly (readonly string[])[], numbers = Infinity): string[] {
	const columns = Math.max(0, ...rows.map((row) => row.length)) - 1;
	const widths = Array.from({ length: columns + 1 }, (_, column) =>
		rows.reduce((most, row) => Math.max(most, (row[column] ?? '').length), 0),
	);
	const align = (row: readonly string[]) =>
		widths.map((size, column) => {
			const cell = row[column] ?? '';
			return column < numbers ? cell.padEnd(size) : cell.padStart(size);
		});
	if (numbers <= columns) return rows.map((row) => align(row).join('  '));
	return rows.flatMap((row) => {
		const before = align(row).slice(0, -1);
		return labelled(before.map((cell) => `${cell}  `).join(''), row[columns] ?? '');
	});
}

/** A text in one line, without what a terminal would take for more than text. */
export function oneLine(text: string): string {
	return text.replaceAll(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]+/gu, ' ').trim();
}

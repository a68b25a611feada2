/** A text as HTML shows it, in attributes as well. */
export function escapeHtml(text: string): string {
	const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
	return text.replaceAll(/[&<>"']/g, (char) => entities[char] ?? char);
}

/** Fills in each `{{name}}` of a template. What is filled in is not looked at again. */
export function fillIn(template: string, values: Readonly<Record<string, string>>): string {
	return template.replaceAll(/\{\{(\w+)\}\}/g, (written, name: string) => values[name] ?? written);
}

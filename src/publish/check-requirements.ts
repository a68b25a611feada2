import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { isPackageName } from '../config/names.ts';
import { statusOf } from '../files.ts';
import { type CheckedPackage, type Finding, isExpected, makeFinding } from './finding.ts';

/** Where packages may come from, besides the directory itself. */
export interface KnownPackages {
	readonly names: ReadonlySet<string>;
	/** Names that a misspelt one may have meant. */
	suggest(name: string): Promise<readonly string[]>;
}

/** A package that the buildpack has as well, unless it is that very file. */
export function checkName({ name, path, file }: CheckedPackage, buildpackInstallers: string): Finding[] {
	const taken = join(buildpackInstallers, `${name}.sh`);
	const isTaken = statusOf(taken)?.isFile() === true && realpathSync(taken) !== realpathSync(file);
	return isTaken ? [makeFinding('name-taken', { path }, { name })] : [];
}

/** A requirement of one package of the directory by another. */
interface Edge {
	readonly from: string;
	readonly to: string;
	readonly path: string;
	readonly line: number;
	readonly isConditional: boolean;
}

/** Required packages that are nowhere. */
export async function checkRequirements({ path, facts }: CheckedPackage, known: KnownPackages): Promise<Finding[]> {
	const findings: Finding[] = [];
	for (const required of facts.requires) {
		const { name, line } = required;
		if (!isPackageName(name))
			findings.push(makeFinding('requirement-invalid', { path, line }, { name }, isExpected(required)));
		else if (!known.names.has(name)) {
			const close = await known.suggest(name);
			findings.push(makeFinding('requirement-unknown', { path, line }, { name, close }, isExpected(required)));
		}
	}
	return findings;
}

/**
 * Packages that require each other in a circle: those first that do so in every build. One of several circles that share a
 * requirement may be left out; it is found once the others are mended.
 */
export function checkCircles(packages: readonly CheckedPackage[]): Finding[] {
	const names = new Set(packages.map(({ name }) => name));
	const edges = packages.flatMap(({ name: from, path, facts: { requires, marks } }): Edge[] =>
		requires
			.filter(({ name: to }) => names.has(to) && !marks.includes(from))
			.map(({ name: to, line, isConditional }) => ({ from, to, path, line, isConditional })),
	);
	const certain = findCircles(edges.filter(({ isConditional }) => !isConditional));
	const seen = new Set(certain.map(keyOf));
	const possible = findCircles(edges).filter((circle) => !seen.has(keyOf(circle)));
	return [...certain, ...possible].flatMap((circle) => {
		const [first] = circle;
		if (first === undefined) return [];
		const isCertain = circle.every(({ isConditional }) => !isConditional);
		return [makeFinding('circle', first, { circle: [...circle.map(({ from }) => from), first.from] }, isCertain)];
	});
}

const keyOf = (circle: readonly Edge[]) => circle.map(({ from }) => from).join(' ');

/** Circles of edges, each beginning with the least of its names. Keeps its own stack: chains of packages may be long. */
function findCircles(edges: readonly Edge[]): Edge[][] {
	const circles = new Map<string, Edge[]>();
	const done = new Set<string>();
	const outgoing = new Map<string, Edge[]>();
	for (const edge of edges) outgoing.set(edge.from, [...(outgoing.get(edge.from) ?? []), edge]);
	for (const start of [...outgoing.keys()].sort()) {
		const way: Edge[] = [];
		const places = new Map<string, number>(); // of the names on the way
		const open = [{ name: start, rest: [...(outgoing.get(start) ?? [])] }];
		places.set(start, 0);
		while (open.length > 0) {
			const top = open.at(-1);
			const edge = top?.rest.shift();
			if (top === undefined || edge === undefined) {
				if (top !== undefined) {
					places.delete(top.name);
					done.add(top.name);
				}
				open.pop();
				way.pop();
				continue;
			}
			const place = places.get(edge.to);
			if (place !== undefined) {
				const circle = leastFirst([...way.slice(place), edge]);
				circles.set(keyOf(circle), circle);
			} else if (!done.has(edge.to)) {
				places.set(edge.to, open.length);
				open.push({ name: edge.to, rest: [...(outgoing.get(edge.to) ?? [])] });
				way.push(edge);
			}
		}
	}
	return [...circles.values()];
}

function leastFirst(circle: readonly Edge[]): Edge[] {
	const least = circle.map(({ from }) => from).sort()[0];
	const at = circle.findIndex(({ from }) => from === least);
	return [...circle.slice(at), ...circle.slice(0, at)];
}

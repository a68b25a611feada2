import {
	lstatSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	realpathSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { BuildpackError } from '../../../src/errors.ts';
import { removeTree } from '../../../src/files.ts';
import { unpack } from '../../../src/install/unpack.ts';
import { type Member, rawTar, treeOf } from '../../install/archives.ts';
import { makeDirectory, makeFiles } from '../../support/directories.ts';
import { minimalEnvironment } from '../../support/entry-points.ts';
import { holds, holdsForAll, latin1 } from './properties.ts';

const limits = { bytes: 1e9, members: 1e6, memory: 1e9 };

/** Unpacks members into `vendor` of an app; gives the error, if there is one of ours, and throws any other. */
async function unpackInto(app: string, members: readonly Member[], clean = false): Promise<BuildpackError | undefined> {
	const archive = `${app}.tar`;
	writeFileSync(archive, rawTar(...members));
	const { signal } = new AbortController();
	const place = { link: 'LINK', archive, buildDir: app, target: 'vendor', clean };
	try {
		await unpack({ ...place, path: minimalEnvironment.PATH, limits, abort: signal });
		return undefined;
	} catch (error) {
		if (error instanceof BuildpackError) return error;
		throw error;
	}
}

/** A file, or a link, that is in a target before. */
interface Existing {
	readonly directory: string;
	readonly name: string;
	readonly link: string | null;
}

/** An app in a directory of all of them, which are removed together: that takes longer than all the rest. */
function makeApp(parent: string, existing: readonly Existing[] = []): string {
	const app = mkdtempSync(join(parent, 'app-'));
	writeFileSync(join(app, 'mine'), 'mine');
	mkdirSync(join(app, 'vendor'));
	for (const { directory, name, link } of existing) {
		const [parent, file] = [join(app, 'vendor', directory), join(app, 'vendor', directory, name)];
		if (!statSync(parent, { throwIfNoEntry: false })) mkdirSync(parent);
		if (link === null) writeFileSync(file, 'mine');
		else symlinkSync(link, file);
	}
	return app;
}

/** Whether what is in a directory is a link to another directory in it, or to itself. */
function leadsInto(directory: string, name: string): boolean {
	const path = join(directory, name);
	if (!lstatSync(path).isSymbolicLink()) return false;
	try {
		return `${realpathSync(path)}/`.startsWith(`${directory}/`);
	} catch {
		return false; // it leads nowhere
	}
}

describe('every name of a member', () => {
	/** Any bytes, and what tar's listing of an archive has in it. */
	const name = fc
		.array(
			fc.oneof(latin1(4), fc.constantFrom(' -> ', ' link to ', 'Creating directory: ', '\n/', 'tar: ', '..', '\\n')),
			{
				minLength: 1,
				maxLength: 4,
			},
		)
		.map((parts) => parts.join('').replaceAll('/', '').slice(0, 80))
		.filter((text) => !['', '.', '..'].includes(text));
	const member = fc.record({
		name,
		link: fc.option(latin1(8).filter((text) => text !== '')),
		isDirectory: fc.boolean(),
	});

	it('is the name of what is unpacked, byte for byte, in the target and nowhere else', async () => {
		await holdsForAll(
			'archives: names of members',
			member,
			async (values) => {
				const app = makeApp(makeDirectory());
				const expected: Record<string, string> = {};
				const members = values.flatMap(({ name, link, isDirectory }, index): Member[] => {
					const path = `${index}/${name}`;
					expected[`${index}`] = '755 /';
					expected[path] = isDirectory
						? '750 /'
						: link === null
							? `640 ${index}`
							: `-> ${Buffer.from(link, 'latin1').toString()}`;
					const parent: Member = { name: `${index}/`, type: '5', mode: 0o755 };
					if (isDirectory) return [parent, { name: `${path}/`, type: '5', mode: 0o750 }];
					if (link === null) return [parent, { name: path, text: `${index}`, mode: 0o640 }];
					return [parent, { name: path, type: '2', link }];
				});
				const error = await unpackInto(app, members);
				expect(error?.message).to.equal(undefined);
				expect(treeOf(join(app, 'vendor'))).to.deep.equal(expected);
				expect(readdirSync(app).sort()).to.deep.equal(['mine', 'vendor']);
			},
			{ size: 100 },
		);
	});
});

describe('every archive that may try to get out', () => {
	const part = fc.oneof(
		{ weight: 40, arbitrary: fc.constantFrom('a', 'b', 'l', 'm') },
		{ weight: 1, arbitrary: fc.constantFrom('..', '.', '', ' ..', '..\n', '...') },
	);
	const path = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
	const link = (outside: string) =>
		fc.oneof(
			fc.constantFrom(outside, `${outside}/mine`, '..', '../mine', '../..', '/', '.', 'a', 'b/..', 'l', 'm/a'),
			path,
		);

	it('leaves everything as it was outside of the target, and in it too if it is refused', async () => {
		const outside = makeFiles({ mine: 'mine', 'a/mine': 'mine' }, 'outside');
		const member = fc
			.tuple(
				path,
				fc.constantFrom('0', '0', '0', '0', '2', '2', '2', '5', '5', '5', '1'),
				link(outside),
				fc.constantFrom(0o644, 0o755, 0o4777, 0),
			)
			.map(([name, type, link, mode]): Member => ({ name, type, link, mode, text: type === '0' ? 'evil' : '' }));
		const existing = fc
			.tuple(
				fc.uniqueArray(fc.constantFrom('a', 'b', 'l', 'm'), { maxLength: 3 }),
				fc.array(fc.tuple(fc.boolean(), fc.option(link(outside).filter((text) => text !== ''))), {
					minLength: 3,
					maxLength: 3,
				}),
			)
			.map(([names, kinds]) =>
				names.map((name, index): Existing => {
					const [isBelow, link] = kinds[index] ?? [false, null];
					return isBelow ? { directory: name, name: 'a', link } : { directory: '.', name, link };
				}),
			);
		const archive = fc.array(member, { minLength: 1, maxLength: 4 });
		const parent = makeDirectory('apps');
		const property = fc.asyncProperty(archive, existing, fc.boolean(), async (members, existing, clean) => {
			const app = makeApp(parent, existing);
			const seen = () => [
				treeOf(outside),
				lstatSync(join(outside, 'mine')).nlink,
				readFileSync(join(app, 'mine'), 'utf8'),
			];
			const [before, vendor] = [seen(), treeOf(join(app, 'vendor'))];
			// where two directories of the archive are one in the target, by a link there, some of it is seen too late
			const isJoined = existing.some(({ directory, name }) => leadsInto(join(app, 'vendor'), join(directory, name)));
			const error = await unpackInto(app, members, clean);
			expect(seen()).to.deep.equal(before);
			expect(readdirSync(app).sort()).to.deep.equal(['mine', 'vendor']);
			expect(readdirSync(parent).filter((name) => !name.startsWith('app-'))).to.deep.equal([]);
			const isSeenLate = /in-the-way$|through-link$/.test(error?.code ?? '') && isJoined;
			if (error !== undefined && !isSeenLate) expect(treeOf(join(app, 'vendor'))).to.deep.equal(vendor);
			removeTree(app);
			removeTree(`${app}.tar`);
		});
		await holds('archives that try to get out', property, 1 / 10);
	});
});

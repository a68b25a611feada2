import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { Link } from '../../src/fetch/link.ts';
import { Transport } from '../../src/fetch/schemes.ts';
import { makeFiles } from '../support/directories.ts';
import { receive } from './receiving.ts';

const advice = 'Check the link: it names a file of this machine.';

describe('a file link', () => {
	it('gives a copy of the file, with its checksums', async () => {
		const directory = makeFiles({ file: 'text' });
		const md5 = createHash('md5').update('text').digest('hex');
		const wanted = { algorithm: 'md5', hex: md5 } as const;
		const { text, received } = await receive(pathToFileURL(join(directory, 'file')).href, { wanted });
		expect(text).to.equal('text');
		expect(received).to.deep.equal({
			isUnchanged: false,
			sha256: createHash('sha256').update('text').digest('hex'),
			md5,
			size: 4,
			etag: undefined,
			lastModified: undefined,
		});
	});

	for (const [title, name, url] of [
		['blanks', 'a b', 'a%20b'],
		['blanks as they are', 'a b', 'a b'],
		['letters beyond ASCII', 'für', 'f%C3%BCr'],
		['percent signs', '100%20', '100%2520'],
		['a query, which is not part of the name', 'file', 'file?x=1'],
	] as const) {
		it(`may have ${title}`, async () => {
			const directory = makeFiles({ [name]: 'text' });
			expect((await receive(`${pathToFileURL(directory).href}/${url}`)).text).to.equal('text');
		});
	}

	it('may name this machine', async () => {
		const directory = makeFiles({ file: 'text' });
		const link = pathToFileURL(join(directory, 'file')).href.replace('file://', 'file://localhost');
		expect((await receive(link)).text).to.equal('text');
	});

	for (const [title, make, reason] of [
		['does not exist', () => 'missing', 'it does not exist'],
		[
			'is a directory',
			(directory: string) => {
				mkdirSync(join(directory, 'directory'));
				return 'directory';
			},
			'it is not a file',
		],
		['is a device', () => '../../../../../../dev/zero', 'it is not a file'],
		['is below a file', () => 'file/below', 'a part of its path is a file, not a directory'],
	] as const) {
		it(`to what ${title} is an error`, async () => {
			const directory = makeFiles({ file: 'text' });
			const link = new URL(make(directory), `${pathToFileURL(directory).href}/`).href;
			const { error, pauses } = await receive(link);
			expect(error).to.equal(`${link} cannot be read: ${reason}.\n${advice}`);
			expect(pauses).to.deep.equal([]);
		});
	}

	it('to another machine is an error', async () => {
		const { error } = await receive('file://other.example/file');
		expect(error).to.equal(
			`file://other.example/file cannot be read: File URL host must be "localhost" or empty on linux.\n${advice}`,
		);
	});

	it('gives a file with the usual mode, whatever that of the other is', async () => {
		const directory = makeFiles({ file: { text: 'text', mode: 0o400 }, usual: '' });
		const link = Link.parse(pathToFileURL(join(directory, 'file')).href);
		const options = { timeout: 30, abort: new AbortController().signal };
		await new Transport(undefined).receive(link, join(directory, 'copy'), options);
		const mode = (name: string) => statSync(join(directory, name)).mode;
		expect(mode('copy')).to.equal(mode('usual'));
	});
});

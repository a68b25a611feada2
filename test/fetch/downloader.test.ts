import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import sinon from 'sinon';
import { ArtifactCache } from '../../src/fetch/artifacts.ts';
import { Downloader } from '../../src/fetch/downloader.ts';
import { Link } from '../../src/fetch/link.ts';
import { makeDirectory } from '../support/directories.ts';
import { TestServer } from '../support/server.ts';

describe('the record of a file that is fetched into the cache', () => {
	afterEach(() => sinon.restore());

	it('is there before the file is in its place: a build may be killed between the two', async () => {
		const server = await TestServer.start({ '/file': 'text' });
		const cacheDir = makeDirectory('cache');
		const target = join(cacheDir, 'file');
		let wasThere: boolean | undefined;
		const add = sinon.stub(ArtifactCache.prototype, 'add').callsFake(function (this: ArtifactCache, ...args) {
			wasThere = existsSync(target);
			add.wrappedMethod.apply(this, args);
		});
		const abort = new AbortController().signal;
		const none = { certificateFile: undefined, offline: undefined, recording: undefined };
		const downloader = new Downloader({ cacheDir, timeout: 30, largestDownload: 1e9, ...none, abort }, () => {});
		await downloader.fetchCached(Link.parse(server.link('/file')), target, undefined);
		expect([wasThere, readFileSync(target, 'utf8')]).to.deep.equal([false, 'text']);
		expect(downloader.artifacts.find(target, server.link('/file'))?.size).to.equal(4);
	});
});

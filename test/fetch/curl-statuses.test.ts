import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { told } from '../install/builds.ts';
import { ageIndexes, buildFrom, hashOf } from '../resolve/repository.ts';
import { makeDirectory, makeFiles } from '../support/directories.ts';
import { minimalEnvironment } from '../support/entry-points.ts';
import { receive, unreachable } from './receiving.ts';

const link = 'ftp://127.0.0.1:1/file';

/** PATH with a curl that does what it is told; OUTPUT is where it is to put the file. */
function pathWith(script: string): string {
	const text = `#!/bin/sh\noutput=$(sed -n 's/^output = "\\(.*\\)"$/\\1/p')\n${script}\n`;
	return `${makeFiles({ curl: { text, mode: 0o755 } }, 'bin')}:${minimalEnvironment.PATH}`;
}

describe('a failure of curl', () => {
	const before = process.env['PATH'];
	afterEach(() => (process.env['PATH'] = before));

	const receiveWith = async (script: string) => {
		process.env['PATH'] = pathWith(script);
		return await receive(link);
	};

	for (const status of [6, 7, 18, 28, 52, 55, 56]) {
		it(`with status ${status} may pass: it is tried again`, async () => {
			const notes = join(makeDirectory(), 'runs');
			const { error, pauses } = await receiveWith(
				`echo run >>'${notes}'; printf half >"$output"; echo "curl: (${status}) words" >&2; exit ${status}`,
			);
			expect(error).to.equal(unreachable(link, `curl: (${status}) words`));
			expect(pauses).to.deep.equal([1000, 4000]);
			const { text, received } = await receiveWith(
				`if [ -e '${notes}.2' ]; then printf all >"$output"; exit; fi; >'${notes}.2'; printf halves >"$output"; exit ${status}`,
			);
			expect([text, received?.sha256]).to.deep.equal(['all', hashOf('all', 'sha256')]);
		});
	}

	it('is told in the words of curl, not in what it says of where to read more', async () => {
		const more = 'echo "More details here: https://curl.se/docs/sslcerts.html" >&2; echo "how to fix it, ..." >&2';
		const { error } = await receiveWith(`echo "curl: (60) a certificate" >&2; ${more}; exit 60`);
		expect(error?.split('\n')[0]).to.equal(`${link} cannot be fetched: curl: (60) a certificate (curl's status 60).`);
	});

	for (const [title, script] of [
		['the server has told', 'exit 63'],
		['comes', 'printf "12345678901" >"$output"; exec sleep 20'],
		['has come', 'printf "12345678901" >"$output"'],
	] as const) {
		it(`with more bytes than may be is an error at once, if that ${title}`, async () => {
			process.env['PATH'] = pathWith(script);
			const began = performance.now();
			const { error, pauses } = await receive(link, { bound: { bytes: 10, kind: 'download' } });
			expect(error).to.equal(
				`${link} cannot be fetched: it has more than 10 bytes, the most that MODULAR_LARGEST_DOWNLOAD allows.\nCheck the link and the server.`,
			);
			expect(pauses).to.deep.equal([]);
			expect(performance.now() - began).to.be.lessThan(10_000);
		});
	}

	const tls = [35, 51, 53, 58, 60, 77, 80, 83, 90, 91];
	const ends: readonly (readonly [status: number, said: string, error: string])[] = [
		...tls.map(
			(status) =>
				[
					status,
					'words',
					`${link} cannot be fetched: words (curl's status ${status}).\nIf the server's authority is your company's, add it to the system's certificates or name a file of them in SSL_CERT_FILE.`,
				] as const,
		),
		...[3, 9, 47, 67, 78].map(
			(status) =>
				[
					status,
					'words',
					`${link} cannot be fetched: words.\nCheck the link, and the user and password in it.`,
				] as const,
		),
		[
			22,
			'curl: (22) The requested URL returned error: 404',
			`${link} cannot be fetched: HTTP 404.\nThere is no such file: check the link.`,
		],
	];
	for (const [status, said, expected] of ends) {
		it(`with status ${status} is final`, async () => {
			const { error, pauses } = await receiveWith(`echo '${said}' >&2; exit ${status}`);
			expect([error, pauses]).to.deep.equal([expected, []]);
		});
	}

	it('because of 503 from a proxy may pass', async () => {
		const said = 'curl: (22) The requested URL returned error: 503';
		const { error, pauses } = await receiveWith(`echo '${said}' >&2; exit 22`);
		expect([error, pauses]).to.deep.equal([unreachable(link, said), [1000, 4000]]);
	});

	it('to write is told with the target', async () => {
		const index = `one ${link} ${hashOf(':')}\n`;
		const result = await buildFrom('ftp://127.0.0.1:1/index', 'one', {
			env: {
				PATH: pathWith(
					`case $output in */installers/*) echo 'curl: (23) no room' >&2; exit 23 ;; *) printf '${index}' >"$output" ;; esac`,
				),
			},
		});
		const target = join(result.cacheDir, `modular-v1/installers/${hashOf(':')}.sh`);
		expect(result.stderr).to.equal(
			told(
				`${link} cannot be saved as ${target}: curl: (23) no room.`,
				'Check the path, its permissions, and the room on the disk.',
			),
		);
		expect([result.status, existsSync(target)]).to.deep.equal([1, false]);
	});

	const indexFailures = [
		[60, false],
		[67, false],
		[78, false],
		[7, true],
	] as const;
	for (const [status, isUsed] of indexFailures) {
		it(`with status ${status} ${isUsed ? 'leaves' : 'does not leave'} the index in the cache in use`, async () => {
			const index = `one index.sh ${hashOf(': >was-run\n')}\n`;
			const good = `case $output in */installers/*) echo ': >was-run' ;; *) printf '${index}' ;; esac >"$output"`;
			const { cacheDir, status: first } = await buildFrom('ftps://127.0.0.1:1/index', 'one', {
				env: { PATH: pathWith(good) },
			});
			expect(first).to.equal(0);
			ageIndexes(cacheDir, 6);
			const env = { PATH: pathWith(`echo 'it failed' >&2; exit ${status}`) };
			const again = await buildFrom('ftps://127.0.0.1:1/index', 'one', { cacheDir, env });
			expect([again.status, existsSync(join(again.app, 'was-run'))]).to.deep.equal([isUsed ? 0 : 1, isUsed]);
			expect(again.stderr.split('\n')[0]).to.contain('ftps://127.0.0.1:1/index cannot be fetched: it failed');
		}).timeout(30_000);
	}
});

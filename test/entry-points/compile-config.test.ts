import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { appFiles, type FileContent, makeDirectory, makeFiles } from '../support/directories.ts';
import { compile } from '../support/entry-points.ts';

const installFile = 'build/heroku/install';
const releaseFile = 'build/heroku/release';
const nameRule = ' !     A name begins with a letter or digit, and goes on with these and . _ + - only.\n';

/** An app whose one package leaves a trace in the app and in the cache when it runs. */
function tracingApp(more: Readonly<Record<string, FileContent>>): string {
	return makeFiles(appFiles({ one: ': >"$BUILD_DIR/ran"; : >"$CACHE_DIR/ran"', two: ':' }, more));
}

async function expectRefused(app: string, message: string): Promise<void> {
	const cacheDir = makeDirectory('cache');
	const { status, stdout, stderr } = await compile(app, { cacheDir });
	expect(stderr).to.equal(message);
	expect([status, stdout]).to.deep.equal([1, '']);
	expect(readdirSync(app), 'what was made in the app').to.deep.equal(['build']);
	expect(readdirSync(cacheDir), 'what was made in the cache').to.deep.equal([]);
}

describe('bin/compile checks build/heroku before it runs anything', () => {
	const installs: readonly (readonly [content: string | Buffer, message: string])[] = [
		...['../x', 'a/b', '$(x)', '-x', '.x', 'a@b', '_x', '*', 'a#b', 'a\\b', '`x`', 'caf\u00e9', '"one"'].map(
			(name) =>
				[
					`one\n# comment\n\ttwo ${name} one\n`,
					` !     build/heroku/install, line 3: ${JSON.stringify(name)} is not a package name.\n${nameRule}`,
				] as const,
		),
		['one\r\n../x\r\n', ` !     build/heroku/install, line 2: "../x" is not a package name.\n${nameRule}`],
		[
			'one\ntwo\0\n',
			' !     build/heroku/install, line 2, holds a NUL byte: it has to be plain text.\n !     Save it as UTF-8, with package names separated by white space.\n',
		],
		[
			Buffer.from('\ufeffone\n', 'utf16le'),
			' !     build/heroku/install, line 1, holds a NUL byte: it has to be plain text.\n !     Save it as UTF-8, with package names separated by white space.\n',
		],
		[
			'one\n# a comment with a NUL: \0\n',
			' !     build/heroku/install, line 2, holds a NUL byte: it has to be plain text.\n !     Save it as UTF-8, with package names separated by white space.\n',
		],
	];
	for (const [content, message] of installs) {
		it(`refuses an install file with ${JSON.stringify(content.toString())}`, async () => {
			await expectRefused(tracingApp({ [installFile]: content }), message);
		});
	}

	for (const name of ['install', 'release', 'compile', 'repos']) {
		it(`refuses a directory in the place of ${name}`, async () => {
			const app = makeFiles({ 'build/heroku/package': 'Name\n', 'build/heroku/installers/one.sh': ': >ran' });
			mkdirSync(join(app, 'build/heroku', name));
			await expectRefused(app, ` !     build/heroku/${name} is not a file. Make it one, or remove it.\n`);
		});
	}

	const notYaml = 'it is not YAML: ';
	const notMapping = 'it has to be a mapping, such as `default_process_types:` with a line for each.\n';
	const wrongTypes = '`default_process_types` has to be a mapping from process types to commands.\n';
	const notString = (type: string) => `the command of \`${type}\` in \`default_process_types\` has to be a string.\n`;
	const releases: readonly (readonly [content: string, line: number, reason: string])[] = [
		['- web\n- worker\n', 1, notMapping],
		['# comment\n\njust text\n', 3, notMapping],
		['---\n42\n', 2, notMapping],
		['default_process_types: sh boot.sh\n', 1, wrongTypes],
		['addons: []\ndefault_process_types:\n  - web: x\n', 3, wrongTypes],
		['default_process_types:\n  web: sh boot.sh\n  worker:\n    command: x\n', 3, notString('worker')],
		['default_process_types:\n  web: [sh, boot.sh]\n', 2, notString('web')],
		['default_process_types:\n  web: 5\n', 2, notString('web')],
		['default_process_types:\r\n  web: true\r\n', 2, notString('web')],
		['default_process_types:\n  web:\n', 2, notString('web')],
	];
	for (const [content, line, reason] of releases) {
		it(`refuses a release file with ${JSON.stringify(content)}`, async () => {
			await expectRefused(
				tracingApp({ [releaseFile]: content }),
				` !     build/heroku/release, line ${line}: ${reason}`,
			);
		});
	}

	for (const [content, line] of [
		['default_process_types:\n  web: "unclosed\n', 3],
		['default_process_types:\n\tweb: x\n', 2],
		['a: b\na: c\n', 2],
		['a: [1, 2\nb: c\n', 2],
	] as const) {
		it(`refuses a release file that is not YAML: ${JSON.stringify(content)}`, async () => {
			const app = tracingApp({ [releaseFile]: content });
			const cacheDir = makeDirectory('cache');
			const { status, stdout, stderr } = await compile(app, { cacheDir });
			// the reason itself is the YAML library's
			expect(stderr).to.match(
				new RegExp(`^ !     build/heroku/release, line ${line}: ${notYaml}[^\\n]+[^.\\n]\\.\\n$`),
			);
			expect([status, stdout]).to.deep.equal([1, '']);
			expect([readdirSync(app), readdirSync(cacheDir)]).to.deep.equal([['build'], []]);
		});
	}

	const good = [
		...['', '# only a comment\n', '---\n', 'addons:\n  - heroku-postgresql\n', 'default_process_types: {}\n'],
		'default_process_types:\r\n  web: "sh boot.sh"\r\n',
		'\ufeffdefault_process_types:\n  web: x\n',
		'config_vars: {A: 1}\ndefault_process_types:\n  web: >-\n    sh\n    boot.sh\n',
	];
	for (const content of good) {
		it(`takes a release file with ${JSON.stringify(content)}, and leaves it as it is`, async () => {
			const app = tracingApp({ [releaseFile]: content });
			const { status, stderr } = await compile(app);
			expect([status, stderr]).to.deep.equal([0, '']);
			expect(readFileSync(join(app, releaseFile), 'utf8')).to.equal(content);
		});
	}
});

describe('bin/compile says that there is nothing to install', () => {
	const contents: readonly (readonly [content: string | undefined, reason: string])[] = [
		[undefined, 'does not exist'],
		...['', '\n', ' \t\r\n', '# one\n\n  # two three\r\n', '\ufeff', '\ufeff# one\n'].map(
			(content) => [content, 'is empty'] as const,
		),
	];
	for (const [content, reason] of contents) {
		it(`for ${content === undefined ? 'an app without an install file' : `an install file with ${JSON.stringify(content)}`}`, async () => {
			const app = makeFiles({
				'build/heroku/installers/one.sh': ': >ran',
				...(content === undefined ? {} : { [installFile]: content }),
			});
			const { status, stdout, stderr } = await compile(app);
			expect(stderr).to.equal('');
			expect(stdout).to.equal(
				`       No packages to install: build/heroku/install ${reason}.\n-----> Installed 0 packages, with 0 downloads.\n`,
			);
			expect(status).to.equal(0);
			expect(readdirSync(app).sort()).to.deep.equal(['.modular', 'boot.sh', 'build']);
		});
	}
});

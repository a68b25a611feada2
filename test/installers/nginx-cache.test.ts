import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { filter, tarOf } from '../install/archives.ts';
import { warningsOf } from '../install/builds.ts';
import { appFiles, makeDirectory, makeFiles } from '../support/directories.ts';
import { compile, type CompileResult, root } from '../support/entry-points.ts';
import { TestServer } from '../support/server.ts';

/*
 * The package nginx but for its compiling, which takes long.
 */

const source = filter(tarOf({ 'nginx-9.9.9/configure': '' }), 'gzip');
const key = 'nginx/9.9.9-heroku-24-';

/** The shipped installer that compiles something else: as many builds as it is told wait for each other, then make files. */
function installer(meeting: string, builds: number): string {
	const text = readFileSync(join(root, 'installers/nginx.sh'), 'utf8');
	const compiles = [
		'nginx_compile() {',
		`	: >'${meeting}'/$$; tries=0; until [ "$(ls '${meeting}' | wc -l)" -ge ${builds} ] || [ $tries -gt 500 ]; do sleep 0.01; tries=$((tries + 1)); done`,
		'	mkdir -p "$1/sbin" "$1/conf"',
		'	i=0; while [ $i -lt 200 ]; do i=$((i + 1)); echo text >"$1/conf/$i"; done',
		'	echo nginx >"$1/sbin/nginx"; chmod 755 "$1/sbin/nginx"',
		'}',
	].join('\n');
	expect(text).to.match(/\nnginx_install\n$/);
	return text.replace(/nginx_install\n$/, () => `${compiles}\nnginx_install\n`);
}

describe('what the package nginx keeps in the cache', () => {
	let server: TestServer;
	let env: Record<string, string>;
	let cacheDir: string;

	beforeEach(async () => {
		server = await TestServer.start({ '/nginx-9.9.9.tar.gz': source });
		env = {
			NGINX_MIRROR: server.link(),
			NGINX_VERSION: '9.9.9',
			NGINX_SHA256: createHash('sha256').update(source).digest('hex'),
			STACK: 'heroku-24',
		};
		cacheDir = makeDirectory('cache');
	});

	async function build(text: string): Promise<CompileResult & { readonly app: string }> {
		const app = makeFiles(appFiles({ nginx: text }));
		return { app, ...(await compile(app, { env, cacheDir })) };
	}

	const manifestOf = ({ app }: { app: string }) => readFileSync(join(app, '.modular/packages.json'), 'utf8');
	const builtIn = () => readdirSync(join(cacheDir, 'nginx')).map((name) => `nginx/${name}`);

	it('is named by version, stack and architecture, and makes a warm build the same as the cold one', async () => {
		const text = installer(makeDirectory(), 1);
		const cold = await build(text);
		const warm = await build(text);
		expect([cold.status, cold.stderr, warm.status, warm.stderr]).to.deep.equal([0, '', 0, '']);
		expect(server.takePaths()).to.deep.equal(['/nginx-9.9.9.tar.gz']);
		expect(warm.stdout).to.contain('nginx 9.9.9 was built before\n');
		expect(manifestOf(cold)).to.contain(`"link": "${server.link('/nginx-9.9.9.tar.gz')}"`);
		expect(manifestOf(warm)).to.equal(manifestOf(cold));
		expect(builtIn()).to.have.length(1);
		expect(builtIn()[0]).to.match(new RegExp(`^${key}(?:x86_64|aarch64)$`));
	});

	it('is one tree, whole, of builds that build at the same time', async () => {
		for (let round = 0; round < 4; round += 1) {
			cacheDir = makeDirectory('cache');
			const text = installer(makeDirectory(), 3);
			const builds = await Promise.all([1, 2, 3].map(async () => await build(text)));
			for (const { app, status, stderr } of builds) {
				expect([status, stderr]).to.deep.equal([0, '']);
				expect(readdirSync(join(app, 'vendor/nginx')).sort()).to.deep.equal(['conf', 'sbin']);
				expect(readdirSync(join(app, 'vendor/nginx/conf'))).to.have.length(201); // and the configuration
				expect(readdirSync(app)).not.to.include('.nginx-source');
			}
			expect(builtIn()).to.have.length(1);
			expect(readdirSync(join(cacheDir, builtIn()[0] ?? '')).sort()).to.deep.equal(['conf', 'sbin']);
		}
	}).timeout(60_000);

	it('is built again where it is not whole, and what killed builds have left goes after a day', async () => {
		const text = installer(makeDirectory(), 1);
		await build(text);
		const [built = ''] = builtIn();
		chmodSync(join(cacheDir, built, 'sbin/nginx'), 0o644);
		for (const [name, hours] of [
			['.part.old', 49],
			['.part.new', 1],
		] as const) {
			mkdirSync(join(cacheDir, 'nginx', name));
			writeFileSync(join(cacheDir, 'nginx', name, 'file'), '');
			const then = Date.now() / 1000 - hours * 60 * 60;
			utimesSync(join(cacheDir, 'nginx', name), then, then);
		}
		const { app, status, stderr } = await build(text);
		expect([status, stderr]).to.deep.equal([0, '']);
		expect(readFileSync(join(app, 'vendor/nginx/sbin/nginx'), 'utf8')).to.equal('nginx\n');
		expect(builtIn().sort()).to.deep.equal(['nginx/.part.new', built].sort());
	});

	it('is nothing of a build that fails', async () => {
		const text = installer(makeDirectory(), 1).replace('mkdir -p "$1/sbin"', 'echo half >"$1/half"; false && mkdir');
		const failing = text.replace('echo nginx >"$1/sbin/nginx"; chmod 755 "$1/sbin/nginx"', 'return 1');
		const result = await build(failing);
		expect(warningsOf(result)[0]).to.equal('nginx 9.9.9 cannot be built. The end of what its build said:');
		expect([result.status, builtIn()]).to.deep.equal([1, []]);
	});
});

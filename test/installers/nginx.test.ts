import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { modular } from '../local/modular.ts';
import { debianSource, sha256 } from '../support/archives.ts';
import { appFiles, type FileContent, makeDirectory, makeFiles } from '../support/directories.ts';
import { compile, root } from '../support/entry-points.ts';
import { stopServers, TestServer } from '../support/server.ts';
import { missing } from '../support/shells.ts';

const version = '1.26.3';
const archive = debianSource('trixie', 'nginx', version);

/** An app that asks for nginx and has these files. */
function nginxApp(files: Record<string, FileContent>): string {
	return makeFiles({ ...appFiles({}), 'build/heroku/install': 'nginx\n', ...files });
}

describe('the package nginx', function () {
	this.timeout(180_000);

	it('wants a checksum with another version', async () => {
		const envDir = makeFiles({ NGINX_VERSION: '1.27.0' });
		const { status, stderr } = await compile(nginxApp({}), { envDir });
		expect(stderr).to.equal(
			' !     NGINX_VERSION is set to 1.27.0, so NGINX_SHA256 has to be set as well: the sha256 of nginx-1.27.0.tar.gz.\n',
		);
		expect(status).to.equal(1);
	});

	if ('missing' in archive) {
		missing(archive.missing);
		return;
	}

	let server: TestServer;
	let cache: string;
	let envFile: string;

	// built once for all of these tests: that takes half a minute
	before(async () => {
		cache = makeDirectory('cache', 'kept');
		envFile = join(makeDirectory('env', 'kept'), 'env');
		await startMirror();
		const { status, log } = await modular([
			'build',
			join(root, 'examples', 'static-site'),
			'--cache',
			cache,
			'--env-file',
			envFile,
		]);
		expect(status, log).to.equal(0);
		expect(server.takePaths()).to.deep.equal([`/nginx-${version}.tar.gz`]);
	});

	beforeEach(startMirror);
	afterEach(stopServers);

	async function startMirror(): Promise<void> {
		await stopServers();
		server = await TestServer.start({ [`/nginx-${version}.tar.gz`]: archive as Buffer });
		writeFileSync(envFile, `NGINX_MIRROR=${server.link()}\n`);
	}

	const check = (app: string, path: string) =>
		modular(['run', app, '--cache', cache, '--env-file', envFile, '--check', path]);

	it('has the checksum of the archive that Debian has', () => {
		expect(sha256(archive)).to.equal('69ee2b237744036e61d24b836668aad3040dda461fe6f570f1787eab570c75aa');
	});

	it('serves public/ of the example, and is not built again', async () => {
		const { status, stdout } = await check(join(root, 'examples', 'static-site'), '/');
		expect(stdout).to.contain(`nginx ${version} was built before`);
		expect(stdout).to.contain('serving public/');
		expect(stdout).to.contain('<p>Served by nginx.</p>');
		expect(status).to.equal(0);
		expect(server.takePaths()).to.deep.equal([]);
	});

	it('serves src/ where there is no public/', async () => {
		const { status, stdout } = await check(nginxApp({ 'src/page.txt': 'from src\n' }), '/page.txt');
		expect(stdout).to.contain('serving src/').and.to.contain('from src\n');
		expect(status).to.equal(0);
	});

	it("takes the app's own nginx.conf, with the port filled in", async () => {
		const conf = 'daemon off;\nevents {}\nhttp { server { listen ${PORT}; root ../../own; } }\n';
		const app = nginxApp({ 'build/nginx/nginx.conf': conf, 'own/page.txt': 'by the own configuration\n' });
		const { status, stdout } = await check(app, '/page.txt');
		expect(stdout).to.contain('taking build/nginx/nginx.conf').and.to.contain('by the own configuration\n');
		expect(status).to.equal(0);
	});

	it('says the end of what its build said when that fails, and keeps nothing of it', async () => {
		const app = nginxApp({});
		const envDir = makeFiles({ NGINX_MIRROR: server.link(), CC: '/missing/cc' });
		const { status, stderr, cacheDir } = await compile(app, {
			envDir,
			env: { PATH: '/usr/bin:/bin', CC: '/missing/cc' },
		});
		expect(stderr).to.match(/^ ! {5}nginx 1\.26\.3 cannot be built\. The end of what its build said:$/m);
		expect(stderr).to.match(/C compiler/);
		expect(status).to.equal(1);
		expect(cacheDir).not.to.equal(cache);
	});
});

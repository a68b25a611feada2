import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '../config/environment.ts';
import { BuildpackError } from '../errors.ts';
import { parseChecksum } from '../fetch/checksum.ts';
import { Link } from '../fetch/link.ts';
import { openNetworkTo } from '../resolve/open-network.ts';
import type { PackageEntry } from './package-entries.ts';

/** Where Node.js is downloaded from, unless MODULAR_NODE_MIRROR says otherwise; lib/node-download.sh says the same. */
const nodeOrigin = 'https://nodejs.org/dist';

export interface RuntimeOptions {
	readonly buildpackDir: string;
	/** As lib/node-runtime names it: `x64` or `arm64`. */
	readonly arch: string;
	/** Where it is kept for the next package. */
	readonly cacheDir: string;
}

/** The Node.js that runs the buildpack on machines of an architecture, as lib/own-node.sh looks for it in a package. */
export async function fetchNodeRuntime(
	{ buildpackDir, arch, cacheDir }: RuntimeOptions,
	environment: Environment,
	abort: AbortSignal,
): Promise<PackageEntry> {
	const { version, sha256 } = readPin(buildpackDir, arch);
	const name = `node-v${version}-linux-${arch}.tar.gz`;
	const origin = (environment.setting('MODULAR_NODE_MIRROR') || nodeOrigin).replace(/\/$/, '');
	const link = Link.parse(`${origin}/v${version}/${name}`);
	const downloader = await openNetworkTo([], { cacheDir, environment, abort }).downloader();
	const { path } = await downloader.fetchCached(link, join(cacheDir, name), parseChecksum(sha256));
	return { path: `node-runtime/${name}`, source: path, mode: 0o644 };
}

/** The pinned version for an architecture, from lib/node-runtime: lines of version, architecture and sha256. */
function readPin(buildpackDir: string, arch: string): { version: string; sha256: string } {
	const lines = readFileSync(join(buildpackDir, 'lib', 'node-runtime'), 'utf8').split('\n');
	const pins = lines.map((line) => line.trim().split(/\s+/)).filter((words) => words.length === 3);
	const [version, , sha256] = pins.find((words) => words[1] === arch) ?? [];
	if (version === undefined || sha256 === undefined)
		throw new BuildpackError('publish::arch-unknown', { arch, known: pins.map(([, name]) => String(name)) });
	return { version, sha256 };
}

import type { Environment } from '../config/environment.ts';
import type { BuildPlace } from '../config/place.ts';
import { applyProxySettings } from '../config/proxies.ts';
import { readRepositoryLinks, type RepositoryLink } from '../config/repos.ts';
import { largestDownload, transferTimeout } from '../defaults.ts';
import { BuildpackError } from '../errors.ts';
import { Link, withoutCredentials } from '../fetch/link.ts';
import { OfflineFiles } from '../fetch/offline.ts';
import type { Recording } from '../fetch/recording.ts';
import { Network } from './network.ts';

/** What opening the network needs besides the settings of a build. */
export interface NetworkUse {
	readonly place: BuildPlace;
	readonly cacheDir: string;
	readonly environment: Environment;
	readonly recording?: Recording | undefined;
	readonly abort: AbortSignal;
}

interface LinksUse extends Omit<NetworkUse, 'place'> {
	/** What an offline package brings. */
	readonly files?: OfflineFiles | undefined;
}

/** Reads what a build says of repositories and of the network. Nothing is asked of either yet. */
export function openNetwork({ place, ...use }: NetworkUse): Network {
	const links = readRepositories(place.appDir, place.buildpackDir, use.environment);
	return openNetworkTo(links, { ...use, files: OfflineFiles.open(place.buildpackDir) });
}

/** The repositories of a build, each once. */
export function readRepositories(appDir: string, buildpackDir: string, environment: Environment): Link[] {
	return withoutRepetition(readRepositoryLinks(appDir, buildpackDir, environment).map(parseRepository));
}

/** The same for given repositories, or none. */
export function openNetworkTo(links: readonly Link[], use: LinksUse): Network {
	const { cacheDir, environment, recording, files, abort } = use;
	const setting = (name: string) => environment.setting(name);
	applyProxySettings(environment);
	const positive = (name: string, otherwise: number) => {
		const value = Number(setting(name));
		return value > 0 ? value : otherwise;
	};
	return new Network({
		links,
		cacheDir,
		timeout: positive('MODULAR_TIMEOUT', transferTimeout),
		largestDownload: positive('MODULAR_LARGEST_DOWNLOAD', largestDownload),
		certificateFile: setting('SSL_CERT_FILE') || undefined,
		reload: Boolean(setting('RELOAD_REPOSITORY')),
		isStrict: setting('MODULAR_STRICT') === '1',
		offline: files ?? (setting('MODULAR_OFFLINE') === '1' ? OfflineFiles.none : undefined),
		recording,
		abort,
	});
}

function parseRepository({ link, written, place, line }: RepositoryLink): Link {
	try {
		return Link.parse(link);
	} catch (cause) {
		throw new BuildpackError('app::repos-link-invalid', { place, line, link: withoutCredentials(written) }, { cause });
	}
}

export function withoutRepetition(links: readonly Link[]): Link[] {
	return links.filter((link, index) => links.findIndex((each) => String(each) === String(link)) === index);
}

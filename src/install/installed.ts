import { type ManifestPackage, nameLink, type NamedDirectories } from '../assemble/manifest.ts';
import { formatChecksum } from '../fetch/checksum.ts';
import { hideValues } from '../secrets.ts';
import type { BuildContext } from './answers.ts';
import { compileScript } from './ledger.ts';

/**
 * What a build has installed, for the manifest: packages, and the app's compile script if it got files.
 *
 * @param directories what links to files of the build are called by
 */
export function listPackages({ installed, artifacts }: BuildContext, directories: NamedDirectories): ManifestPackage[] {
	const listArtifacts = (name: string) =>
		(artifacts.get(name) ?? []).map(({ link, sha256 }) => ({ link: hideValues(nameLink(link, directories)), sha256 }));
	const packages = installed.map((installer) => ({
		name: installer.name,
		from: installer.source === 'repository' ? hideValues(String(installer.link)) : installer.source,
		checksum: installer.source === 'repository' ? formatChecksum(installer.checksum) : undefined,
		artifacts: listArtifacts(installer.name),
	}));
	return artifacts.has(compileScript)
		? [...packages, { name: compileScript, from: 'app', artifacts: listArtifacts(compileScript) }]
		: packages;
}

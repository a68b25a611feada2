/** What a file has to hash to. */
export interface Checksum {
	readonly algorithm: 'md5' | 'sha256';
	/** Lower case. */
	readonly hex: string;
}

/** An md5 or sha256 in hex of either case, told by its length; `sha256:` before it is fine. Undefined: neither. */
export function parseChecksum(text: string): Checksum | undefined {
	const hex = text.toLowerCase();
	if (/^[0-9a-f]{32}$/.test(hex)) return { algorithm: 'md5', hex };
	const [, sha256] = /^(?:sha256:)?([0-9a-f]{64})$/.exec(hex) ?? [];
	return sha256 === undefined ? undefined : { algorithm: 'sha256', hex: sha256 };
}

/** As it is written in logs, in file names and in manifests. */
export function formatChecksum({ algorithm, hex }: Checksum): string {
	return `${algorithm}:${hex}`;
}

import { mostTarMemory, mostUnpackedBytes, mostUnpackedMembers } from '../defaults.ts';
import type { Environment } from './environment.ts';

/** How much one archive may bring. */
export interface UnpackLimits {
	/** The sizes of all members together, as their headers say. */
	readonly bytes: number;
	/** With the directories that they imply. */
	readonly members: number;
	/** What tar may take of the machine's. Bytes. */
	readonly memory: number;
}

/** The limits of a build: what its settings say, where these are numbers. */
export function readUnpackLimits({ setting }: Pick<Environment, 'setting'>): UnpackLimits {
	const limit = (name: string, otherwise: number) => {
		const given = Number(setting(name));
		return given > 0 ? given : otherwise;
	};
	return {
		bytes: limit('MODULAR_UNPACK_BYTES', mostUnpackedBytes),
		members: limit('MODULAR_UNPACK_MEMBERS', mostUnpackedMembers),
		memory: mostTarMemory,
	};
}

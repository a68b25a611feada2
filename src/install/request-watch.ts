import { readFileSync, readlinkSync } from 'node:fs';

/**
 * Finds out which installers use the network by themselves, in a session that has none (a network namespace without any
 * interface): there, each attempt to send anything counts as a packet without a route.
 */
export class RequestWatch {
	#seen = 0;

	/** Whether the session of a process has tried to send anything since the last time. */
	hasSent(pid: number): boolean {
		const count = isApart(pid) ? countUnroutable(pid) : 0;
		const hasSent = count > this.#seen;
		this.#seen = count;
		return hasSent;
	}
}

/** Whether a process has a network namespace of its own; in ours, everybody's packets count. */
function isApart(pid: number): boolean {
	try {
		return readlinkSync(`/proc/${pid}/ns/net`) !== readlinkSync('/proc/self/ns/net');
	} catch {
		return false;
	}
}

/** The kernel's counter for a process' network namespace; 0 where it does not tell. */
function countUnroutable(pid: number): number {
	try {
		const [names = '', values = ''] = readFileSync(`/proc/${pid}/net/snmp`, 'latin1').split('\n');
		return Number(values.split(' ')[names.split(' ').indexOf('OutNoRoutes')] ?? 0);
	} catch {
		return 0; // the process has ended
	}
}

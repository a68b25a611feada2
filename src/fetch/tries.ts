import { setTimeout as delay } from 'node:timers/promises';
import { longestRetryAfter, mostTries, retryPause } from '../defaults.ts';
import { BuildpackError } from '../errors.ts';
import { PassingFault } from './faults.ts';

export interface TryOptions {
	readonly abort: AbortSignal;
	/** Waits between two tries, for as many milliseconds. */
	readonly pause?: ((milliseconds: number, abort: AbortSignal) => Promise<void>) | undefined;
}

/**
 * Tries something until it goes well, with growing pauses.
 *
 * @param nameLink what the error calls what was tried
 * @param attempt throws a PassingFault where another try is worth it
 * @throws BuildpackError after the last try; whatever else an attempt throws, at once
 */
export async function tryUntilItHolds<T>(
	nameLink: () => string,
	{ abort, pause = wait }: TryOptions,
	attempt: () => Promise<T>,
): Promise<T> {
	for (let tries = 1; ; tries += 1) {
		try {
			return await attempt();
		} catch (error) {
			abort.throwIfAborted();
			if (!(error instanceof PassingFault)) throw error;
			if (tries === mostTries) throw unreachable(nameLink(), error, tries);
			await pause(Math.min(error.retryAfter ?? retryPause * tries ** 2, longestRetryAfter), abort);
		}
	}
}

/** A pause that lasts at least until somebody has asked for what is tried: a guess is worth one request. */
export function pauseUntil(asked: Promise<void>): NonNullable<TryOptions['pause']> {
	return async (milliseconds, abort) => {
		await Promise.race([asked, aborted(abort)]);
		await wait(milliseconds, abort);
	};
}

async function aborted(signal: AbortSignal): Promise<void> {
	if (signal.aborted) return;
	await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
}

/** Waits; at an end before that it throws why. */
export async function wait(milliseconds: number, abort: AbortSignal): Promise<void> {
	await delay(milliseconds, undefined, { signal: abort }).catch((error: unknown) => {
		throw abort.aborted ? abort.reason : error;
	});
}

function unreachable(link: string, fault: PassingFault, tries: number): BuildpackError {
	const facts = { link, reason: fault.message, tries, status: fault.status };
	return new BuildpackError('fetch::unreachable', facts, { cause: fault });
}

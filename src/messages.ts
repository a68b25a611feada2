/*
 * The wording of everything that can end a build or a command, by area in messages/. A message says what happened, what
 * was seen, and what to do. Codes are `area::reason`.
 */

import { appWordings } from './messages/app.ts';
import { buildWordings } from './messages/build.ts';
import { fetchWordings } from './messages/fetch.ts';
import { localWordings } from './messages/local.ts';
import { packageWordings } from './messages/package.ts';
import { publishWordings } from './messages/publish.ts';
import { resolveWordings } from './messages/resolve.ts';
import { unpackWordings } from './messages/unpack.ts';
import type { Wording } from './messages/wording.ts';

export type { Kind } from './messages/wording.ts';

export const wordings = {
	...appWordings,
	...buildWordings,
	...fetchWordings,
	...localWordings,
	...packageWordings,
	...publishWordings,
	...resolveWordings,
	...unpackWordings,
} satisfies Record<string, Wording<never>>;

export type Code = keyof typeof wordings;
export type Facts<C extends Code> = Parameters<(typeof wordings)[C]['text']>[0];

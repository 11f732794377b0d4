/** What of an objective can be seen on a target. */
import type { Slo } from './slo.ts';

/** Without streaming only whole answers can be timed: an objective on anything else can then be neither met nor missed. Null where nothing can. */
export const observableSlo = (slo: Slo, { stream }: { stream: boolean }): Slo | null => {
	const { e2eMs, ...streamed } = slo;
	if (stream || Object.keys(streamed).length === 0) return slo;
	return e2eMs === undefined ? null : { e2eMs };
};

/** Latency objectives, written `ttft<800ms,tpot<50ms,e2e<20s`. */
import { z } from 'zod';

const metricNames = ['ttft', 'ttfa', 'tpot', 'e2e'] as const;
export type SloMetric = (typeof metricNames)[number];

/** Upper bounds in milliseconds; a metric that is absent has no objective. */
export type Slo = Partial<Record<`${SloMetric}Ms`, number>>;

/** The default share of requests that must meet the objective. */
export const defaultSloShare = 0.95;

/**
 * Reads an objective such as `ttft<800ms,e2e<20s` into milliseconds.
 * Returns a sentence that says what is wrong where it is not one.
 */
export const parseSlo = (text: string): { ok: true; slo: Slo } | { ok: false; message: string } => {
	const slo: Slo = {};
	for (const part of text.split(',')) {
		const match = /^\s*([a-z0-9]+)\s*<=?\s*(\d+(?:\.\d+)?)\s*(ms|s)\s*$/i.exec(part);
		const metric = metricNames.find((name) => name === match?.[1]?.toLowerCase());
		if (!match || !metric) {
			return {
				ok: false,
				message: `"${part.trim()}" is not an objective; expected METRIC<NUMBER(ms|s) with METRIC one of ${metricNames.join(', ')}, such as ttft<800ms,e2e<20s`
			};
		}
		const factor = match[3]?.toLowerCase() === 's' ? 1_000 : 1;
		// To the nanosecond, as 1.001 × 1000 is not 1001 in binary.
		const limitMs = Number((Number(match[2]) * factor).toFixed(6));
		if (!(limitMs > 0))
			return { ok: false, message: `"${part.trim()}": the limit must be above 0` };
		if (slo[`${metric}Ms`] !== undefined) {
			return { ok: false, message: `"${metric}" is given twice` };
		}
		slo[`${metric}Ms`] = limitMs;
	}
	return { ok: true, slo };
};

/** A string in files and flags; milliseconds by metric once parsed. */
export const sloSchema = z
	.string()
	.superRefine((text, context) => {
		const parsed = parseSlo(text);
		if (!parsed.ok) context.addIssue({ code: 'custom', message: parsed.message });
	})
	.meta({
		description: 'Latency objective, such as "ttft<800ms,tpot<50ms,e2e<20s"',
		examples: ['ttft<800ms,e2e<20s']
	});

/** The parsed form of a string that `sloSchema` has accepted. */
export const sloOf = (text: string): Slo => {
	const parsed = parseSlo(text);
	if (!parsed.ok) throw new RangeError(parsed.message);
	return parsed.slo;
};

/** The canonical text of an objective. */
export const renderSlo = (slo: Slo): string =>
	metricNames
		.flatMap((name) => {
			const limitMs = slo[`${name}Ms`];
			return limitMs === undefined ? [] : [`${name}<${String(limitMs)}ms`];
		})
		.join(',');

/** The latencies of one attempt that an objective can speak of, milliseconds, null where not observed. */
export interface ObservedLatency {
	ttftMs: number | null;
	ttfaMs: number | null;
	tpotMs: number | null;
	e2eMs: number | null;
}

/**
 * Whether one completed attempt met the objective. A bound whose metric was not observed is not met, with two exceptions:
 * an unknown `ttft` (hidden reasoning) is judged by `ttfa`, which cannot be earlier, and `tpot` of an answer of at
 * most one token has no meaning and is not held against it.
 */
export const meetsSlo = (slo: Slo, seen: ObservedLatency, outputTokens: number | null): boolean => {
	const within = (limitMs: number | undefined, valueMs: number | null): boolean =>
		limitMs === undefined || (valueMs !== null && valueMs <= limitMs);
	const tpotIsMeaningless = outputTokens !== null && outputTokens <= 1;
	return (
		within(slo.ttftMs, seen.ttftMs ?? seen.ttfaMs) &&
		within(slo.ttfaMs, seen.ttfaMs) &&
		(tpotIsMeaningless || within(slo.tpotMs, seen.tpotMs)) &&
		within(slo.e2eMs, seen.e2eMs)
	);
};

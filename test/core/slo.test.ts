/** Latency objectives: their text and who meets them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	meetsSlo,
	parseSlo,
	renderSlo,
	sloOf,
	sloSchema,
	type ObservedLatency,
	type Slo
} from '#core/slo.ts';

const limit = fc.oneof(
	fc.integer({ min: 1, max: 1e9 }),
	fc.integer({ min: 1, max: 1e9 }).map((n) => n / 1_000)
);
const anySlo: fc.Arbitrary<Slo> = fc
	.record({ ttftMs: limit, ttfaMs: limit, tpotMs: limit, e2eMs: limit }, { requiredKeys: [] })
	.map((slo) => ({ ...slo }))
	.filter((slo) => Object.keys(slo).length > 0);

describe('the text of an objective', () => {
	it.each([
		['ttft<800ms', { ttftMs: 800 }],
		['ttft<800ms,tpot<50ms,e2e<20s', { ttftMs: 800, tpotMs: 50, e2eMs: 20_000 }],
		[' TTFA <= 1.5 S , e2e<0.25s', { ttfaMs: 1_500, e2eMs: 250 }],
		['e2e<1.001s', { e2eMs: 1_001 }]
	])('%j is read', (text, slo) => {
		expect(parseSlo(text)).toStrictEqual({ ok: true, slo });
		expect(sloSchema.parse(text)).toBe(text);
	});

	it.each([
		['', /"" is not an objective; expected METRIC</],
		['fast', /"fast" is not an objective/],
		['ttft<800', /"ttft<800" is not an objective/],
		['ttft>800ms', /not an objective/],
		['ttft<800ms,', /"" is not an objective/],
		['latency<1s', /ttft, ttfa, tpot, e2e/],
		['ttft<-1ms', /not an objective/],
		['ttft<1e3ms', /not an objective/],
		['ttft<0ms', /the limit must be above 0/],
		['ttft<1s,ttft<2s', /"ttft" is given twice/]
	])('%j is refused, with what was expected', (text, message) => {
		const parsed = parseSlo(text);
		expect(parsed).toMatchObject({ ok: false });
		expect(parsed.ok ? '' : parsed.message).toMatch(message);
		expect(sloSchema.safeParse(text).success).toBe(false);
		expect(() => sloOf(text)).toThrow(RangeError);
	});

	it('is read back from its canonical form', () => {
		fc.assert(
			fc.property(anySlo, (slo) => {
				expect(sloOf(renderSlo(slo))).toStrictEqual(slo);
			})
		);
	});
});

describe('an attempt and its objective', () => {
	const seen: ObservedLatency = { ttftMs: 100, ttfaMs: 120, tpotMs: 10, e2eMs: 1_000 };

	it('is met at each bound and missed just above it', () => {
		const exact: Slo = { ttftMs: 100, ttfaMs: 120, tpotMs: 10, e2eMs: 1_000 };
		expect(meetsSlo(exact, seen, 50)).toBe(true);
		for (const metric of ['ttftMs', 'ttfaMs', 'tpotMs', 'e2eMs'] as const) {
			expect(meetsSlo({ ...exact, [metric]: exact[metric]! - 0.001 }, seen, 50)).toBe(false);
		}
	});

	it('is not met where a bounded metric was not observed', () => {
		expect(meetsSlo({ e2eMs: 1e9 }, { ...seen, e2eMs: null }, 50)).toBe(false);
		expect(meetsSlo({ ttfaMs: 1e9 }, { ...seen, ttfaMs: null }, 50)).toBe(false);
		expect(meetsSlo({ tpotMs: 1e9 }, { ...seen, tpotMs: null }, 50)).toBe(false);
		expect(meetsSlo({ tpotMs: 1e9 }, { ...seen, tpotMs: null }, null)).toBe(false);
	});

	it('judges hidden reasoning by the first visible answer', () => {
		const hidden = { ...seen, ttftMs: null };
		expect(meetsSlo({ ttftMs: 120 }, hidden, 50)).toBe(true);
		expect(meetsSlo({ ttftMs: 119 }, hidden, 50)).toBe(false);
		expect(meetsSlo({ ttftMs: 1e9 }, { ...hidden, ttfaMs: null }, 50)).toBe(false);
	});

	it('does not hold the time per token against an answer of at most one token', () => {
		for (const tokens of [0, 1]) {
			expect(meetsSlo({ tpotMs: 1 }, { ...seen, tpotMs: null }, tokens)).toBe(true);
		}
		expect(meetsSlo({ tpotMs: 1 }, { ...seen, tpotMs: null }, 2)).toBe(false);
	});

	it('meets every objective that is looser than one it meets', () => {
		fc.assert(
			fc.property(anySlo, fc.integer({ min: 1, max: 10 }), (slo, factor) => {
				const looser = Object.fromEntries(
					Object.entries(slo).map(([metric, limitMs]) => [metric, limitMs * factor])
				);
				if (meetsSlo(slo, seen, 50)) expect(meetsSlo(looser, seen, 50)).toBe(true);
				expect(meetsSlo({}, seen, 50)).toBe(true);
			})
		);
	});
});

import { describe, expect, it } from 'vitest';
import { measuredWhen, type MeasuredTimes } from '#core/measured-when.ts';
import { farApartInWords, measuredWhenInWords, spanInWords } from '#core/measured-when-in-words.ts';

const at = (hour: string): string => `2026-11-26T${hour}:00.000Z`;
const times = (targetId: string, changes: Partial<MeasuredTimes> = {}): MeasuredTimes => ({
	runId: 'r',
	targetId,
	targetKind: 'self-hosted',
	startedAtUtc: at('13:00'),
	endedAtUtc: at('13:05'),
	interleaving: null,
	...changes
});
const blocks = (e2eP50Ms: readonly number[], firstMinute: number) =>
	e2eP50Ms.map((median, i) => ({
		startedAtUtc: at(`13:${String(firstMinute + 2 * i).padStart(2, '0')}`),
		endedAtUtc: at(`13:${String(firstMinute + 2 * i + 1).padStart(2, '0')}`),
		requests: 100,
		completed: 100,
		windowS: 60,
		requestsPerS: null,
		ttftP50Ms: null,
		e2eP50Ms: median
	}));

describe('when two stages were measured', () => {
	const turns = { targets: ['a', 'b'], plannedBlocks: 4 };
	const a = times('a', { interleaving: { ...turns, blocks: blocks([910, 930, 950, 970], 0) } });
	const b = times('b', { interleaving: { ...turns, blocks: blocks([800, 824, 836, 860], 1) } });

	it('tells the difference block by block of two that took turns', () => {
		const when = measuredWhen(a, b);
		expect(when).toMatchObject({
			kind: 'in-turns',
			pairs: 4,
			startedAtUtc: at('13:00'),
			endedAtUtc: at('13:08'),
			ttftMs: null,
			e2eMs: { value: 110, pairs: 4 }
		});
		expect(when && measuredWhenInWords(when)).toBe(
			"A and B took turns in 4 blocks, 2026-11-26 13:00–13:08 UTC. A − B, block by block (Student's t): median answer 110 ms (95 % 105 to 115)."
		);
	});

	it('is one after the other where they took no turns with each other', () => {
		expect(measuredWhen(a, times('b'))?.kind).toBe('one-after-the-other');
		expect(measuredWhen(a, { ...b, runId: 'another' })?.kind).toBe('one-after-the-other');
		expect(measuredWhen(a, a)?.kind).toBe('one-after-the-other');
		const when = measuredWhen(
			times('a'),
			times('b', { startedAtUtc: at('13:05'), endedAtUtc: null })
		);
		expect(when && measuredWhenInWords(when)).toBe(
			'Measured one after the other: A 2026-11-26 13:00–13:05 UTC, B 2026-11-26 13:05 UTC. What changed between them is in every difference of their latencies.'
		);
	});

	it('warns where a bought API was measured hours from the other', () => {
		const later = times('b', { startedAtUtc: at('17:30'), targetKind: 'measured-api' });
		expect(farApartInWords(measuredWhen(times('a'), later))).toBe(
			'Measured 5 hours apart: how fast a bought API is depends on the time of day.'
		);
		expect(
			farApartInWords(measuredWhen(times('a'), { ...later, targetKind: 'embedded' }))
		).toBeNull();
		expect(
			farApartInWords(measuredWhen(times('a'), { ...later, startedAtUtc: at('15:59') }))
		).toBeNull();
	});

	it('is not known of what another tool measured', () => {
		expect(measuredWhen(times('a'), times('b', { targetKind: 'imported' }))).toBeNull();
	});
});

it('writes a span over midnight with both days, and one within a minute as a moment', () => {
	expect(spanInWords('2026-11-26T23:58:30.000Z', '2026-11-26T23:58:50.000Z')).toBe(
		'2026-11-26 23:58 UTC'
	);
	expect(spanInWords('2026-11-26T23:58:30.000Z', '2026-11-27T00:03:00.000Z')).toBe(
		'2026-11-26 23:58 – 2026-11-27 00:03 UTC'
	);
});

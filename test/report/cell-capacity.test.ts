/** A capacity beside what the endpoint's headers allow its key: one is of the machine, the other of the contract. */
import { describe, expect, it } from 'vitest';
import type { Stage } from '#core/run.ts';
import type { StageSummary } from '#core/stage.ts';
import { capacityLines, cellCapacity } from '#bench/report/cell-capacity.ts';
import { sampleStage, sampleSummary } from '../db/support/samples.ts';

const stageAt = (ratePerS: number, id: string, changes: Partial<StageSummary>): Stage => {
	const load = { kind: 'poisson' as const, ratePerS, durationS: 60 };
	const summary: StageSummary = {
		...sampleSummary(),
		load,
		offered: 60 * ratePerS,
		completed: 60 * ratePerS,
		offeredPerS: ratePerS,
		requestsPerS: ratePerS,
		sloMetShare: 1,
		validity: { verdict: 'valid', reasons: [] },
		rateLimit: {
			allowances: [
				{
					of: 'requests',
					limit: 300,
					windowS: 60,
					windowFrom: 'stated',
					leastLeft: 0,
					responses: 600,
					lastSeenS: 60
				}
			],
			longestRetryAfterS: 3
		},
		capacitySearch: { purpose: 'bracket', sloShare: 0.95, precision: 0.05, ended: null },
		...changes
	};
	return sampleStage(id, 'c', { state: 'complete', load, summary });
};

/** Two in five are turned away. */
const turnedAway = (ratePerS: number): Partial<StageSummary> => ({
	completed: 36 * ratePerS,
	outcomes: { ...sampleSummary().outcomes, 'rate-limited': 24 * ratePerS },
	sloMetShare: 0.6,
	validity: { verdict: 'error-bound', reasons: ['too many were turned away'] }
});

describe('the capacity of a cell with a rate limit', () => {
	it('says that it is rate-limited, not slow, and what its headers allow', () => {
		const capacity = cellCapacity([stageAt(4, 'a', {}), stageAt(8, 'b', turnedAway(8))]);
		expect(capacity).toMatchObject({
			capacityPerS: 4,
			limitedBy: 'rate-limited',
			statedCeilingPerS: 5
		});
		const text = capacity ? capacityLines(capacity).join('\n') : '';
		expect(text).toContain('it is rate-limited, which says nothing of how fast it is');
		expect(text).toContain('its headers allow this key 5.00/s (300 a minute)');
	});

	it('does not take what passes in a burst for what can be sustained', () => {
		const capacity = cellCapacity([stageAt(8, 'a', {})]);
		expect(capacity?.reasons.join('\n')).toContain(
			'allow this key 5.00/s over a whole minute: more than that passes only in bursts'
		);
		expect(cellCapacity([stageAt(8, 'a', { rateLimit: null })])).toMatchObject({
			statedCeilingPerS: null
		});
	});
});

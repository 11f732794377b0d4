/** Load levels: each with its validity, and what they say about capacity. */
import { describe, expect, it } from 'vitest';
import { columnValues } from '#lib/charts/chart-table.ts';
import {
	latencyThroughputTable,
	type LatencyThroughputData,
	type MeasuredLevel
} from '#lib/charts/latency-throughput-table.ts';

const level = (offeredPerS: number, rest: Partial<MeasuredLevel> = {}): MeasuredLevel => ({
	stageId: `s${String(offeredPerS)}`,
	load: `poisson ${String(offeredPerS)}/s`,
	offeredPerS,
	variesRate: false,
	isMixed: false,
	answeredPerS: offeredPerS,
	outputTokensPerS: null,
	ttftP95Ms: 200,
	e2eP95Ms: 900,
	answers: 200,
	sloMetShare: 0.98,
	validity: { verdict: 'valid', reasons: [] },
	...rest
});

const data: LatencyThroughputData = {
	slo: { ttftMs: 800, e2eMs: 20_000 },
	sloShare: 0.95,
	targets: [
		{
			runId: 'r1',
			targetId: 'gpu',
			title: 'a GPU',
			emulated: true,
			startedAtUtc: '2026-11-20T10:00:00.000Z',
			levels: [
				level(4),
				level(8, { validity: { verdict: 'client-bound', reasons: ['a core was full'] } })
			],
			capacity: {
				state: 'measured',
				kappaPerS: 4,
				lowPerS: 3.5,
				highPerS: 4,
				method: 'highest passing rate 4/s'
			}
		}
	]
};

describe('the table of load levels', () => {
	it('says of each level whether it can be trusted, and why not', () => {
		const table = latencyThroughputTable(data);
		expect(columnValues(table, 'validity')).toStrictEqual(['valid', 'client-bound']);
		expect(columnValues(table, 'why')).toStrictEqual([null, 'a core was full']);
		expect(table.notes).toContain('a GPU EMULATED, poisson 8/s: client-bound, a core was full.');
	});

	it('tells the objective and the capacity with its interval, EMULATED where no model answered', () => {
		const { caption } = latencyThroughputTable(data);
		expect(caption).toContain('1 of 2 load levels can be trusted.');
		expect(caption).toContain(
			'Objective: first token within 800 ms, whole answer within 20 s for 95 % of requests.'
		);
		expect(caption).toContain(
			'a GPU EMULATED: the objective holds up to 4/s (95 % interval 3.5/s to 4/s; highest passing rate 4/s).'
		);
	});

	it('says why no capacity can be told', () => {
		const refused = {
			...data,
			targets: data.targets.map((target) => ({
				...target,
				capacity: { state: 'refused' as const, reason: 'only closed loops', remedy: 'open ones' }
			}))
		};
		expect(latencyThroughputTable(refused).caption).toContain(
			'no capacity can be told: only closed loops.'
		);
	});

	it('keeps what was not observed empty', () => {
		expect(columnValues(latencyThroughputTable(data), 'outputTokensPerS')).toStrictEqual([
			null,
			null
		]);
	});

	it('says so where no run stands behind the figures', () => {
		expect(latencyThroughputTable({ ...data, targets: [] }).caption).toBe(
			'No run stands behind the figures of this use case.'
		);
	});
});

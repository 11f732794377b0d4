/** Load levels: each with its validity, and what they say about capacity. */
import { describe, expect, it } from 'vitest';
import { columnValues } from '#lib/charts/chart-table.ts';
import type { ChartTheme } from '#lib/charts/chart-theme.svelte.ts';
import { latencyThroughputDrawing } from '#lib/charts/latency-throughput-drawing.ts';
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

const theme: ChartTheme = {
	ink: '#111',
	muted: '#666',
	grid: '#ddd',
	surface: '#fff',
	accent: '#06c',
	warn: '#c60',
	good: '#090',
	bad: '#c00',
	series: ['#06c'],
	font: 'sans-serif',
	still: true,
	isPrinting: false
};

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

	it('has the levels of a mix, which are no points of the chart, and says why', () => {
		const [target] = data.targets;
		const label = '30 % of poisson 9/s for 60 s, mix day';
		const mixed = {
			...data,
			targets: [
				{ ...target!, levels: [...target!.levels, level(3, { isMixed: true, load: label })] }
			]
		};
		const table = latencyThroughputTable(mixed);
		expect(columnValues(table, 'load')).toContain(label);
		const note =
			'Levels of a mix are in the table only: other scenarios loaded the endpoint at the same time, so that its rate is not what loaded the endpoint.';
		expect(table.notes).toContain(note);
		expect(latencyThroughputTable(data).notes).not.toContain(note);
		const drawing = latencyThroughputDrawing(theme, mixed, { latency: 'ttft', rate: 'requests' });
		const points = drawing.data.datasets.flatMap(({ data: drawn }) => drawn as { x: number }[]);
		expect(points.map(({ x }) => x)).toStrictEqual([4, 8]);
	});

	it('says so where no run stands behind the figures', () => {
		expect(latencyThroughputTable({ ...data, targets: [] }).caption).toBe(
			'No run stands behind the figures of this use case.'
		);
	});
});

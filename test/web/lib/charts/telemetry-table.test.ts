/** What was read beside the requests, as tables and drawings. */
import { describe, expect, it } from 'vitest';
import type { TelemetrySeries } from '#core/telemetry-series.ts';
import { seriesNames, telemetryTable } from '#lib/charts/telemetry-table.ts';
import { telemetryLegend } from '#lib/charts/telemetry-drawing.ts';
import { nvmlRecording } from '../../../telemetry/recordings.ts';

const series = (name: string, changes: Partial<TelemetrySeries> = {}): TelemetrySeries => ({
	source: 'gpu',
	subject: '0',
	name,
	unit: 'W',
	atMs: [-1_000, 0, 1_000.4],
	values: [118.04, 625, 692],
	...changes
});

describe('the table of what was read beside the requests', () => {
	it('has a row for each sample, from before the first request on, in the unit of the chart', () => {
		const power = telemetryTable('power', [series('powerW')], 100);
		expect(power.rows).toEqual([
			[-1, 'GPU 0', 118],
			[0, 'GPU 0', 625],
			[1, 'GPU 0', 692]
		]);
		expect(power.columns.map(({ label, unit }) => [label, unit])).toEqual([
			['At', 's'],
			['What', null],
			['Value', 'W']
		]);
		expect(power.caption).toBe('GPU 0: mean 478.3 W, at most 692 W.');
		const use = telemetryTable(
			'use',
			[
				series('useShare', { values: [0, 0.5, 1] }),
				series('cpuShare', { source: 'host', subject: '', values: [0.1, 0.2, 0.3] })
			],
			100
		);
		expect(use.rows.filter(([, label]) => label === 'GPU 0').map(([, , value]) => value)).toEqual([
			0, 50, 100
		]);
		expect(telemetryLegend(use).map(({ label }) => label)).toEqual([
			'GPU 0',
			'Processors of the client'
		]);
	});

	it('shows the mean of the last second only of a GPU that tells nothing better, and says so', () => {
		const table = telemetryTable(
			'power',
			[series('averagePowerW'), series('powerW'), series('averagePowerW', { subject: '1' })],
			100
		);
		expect([...new Set(table.rows.map(([, label]) => label))].sort()).toEqual([
			'GPU 0',
			'GPU 1, mean of the last second'
		]);
	});

	it('is thinned evenly, and says how', () => {
		const { instantW } = nvmlRecording('series/A-nvml-20ms.csv.gz');
		const { rows, notes } = telemetryTable(
			'power',
			[series('powerW', { atMs: instantW.atMs, values: instantW.values })],
			500
		);
		expect(rows.length).toBeGreaterThan(300);
		expect(rows.length).toBeLessThanOrEqual(500);
		expect(notes[0]).toMatch(/^One sample in \d+ of [\d,]+ is shown/);
	});

	it('is empty where nothing was read', () => {
		const { rows, caption } = telemetryTable('serving', [series('powerW')], 100);
		expect(rows).toEqual([]);
		expect(caption).toBe('Requests in the engine: nothing of it was read.');
		expect(seriesNames('serving')).toEqual(['running', 'waiting']);
	});
});

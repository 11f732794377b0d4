/** Samples beside the requests: stored as they were read, found by stage, deleted with their run. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { TelemetrySeries } from '#core/telemetry-series.ts';
import { deleteRun } from '#db/runs.server.ts';
import { decodeValues, encodeValues } from '#db/telemetry-codec.ts';
import { insertTelemetry, telemetryOfStage } from '#db/telemetry.server.ts';
import { nvmlRecording } from '../telemetry/recordings.ts';
import { storeRunWithStage } from './support/samples.ts';
import { numberOf, openTemporary, temporaryPath } from './support/temporary-database.ts';

const series = (changes: Partial<TelemetrySeries> = {}): TelemetrySeries => ({
	source: 'gpu',
	subject: '0',
	name: 'powerW',
	unit: 'W',
	atMs: [-3_000.5, 0, 100.125, 200.25],
	values: [77.53, 0, 659.39, 1e-9],
	...changes
});

test('Values come back to the bit, whatever they are.', () => {
	fc.assert(
		fc.property(fc.array(fc.double()), (values) => {
			expect(decodeValues(encodeValues(values), values.length)).toEqual(values);
		})
	);
});

test('Bytes that hold another number of values are refused.', () => {
	expect(() => decodeValues(encodeValues([1, 2, 3]), 2)).toThrow();
	expect(() => decodeValues(encodeValues([1, 2, 3]), 4)).toThrow(RangeError);
});

test('Series come back as they were stored, by source, subject and name, and by name alone.', async () => {
	const database = await openTemporary(temporaryPath());
	const { stageId } = await storeRunWithStage(database, 'run-1');
	const stored = [
		series({ source: 'host', subject: '', name: 'cpuShare', unit: 'share' }),
		series({ subject: '1' }),
		series(),
		series({ name: 'energyJ', unit: 'J', atMs: [], values: [] })
	];
	await insertTelemetry(database, stageId, stored);
	const [host, second, first, empty] = stored;
	expect(await telemetryOfStage(database, stageId)).toEqual([empty, first, second, host]);
	expect(await telemetryOfStage(database, stageId, ['cpuShare'])).toEqual([host]);
	expect(await telemetryOfStage(database, 'another')).toEqual([]);
});

test('A recorded power of 40 s at 20 ms takes a fraction of its plain size.', () => {
	const { instantW, counterJ } = nvmlRecording('series/A-nvml-20ms.csv.gz');
	const plainBytes = instantW.values.length * 8;
	expect(encodeValues(instantW.values).length).toBeLessThan(plainBytes / 2);
	expect(encodeValues(counterJ.values).length).toBeLessThan(plainBytes / 2);
});

test('They are deleted with their run, and only with it.', async () => {
	const database = await openTemporary(temporaryPath());
	const one = await storeRunWithStage(database, 'run-1');
	const other = await storeRunWithStage(database, 'run-2');
	await insertTelemetry(database, one.stageId, [series()]);
	await insertTelemetry(database, other.stageId, [series()]);
	await deleteRun(database, 'run-1');
	expect(await telemetryOfStage(database, one.stageId)).toEqual([]);
	expect(await telemetryOfStage(database, other.stageId)).toHaveLength(1);
	expect(await numberOf(database, 'select count(*) from telemetry_series')).toBe(1);
});

test('Samples of a stage that is not there are refused, and nothing of them is kept.', async () => {
	const database = await openTemporary(temporaryPath());
	await expect(insertTelemetry(database, 'nowhere', [series()])).rejects.toMatchObject({
		code: 'E_DATABASE'
	});
	expect(await numberOf(database, 'select count(*) from telemetry_series')).toBe(0);
});

/** Queries about what was read beside the requests of a stage: power of GPUs, metrics of engines, the machine. */
import { and, asc, eq, inArray } from 'drizzle-orm';
import { BenchError, errorMessage } from '#core/errors.ts';
import type { TelemetrySeries } from '#core/telemetry-series.ts';
import type { Database } from './client.server.ts';
import { decodeMoments, encodeMoments } from './evidence-codec.ts';
import { telemetrySeries } from './schema.ts';
import { decodeValues, encodeValues } from './telemetry-codec.ts';

/** Stores the series of a stage, all or none. */
export const insertTelemetry = async (
	database: Database,
	stageId: string,
	series: readonly TelemetrySeries[]
): Promise<void> => {
	if (series.length === 0) return;
	await database.write(
		series.map(({ atMs, values, ...each }) =>
			database.orm.insert(telemetrySeries).values({
				stageId,
				...each,
				sampleCount: values.length,
				moments: Buffer.from(encodeMoments(Float64Array.from(atMs))),
				sampleValues: Buffer.from(encodeValues(values))
			})
		)
	);
};

/** The series of a stage by source, subject and name; of all names where none are given. */
export const telemetryOfStage = async (
	database: Database,
	stageId: string,
	names: readonly string[] = []
): Promise<TelemetrySeries[]> => {
	const rows = await database.read(() =>
		database.orm
			.select()
			.from(telemetrySeries)
			.where(
				and(
					eq(telemetrySeries.stageId, stageId),
					names.length === 0 ? undefined : inArray(telemetrySeries.name, [...names])
				)
			)
			.orderBy(asc(telemetrySeries.source), asc(telemetrySeries.subject), asc(telemetrySeries.name))
	);
	return rows.map(({ source, subject, name, unit, sampleCount, moments, sampleValues }) => {
		try {
			return {
				source,
				subject,
				name,
				unit,
				atMs: [...decodeMoments(moments)],
				values: decodeValues(sampleValues, sampleCount)
			};
		} catch (error) {
			throw new BenchError(
				'E_DATABASE',
				`the samples "${name}" of stage ${stageId} are damaged: ${errorMessage(error)}`,
				{ cause: error, hint: 'Look at the extent with "bench db check".' }
			);
		}
	});
};

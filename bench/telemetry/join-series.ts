/** Samples of several blocks of a stage as one series for each thing that was read. */
import type { TelemetrySeries } from '#core/telemetry-series.ts';

/** The parts in the order of time. */
export const joinSeries = (parts: readonly (readonly TelemetrySeries[])[]): TelemetrySeries[] => {
	const joined = new Map<string, TelemetrySeries>();
	for (const series of parts.flat()) {
		const key = JSON.stringify([series.source, series.subject, series.name]);
		const known = joined.get(key);
		joined.set(
			key,
			known
				? {
						...known,
						atMs: [...known.atMs, ...series.atMs],
						values: [...known.values, ...series.values]
					}
				: series
		);
	}
	return [...joined.values()];
};

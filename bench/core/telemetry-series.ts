/** Samples of a stage as they are kept: one series for each thing that was read, on the clock of the stage. */
export const telemetrySources = ['gpu', 'engine', 'host'] as const;
export type TelemetrySource = (typeof telemetrySources)[number];

export interface TelemetrySeries {
	source: TelemetrySource;
	/** Index of a GPU; an empty text where there is one thing only. */
	subject: string;
	/** Such as `powerW`; the unit is part of it. */
	name: string;
	unit: string;
	/** Moments since the first request could be due, ms, ascending; below 0 before it. */
	atMs: readonly number[];
	/** One for each moment. */
	values: readonly number[];
}

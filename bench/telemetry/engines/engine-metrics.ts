/** What every engine says of itself, in one form, whatever it calls it. */
import type { EngineName } from '#core/stage-telemetry.ts';
import type { Histogram } from '../histogram.ts';
import { samplesOf, type Exposition } from '../prometheus-text.ts';

/** One reading of `/metrics`; null where the engine does not say. */
export interface EngineReading {
	/** Requests that are computed now, and those that wait for their turn. */
	running: number | null;
	waiting: number | null;
	/** Share of the cache of keys and values that is in use, 0 to 1; the mean over the replicas of one address. */
	kvCacheShare: number | null;
	/** Since the start of the engine: prompt tokens, those of them that the cache had, generated tokens. */
	promptTokens: number | null;
	cachedPromptTokens: number | null;
	generatedTokens: number | null;
	/** By request, ms, since the start of the engine: arrival to first token, wait in the queue, arrival to end. */
	ttftMs: Histogram | null;
	queueMs: Histogram | null;
	e2eMs: Histogram | null;
}

/** How the metrics of one engine are read. */
export interface EngineReader {
	name: EngineName;
	/** How people call it. */
	title: string;
	/** Whether the names of recorded output were read, or those of its source and documentation only. */
	evidence: 'recorded' | 'read from source';
	/** Whether a text comes from this engine. */
	matches(exposition: Exposition): boolean;
	read(exposition: Exposition): EngineReading;
	/** What is to be known of the figures of this engine, one sentence each. */
	limits: readonly string[];
}

/** Whether any metric begins so. */
export const hasPrefix = ({ samples }: Exposition, prefix: string): boolean =>
	samples.some(({ name }) => name.startsWith(prefix));

const finiteValues = (
	exposition: Exposition,
	name: string,
	wanted: Readonly<Record<string, string>>
): number[] =>
	samplesOf(exposition, name, wanted).flatMap(({ value }) =>
		Number.isFinite(value) ? [value] : []
	);

/** The sum over all label sets of the first of the names that is there; null where none is. */
export const sumOfFirst = (
	exposition: Exposition,
	names: readonly string[],
	wanted: Readonly<Record<string, string>> = {}
): number | null => {
	for (const name of names) {
		const values = finiteValues(exposition, name, wanted);
		if (values.length > 0) return values.reduce((sum, value) => sum + value, 0);
	}
	return null;
};

/** The mean over all label sets of the first of the names that is there; null where none is. */
export const meanOfFirst = (
	exposition: Exposition,
	names: readonly string[],
	wanted: Readonly<Record<string, string>> = {}
): number | null => {
	for (const name of names) {
		const values = finiteValues(exposition, name, wanted);
		if (values.length > 0) return values.reduce((sum, value) => sum + value, 0) / values.length;
	}
	return null;
};

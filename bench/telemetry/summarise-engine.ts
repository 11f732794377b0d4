/** From readings of an engine to its figures over a stage, and to where they and those of the client speak against each other. */
import type { EngineLatency, EngineTelemetry } from '#core/stage-telemetry.ts';
import type { StageSummary } from '#core/stage.ts';
import type { EngineReading } from './engines/engine-metrics.ts';
import {
	countOf,
	histogramBetween,
	histogramQuantile,
	type BucketQuantile,
	type Histogram
} from './histogram.ts';
import type { EngineSource } from './sampling/engine-source.ts';
import { gaugeIn, medianSpacingMs, type Series, type Window } from './series.ts';

export interface EngineOptions {
	source: Pick<EngineSource, 'log' | 'reader' | 'first' | 'last' | 'problem'>;
	/** Time zero of the stage on the clock of the samples, ms. */
	zeroMs: number;
	window: Window | null;
	/** What the client saw. */
	client: Pick<StageSummary, 'serviceTtftMs' | 'completed' | 'outcomes' | 'outputTokens'>;
}

/** Counts of the engine and the client that differ by more are told. */
const mostCountDifference = 0.02;

const quantileOf = (quantile: BucketQuantile | null): NonNullable<EngineLatency>['p50'] =>
	quantile && { valueMs: quantile.value, lowMs: quantile.low, highMs: quantile.high };

const latencyOf = (histogram: Histogram | null): EngineLatency => {
	if (histogram === null) return null;
	const n = countOf(histogram);
	return {
		n,
		meanMs: histogram.sum === null || n === 0 ? null : histogram.sum / n,
		p50: quantileOf(histogramQuantile(histogram, 0.5)),
		p95: quantileOf(histogramQuantile(histogram, 0.95))
	};
};

/** Null where the engine does not count, or began anew in between. */
const risen = (
	before: number | null | undefined,
	after: number | null | undefined
): number | null =>
	before === null || before === undefined || after === null || after === undefined || after < before
		? null
		: after - before;

/** Share of a window between the first and the last reading, without pauses of more than three times their usual distance. */
const coverageOf = ({ atMs }: Series, { fromMs, toMs }: Window): number => {
	const spacingMs = medianSpacingMs(atMs);
	if (spacingMs === null || toMs <= fromMs) return 0;
	let coveredMs = 0;
	for (let index = 1; index < atMs.length; index++) {
		const [begin, end] = [atMs[index - 1] ?? 0, atMs[index] ?? 0];
		if (end - begin > 3 * spacingMs) continue;
		coveredMs += Math.max(0, Math.min(end, toMs) - Math.max(begin, fromMs));
	}
	return Math.min(1, coveredMs / (toMs - fromMs));
};

const round = (ms: number): string => (ms < 10 ? ms.toFixed(1) : ms.toFixed(0));

/**
 * Where the times to first token of client (from sent) and engine differ by more than the width of the bucket and a way there and
 * back can explain; empty where they do not.
 */
export const disagreements = (
	engine: EngineLatency,
	client: StageSummary['serviceTtftMs'],
	scrapeMs: number | null
): string[] =>
	(['p50', 'p95'] as const).flatMap((name) => {
		const seen = client[name];
		const bucket = engine?.[name] ?? null;
		if (seen === null || bucket === null) return [];
		const { valueMs, lowMs, highMs } = bucket;
		const wayMs = scrapeMs ?? 0;
		const inside = `${round(lowMs)} to ${highMs === null ? 'any number of' : round(highMs)} ms`;
		if (highMs === null || valueMs === null) {
			return seen >= lowMs
				? []
				: [
						`the ${name} of the time to first token is ${round(seen)} ms for the client and ${inside} for the engine: other clients wait there as well`
					];
		}
		const allowedMs = highMs - lowMs + wayMs;
		if (seen - valueMs > allowedMs) {
			return [
				`the ${name} of the time to first token is ${round(seen)} ms for the client, from sending, and ${inside} for the engine: the rest is on the way, in a proxy or in front of the engine's clock`
			];
		}
		return valueMs - seen > allowedMs
			? [
					`the ${name} of the time to first token is ${round(seen)} ms for the client and ${inside} for the engine, which cannot be longer: requests of others are in it`
				]
			: [];
	});

const countNotes = (
	counted: { requests: number | null; tokens: number | null },
	{ outcomes, outputTokens }: EngineOptions['client']
): string[] => {
	const notes: string[] = [];
	const sent = Object.values(outcomes).reduce((sum, n) => sum + n, 0);
	if (counted.requests !== null && counted.requests > sent * (1 + mostCountDifference)) {
		notes.push(
			`the engine counted ${String(counted.requests)} requests and the client sent ${String(sent)}: others use it at the same time`
		);
	}
	const { tokens } = counted;
	if (tokens !== null && outputTokens !== null && outputTokens > 0) {
		const off = tokens / outputTokens - 1;
		if (Math.abs(off) > mostCountDifference) {
			notes.push(
				`the engine generated ${String(tokens)} tokens and the client was told of ${String(outputTokens)}: ${off > 0 ? 'others use it, or answers were cut off' : 'what it counts is not what it reports'}`
			);
		}
	}
	return notes;
};

export const summariseEngine = ({
	source,
	zeroMs,
	window,
	client
}: EngineOptions): EngineTelemetry => {
	const { log } = source;
	const reader = source.reader();
	const [before, after]: (EngineReading | null)[] = [source.first(), source.last()];
	const table = log.tables.get('');
	const gauge = (name: string): EngineTelemetry['running'] =>
		table && window ? gaugeIn(table.series(name, zeroMs), window) : null;
	const between = (of: (reading: EngineReading) => Histogram | null): EngineLatency =>
		before && after && before !== after ? latencyOf(histogramBetween(of(before), of(after))) : null;
	const ttftMs = between((reading) => reading.ttftMs);
	const e2eMs = between((reading) => reading.e2eMs);
	const generatedTokens = risen(before?.generatedTokens, after?.generatedTokens);
	const failure = log.worstFailure();
	const problem = source.problem();
	const clock = table?.columns[0];
	return {
		engine: reader?.name ?? null,
		running: gauge('running'),
		waiting: gauge('waiting'),
		kvCacheShare: gauge('kvCacheShare'),
		promptTokens: risen(before?.promptTokens, after?.promptTokens),
		cachedPromptTokens: risen(before?.cachedPromptTokens, after?.cachedPromptTokens),
		generatedTokens,
		ttftMs,
		queueMs: between((reading) => reading.queueMs),
		e2eMs,
		scrapeMs: log.shortestReadMs,
		coverage:
			table && clock !== undefined && window ? coverageOf(table.series(clock, zeroMs), window) : 0,
		readings: log.samples,
		failedReadings: log.failed,
		notes: [
			...(failure === null ? [] : [`${String(log.failed)} readings failed: ${failure}`]),
			...(problem === null ? [] : [problem]),
			...disagreements(ttftMs, client.serviceTtftMs, log.shortestReadMs),
			...countNotes({ requests: e2eMs?.n ?? ttftMs?.n ?? null, tokens: generatedTokens }, client)
		]
	};
};

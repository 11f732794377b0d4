/** The interface of a dialect: one tool's own figures, computed from a recording of ours. */
import type { Slo } from '#core/slo.ts';
import type { ProtocolName } from '#core/target.ts';
import { from, Unknown, type Known } from './known.ts';
import type { Recording } from './recording.ts';
import type { RecordingTraits } from './recording-traits.ts';
import type { SampleStatistics } from './sample-statistics.ts';

/** The tools whose figures can be computed, as `--as` names them. */
export const dialectNames = [
	'vllm',
	'aiperf',
	'guidellm',
	'inference-perf',
	'sglang',
	'llmperf'
] as const;
export type DialectName = (typeof dialectNames)[number];

/** Milliseconds, by the percentile method of the tool. */
export interface Spread {
	/** Samples. */
	n: number;
	mean: number;
	p50: number;
	p99: number;
}

/** What can be held against the same figures of other tools. Every tool means something of its own by each. */
export interface CommonFigures {
	/** What the tool calls time to first token. */
	ttftMs: Known<Spread>;
	/** What it calls inter-token latency. */
	itlMs: Known<Spread>;
	/** What it calls time per output token. */
	tpotMs: Known<Spread>;
	/** Its latency of a whole request. */
	e2eMs: Known<Spread>;
	requestsPerS: Known<number>;
	outputTokensPerS: Known<number>;
	/** Requests per second that met the objective, as the tool judges it. */
	goodputPerS: Known<number>;
}

/** A figure or several of one metric, in the tool's words and unit. */
export interface DialectRow {
	label: string;
	/** One for each column. */
	values: readonly Known<number>[];
	/** Decimal places of what is no whole number. */
	digits: number;
}

/** Fields as the tool's result file names and nests them. */
export interface ResultFields {
	[field: string]: Known<number> | ResultFields;
}

export interface DialectFigures {
	columns: readonly string[];
	rows: readonly DialectRow[];
	result: ResultFields;
	common: CommonFigures;
	/** What is approximated, or would not be the same in a run of the tool; whole sentences. */
	notes: readonly string[];
}

export interface Dialect {
	/** The tool in its own spelling. */
	title: string;
	/** Version and files whose rules are followed. */
	source: string;
	/** Protocols that its client speaks, as far as its source was read. */
	speaks: readonly ProtocolName[];
	compute: (recording: Recording) => DialectFigures;
	/** In what its figures differ from ours on a recording with these traits, as parts of one sentence; empty where they do not. */
	differences: (traits: RecordingTraits) => string[];
}

/** A row of one figure. */
export const valueRow = (label: string, value: Known<number>, digits = 2): DialectRow => ({
	label,
	values: [value],
	digits
});

/** The spread in ms of samples in units of `unitMs`. */
export const spreadOf = (statistics: Known<SampleStatistics>, unitMs = 1): Known<Spread> =>
	from(statistics, ({ n, mean, percentile }) => ({
		n,
		mean: mean * unitMs,
		p50: percentile(50) * unitMs,
		p99: percentile(99) * unitMs
	}));

/** A rate over a window; unknown where the window has no length. `windowS` in seconds. */
export const rateOf = (count: Known<number>, windowS: Known<number>): Known<number> =>
	from(count, (n) =>
		from(windowS, (seconds) =>
			seconds > 0 ? n / seconds : new Unknown('no time passed between its first and last moment')
		)
	);

export const noObjective = new Unknown('no objective is known (--slo)');

/** A bound of an objective, and the tool's figure of a request that it bounds; null where the request has none. */
export interface Bound {
	limitMs: number;
	valueMs: number | null;
}

/** Requests with every bound met; a figure that is missing meets none. */
export const goodRequests = (bounds: readonly (readonly Bound[])[]): number =>
	bounds.filter((each) =>
		each.every(({ limitMs, valueMs }) => valueMs !== null && valueMs <= limitMs)
	).length;

/** The metrics of an objective that a tool cannot express, as a note; empty where it can express all. */
export const leftOutBounds = (slo: Slo | null, expressible: readonly (keyof Slo)[]): string[] => {
	const left = Object.keys(slo ?? {}).filter(
		(metric) => !expressible.includes(metric as keyof Slo)
	);
	return left.length === 0
		? []
		: [
				`Its goodput cannot be bound by ${left.map((metric) => metric.replace(/Ms$/u, '')).join(' and ')}; that part of the objective is left out.`
			];
};

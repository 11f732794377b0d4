/** The load levels that a use case rests on: how fast answers came at which rate, and whether the level can be trusted. */
import { markEmulated } from '#core/mark-emulated.ts';
import { whyMixHasNoCapacity } from '#core/mix-share.ts';
import type { Slo } from '#core/slo.ts';
import type { Validity } from '#core/stage.ts';
import { formatMs, formatNumber, formatShare } from '../format.ts';
import type { ChartCell, ChartTable } from './chart-table.ts';

export interface MeasuredLevel {
	stageId: string;
	/** `closed ×16`, `poisson 28/s`. */
	load: string;
	/** Requests a second that were offered; null for a closed loop, which offers no rate of its own. */
	offeredPerS: number | null;
	/** Whether the rate changed within the level (a ramp, steps, hours of a week): it stands for no one rate. */
	variesRate: boolean;
	/** Whether other scenarios loaded the endpoint at the same time: its rate is not what loaded it, so that it is no point of the chart. */
	isMixed: boolean;
	/** Whole answers a second; null where another tool measured. */
	answeredPerS: number | null;
	/** Reported output tokens a second; null where none were reported. */
	outputTokensPerS: number | null;
	/** Milliseconds from the due moment; null where not observed. */
	ttftP95Ms: number | null;
	e2eP95Ms: number | null;
	/** Whole answers. */
	answers: number;
	/** Share of offered requests within the objective; null without one. */
	sloMetShare: number | null;
	validity: Validity;
}

/** What the levels say about the highest rate within the objective. */
export type LevelCapacity =
	| { state: 'measured'; kappaPerS: number; lowPerS: number; highPerS: number; method: string }
	/** No rate is low enough: the capacity is 0. */
	| { state: 'none'; reason: string }
	| { state: 'refused'; reason: string; remedy: string };

export interface MeasuredTarget {
	runId: string;
	targetId: string;
	title: string;
	emulated: boolean;
	startedAtUtc: string;
	levels: readonly MeasuredLevel[];
	capacity: LevelCapacity;
}

export interface LatencyThroughputData {
	targets: readonly MeasuredTarget[];
	/** Empty without an objective. */
	slo: Slo;
	/** Share of requests that must meet it. */
	sloShare: number;
	sources?: readonly string[] | undefined;
}

/** Which latency is drawn: to the first token, or to the end of the answer; both the 95th percentile from the due moment. */
export type LatencyMetric = 'ttft' | 'e2e';
/** Which rate it is drawn against. */
export type RateMetric = 'requests' | 'tokens';

export const latencyOf = (level: MeasuredLevel, metric: LatencyMetric): number | null =>
	metric === 'ttft' ? level.ttftP95Ms : level.e2eP95Ms;

export const rateOf = (level: MeasuredLevel, metric: RateMetric): number | null =>
	metric === 'requests' ? level.answeredPerS : level.outputTokensPerS;

export const latencyNames: Record<LatencyMetric, string> = {
	ttft: 'time to the first token',
	e2e: 'time to the end of the answer'
};

/** With EMULATED where no model stands behind it. */
export const targetName = ({ title, emulated }: MeasuredTarget): string =>
	markEmulated(title, emulated);

const perS = (ratePerS: number): string => `${formatNumber(ratePerS)}/s`;

/** `the objective holds up to 24.1/s (95 % interval 22.3/s to 25.7/s; interpolated between 24/s and 28/s)`. */
export const capacityInWords = (capacity: LevelCapacity): string =>
	capacity.state === 'none'
		? `the objective cannot be met at any rate: ${capacity.reason}`
		: capacity.state === 'measured'
			? `the objective holds up to ${perS(capacity.kappaPerS)} (95 % interval ${perS(capacity.lowPerS)} to ${perS(capacity.highPerS)}; ${capacity.method})`
			: `no capacity can be told: ${capacity.reason}`;

/** `time to the first token within 800 ms, …`: an objective in words; null without one. */
export const sloInWords = (slo: Slo, sloShare: number): string | null => {
	const parts = [
		[slo.ttftMs, 'first token'],
		[slo.ttfaMs, 'first visible answer'],
		[slo.tpotMs, 'each further token'],
		[slo.e2eMs, 'whole answer']
	] as const;
	const wanted = parts.flatMap(([ms, name]) =>
		ms === undefined ? [] : [`${name} within ${formatMs(ms)}`]
	);
	return wanted.length === 0
		? null
		: `${wanted.join(', ')} for ${formatShare(sloShare)} of requests`;
};

const captionOf = ({ targets, slo, sloShare }: LatencyThroughputData): string => {
	if (targets.length === 0) return 'No run stands behind the figures of this use case.';
	const objective = sloInWords(slo, sloShare);
	const levels = targets.flatMap((target) => target.levels);
	const valid = levels.filter(({ validity }) => validity.verdict === 'valid').length;
	return [
		`${String(valid)} of ${String(levels.length)} load levels can be trusted.`,
		objective === null ? 'There is no latency objective.' : `Objective: ${objective}.`,
		...targets.map((target) => `${targetName(target)}: ${capacityInWords(target.capacity)}.`)
	].join(' ');
};

/** One row for each load level. */
export const latencyThroughputTable = (data: LatencyThroughputData): ChartTable => ({
	id: 'latency-throughput',
	title: 'Latency against throughput',
	caption: captionOf(data),
	columns: [
		{ key: 'target', label: 'target', unit: null, kind: 'text' },
		{ key: 'load', label: 'load', unit: null, kind: 'text' },
		{ key: 'offeredPerS', label: 'offered', unit: 'requests/s', kind: 'number' },
		{ key: 'answeredPerS', label: 'answered', unit: 'requests/s', kind: 'number' },
		{ key: 'outputTokensPerS', label: 'output', unit: 'tokens/s', kind: 'number' },
		{ key: 'ttftP95Ms', label: 'first token, 95 %', unit: 'ms', kind: 'number' },
		{ key: 'e2eP95Ms', label: 'whole answer, 95 %', unit: 'ms', kind: 'number' },
		{ key: 'sloMetPercent', label: 'within the objective', unit: '%', kind: 'number' },
		{ key: 'answers', label: 'answers', unit: null, kind: 'number' },
		{ key: 'validity', label: 'validity', unit: null, kind: 'text' },
		{ key: 'why', label: 'why not valid', unit: null, kind: 'text' },
		{ key: 'run', label: 'run', unit: null, kind: 'text' }
	],
	rows: data.targets.flatMap((target) =>
		target.levels.map((level): ChartCell[] => [
			targetName(target),
			level.load,
			level.offeredPerS,
			level.answeredPerS,
			level.outputTokensPerS,
			level.ttftP95Ms,
			level.e2eP95Ms,
			level.sloMetShare === null ? null : Number((100 * level.sloMetShare).toPrecision(6)),
			level.answers,
			level.validity.verdict,
			level.validity.verdict === 'valid' ? null : level.validity.reasons.join('; '),
			target.runId
		])
	),
	notes: [
		'Of the endpoint as it was measured, all its nodes together; times from the moment at which a request was due. Hollow points are levels that cannot be trusted, and those whose rate changed while they ran; the line goes through the others.',
		...(data.targets.some(({ levels }) => levels.some(({ isMixed }) => isMixed))
			? [`Levels of a mix are in the table only: ${whyMixHasNoCapacity}.`]
			: []),
		...data.targets.flatMap(({ levels, ...target }) =>
			levels
				.filter(({ validity }) => validity.verdict !== 'valid')
				.map(
					({ load, validity }) =>
						`${targetName({ ...target, levels })}, ${load}: ${validity.verdict}, ${validity.reasons.join('; ')}.`
				)
		)
	],
	sources: data.sources ?? []
});

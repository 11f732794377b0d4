/** What a search for the capacity of a cell has found: from its stored stages, as data and in words. */
import { renderLoadShape } from '#core/render-load-shape.ts';
import type { Stage } from '#core/run.ts';
import type { CapacitySearchNote } from '#core/stage.ts';
import { measureCapacity, type MeasuredCapacity } from '#bench/economics/capacity/capacity.ts';
import { statedCeiling } from '#bench/economics/capacity/stated-ceiling.ts';
import { capacityStageOf, type CapacityStage } from '#bench/economics/capacity/capacity-stage.ts';
import { formatMs, formatNumber, formatShare, missing, renderTable } from './format.ts';

export interface CellCapacity {
	/**
	 * `measured`: within the interval. `at-least`: the objective holds at `capacityPerS`, and no higher rate was measured. `none`: no rate is low
	 * enough, the capacity is 0. `unknown`: no rate could be told, see `reasons`.
	 */
	state: 'measured' | 'at-least' | 'none' | 'unknown';
	/** Requests (or conversations) per second; null where unknown. */
	capacityPerS: number | null;
	/** 95 % interval; the upper end is null where no rate fails, both are where the capacity is unknown. */
	ciLow: number | null;
	ciHigh: number | null;
	/** Whether the interval is as narrow as the search wanted; null without a search. */
	isPrecise: boolean | null;
	/** What the lowest failing rate fails by; null where none was measured. */
	limitedBy: 'latency' | 'saturated' | 'rate-limited' | 'failing' | null;
	/** Requests (or conversations) per second that the endpoint's headers allow the key; null where they say nothing a minute. */
	statedCeilingPerS: number | null;
	/** How the figure came about; null where there is none. */
	method: MeasuredCapacity['method'] | null;
	/** Why the search ended; null where none has ended. */
	ended: NonNullable<CapacitySearchNote['ended']> | null;
	/** What a reader should know, in sentences. */
	reasons: string[];
}

const secondsOfMinute = 60;

const perS = (ratePerS: number | null): string => `${formatNumber(ratePerS)}/s`;

const limitOf = (
	{ method, stages: uses }: MeasuredCapacity,
	evidence: readonly CapacityStage[]
): CellCapacity['limitedBy'] => {
	if (method.kind === 'interpolated') return 'latency';
	const overloaded = uses.find(({ role }) => role === 'overloaded')?.stageId;
	return evidence.find(({ stageId }) => stageId === overloaded)?.overload ?? null;
};

/** Of the newest stage that tells one. */
const ceilingPerSOf = (stages: readonly Stage[]): number | null => {
	for (const { summary } of stages.toReversed()) {
		const ceiling = summary && statedCeiling(summary);
		if (ceiling) return ceiling.requestsPerMinute / secondsOfMinute;
	}
	return null;
};

/** Stages may be shorter than the minute that a limit counts, and its whole minute may come at once. */
const beyondCeiling = (kappaPerS: number, ceilingPerS: number | null): string[] =>
	ceilingPerS === null || kappaPerS <= ceilingPerS
		? []
		: [
				`the endpoint's headers allow this key ${perS(ceilingPerS)} over a whole minute: more than that passes only in bursts`
			];

/** Where not even one stage was summed up. */
export const unmeasuredCapacity: CellCapacity = {
	state: 'unknown',
	capacityPerS: null,
	ciLow: null,
	ciHigh: null,
	isPrecise: false,
	limitedBy: null,
	statedCeilingPerS: null,
	method: null,
	ended: null,
	reasons: ['no stage was measured']
};

/** The capacity of a cell that was searched; null where it was not. */
export const cellCapacity = (stages: readonly Stage[]): CellCapacity | null => {
	const notes = stages.flatMap(({ summary }) => summary?.capacitySearch ?? []);
	const [note] = notes;
	if (!note) return null;
	const ended = notes.findLast((each) => each.ended !== null)?.ended ?? null;
	const evidence = stages
		.map((stage) => capacityStageOf(stage, { nodes: 1, sloShare: note.sloShare }))
		.filter((each) => each !== null);
	const capacity = measureCapacity(evidence);
	const statedCeilingPerS = ceilingPerSOf(stages);
	const endReason = ended ? [ended.reason] : [];
	if (capacity.state === 'refused') {
		return {
			...unmeasuredCapacity,
			statedCeilingPerS,
			ended,
			reasons: [...endReason, capacity.reason]
		};
	}
	if (capacity.state === 'none') {
		return {
			state: 'none',
			capacityPerS: 0,
			ciLow: 0,
			ciHigh: 0,
			isPrecise: true,
			limitedBy: 'latency',
			statedCeilingPerS,
			method: null,
			ended,
			reasons: [capacity.reason]
		};
	}
	const { method, kappaPerS, lowPerS, highPerS } = capacity;
	const isOpen = method.kind === 'highest-passing' && method.belowPerS === null;
	return {
		state: isOpen ? 'at-least' : 'measured',
		capacityPerS: kappaPerS,
		ciLow: lowPerS,
		ciHigh: isOpen ? null : highPerS,
		isPrecise: ended?.why === 'precise',
		limitedBy: limitOf(capacity, evidence),
		statedCeilingPerS,
		method,
		ended,
		reasons: [...endReason, ...capacity.notes, ...beyondCeiling(kappaPerS, statedCeilingPerS)]
	};
};

const limitInWords = {
	latency: '',
	saturated: '',
	'rate-limited':
		'; above it the endpoint turns requests away: it is rate-limited, which says nothing of how fast it is',
	failing: '; above it too many requests bring no answer'
} as const satisfies Record<NonNullable<CellCapacity['limitedBy']>, string>;

/** `capacity 24.1/s (95 % interval 22.3/s to 25.7/s)`, and what else there is to say, a line each. */
export const capacityLines = (capacity: CellCapacity): string[] => {
	const { state, capacityPerS, ciLow, ciHigh, limitedBy, statedCeilingPerS, reasons } = capacity;
	const first = {
		measured: `capacity ${perS(capacityPerS)} (95 % interval ${perS(ciLow)} to ${perS(ciHigh)})${limitedBy ? limitInWords[limitedBy] : ''}`,
		'at-least': `capacity at least ${perS(capacityPerS)}: the objective held at every rate that could be measured`,
		none: 'capacity 0: the endpoint cannot meet the objective at any rate',
		unknown: 'no capacity can be told'
	}[state];
	const ceiling =
		statedCeilingPerS === null
			? []
			: [
					`  its headers allow this key ${perS(statedCeilingPerS)} (${formatNumber(statedCeilingPerS * secondsOfMinute)} a minute)`
				];
	return [first, ...ceiling, ...reasons.map((reason) => `  ${reason}`)];
};

const purposeInWords = {
	probe: 'idle latency',
	bracket: 'enclose',
	bisect: 'halve',
	repeat: 'repeat',
	'second-worker': 'one more worker'
} as const satisfies Record<CapacitySearchNote['purpose'], string>;

/** Whether a stage met the objective, in a word. */
const verdictOf = ({ summary }: Stage, sloShare: number): string => {
	if (!summary) return missing;
	if (summary.saturation) return 'fails: queue grew';
	if (summary.validity.verdict === 'error-bound') return 'fails: no answers';
	if (summary.sloMetShare === null) return missing;
	const passes =
		summary.sloMetShare >= sloShare && summary.completed >= 0.95 * Math.max(1, summary.offered);
	return passes ? 'passes' : 'fails';
};

/** The stages of a search, in the order in which they were run. */
export const searchTable = (stages: readonly Stage[], maxWidth: number | null): string =>
	renderTable(
		[
			{ title: 'stage', align: 'left' },
			{ title: 'load', align: 'left' },
			{ title: 'answers', align: 'right' },
			{ title: 'on time', align: 'right' },
			{ title: 'TTFT p95', align: 'right', dropOrder: 1 },
			{ title: 'E2E p95', align: 'right', dropOrder: 0 },
			{ title: 'objective', align: 'left' },
			{ title: 'validity', align: 'left' }
		],
		stages.flatMap((stage) => {
			const { summary, load } = stage;
			const note = summary?.capacitySearch;
			if (!summary || !note) return [];
			return [
				[
					purposeInWords[note.purpose],
					renderLoadShape(load),
					`${String(summary.completed)}/${String(summary.offered)}`,
					formatShare(summary.sloMetShare),
					formatMs(summary.ttftMs.p95),
					formatMs(summary.e2eMs.p95),
					verdictOf(stage, note.sloShare),
					`${summary.validity.verdict === 'valid' ? '●' : '○'} ${summary.validity.verdict}`
				]
			];
		}),
		{ maxWidth }
	);

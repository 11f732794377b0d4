/** The course of a stage: how long each request took, by the moment it was due, and how many were in flight then. */
import { isCompleted, type Outcome } from '#core/outcome.ts';
import { formatMs, formatWhole } from '../format.ts';
import type { ChartTable } from './chart-table.ts';
import { toMicroseconds } from './to-microseconds.ts';

/** One attempt on the clock of the stage, ms; null where the event never came. */
export interface TimedAttempt {
	attemptId: string;
	dueMs: number;
	sentMs: number | null;
	endMs: number | null;
	ttftMs: number | null;
	e2eMs: number | null;
	outcome: Outcome;
}

export interface Timeline {
	/** In the order in which they were due. */
	points: readonly TimedAttempt[];
	/** Attempts of the stage. */
	total: number;
	/** 1 where every attempt is a point; n where only every n-th request is. */
	every: number;
}

/** Positions of the columns. */
export const timelineColumns = {
	dueS: 0,
	attempt: 1,
	outcome: 2,
	ttftMs: 3,
	e2eMs: 4,
	failedMs: 5,
	inFlight: 6
} as const;

/** Requests sent and not ended at the due moment of each point, itself included, as far as the points tell. */
const inFlightAt = ({ points, every }: Timeline): number[] => {
	const sent = Float64Array.from(points.flatMap(({ sentMs }) => sentMs ?? [])).sort();
	const ended = Float64Array.from(
		points.flatMap(({ sentMs, endMs }) => (sentMs === null ? [] : (endMs ?? Infinity)))
	).sort();
	const order = points.map((_, index) => index).sort((a, b) => momentOf(a) - momentOf(b));
	function momentOf(index: number): number {
		const point = points[index];
		return point ? (point.sentMs ?? point.dueMs) : 0;
	}
	const counts = points.map(() => 0);
	let [begun, done] = [0, 0];
	for (const index of order) {
		const at = momentOf(index);
		while (begun < sent.length && (sent[begun] ?? Infinity) <= at) begun++;
		while (done < ended.length && (ended[done] ?? Infinity) <= at) done++;
		counts[index] = (begun - done) * every;
	}
	return counts;
};

const captionOf = ({ points }: Timeline, inFlight: readonly number[]): string => {
	if (points.length === 0) return 'No attempt of this stage is stored yet.';
	const lastS = (points.at(-1)?.dueMs ?? 0) / 1_000;
	const failed = points.filter(({ outcome }) => !isCompleted(outcome)).length;
	const whole = points.flatMap(({ e2eMs }) => e2eMs ?? []);
	const most = inFlight.reduce((a, b) => Math.max(a, b), 0);
	return [
		`Requests were due over ${lastS.toLocaleString('en-US', { maximumFractionDigits: 1 })} s`,
		`at most ${formatWhole(most)} were in flight`,
		whole.length === 0
			? 'no answer came whole'
			: `the slowest whole answer took ${formatMs(whole.reduce((a, b) => Math.max(a, b), 0))}`,
		failed === 0 ? 'all shown answers came whole' : `${formatWhole(failed)} brought no whole answer`
	]
		.join('; ')
		.concat('.');
};

export const timelineTable = (timeline: Timeline): ChartTable => {
	const { points, total, every } = timeline;
	const inFlight = inFlightAt(timeline);
	const thinned =
		every === 1
			? `All ${formatWhole(total)} stored attempts are shown.`
			: `One request in ${String(every)} is shown, ${formatWhole(points.length)} of ${formatWhole(total)} attempts; requests in flight are scaled up from them.`;
	return {
		id: 'timeline',
		title: 'Latency in the course of the stage',
		caption: captionOf(timeline, inFlight),
		columns: [
			{ key: 'dueS', label: 'Due', unit: 's', kind: 'number' },
			{ key: 'attempt', label: 'Attempt', unit: null, kind: 'text' },
			{ key: 'outcome', label: 'Outcome', unit: null, kind: 'text' },
			{ key: 'ttftMs', label: 'TTFT', unit: 'ms', kind: 'number' },
			{ key: 'e2eMs', label: 'Whole answer', unit: 'ms', kind: 'number' },
			{ key: 'failedMs', label: 'Given up after', unit: 'ms', kind: 'number' },
			{ key: 'inFlight', label: 'In flight', unit: null, kind: 'number' }
		],
		rows: points.map((point, index) => [
			(toMicroseconds(point.dueMs) ?? 0) / 1_000,
			point.attemptId,
			point.outcome,
			toMicroseconds(point.ttftMs),
			toMicroseconds(point.e2eMs),
			isCompleted(point.outcome) || point.endMs === null
				? null
				: toMicroseconds(point.endMs - point.dueMs),
			inFlight[index] ?? null
		]),
		notes: [thinned, 'No warm-up is cut off: every request of the stage counts.'],
		sources: []
	};
};

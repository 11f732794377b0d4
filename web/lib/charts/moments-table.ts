/** What an attempt waited for, one part after another, from the moment it was due to its end. */
import type { Attempt } from '#core/attempt.ts';
import { formatMs } from '../format.ts';
import type { ChartTable } from './chart-table.ts';
import { toMicroseconds } from './to-microseconds.ts';

type Moments = Pick<
	Attempt,
	| 'dueMs'
	| 'sentMs'
	| 'headersMs'
	| 'firstEventMs'
	| 'firstDeltaMs'
	| 'firstVisibleMs'
	| 'lastDeltaMs'
	| 'endMs'
	| 'outcome'
>;

/** The events in the order in which they come. */
const events = [
	{ key: 'dueMs', name: 'due', reached: 'The schedule wanted it sent' },
	{ key: 'sentMs', name: 'sent', reached: 'Handed to the kernel' },
	{ key: 'headersMs', name: 'headers', reached: 'Response headers complete' },
	{ key: 'firstEventMs', name: 'first event', reached: 'First event of any kind' },
	{ key: 'firstDeltaMs', name: 'first delta', reached: 'First generated token, on any channel' },
	{ key: 'firstVisibleMs', name: 'first visible', reached: 'First token that the user sees' },
	{ key: 'lastDeltaMs', name: 'last delta', reached: 'Last token' },
	{ key: 'endMs', name: 'end', reached: 'Response ended, or given up' }
] as const;

/** Positions of the columns. */
export const momentColumns = { event: 0, meaning: 1, atMs: 2, tookMs: 3 } as const;

const captionOf = (attempt: Moments): string => {
	const { dueMs, sentMs, firstDeltaMs, endMs } = attempt;
	const since = (ms: number | null): string => formatMs(ms === null ? null : ms - dueMs);
	if (sentMs === null) return 'It was never sent.';
	return [
		`It left ${since(sentMs)} after it was due`,
		firstDeltaMs === null
			? 'no token was seen to arrive'
			: `its first token came after ${since(firstDeltaMs)}`,
		endMs === null ? 'its end was not observed' : `it ended after ${since(endMs)}`
	]
		.join(', ')
		.concat('.');
};

/** A row for each event; events that never came have no times. Times count from the due moment, parts from the event before. */
export const momentsTable = (attempt: Moments): ChartTable => {
	let before = attempt.dueMs;
	const rows = events.map(({ key, name, reached }) => {
		const at = attempt[key];
		if (at === null) return [name, reached, null, null];
		const took = key === 'dueMs' ? null : toMicroseconds(at - before);
		before = at;
		return [name, reached, toMicroseconds(at - attempt.dueMs), took];
	});
	return {
		id: 'moments',
		title: 'From due to end',
		caption: captionOf(attempt),
		columns: [
			{ key: 'event', label: 'Event', unit: null, kind: 'text' },
			{ key: 'meaning', label: 'Meaning', unit: null, kind: 'text' },
			{ key: 'atMs', label: 'After due', unit: 'ms', kind: 'number' },
			{ key: 'tookMs', label: 'After the event before', unit: 'ms', kind: 'number' }
		],
		rows,
		notes: ['An event without a time was not observed.'],
		sources: []
	};
};

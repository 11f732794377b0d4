/** What the user should know of a trace before it is replayed. */
import { idealCachedTokens } from '#core/prefix-sharing.ts';
import { msToS } from '#core/units.ts';
import { formatDuration, formatNumber, formatShareExactly } from '#bench/report/format.ts';
import type { ReadReplay } from '../run/read-replays.ts';

const count = (n: number): string => n.toLocaleString('en-US');

/** The longest time without a request, ms. */
const longestGapMs = (dueMs: Float64Array): number =>
	dueMs.reduce((most, due, i) => Math.max(most, i === 0 ? 0 : due - (dueMs[i - 1] as number)), 0);

const prefixNotes = ({ trace, replay }: Pick<ReadReplay, 'trace' | 'replay'>): string[] => {
	const range = { from: replay.from, count: replay.dueMs.length };
	const ideal = idealCachedTokens(trace, range);
	if (ideal === null) return [];
	const tokens = trace.inputTokens
		.subarray(range.from, range.from + range.count)
		.reduce((sum, each) => sum + each, 0);
	return [
		`a prefix cache that forgets nothing would hold ${count(ideal)} of the ${count(tokens)} input tokens (${formatShareExactly(tokens === 0 ? 0 : ideal / tokens)})`
	];
};

/** Sentences: what is replayed, how fast, and what was put right or passed over in the file. */
export const notesOfTrace = ({ load, trace, replay }: ReadReplay): string[] => {
	const { dueMs, spanS, peakPerS } = replay;
	const sendingS = spanS / load.speed;
	return [
		`${load.file} (${trace.format}): ${count(dueMs.length)} of ${count(trace.atMs.length)} requests, ${formatDuration(spanS)} of the trace in ${formatDuration(sendingS)}: ${formatNumber(dueMs.length / sendingS)}/s in the mean, at most ${count(peakPerS)} within one second, at most ${formatDuration(msToS(longestGapMs(dueMs)))} without any`,
		...prefixNotes({ trace, replay }),
		...(trace.outOfOrder > 0
			? [
					`${count(trace.outOfOrder)} of its requests stood behind later ones; they are sent in order of their moments`
				]
			: []),
		...(trace.skipped > 0
			? [`${count(trace.skipped)} of its lines are no request and were passed over`]
			: [])
	];
};

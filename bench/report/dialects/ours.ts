/** Our own definitions over the same recording, as in the summary of its stage: what the tools are held against. */
import { isCompleted } from '#core/outcome.ts';
import { meetsSlo } from '#core/slo.ts';
import { isInRate } from '#core/steady-state.ts';
import { msToS } from '#core/units.ts';
import { noObjective, rateOf, spreadOf, type CommonFigures } from './dialect.ts';
import { from, Unknown, type Known } from './known.ts';
import type { Recording } from './recording.ts';
import { gapsOf, statisticsOf, sumOf } from './sample-statistics.ts';

/** Why our figures are what they are, in one sentence. */
export const ourDefinition =
	'clocks start when a request is due; TTFT ends at the first output of any kind, ITL is the gap between pieces of output, TPOT is per reported token after the first, E2E ends with the response; latencies leave out the warm-up; rates are whole answers over the time in which the load was offered or, in short stages, from the first due moment to the last end';

const present = (values: readonly (number | null)[]): number[] =>
	values.filter((value) => value !== null);

/** The window of the rates; from the first due moment to the end of the last request where there is none, s. */
const windowS = ({ requests, rateWindow }: Recording): Known<number> => {
	if (rateWindow) return msToS(rateWindow.toMs - rateWindow.fromMs);
	if (requests.length === 0) return new Unknown('nothing was due');
	const first = requests.reduce((least, { dueMs }) => Math.min(least, dueMs), Infinity);
	const last = requests.reduce(
		(most, { dueMs, endMs }) => Math.max(most, endMs ?? dueMs),
		-Infinity
	);
	return msToS(last - first);
};

export const ourFigures = (recording: Recording): CommonFigures => {
	const { warmUpRequests = 0, rateWindow } = recording;
	const answers = recording.requests.filter(({ outcome }) => isCompleted(outcome));
	const timed = [...recording.requests]
		.sort((a, b) => a.dueMs - b.dueMs)
		.slice(warmUpRequests)
		.filter(({ outcome }) => isCompleted(outcome));
	const counted = answers.filter(({ endMs }) => isInRate(rateWindow, endMs));
	const { isStreamed, slo } = recording;
	const notStreamed = new Unknown('the answers were not streamed');
	const clock = (name: 'ttftMs' | 'tpotMs' | 'e2eMs') =>
		spreadOf(statisticsOf(present(timed.map(({ ours }) => ours[name]))));
	const gaps: Known<number[]> = answers.some(({ deltaMs }) => deltaMs === null)
		? new Unknown('the moments of the output were not kept')
		: answers.flatMap(({ deltaMs }) => gapsOf(deltaMs ?? []));
	const span = windowS(recording);
	const tokens = present(counted.map(({ outputTokens }) => outputTokens));
	const onTime: Known<number> =
		slo === null
			? noObjective
			: counted.filter(({ ours, outputTokens }) => meetsSlo(slo, ours, outputTokens)).length;
	return {
		ttftMs: isStreamed ? clock('ttftMs') : notStreamed,
		itlMs: isStreamed ? spreadOf(from(gaps, statisticsOf)) : notStreamed,
		tpotMs: isStreamed ? clock('tpotMs') : notStreamed,
		e2eMs: clock('e2eMs'),
		requestsPerS: rateOf(counted.length, span),
		outputTokensPerS:
			tokens.length === 0
				? new Unknown('the endpoint reported no token counts')
				: rateOf(sumOf(tokens), span),
		goodputPerS: rateOf(onTime, span)
	};
};

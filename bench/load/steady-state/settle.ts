/** Which part of a stage speaks for its load: what its beginning leaves out, where its rates are counted, and its end. */
import { hasVaryingRate, isOpenLoop } from '#core/load-rate.ts';
import type { RunLoad } from '#core/stage-load.ts';
import {
	isInRate,
	type RateWindow,
	type SteadyState,
	type WarmUpRule
} from '#core/steady-state.ts';
import { quantileOfSorted } from '#core/statistics/distribution.ts';
import { warmUpLength } from '#core/statistics/warm-up.ts';
import { msToS, sToMs } from '#core/units.ts';
import type { AttemptLog } from './attempt-log.ts';

export interface SettleOptions {
	load: RunLoad;
	rule: WarmUpRule;
	converses: boolean;
}

export interface Settled {
	/** Attempts that count, in order of their due moments. */
	counted: Uint32Array;
	warmUp: SteadyState['warmUp'];
	rateWindow: RateWindow | null;
	drain: SteadyState['drain'];
}

/** Fewer answers than this have no rate of their own window, no intervals and no warm-up that could be told. */
export const fewestAnswers = 100;
/** A window is at least as long as so many answers one after the other: what lies across its edges then matters little. */
const answersInARow = 5;

/** The first attempt that counts: how many lie before it in `order`, and why. */
const cutOf = (
	log: AttemptLog,
	order: Uint32Array,
	{ load, rule, converses }: SettleOptions
): { cut: number; reason: string } => {
	const due = log.column('dueMs');
	if (rule === 'none') return { cut: 0, reason: 'all requests count, as configured' };
	if (rule !== 'auto') {
		const fromMs = 'seconds' in rule ? (due[order[0] ?? 0] ?? 0) + sToMs(rule.seconds) : Infinity;
		const later = order.findIndex((index) => (due[index] as number) >= fromMs);
		const cut = 'requests' in rule ? rule.requests : later < 0 ? order.length : later;
		return { cut: Math.min(cut, order.length), reason: 'as configured' };
	}
	if (load.kind === 'batch') return { cut: 0, reason: 'a batch is one piece of work' };
	if (hasVaryingRate(load)) return { cut: 0, reason: 'the rate changes while the stage runs' };
	if (converses) return { cut: 0, reason: 'first turns of conversations come first by nature' };
	const answers = order.filter((index) => log.isCompleted(index));
	if (answers.length < fewestAnswers) {
		return {
			cut: 0,
			reason: `fewer than ${String(fewestAnswers)} answers do not tell a warm-up`
		};
	}
	const dropped = Math.max(
		...(['ttftMs', 'e2eMs'] as const).map((name) =>
			// Each answer has a place of its own: without a first token the lengths would not agree.
			log.observed(name, answers).length === answers.length
				? warmUpLength([...log.observed(name, answers)])
				: 0
		)
	);
	if (dropped === 0) {
		return { cut: 0, reason: 'no beginning was found that differs from the rest beyond chance' };
	}
	const e2eMs = log.observed('e2eMs', answers);
	const meanOf = (part: Float64Array): number =>
		part.reduce((sum, each) => sum + each, 0) / part.length;
	const [first, rest] = [meanOf(e2eMs.subarray(0, dropped)), meanOf(e2eMs.subarray(dropped))];
	return {
		cut: order.indexOf(answers[dropped] as number),
		reason: `whole answers took ${first.toFixed(1)} ms in the beginning and ${rest.toFixed(1)} ms after it, in the mean`
	};
};

const rateWindowOf = (
	log: AttemptLog,
	order: Uint32Array,
	cut: number,
	{ load, converses }: SettleOptions
): RateWindow | null => {
	if (load.kind === 'batch' || converses || hasVaryingRate(load)) return null;
	const due = log.column('dueMs');
	const [first, start, last] = [order[0], order[cut], order.at(-1)];
	if (first === undefined || start === undefined || last === undefined) return null;
	const e2eMs = log.observed('e2eMs', order.subarray(cut)).sort();
	const meanMs = e2eMs.reduce((sum, each) => sum + each, 0) / e2eMs.length;
	const filledMs = isOpenLoop(load) ? (quantileOfSorted(e2eMs, 0.9) ?? 0) : 0;
	const fromMs = Math.max(due[start] as number, (due[first] as number) + filledMs);
	const window = { fromMs, toMs: due[last] as number };
	if (!(window.toMs - fromMs >= answersInARow * meanMs)) return null;
	const ends = log.column('endMs');
	const answers = order.filter(
		(index) => log.isCompleted(index) && isInRate(window, ends[index] as number)
	);
	return answers.length < fewestAnswers ? null : window;
};

/** Time from the last due moment on; what the user cut off has an end as well. */
const drainOf = (log: AttemptLog, order: Uint32Array): SteadyState['drain'] => {
	const lastDueMs = log.column('dueMs')[order.at(-1) ?? 0] ?? 0;
	let [requests, lastEndMs] = [0, lastDueMs];
	for (const endMs of log.column('endMs')) {
		if (!(endMs > lastDueMs)) continue;
		requests++;
		lastEndMs = Math.max(lastEndMs, endMs);
	}
	return { durationS: msToS(lastEndMs - lastDueMs), requests };
};

/** Finds the parts of a stage that has ended. */
export const settle = (log: AttemptLog, options: SettleOptions): Settled => {
	const order = log.byDue();
	const { cut, reason } = cutOf(log, order, options);
	const due = log.column('dueMs');
	const [first, start] = [order[0], order[cut]];
	const untilMs = start === undefined ? due[order.at(-1) ?? 0] : due[start];
	return {
		counted: order.subarray(cut),
		warmUp: {
			requests: cut,
			durationS:
				cut === 0 || first === undefined ? 0 : msToS((untilMs ?? 0) - (due[first] as number)),
			reason
		},
		rateWindow: rateWindowOf(log, order, cut, options),
		drain: drainOf(log, order)
	};
};

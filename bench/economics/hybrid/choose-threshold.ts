/**
 * Chooses the threshold of a gate on one half of the items and reports it on the other, so that the figure shown is not the
 * best of many looks at the same items.
 */
import type { RandomSource } from '#core/random.ts';
import { bestMixing, bestPoint, qualityAskedFor, type HybridGoal } from './hybrid-goal.ts';
import { oracle, singleModels, type MixingPoint, type OraclePoint } from './baselines.ts';
import {
	hybridFrontier,
	type HybridPoint,
	type HybridRule,
	type HybridSettings
} from './frontier.ts';
import { gateState } from './gate-score.ts';
import { heldOutReport, type HeldOut, type RuledItem } from './held-out.ts';
import type { PairedItem } from './paired-item.ts';
import { ruleInWords } from './rule-in-words.ts';
import { splitHalves, type Split } from './split-halves.ts';

export interface ThresholdStudyInput {
	items: readonly PairedItem[];
	settings: HybridSettings;
	goal: HybridGoal;
	split: Split;
	/** Each half is reported under the rule chosen on the other; the rule itself is then chosen on all items. */
	crossFit?: boolean;
	/** Draws the resamples of the intervals. */
	random: RandomSource;
	/** 2,000 unless said. */
	resamples?: number;
}

/** Whether the goal holds on items that played no part in the choice. */
export type GoalHolds =
	/** The whole interval is on the right side. */
	| 'shown'
	/** The goal lies within the interval. */
	| 'not-shown'
	/** The whole interval is on the wrong side. */
	| 'missed';

export type ThresholdStudy =
	| {
			state: 'chosen';
			rule: HybridRule;
			/** The rule on the items that it was chosen on: too good, since it was chosen for them. */
			calibration: HybridPoint;
			heldOut: HeldOut;
			goalHolds: GoalHolds;
			crossFitted: boolean;
			reason: string;
	  }
	/** Random mixing only; `mixing` is null where no share of it reaches the goal. */
	| {
			state: 'no-gate-score';
			reason: string;
			mixing: MixingPoint | null;
			local: HybridPoint;
			api: HybridPoint;
			oracle: OraclePoint;
	  }
	/** No rule reaches the goal on the items to choose on. */
	| { state: 'out-of-reach'; reason: string; oracle: OraclePoint }
	| { state: 'too-few-items'; reason: string };

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

const goalHolds = (
	goal: HybridGoal,
	{ quality, qualityMinusApi, usdPerRequest }: HeldOut
): GoalHolds => {
	const [low, high, wanted] =
		goal.kind === 'max-usd'
			? [-Number(usdPerRequest.high), -Number(usdPerRequest.low), -Number(goal.usdPerRequest)]
			: goal.kind === 'near-api'
				? [qualityMinusApi.low, qualityMinusApi.high, -goal.deltaShare]
				: [quality.low, quality.high, goal.quality];
	if (low >= wanted) return 'shown';
	return high < wanted ? 'missed' : 'not-shown';
};

const holdsInWords: Record<GoalHolds, string> = {
	shown: 'the goal is shown to hold',
	'not-shown': 'whether the goal holds is not shown',
	missed: 'the goal is missed'
};

/** The study; see `ThresholdStudy` for what may come of it. */
export const chooseThreshold = ({
	items,
	settings,
	goal,
	split,
	crossFit = false,
	random,
	resamples
}: ThresholdStudyInput): ThresholdStudy => {
	const single = singleModels(items);
	const bound = oracle(items);
	if (!single || !bound || items.length < 2) {
		const reason = `A threshold is chosen on one half of the items and reported on the other; there ${items.length === 1 ? 'is 1 item' : 'are no items'}.`;
		return { state: 'too-few-items', reason };
	}
	const gate = gateState(items);
	if (gate.state === 'no-gate-score') {
		return { ...gate, mixing: bestMixing(items, goal), ...single, oracle: bound };
	}
	const [first, second] = splitHalves(items, split);
	if (first.length === 0 || second.length === 0) {
		const reason = 'One of the halves has no items, so there is nothing to report a threshold on.';
		return { state: 'too-few-items', reason };
	}
	const choose = (from: readonly PairedItem[]): HybridPoint | null =>
		bestPoint(hybridFrontier(from, settings), goal);
	const ruled = (on: readonly PairedItem[], { rule }: HybridPoint): RuledItem[] =>
		on.map((item) => ({ item, rule }));
	const onFirst = choose(first);
	const onSecond = crossFit ? choose(second) : onFirst;
	const chosen = crossFit ? choose(items) : onFirst;
	if (!chosen || !onFirst || !onSecond) {
		const asked = qualityAskedFor(goal, single.api.quality);
		const what =
			asked === null ? 'No rule costs as little as that' : `No rule gets ${percent(asked)} right`;
		const reason = `${what} on the items that it is chosen on; a chooser that knew the outcome would get ${percent(bound.quality)} right.`;
		return { state: 'out-of-reach', reason, oracle: bound };
	}
	const reported = crossFit
		? [...ruled(second, onFirst), ...ruled(first, onSecond)]
		: ruled(second, onFirst);
	const heldOut = heldOutReport(reported, settings, random, resamples) as HeldOut;
	const holds = goalHolds(goal, heldOut);
	const { quality, apiShare, n } = heldOut;
	const reason = `Chosen: ${ruleInWords(chosen.rule)}. On ${n.toLocaleString('en-US')} items that it was not chosen on, ${percent(apiShare)} go to the API and ${percent(quality.value)} are right (95 % interval ${percent(quality.low)} to ${percent(quality.high)}): ${holdsInWords[holds]}.`;
	return {
		state: 'chosen',
		rule: chosen.rule,
		calibration: chosen,
		heldOut,
		goalHolds: holds,
		crossFitted: crossFit,
		reason
	};
};

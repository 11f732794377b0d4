/** What a hybrid is asked to reach, and which of its points does that best. */
import { toDecimal } from '#core/decimal.ts';
import { randomMixing, singleModels, type MixingPoint } from './baselines.ts';
import type { HybridPoint } from './frontier.ts';
import type { PairedItem } from './paired-item.ts';

export type HybridGoal =
	/** At least this share right, at the least cost. */
	| { kind: 'min-quality'; quality: number }
	/** Not more than this share below the API on the same items, at the least cost. */
	| { kind: 'near-api'; deltaShare: number }
	/** As many right as possible for at most this many USD per request (decimal text). */
	| { kind: 'max-usd'; usdPerRequest: string };

/** Share right that a goal asks for on items of which the API gets `apiQuality` right; null for a goal of cost. */
export const qualityAskedFor = (goal: HybridGoal, apiQuality: number): number | null => {
	switch (goal.kind) {
		case 'min-quality':
			return goal.quality;
		case 'near-api':
			return apiQuality - goal.deltaShare;
		case 'max-usd':
			return null;
	}
};

interface Outcome {
	quality: number;
	usdPerRequest: string;
	apiShare: number;
}

/** Shares are quotients of whole numbers; a difference of this much is rounding, not an item. */
const roundingShare = 1e-12;

const isReached = (point: Outcome, goal: HybridGoal, apiQuality: number): boolean => {
	if (goal.kind === 'max-usd') return toDecimal(point.usdPerRequest).lte(goal.usdPerRequest);
	return point.quality >= (qualityAskedFor(goal, apiQuality) as number) - roundingShare;
};

/** Below 0 where `a` serves the goal better; then the cheaper, the better, the one that asks the API less. */
const compare = (a: Outcome, b: Outcome, goal: HybridGoal): number => {
	const byUsd = toDecimal(a.usdPerRequest).cmp(b.usdPerRequest);
	const byQuality = b.quality - a.quality;
	const byShare = a.apiShare - b.apiShare;
	return goal.kind === 'max-usd' ? byQuality || byUsd || byShare : byUsd || byQuality || byShare;
};

const bestOf = <Point extends Outcome>(
	points: readonly Point[],
	goal: HybridGoal,
	apiQuality: number
): Point | null => {
	let best: Point | null = null;
	for (const point of points) {
		if (!isReached(point, goal, apiQuality)) continue;
		if (best === null || compare(point, best, goal) < 0) best = point;
	}
	return best;
};

/** The point of a frontier that serves a goal best; null where none reaches it. */
export const bestPoint = (points: readonly HybridPoint[], goal: HybridGoal): HybridPoint | null => {
	const apiQuality = points.find(({ rule }) => rule.kind === 'all-api')?.quality ?? 0;
	return bestOf(points, goal, apiQuality);
};

/** The share to send to the API at random that serves a goal best; null where no share reaches it, or without items. */
export const bestMixing = (items: readonly PairedItem[], goal: HybridGoal): MixingPoint | null => {
	const single = singleModels(items);
	if (!single) return null;
	const { local, api } = single;
	const asked = qualityAskedFor(goal, api.quality);
	const [from, to, wanted] =
		asked === null && goal.kind === 'max-usd'
			? [Number(local.usdPerRequest), Number(api.usdPerRequest), Number(goal.usdPerRequest)]
			: [local.quality, api.quality, asked as number];
	const touching = (wanted - from) / (to - from);
	const shares = [0, 1, ...(touching > 0 && touching < 1 ? [touching] : [])];
	const mixes = shares.flatMap((share) => randomMixing(items, share) ?? []);
	if (goal.kind !== 'max-usd') return bestOf(mixes, goal, api.quality);
	// The share at which the money is just spent is binary; its cost may be off in the last digit.
	const rounded: HybridGoal = {
		kind: 'max-usd',
		usdPerRequest: toDecimal(goal.usdPerRequest).times('1.000000000001').toFixed()
	};
	return bestOf(mixes, rounded, api.quality);
};

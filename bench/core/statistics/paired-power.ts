/**
 * How many items it takes to show a difference of two models on the same items, and which difference so many items can show.
 * Before anything was measured the share of items on which they differ is a guess, and the answer depends on it.
 */
import { normalQuantile } from './normal.ts';

export interface PowerSettings {
	/** Share of items of which exactly one of both is right, between 0 and 1. */
	differingShare: number;
	/** Two-sided level of the test. */
	alpha?: number;
	/** Chance of showing the difference where there is one. */
	power?: number;
}

const quantiles = ({
	alpha = 0.05,
	power = 0.8
}: PowerSettings): { zAlpha: number; zPower: number } => ({
	zAlpha: normalQuantile(1 - alpha / 2),
	zPower: normalQuantile(power)
});

/** √n · |difference| that is needed, for a difference between 0 and the share of differing items. */
const neededRoot = (difference: number, settings: PowerSettings): number => {
	const { zAlpha, zPower } = quantiles(settings);
	const { differingShare } = settings;
	return zAlpha * Math.sqrt(differingShare) + zPower * Math.sqrt(differingShare - difference ** 2);
};

/**
 * Items that show a difference of two shares of right answers by McNemar's test, 5 % two-sided with a chance of 80 % unless said:
 * (z₁₋α/₂ √ψ + z₁₋β √(ψ − d²))² / d² with ψ the share of differing items (Connor 1987, Biometrics 43:207–211). Null where the
 * difference is 0 or larger than ψ, which it cannot be.
 */
export const itemsToShowDifference = (
	difference: number,
	settings: PowerSettings
): number | null => {
	const size = Math.abs(difference);
	if (!(size > 0 && size <= settings.differingShare)) return null;
	const items = Math.ceil((neededRoot(size, settings) / size) ** 2);
	return Number.isSafeInteger(items) ? items : null;
};

/**
 * Smallest difference of two shares that `items` items show, by the same formula, which is solved by halving. Null where even all of
 * the differing items on one side would not show it.
 */
export const detectableDifference = (items: number, settings: PowerSettings): number | null => {
	const isShown = (difference: number): boolean =>
		Math.sqrt(items) * difference >= neededRoot(difference, settings);
	let [low, high] = [0, settings.differingShare];
	if (!(items > 0 && high > 0) || !isShown(high)) return null;
	for (;;) {
		const middle = (low + high) / 2;
		if (middle <= low || middle >= high) return high;
		if (isShown(middle)) high = middle;
		else low = middle;
	}
};

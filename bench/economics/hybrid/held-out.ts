/** What rules did on items that they were not chosen on, with intervals, beside the API, random mixing and the oracle. */
import { decimalText, type Decimal } from '#core/decimal.ts';
import type { RandomSource } from '#core/random.ts';
import { bootstrapMeans, type Interval } from '#core/statistics/paired-bootstrap.ts';
import type { PairedOutcomes } from '../verdict/quality-gate.ts';
import {
	oracle,
	randomMixing,
	singleModels,
	type MixingPoint,
	type OraclePoint
} from './baselines.ts';
import {
	goesToApi,
	itemUsd,
	type HybridPoint,
	type HybridRule,
	type HybridSettings
} from './frontier.ts';
import { meanUsd, type PairedItem } from './paired-item.ts';

/** A share or a difference of shares with the ends of its 95 % paired-bootstrap interval. */
export interface Estimate {
	value: number;
	low: number;
	high: number;
}

/** USD per request, decimal text; the value exact to 40 places, the ends of the 95 % interval to 12 digits. */
export interface UsdEstimate {
	value: string;
	low: string;
	high: string;
}

export interface HeldOut {
	/** Items reported on; with cross-fitting all of them, each under the rule that was chosen without it. */
	n: number;
	apiShare: number;
	quality: Estimate;
	usdPerRequest: UsdEstimate;
	/** Hybrid minus API, item by item. */
	qualityMinusApi: Estimate;
	usdMinusApi: UsdEstimate;
	/** Hybrid minus random mixing with the same share to the API: what the gate is worth. */
	qualityMinusMixing: Estimate;
	/** The hybrid (as `local`) against the API, for the quality gate. */
	outcomes: PairedOutcomes;
	local: HybridPoint;
	api: HybridPoint;
	randomMixing: MixingPoint;
	oracle: OraclePoint;
}

/** An item with the rule that it is served by. */
export interface RuledItem {
	item: PairedItem;
	rule: HybridRule;
}

const endText = (value: number): string => decimalText(Number(value.toPrecision(12)));

const ordered = (value: number, interval: Interval | null | undefined): Estimate => ({
	value,
	low: interval?.low ?? value,
	high: interval?.high ?? value
});

const mean = (values: readonly number[]): number =>
	values.reduce((sum, value) => sum + value, 0) / values.length;

/** The report; null for no items. `random` draws the resamples. */
export const heldOutReport = (
	ruled: readonly RuledItem[],
	settings: HybridSettings,
	random: RandomSource,
	resamples?: number
): HeldOut | null => {
	const items = ruled.map(({ item }) => item);
	const single = singleModels(items);
	const bound = oracle(items);
	if (!single || !bound) return null;
	const toApi = ruled.map(({ item, rule }) => goesToApi(item, rule));
	const apiShare = toApi.filter(Boolean).length / items.length;
	const mixing = randomMixing(items, apiShare) as MixingPoint;
	const right = items.map((item, i) => Number((toApi[i] ? item.api : item.local).right));
	const usd = ruled.map(({ item, rule }) => itemUsd(item, rule, settings));
	const minusApi = items.map(({ api }, i) => (right[i] as number) - Number(api.right));
	const usdMinusApi = items.map(({ api }, i) => (usd[i] as Decimal).minus(api.usd));
	const minusMixing = items.map(({ api, local }, i) => {
		const mixed = Number(local.right) + apiShare * (Number(api.right) - Number(local.right));
		return (right[i] as number) - mixed;
	});
	const [quality, cost, qualityGap, costGap, mixingGap] = bootstrapMeans(
		[right, usd.map(Number), minusApi, usdMinusApi.map(Number), minusMixing],
		resamples === undefined ? { random } : { random, resamples }
	);
	const usdEstimate = (
		amounts: readonly { toFixed: () => string }[],
		interval: Interval | null | undefined
	): UsdEstimate => {
		const value = meanUsd(amounts.map((amount) => amount.toFixed()));
		const { low, high } = ordered(Number(value), interval);
		return { value, low: endText(low), high: endText(high) };
	};
	const count = (hybridRight: boolean, apiRight: boolean): number =>
		items.filter((item, i) => (right[i] === 1) === hybridRight && item.api.right === apiRight)
			.length;
	return {
		n: items.length,
		apiShare,
		quality: ordered(mean(right), quality),
		usdPerRequest: usdEstimate(usd, cost),
		qualityMinusApi: ordered(mean(minusApi), qualityGap),
		usdMinusApi: usdEstimate(usdMinusApi, costGap),
		qualityMinusMixing: ordered(mean(minusMixing), mixingGap),
		outcomes: {
			bothRight: count(true, true),
			onlyLocal: count(true, false),
			onlyApi: count(false, true),
			bothWrong: count(false, false)
		},
		local: single.local,
		api: single.api,
		randomMixing: mixing,
		oracle: bound
	};
};

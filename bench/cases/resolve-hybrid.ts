/**
 * How much of the work a hybrid sends to the API: typed, or measured from the answers of both sides to the same items, with the
 * threshold chosen on one half of the items and everything reported on the other.
 */
import type { HybridOptionSpec } from '#core/cost-spec.ts';
import { decimalText, toDecimal } from '#core/decimal.ts';
import { wilsonInterval } from '#core/statistics/wilson.ts';
import { typed } from '#bench/economics/build/shared.ts';
import type { PairedCounts } from '#bench/economics/case/cost-case.ts';
import type { CostLine } from '#bench/economics/option/cost-line.ts';
import { times } from '#bench/economics/option/factors.ts';
import type { HeldOut } from '#bench/economics/hybrid/held-out.ts';
import type { CostOption } from '#bench/economics/option/option.ts';
import { fixedParameter, type Parameter, type Spread } from '#bench/economics/option/parameter.ts';
import { runEvidence, type ResolveContext } from './case-sources.ts';
import { leftOutReasons, studyHybrid } from './hybrid-study.ts';
import { ready, unavailable, type Resolved } from './resolved.ts';

export interface ResolvedHybrid {
	apiShare: Parameter;
	/** Measured on the items that the threshold was not chosen on; null where the share is typed. */
	acceptShare: Parameter | null;
	/** The hybrid (as make) against the API on those items; null where the share is typed. */
	paired: PairedCounts | null;
	/** What the requests that are sent cost more, or less, than the mean request; empty where that is not known. */
	lines: CostLine[];
}

const shareParameter = (option: HybridOptionSpec) => ({
	id: `${option.id}.apiShare`,
	label: 'share of the requests that reach the API',
	unit: 'share'
});

/** 90 % of a normal distribution lies within 1.645 standard deviations, 95 % within 1.960. */
const spread90 = (value: number, low: number, high: number): Spread => {
	const factor = 1.6448536269514722 / 1.959963984540054;
	return low < high
		? { kind: 'normal', low: value + (low - value) * factor, high: value + (high - value) * factor }
		: { kind: 'fixed' };
};

/**
 * API cost of a request that is sent, over that of the mean request, less 1: both of the held-out items, like the share that is
 * sent. Null where nothing is sent, or the API costs nothing.
 */
const dearerShare = ({ apiShare, api, usdPerRequest }: HeldOut): string | null => {
	const ifLikeTheMean = toDecimal(api.usdPerRequest).times(apiShare);
	// An answer of the own model is 0 here, so that all of the hybrid's cost is the API's.
	return ifLikeTheMean.eq(0)
		? null
		: toDecimal(usdPerRequest.value).div(ifLikeTheMean).minus(1).round(20).toFixed();
};

/** Requests that a gate sends are rarely like the mean: each price line of the API once more, times how much they differ. */
const dearerLines = (
	option: HybridOptionSpec,
	api: CostOption,
	apiShare: Parameter,
	share: string | null,
	source: string
): CostLine[] => {
	if (share === null || toDecimal(share).eq(0)) return [];
	const factor = fixedParameter(share, {
		id: `${option.id}.apiCostDifference`,
		label: 'API cost of a request that is sent / of the mean request, less 1',
		unit: 'share',
		basis: 'measured',
		source
	});
	return (api.metered?.lines ?? []).map((line) => ({
		...line,
		id: `sent-${line.id}`,
		label: `${line.label}: requests that are sent differ from the mean`,
		factors: [...line.factors, times(apiShare), times(factor)]
	}));
};

const measureHybrid = async (
	option: HybridOptionSpec,
	threshold: NonNullable<HybridOptionSpec['threshold']>,
	api: CostOption,
	context: ResolveContext
): Promise<Resolved<ResolvedHybrid>> => {
	const found = await studyHybrid(option, threshold, context);
	if (found.state === 'unavailable') return found;
	const { local, leftOut, study } = found.value;
	if (study.state !== 'chosen') {
		const missing = leftOut.length === 0 ? '' : ` Left out: ${leftOutReasons(leftOut)}.`;
		return unavailable(
			`${study.reason}${missing}`,
			'Measure more of the same items on both sides, or type "apiShare".'
		);
	}
	const { heldOut } = study;
	const source = `run ${local.run.id}: ${study.reason}`;
	const stated = {
		basis: 'measured',
		source,
		asOf: local.run.startedAtUtc.slice(0, 10),
		evidence: runEvidence(local.run, local.cell)
	} as const;
	const sent = wilsonInterval(Math.round(heldOut.apiShare * heldOut.n), heldOut.n);
	const apiShare: Parameter = {
		...shareParameter(option),
		value: decimalText(heldOut.apiShare),
		spread: spread90(heldOut.apiShare, sent.low ?? heldOut.apiShare, sent.high ?? heldOut.apiShare),
		...stated
	};
	const { quality, outcomes } = heldOut;
	return ready(
		{
			apiShare,
			acceptShare: {
				id: `${option.id}.acceptShare`,
				label: 'share of answers that are right',
				unit: 'share',
				value: decimalText(quality.value),
				spread: spread90(quality.value, quality.low, quality.high),
				...stated
			},
			paired: {
				bothRight: outcomes.bothRight,
				onlyMake: outcomes.onlyLocal,
				onlyBuy: outcomes.onlyApi,
				bothWrong: outcomes.bothWrong
			},
			lines: dearerLines(option, api, apiShare, dearerShare(heldOut), source)
		},
		[
			`${option.id}: ${study.reason}`,
			...(leftOut.length === 0
				? []
				: [
						`${option.id}: ${String(leftOut.length)} items are left out of its threshold: ${leftOutReasons(leftOut)}`
					])
		]
	);
};

/** Resolves the share of a hybrid. */
export const resolveHybrid = (
	option: HybridOptionSpec,
	api: CostOption,
	context: ResolveContext
): Promise<Resolved<ResolvedHybrid>> => {
	if (option.threshold) return measureHybrid(option, option.threshold, api, context);
	const { apiShare } = option;
	if (!apiShare) throw new RangeError(`hybrid "${option.id}" has neither a share nor a threshold`);
	return Promise.resolve(
		ready({
			apiShare: typed(apiShare, shareParameter(option)),
			acceptShare: null,
			paired: null,
			lines: []
		})
	);
};

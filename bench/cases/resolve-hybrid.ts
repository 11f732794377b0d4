/**
 * How much of the work a hybrid sends to the API: typed, or measured from the answers of both sides to the same items, with the
 * threshold chosen on one half of the items and everything reported on the other.
 */
import type { HybridOptionSpec } from '#core/cost-spec.ts';
import { typed } from '#bench/economics/build/shared.ts';
import type { PairedCounts } from '#bench/economics/case/cost-case.ts';
import type { CostLine } from '#bench/economics/option/cost-line.ts';
import {
	apiCostDifference,
	frontierOf,
	shareOfItems,
	type HybridFrontier
} from '#bench/economics/hybrid/frontier-points.ts';
import { apiShareIdentity, measuredHybrid } from '#bench/economics/hybrid/measured-hybrid.ts';
import type { CostOption } from '#bench/economics/option/option.ts';
import type { Parameter } from '#bench/economics/option/parameter.ts';
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
	/** What other thresholds would come to; null where the share is typed. */
	frontier: HybridFrontier | null;
}

const measureHybrid = async (
	option: HybridOptionSpec,
	threshold: NonNullable<HybridOptionSpec['threshold']>,
	api: CostOption,
	context: ResolveContext
): Promise<Resolved<ResolvedHybrid>> => {
	const found = await studyHybrid(option, threshold, context);
	if (found.state === 'unavailable') return found;
	const { local, items, settings, leftOut, study } = found.value;
	if (study.state !== 'chosen') {
		const missing = leftOut.length === 0 ? '' : ` Left out: ${leftOutReasons(leftOut)}.`;
		return unavailable(
			`${study.reason}${missing}`,
			'Measure more of the same items on both sides, or type "apiShare".'
		);
	}
	const { apiShare, quality, usdPerRequest, api: apiAlone, outcomes, n } = study.heldOut;
	const stated = {
		basis: 'measured',
		source: `run ${local.run.id}: ${study.reason}`,
		asOf: local.run.startedAtUtc.slice(0, 10),
		evidence: runEvidence(local.run, local.cell)
	} as const;
	const measured = {
		apiShare: shareOfItems(Math.round(apiShare * n), n),
		quality,
		// An answer of the own model is 0 here, so that all of the hybrid's cost is the API's.
		apiCostDifference: apiCostDifference(apiShare, usdPerRequest.value, apiAlone.usdPerRequest),
		outcomes
	};
	return ready(
		{
			...measuredHybrid(option.id, api, measured, stated),
			paired: {
				bothRight: outcomes.bothRight,
				onlyMake: outcomes.onlyLocal,
				onlyBuy: outcomes.onlyApi,
				bothWrong: outcomes.bothWrong
			},
			frontier: frontierOf(items, settings, study.rule, {
				...stated,
				source: `run ${local.run.id}`
			})
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
			apiShare: typed(apiShare, apiShareIdentity(option.id)),
			acceptShare: null,
			paired: null,
			lines: [],
			frontier: null
		})
	);
};

/** Two stages beside each other: percentiles of their latencies with the interval of each difference, and what an answer cost. */
import type { CellTarget } from '#core/cell-target.ts';
import { roundedText, toDecimal, type Decimal } from '#core/decimal.ts';
import type { MeasuredWhen } from '#core/measured-when.ts';
import { createRandom } from '#core/random.ts';
import type { StageSummary } from '#core/stage.ts';
import { quantileDifference } from '#core/statistics/quantile-bootstrap.ts';
import { quantileOfSorted } from '#core/statistics/quantile.ts';
import { minimumSamples } from '#core/statistics/sample-size.ts';
import { monthlyCost } from '#bench/cases/hourly-cost.ts';
import type { Database } from '#db/client.server.ts';
import { stageSamples, type SampleMetric } from '#db/stage-series.server.ts';
import {
	comparedLatencies,
	comparedQuantiles,
	type ComparedLatency,
	type ComparedStage,
	type LatencyDifference,
	type StageComparison,
	type StageCost
} from '../../compare/comparison.ts';

import { pairKey, type StageMemory } from './stage-memory.ts';

export interface ComparableStage extends ComparedStage {
	/** Whole, as stored. */
	id: string;
	target: CellTarget;
	summary: StageSummary;
}

/** Decimal places of a cost in USD. */
const costPlaces = 12;

const costOf = (
	{ summary, target }: ComparableStage,
	requestsPerMonth: number | null
): StageCost => {
	const { costUsd, costBasis, completed, passRate } = summary;
	if (costUsd === null || completed === 0) {
		return { usdPerAnswer: null, usdPerAcceptedAnswer: null, basis: costBasis, monthly: null };
	}
	// Of this stage too: another load may ask other items, and have other answers.
	const { successes, n } = passRate ?? { successes: 0, n: 0 };
	const costs = (usd: Decimal) => ({
		usdPerAnswer: roundedText(usd, costPlaces),
		usdPerAcceptedAnswer:
			successes === 0 ? null : roundedText(usd.times(n).div(successes), costPlaces)
	});
	const monthly = requestsPerMonth === null ? null : monthlyCost(summary, target, requestsPerMonth);
	return {
		...costs(toDecimal(costUsd).div(completed)),
		basis: costBasis,
		monthly: monthly && {
			servers: monthly.servers.count,
			...costs(toDecimal(monthly.usdPerRequest))
		}
	};
};

const sampled = async (
	database: Database,
	metric: SampleMetric & ComparedLatency,
	{ a, b }: { a: ComparableStage; b: ComparableStage }
): Promise<LatencyDifference[]> => {
	const ofA = Float64Array.from(await stageSamples(database, a.id, metric));
	const ofB = Float64Array.from(await stageSamples(database, b.id, metric));
	return comparedQuantiles.map((quantile) => {
		const needed = minimumSamples(quantile);
		// Named, so that the same two stages have the same interval whenever they are looked at.
		const random = createRandom(1, `${a.id} ${b.id} ${metric} ${String(quantile)}`);
		const found =
			Math.min(ofA.length, ofB.length) < needed
				? null
				: quantileDifference([ofB, ofA], quantile, { random });
		return {
			metric,
			quantile,
			aMs: quantileOfSorted(ofA, quantile),
			bMs: quantileOfSorted(ofB, quantile),
			aCount: ofA.length,
			bCount: ofB.length,
			needed,
			difference: found && { ms: found.difference, lowMs: found.low, highMs: found.high }
		};
	});
};

const percentileOf = { 0.5: 'p50', 0.9: 'p90', 0.95: 'p95', 0.99: 'p99' } as const;

/** Gaps are summed up with their stage; they are not stored one by one. */
const gaps = (a: StageSummary, b: StageSummary): LatencyDifference[] =>
	comparedQuantiles.map((quantile) => ({
		metric: 'itlMs',
		quantile,
		aMs: a.itlMs[percentileOf[quantile]],
		bMs: b.itlMs[percentileOf[quantile]],
		aCount: a.itlMs.n,
		bCount: b.itlMs.n,
		needed: minimumSamples(quantile),
		difference: null
	}));

const latenciesOf = async (
	database: Database,
	{ a, b }: { a: ComparableStage; b: ComparableStage }
): Promise<LatencyDifference[]> => {
	const latencies: LatencyDifference[] = [];
	for (const metric of comparedLatencies) {
		latencies.push(
			...(metric === 'itlMs'
				? gaps(a.summary, b.summary)
				: await sampled(database, metric, { a, b }))
		);
	}
	return latencies;
};

/** `memory`: of latencies that were compared before. */
export const compareStages = async (
	database: Database,
	{ a, b, measured }: { a: ComparableStage; b: ComparableStage; measured: MeasuredWhen | null },
	requestsPerMonth: number | null,
	memory: StageMemory
): Promise<StageComparison> => {
	const latencies = await memory.latencies(pairKey({ a, b }), () =>
		latenciesOf(database, { a, b })
	);
	const shown = ({ name, ordinal, load, state, summary }: ComparableStage) => ({
		name,
		ordinal,
		load,
		state,
		summary
	});
	return {
		a: shown(a),
		b: shown(b),
		isSameLoad: a.load === b.load,
		measured,
		latencies,
		costs: { a: costOf(a, requestsPerMonth), b: costOf(b, requestsPerMonth) },
		requestsPerMonth
	};
};

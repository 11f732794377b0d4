/** What a request costs of a measured target that is paid by the hour, over a month of requests. */
import type { CellTarget } from '#core/cell-target.ts';
import { roundedText, toDecimal } from '#core/decimal.ts';
import type { StageSummary } from '#core/stage.ts';
import type { Interval } from '#core/statistics/paired-bootstrap.ts';
import { poissonInterval } from '#core/statistics/poisson-count.ts';
import { wholeServers } from '#bench/economics/fleet/whole-servers.ts';

export interface MonthlyServers {
	/** Endpoints such as the measured one that stand all month: as many as carry the volume where each is as busy as at its load. */
	count: number;
	/** The same at the ends of the 95 % interval of the throughput at that load. */
	low: number;
	high: number;
}

export interface MonthlyCost {
	/** USD, decimal text: all hours of all servers / requests of the month. */
	usdPerRequest: string;
	/** Ends of its 95 % interval, USD; null where both ends of the throughput need the same number of servers. */
	usdPerRequestInterval: Interval | null;
	servers: MonthlyServers;
}

/** Decimal places of a cost in USD. */
const costPlaces = 20;

/** Null where the target is not paid by the hour, or the stage has no cost or no whole answer. */
export const monthlyCost = (
	{ costUsd, costBasis, completed }: Pick<StageSummary, 'costUsd' | 'costBasis' | 'completed'>,
	target: CellTarget,
	requestsPerMonth: number
): MonthlyCost | null => {
	const price = 'price' in target ? target.price : undefined;
	if (price?.kind !== 'per-hour' || costBasis !== 'per-hour') return null;
	if (costUsd === null || completed === 0) return null;
	const serversFor = (answers: number) =>
		wholeServers(
			{ usdPerHour: price.usdPerHour, busyUsdPerRequest: toDecimal(costUsd).div(answers) },
			requestsPerMonth
		);
	// Answers of a stage are counted as independent of each other.
	const counted = poissonInterval(completed);
	const middle = serversFor(completed);
	const low = serversFor(counted.high);
	const high = serversFor(counted.low);
	return {
		usdPerRequest: roundedText(middle.usdPerRequest, costPlaces),
		usdPerRequestInterval:
			low.servers === high.servers
				? null
				: { low: low.usdPerRequest.toNumber(), high: high.usdPerRequest.toNumber() },
		servers: { count: middle.servers, low: low.servers, high: high.servers }
	};
};

/** What a request costs of an endpoint paid by the hour that stands all month: as many whole ones as the volume takes, idle hours paid for. */
import { toDecimal, type Decimal } from '#core/decimal.ts';
import { hoursPerMonth } from '../option/factors.ts';

export interface HourlyEndpoint {
	/** USD of an hour, decimal text. */
	usdPerHour: string;
	/** USD of a request while it is as busy as it can be, or as it was measured. */
	busyUsdPerRequest: Decimal;
}

export interface WholeServers {
	/** One or more. */
	servers: number;
	/** USD of a request: servers · hours of a month · USD of an hour / requests of the month. */
	usdPerRequest: Decimal;
}

/** `requestsPerMonth` > 0. No server is busier on average over the month than it was measured; the busiest hour and a spare are not counted. */
export const wholeServers = (
	{ usdPerHour, busyUsdPerRequest }: HourlyEndpoint,
	requestsPerMonth: number
): WholeServers => {
	const monthUsd = toDecimal(usdPerHour).times(hoursPerMonth);
	// Rounded first, so that exactly what n servers carry takes n and not n + 1.
	const needed = monthUsd.eq(0)
		? 0
		: busyUsdPerRequest.times(requestsPerMonth).div(monthUsd).round(20).round(0, 3).toNumber();
	const servers = Math.max(1, needed);
	return { servers, usdPerRequest: monthUsd.times(servers).div(requestsPerMonth) };
};

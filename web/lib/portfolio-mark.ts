/** Places on a logarithmic axis of volume, as shares of its width: for the small chart of a use case in the portfolio. */

export interface VolumeMarks {
	/** Ends of the axis, requests a month; whole decades. */
	from: number;
	to: number;
	/** 0 to 1; null where there is none within the axis. */
	today: number | null;
	crossover: number | null;
	low: number | null;
	high: number | null;
}

interface Volumes {
	requestsPerMonth: number;
	/** Null where there is no crossover. */
	permanentRequests: number | null;
	lowRequests: number | null;
	highRequests: number | null;
}

/** An axis that holds today's volume and the crossover with its interval, at least two decades. */
export const volumeMarks = (volumes: Volumes): VolumeMarks => {
	const { requestsPerMonth, permanentRequests, lowRequests, highRequests } = volumes;
	const told = [requestsPerMonth, permanentRequests, lowRequests, highRequests].filter(
		(volume): volume is number => volume !== null && volume > 0
	);
	const least = Math.floor(Math.log10(Math.min(...told, 1e12) || 1) - 0.2);
	const most = Math.ceil(Math.log10(Math.max(...told, 1)) + 0.2);
	const [from, to] = [Math.max(0, least), Math.max(most, Math.max(0, least) + 2)];
	const place = (volume: number | null): number | null =>
		volume === null || volume <= 0
			? null
			: Math.min(1, Math.max(0, (Math.log10(volume) - from) / (to - from)));
	return {
		from: 10 ** from,
		to: 10 ** to,
		today: place(requestsPerMonth),
		crossover: place(permanentRequests),
		low: place(lowRequests),
		high: place(highRequests)
	};
};

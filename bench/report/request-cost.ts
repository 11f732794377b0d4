/** What a request costs of several targets, with what it rests on beside each amount. */
import {
	doubtMark,
	doubtMarkOf,
	inconsistentUsageInWords
} from '#core/inconsistent-usage-in-words.ts';
import { formatUsd, formatVolume } from './cost-format.ts';

export interface ReportedVolume {
	/** Requests in a month. */
	requestsPerMonth: number;
	/** Whether somebody asked for it, or it is the demand that the scenario states. */
	from: 'asked' | 'scenario';
}

export interface ReportedRequestCost {
	/** `closed ×16`; null where no stage has figures. */
	load: string | null;
	/** USD, decimal text; null where no price is known. */
	usdPerRequest: string | null;
	costBasis:
		'per-answer' | 'per-token' | 'per-image' | 'per-hour' | 'per-month' | 'as-imported' | null;
	/** Answers behind the amount whose token counts contradict each other; null or absent where nobody looked, and where no tokens are billed. */
	inconsistentUsage?: number | null;
	/** Endpoints that stand all month; null where the basis is another. */
	servers: { count: number; low: number; high: number } | null;
}

const plainVolume = (requestsPerMonth: number): string =>
	`${formatVolume(requestsPerMonth)} requests a month`;

/** `120,000 requests a month, the scenario’s own demand (another: give --requests-per-month)`. */
export const volumeInWords = (
	{ requestsPerMonth, from }: ReportedVolume,
	changeWith: string
): string =>
	from === 'asked'
		? plainVolume(requestsPerMonth)
		: `${plainVolume(requestsPerMonth)}, the scenario’s own demand (${changeWith})`;

/** `1 server paid for every hour of the month`. */
export const serversInWords = ({
	count,
	low,
	high
}: NonNullable<ReportedRequestCost['servers']>): string =>
	`${count.toLocaleString('en-US')} ${count === 1 ? 'server' : 'servers'}${low === high ? '' : ` (${low.toLocaleString('en-US')} to ${high.toLocaleString('en-US')} by the interval of the throughput)`} paid for every hour of the month`;

/** What must be known to believe the amount, to stand in brackets behind it; null where it is what was charged. */
export const basisInWords = ({ costBasis, load, servers }: ReportedRequestCost): string | null => {
	if (costBasis === 'per-month' && servers) return serversInWords(servers);
	if (costBasis === 'per-hour') {
		return `only while it is as busy as at ${load ?? 'its load'}; an idle hour costs the same`;
	}
	return costBasis === 'as-imported' ? 'as its file says' : null;
};

const costOf = (figures: ReportedRequestCost, name: string): string => {
	const basis = basisInWords(figures);
	return `${formatUsd(figures.usdPerRequest)}${doubtMarkOf(figures.inconsistentUsage)} with ${name}${basis === null ? '' : ` (${basis})`}`;
};

/** What the mark behind amounts means, one sentence for each target that has it. */
export const doubtsInWords = (targets: readonly NamedRequestCost[]): string[] =>
	targets.flatMap(({ name, figures }) => {
		const doubt = inconsistentUsageInWords(figures.inconsistentUsage ?? null);
		return doubt === null ? [] : [`${doubtMark} ${name}: ${doubt}.`];
	});

export interface NamedRequestCost {
	/** As it is called in the sentence: `A`. */
	name: string;
	figures: ReportedRequestCost;
}

const joined = (parts: readonly string[]): string =>
	parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`;

/** `At 120,000 requests a month a request costs $0.0152 with A (1 server paid for every hour of the month) and $0.00167 with B.` */
export const requestCostInWords = (
	targets: readonly NamedRequestCost[],
	volume: ReportedVolume | null
): string => {
	const known = targets.filter(({ figures }) => figures.usdPerRequest !== null);
	const unknown = targets.filter(({ figures }) => figures.usdPerRequest === null);
	const isMonthly = known.some(({ figures }) => figures.costBasis === 'per-month');
	const isBusy = known.some(({ figures }) => figures.costBasis === 'per-hour');
	const at =
		volume && isMonthly
			? `At ${volumeInWords(volume, 'another: give --requests-per-month')}, a request costs `
			: 'A request costs ';
	return [
		...(known.length === 0
			? []
			: [`${at}${joined(known.map(({ figures, name }) => costOf(figures, name)))}.`]),
		...(unknown.length === 0
			? []
			: [`What a request costs is not known of ${joined(unknown.map(({ name }) => name))}.`]),
		...(isBusy ? ['Give --requests-per-month for what it costs with idle hours counted in.'] : []),
		...(isMonthly
			? ['What the busiest hour, a spare and staff take beside that is told by bench cost.']
			: [])
	].join(' ');
};

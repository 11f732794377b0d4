/** What a tuning has brought, in sentences and as data. */
import type { TuningPayback } from '#bench/economics/tuning/tuning-payback.ts';
import { tuningInWords, type TunedFrom } from '#core/tuned-from.ts';
import { formatUsd, formatUsdExact, formatVolume } from './cost-format.ts';
import { formatNumber } from './format.ts';
import {
	serversInWords,
	volumeInWords,
	type ReportedRequestCost,
	type ReportedVolume
} from './request-cost.ts';

export interface ReportedTuning {
	tunedFrom: TunedFrom;
	tunedOnItems: boolean;
	retrainMonths: string;
	isAssumedCadence: boolean;
	wrongUsd: string | null;
	volume: ReportedVolume | null;
	spread: {
		requestsPerMonth: number;
		usdPerRequest: string;
		usdPerRightAnswer: string | null;
	} | null;
	paybacks: readonly {
		targetId: string;
		isBase: boolean;
		payback: TuningPayback | null;
		/** Of each that is paid by the hour and stands all month; null otherwise. */
		servers: { tuned: ReportedRequestCost['servers']; other: ReportedRequestCost['servers'] };
		months: number | null;
		monthsInterval: { low: number; high: number } | null;
	}[];
	/** What the tuned one and the others are called; in the order of the paybacks. */
	title: string;
	otherTitles: readonly string[];
}

const requests = (count: number): string => formatVolume(count);

/** ` (95 % interval 90,000 to 140,000)`; empty where nothing in it is uncertain. */
const intervalInWords = (
	interval: { low: number; high: number } | null,
	text: (value: number) => string
): string =>
	interval === null || text(interval.low) === text(interval.high)
		? ''
		: ` (95 % interval ${text(interval.low)} to ${text(interval.high)})`;

const monthsOf = (count: number): string => {
	const text = formatNumber(count);
	return Number(text) === 1 ? '1 month' : `${text} months`;
};

/** As it was typed. */
const cadenceOf = (months: string): string => `${months} ${months === '1' ? 'month' : 'months'}`;

type ReportedPayback = ReportedTuning['paybacks'][number];

/** `: 0.42 months at 120,000 requests a month`; empty where no volume is known. */
const monthsInWords = (
	{ months, monthsInterval }: ReportedPayback,
	{ spread, retrainMonths }: ReportedTuning
): string => {
	if (months === null || !spread) return '';
	const high = monthsInterval?.high ?? months;
	const next = `the next tuning after ${cadenceOf(retrainMonths)}`;
	const beyond =
		months > Number(retrainMonths)
			? `, later than ${next}, so it does not pay at this volume`
			: high > Number(retrainMonths)
				? `; the upper end lies beyond ${next}`
				: '';
	const time =
		high < 1
			? 'within the first month'
			: `${monthsOf(months)}${intervalInWords(monthsInterval, monthsOf)}`;
	return `: ${time} at ${requests(spread.requestsPerMonth)} requests a month${beyond}`;
};

/** Which of both stands all month, as what a request costs rests on it. */
const standingInWords = ({ servers }: ReportedPayback, tuned: string, other: string): string => {
	const standing = [
		...(servers.tuned ? [`${tuned} with ${serversInWords(servers.tuned)}`] : []),
		...(servers.other ? [`${other} with ${serversInWords(servers.other)}`] : [])
	];
	return standing.length === 0 ? '' : ` Counted are ${standing.join(' and ')}.`;
};

const paybackInWords = (tuning: ReportedTuning): string[] =>
	tuning.paybacks.map((each, index) => {
		const { payback, isBase, months } = each;
		const title = tuning.otherTitles[index] ?? '';
		const name = `${title}${isBase ? ', its base,' : ''}`;
		if (payback === null) {
			return `Against ${name} what a request costs is not known of both, or nothing was answered by both, so no payback can be told.`;
		}
		const standing = standingInWords(each, tuning.title, title);
		if (payback.state === 'never') {
			return `Against ${name} the tuning never pays for itself. ${payback.reason}${standing}`;
		}
		if (payback.state === 'not-shown') {
			return `Against ${name} no saving is shown, so no payback is computed. ${payback.reason}${standing}`;
		}
		const saved = formatUsd(payback.saving.usdPerRequest);
		const after = `${requests(payback.requests)} requests${intervalInWords(payback.requestsInterval, requests)}`;
		const claim =
			months !== null && months > Number(tuning.retrainMonths)
				? `would need ${after} to pay for itself`
				: `has paid for itself after ${after}`;
		return `Against ${name} the tuning ${claim}, as each costs ${saved} less${monthsInWords(each, tuning)}.${standing}`;
	});

/** Where a reader says the volume, and what a wrong answer costs. */
export interface TuningAsked {
	volume: string;
	/** In place of that of the scenario. */
	otherVolume: string;
	wrong: string;
}

const askedByFlags: TuningAsked = {
	volume: 'Give --requests-per-month',
	otherVolume: 'another: give --requests-per-month',
	wrong: '--wrong-usd says otherwise'
};

/** One sentence a line; lines are wrapped by whoever prints them. */
export const tuningInLines = (
	tuning: ReportedTuning,
	asked: TuningAsked = askedByFlags
): string[] => {
	const { tunedFrom, spread, volume, retrainMonths, isAssumedCadence, wrongUsd } = tuning;
	const cadence = `${cadenceOf(retrainMonths)}${isAssumedCadence ? ' (assumed)' : ''}`;
	const right =
		spread?.usdPerRightAnswer === null || !spread
			? ''
			: `; a right answer costs ${formatUsd(spread.usdPerRightAnswer)} with it`;
	return [
		`${tuning.title} was ${tuningInWords(tunedFrom)} (${tunedFrom.costSource}).`,
		spread && volume
			? `Spread over ${volumeInWords(volume, asked.otherVolume)}, until it is tuned again after ${cadence}, the tuning adds ${formatUsd(spread.usdPerRequest)} to a request${right}.`
			: `${asked.volume} to spread the cost of the tuning over requests.`,
		...paybackInWords(tuning),
		wrongUsd === null
			? `A wrong answer is counted as costing nothing beside its request; ${asked.wrong}.`
			: `A wrong answer is counted with ${formatUsdExact(wrongUsd)} beside its request.`
	];
};

/** Money in USD as decimal text, intervals in USD. */
export const tuningJson = ({
	tunedFrom,
	tunedOnItems,
	retrainMonths,
	isAssumedCadence,
	wrongUsd,
	volume,
	spread,
	paybacks
}: ReportedTuning) => ({
	tunedFrom,
	tunedOnItems,
	retrainMonths: Number(retrainMonths),
	retrainMonthsAssumed: isAssumedCadence,
	wrongUsd,
	volume,
	spread,
	paybacks: paybacks.map(({ targetId, isBase, payback, servers, months, monthsInterval }) => ({
		against: targetId,
		isBase,
		state: payback?.state ?? 'unknown',
		requests: payback?.requests ?? null,
		requestsInterval: payback?.requestsInterval ?? null,
		months,
		monthsInterval,
		servers,
		savingUsdPerRequest: payback && payback.saving,
		reason: payback?.reason ?? null
	}))
});

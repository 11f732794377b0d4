/** What a tuning has brought, in sentences and as data. */
import type { TuningPayback } from '#bench/economics/tuning/tuning-payback.ts';
import { tuningInWords, type TunedFrom } from '#core/tuned-from.ts';
import { formatUsd, formatVolume } from './cost-format.ts';
import { formatNumber } from './format.ts';

export interface ReportedTuning {
	tunedFrom: TunedFrom;
	tunedOnItems: boolean;
	retrainMonths: string;
	isAssumedCadence: boolean;
	wrongUsd: string | null;
	spread: {
		requestsPerMonth: number;
		usdPerRequest: string;
		usdPerRightAnswer: string | null;
	} | null;
	paybacks: readonly {
		targetId: string;
		isBase: boolean;
		payback: TuningPayback | null;
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

const monthsInWords = (
	{ months, monthsInterval }: ReportedTuning['paybacks'][number],
	{ spread, retrainMonths }: ReportedTuning
): string => {
	if (months === null || !spread) return '';
	const isAtOnce = (monthsInterval?.high ?? months) < 1;
	const told = `, ${isAtOnce ? 'within the first month' : `in ${formatNumber(months)} months${intervalInWords(monthsInterval, formatNumber)}`} at ${requests(spread.requestsPerMonth)} requests a month`;
	return months > Number(retrainMonths)
		? `${told}: later than the next tuning after ${retrainMonths} months, so it does not pay at this volume`
		: told;
};

const paybackInWords = (tuning: ReportedTuning): string[] =>
	tuning.paybacks.map((each, index) => {
		const { payback, isBase } = each;
		const name = `${tuning.otherTitles[index] ?? ''}${isBase ? ', its base,' : ''}`;
		if (payback === null) {
			return `Against ${name} what a request costs is not known of both, or nothing was answered by both, so no payback can be told.`;
		}
		if (payback.state === 'never') {
			return `Against ${name} the tuning never pays for itself. ${payback.reason}`;
		}
		if (payback.state === 'not-shown') {
			return `Against ${name} no saving is shown, so no payback is computed. ${payback.reason}`;
		}
		const saved = formatUsd(payback.saving.usdPerRequest);
		return `Against ${name} the tuning has paid for itself after ${requests(payback.requests)} requests${intervalInWords(payback.requestsInterval, requests)}, as each costs ${saved} less${monthsInWords(each, tuning)}.`;
	});

/** Where a reader says the volume, and what a wrong answer costs. */
export interface TuningAsked {
	volume: string;
	wrong: string;
}

const askedByFlags: TuningAsked = {
	volume: 'Give --requests-per-month',
	wrong: '--wrong-usd says otherwise'
};

/** One sentence a line; lines are wrapped by whoever prints them. */
export const tuningInLines = (
	tuning: ReportedTuning,
	asked: TuningAsked = askedByFlags
): string[] => {
	const { tunedFrom, spread, retrainMonths, isAssumedCadence, wrongUsd } = tuning;
	const cadence = `${retrainMonths} months${isAssumedCadence ? ' (assumed)' : ''}`;
	const right =
		spread?.usdPerRightAnswer === null || !spread
			? ''
			: `; a right answer costs ${formatUsd(spread.usdPerRightAnswer)} with it`;
	return [
		`${tuning.title} was ${tuningInWords(tunedFrom)} (${tunedFrom.costSource}).`,
		spread
			? `Spread over ${requests(spread.requestsPerMonth)} requests a month until it is tuned again after ${cadence}, the tuning adds ${formatUsd(spread.usdPerRequest)} to a request${right}.`
			: `${asked.volume} to spread the cost of the tuning over requests.`,
		...paybackInWords(tuning),
		wrongUsd === null
			? `A wrong answer is counted as costing nothing beside its request; ${asked.wrong}.`
			: `A wrong answer is counted with ${formatUsd(wrongUsd)} beside its request.`
	];
};

/** Money in USD as decimal text, intervals in USD. */
export const tuningJson = ({
	tunedFrom,
	tunedOnItems,
	retrainMonths,
	isAssumedCadence,
	wrongUsd,
	spread,
	paybacks
}: ReportedTuning) => ({
	tunedFrom,
	tunedOnItems,
	retrainMonths: Number(retrainMonths),
	retrainMonthsAssumed: isAssumedCadence,
	wrongUsd,
	spread,
	paybacks: paybacks.map(({ targetId, isBase, payback, months, monthsInterval }) => ({
		against: targetId,
		isBase,
		state: payback?.state ?? 'unknown',
		requests: payback?.requests ?? null,
		requestsInterval: payback?.requestsInterval ?? null,
		months,
		monthsInterval,
		savingUsdPerRequest: payback && payback.saving,
		reason: payback?.reason ?? null
	}))
});

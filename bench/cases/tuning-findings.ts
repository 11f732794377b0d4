/** What tuning a model has brought: its cost spread over requests, and when it has paid for itself against each other target. */
import { costOfPassUsd } from '#bench/economics/rework/cost-of-pass.ts';
import { defaultParameter } from '#bench/economics/option/defaults.ts';
import {
	tuningPayback,
	tuningUsdPerRequest,
	type ServedItem,
	type TuningPayback
} from '#bench/economics/tuning/tuning-payback.ts';
import { roundedText, toDecimal } from '#core/decimal.ts';
import { markEmulated } from '#core/mark-emulated.ts';
import type { PairedAnswer } from '#core/measured.ts';
import { createRandom } from '#core/random.ts';
import type { Interval } from '#core/statistics/paired-bootstrap.ts';
import { isTunedOnScenario, type TunedFrom } from '#core/tuned-from.ts';
import type { MonthlyServers } from './hourly-cost.ts';
import type { MonthlyVolume } from './monthly-volume.ts';
import type { RequestCostBasis, TargetFigures } from './target-figures.ts';

export interface TuningTerms {
	/** Requests a month over which the tuning is spread; null where nobody says and the scenario is not found. */
	volume: MonthlyVolume | null;
	/** Months until the model is tuned again, decimal text; null for the default. */
	retrainMonths: string | null;
	/** What a wrong answer costs beside its request, USD, decimal text; null where nobody says. */
	wrongUsd: string | null;
	seed: number;
}

export interface TuningFindings {
	tunedFrom: TunedFrom;
	/** Whether the items may be among those that the model was tuned on. */
	tunedOnItems: boolean;
	retrainMonths: string;
	/** Whether these months are an assumption of ours. */
	isAssumedCadence: boolean;
	wrongUsd: string | null;
	/** Null where nobody says how many requests there are. */
	volume: MonthlyVolume | null;
	/** The tuning in each request until the next one; null where no volume is given. */
	spread: {
		requestsPerMonth: number;
		/** USD, decimal text. */
		usdPerRequest: string;
		/** Cost of a right answer with it, USD, decimal text; null without a cost or a right answer. */
		usdPerRightAnswer: string | null;
	} | null;
	/** Against each of the other targets, in their order. */
	paybacks: {
		targetId: string;
		/** Whether it is the model that was tuned. */
		isBase: boolean;
		/** Null where no cost of a request is known of either, or no item was answered by both. */
		payback: TuningPayback | null;
		/** What stands all month of each, where the cost of a request counts all hours of a month; null otherwise. */
		servers: { tuned: MonthlyServers | null; other: MonthlyServers | null };
		/** payback.requests / requestsPerMonth; null where no payback is told or no volume is given. */
		months: number | null;
		/** The same at the ends of the interval of the requests. */
		monthsInterval: Interval | null;
	}[];
}

const costPlaces = 20;

/** What an answer has cost: its own price where all were priced one by one, else the mean of its load. */
const servedItems = (
	answers: readonly PairedAnswer[],
	{ costBasis, usdPerRequest }: TargetFigures
): ServedItem[] | null => {
	if (usdPerRequest === null) return null;
	return answers.map(({ costUsd, passed }) => ({
		usd: costBasis === 'per-answer' ? (costUsd ?? usdPerRequest) : usdPerRequest,
		right: passed === true
	}));
};

/** Bases on which a cost of a request is the mean of a load, of which nobody knows how far single answers lie from it. */
const meansOfALoad: readonly RequestCostBasis[] = ['per-token', 'per-image', 'as-imported'];

/** Why no saving can be told of two targets, whatever their figures; null where one can. */
const whyNoSaving = (sides: readonly TargetFigures[], terms: TuningTerms): string | null => {
	const names = (of: readonly TargetFigures[]): string =>
		of
			.map(({ target, cell }) => markEmulated(target.title ?? target.id, cell.emulated))
			.join(' and ');
	const hourly = sides.filter(({ costBasis }) => costBasis === 'per-hour');
	if (hourly.length > 0 && terms.volume === null) {
		return `${names(hourly)} ${hourly.length === 1 ? 'is' : 'are'} paid by the hour, so what a request costs depends on how many there are in a month.`;
	}
	const means = sides.filter(({ costBasis }) => costBasis && meansOfALoad.includes(costBasis));
	return means.length === 0
		? null
		: `What single answers of ${names(means)} have cost is not known, only their mean, so it cannot be told whether a difference is more than chance.`;
};

const paybackOf = (
	[tuned, other]: readonly [TargetFigures, TargetFigures],
	[own, theirs]: readonly [ServedItem[] | null, ServedItem[] | null],
	{ tunedFrom, terms }: { tunedFrom: TunedFrom; terms: TuningTerms }
): TuningPayback | null => {
	if (own === null || theirs === null || own.length === 0) return null;
	const reason = whyNoSaving([tuned, other], terms);
	if (reason !== null) {
		return { state: 'not-shown', saving: null, requests: null, requestsInterval: null, reason };
	}
	return tuningPayback({
		tuningUsd: tunedFrom.costUsd,
		items: own.flatMap((each, item) => {
			const their = theirs[item];
			return their ? [{ tuned: each, other: their }] : [];
		}),
		wrongUsd: terms.wrongUsd,
		requestUsd: { tuned: tuned.usdPerRequestInterval, other: other.usdPerRequestInterval },
		random: createRandom(terms.seed, `payback of ${tuned.cell.id} against ${other.cell.id}`)
	});
};

/**
 * The first of the targets is the tuned one; null where its config does not say that it was tuned. `answers[k]`: of target k to the
 * common items, in the same order for all.
 */
export const tuningFindings = (
	figures: readonly TargetFigures[],
	answers: readonly (readonly PairedAnswer[])[],
	terms: TuningTerms
): TuningFindings | null => {
	const [tuned, ...others] = figures;
	const tunedFrom = tuned?.target.tunedFrom;
	if (!tuned || !tunedFrom) return null;
	const { volume, wrongUsd } = terms;
	const requestsPerMonth = volume?.requestsPerMonth ?? null;
	const retrainMonths = terms.retrainMonths ?? defaultParameter('retrainMonths').value;
	const own = servedItems(answers[0] ?? [], tuned);
	const spreadUsd =
		requestsPerMonth === null
			? null
			: tuningUsdPerRequest(tunedFrom.costUsd, { requestsPerMonth, months: retrainMonths });
	const rightShare =
		tuned.right.n === 0 ? null : toDecimal(tuned.right.successes).div(tuned.right.n).toFixed();
	const withTuning =
		spreadUsd === null || tuned.usdPerRequest === null || rightShare === null
			? null
			: costOfPassUsd(toDecimal(tuned.usdPerRequest).plus(spreadUsd).toFixed(), rightShare);
	return {
		tunedFrom,
		tunedOnItems: isTunedOnScenario(tunedFrom, tuned.cell.scenarioHash),
		retrainMonths,
		isAssumedCadence: terms.retrainMonths === null,
		wrongUsd,
		volume,
		spread:
			requestsPerMonth === null || spreadUsd === null
				? null
				: {
						requestsPerMonth,
						usdPerRequest: spreadUsd,
						usdPerRightAnswer: withTuning && roundedText(withTuning, costPlaces)
					},
		paybacks: others.map((other, index) => {
			const theirs = servedItems(answers[index + 1] ?? [], other);
			const payback = paybackOf([tuned, other], [own, theirs], { tunedFrom, terms });
			const inMonths = (requests: number): number | null =>
				requestsPerMonth === null ? null : requests / requestsPerMonth;
			const low = payback?.requestsInterval ? inMonths(payback.requestsInterval.low) : null;
			const high = payback?.requestsInterval ? inMonths(payback.requestsInterval.high) : null;
			return {
				targetId: other.target.id,
				isBase: other.target.id === tunedFrom.target,
				payback,
				servers: { tuned: tuned.servers, other: other.servers },
				months: payback?.state === 'pays' ? inMonths(payback.requests) : null,
				monthsInterval: low === null || high === null ? null : { low, high }
			};
		})
	};
};

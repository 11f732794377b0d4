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
import type { PairedAnswer } from '#core/measured.ts';
import { createRandom } from '#core/random.ts';
import { isTunedOnScenario, type TunedFrom } from '#core/tuned-from.ts';
import type { TargetFigures } from './target-figures.ts';

export interface TuningTerms {
	/** Requests a month over which the tuning is spread; null where nobody says. */
	requestsPerMonth: number | null;
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
		/** payback.requests / requestsPerMonth; null where it never comes or no volume is given. */
		months: number | null;
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
	const { requestsPerMonth, wrongUsd, seed } = terms;
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
			const payback =
				own === null || theirs === null
					? null
					: tuningPayback({
							tuningUsd: tunedFrom.costUsd,
							items: own.flatMap((each, item) => {
								const their = theirs[item];
								return their ? [{ tuned: each, other: their }] : [];
							}),
							wrongUsd,
							random: createRandom(seed, `payback of ${tuned.cell.id} against ${other.cell.id}`)
						});
			return {
				targetId: other.target.id,
				isBase: other.target.id === tunedFrom.target,
				payback,
				months:
					payback?.state === 'pays' && requestsPerMonth !== null
						? payback.requests / requestsPerMonth
						: null
			};
		})
	};
};

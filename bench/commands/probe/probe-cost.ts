/** What a probe may cost before it begins, which questions are left out so that it keeps to its cap, and what it did cost. */
import { BenchError } from '#core/errors.ts';
import type { BilledPrice } from '#core/price.ts';
import type { ProbeCost } from '#core/probe.ts';
import { usdToPicoUsdUp } from '#core/units.ts';
import {
	compareUsd,
	imagesCostUsd,
	sumUsd,
	worstAttemptCostUsd
} from '#bench/economics/prices/attempt-cost.ts';
import { billedAboveWorst } from '../run/billed-above-worst.ts';
import { settlementOf } from '../run/spend-ledger.ts';
import type { Exchange } from './exchange.ts';
import type { Part, Question, QuestionId } from './questions.ts';

/** What a chat template puts around a prompt, beyond the field names that the body has in its place, tokens. */
const aroundTokens = 100;
/** The same where tools are offered: providers explain them to their models, Anthropic in some 350 tokens. */
const toolPromptTokens = 500;

/** A question as the bytes that are sent. */
export interface ReadyQuestion extends Question {
	request: Uint8Array;
	/** The most that it can cost, USD, decimal text. */
	worstUsd: string;
}

/**
 * The most that one request can cost, USD, decimal text: a token for each byte of its body, what may stand around a prompt, and its whole output
 * limit; or its images. `0` where nobody is paid.
 */
export const worstUsdOf = (
	{ call }: Pick<Question, 'call'>,
	body: string,
	price: BilledPrice | null
): string => {
	if (price === null) return '0';
	if (price.kind === 'per-token') {
		const inputTokens = Buffer.byteLength(body) + (call.tools ? toolPromptTokens : aroundTokens);
		return worstAttemptCostUsd(inputTokens, call.embedding ? 0 : call.maxOutputTokens, price);
	}
	const usd = call.image ? imagesCostUsd(call.image.n, call.image, price) : '0';
	if (usd === null) throw new BenchError('E_INTERNAL', 'an image was asked for without its price');
	return usd;
};

export interface Affordable {
	/** In the order in which they are asked. */
	asked: ReadyQuestion[];
	/** The most that they can cost together, USD, decimal text. */
	worstUsd: string;
	/** Why others are not asked. */
	notAsked: Map<QuestionId, string>;
}

/**
 * The questions that fit under a cap in the worst case, the most telling first; all where there is none. Throws E_BUDGET where those without which
 * there is no probe do not fit.
 */
export const affordable = (
	parts: readonly Part[],
	capUsd: string | null,
	ready: (question: Question) => ReadyQuestion
): Affordable => {
	const asked: ReadyQuestion[] = [];
	const notAsked = new Map<QuestionId, string>();
	let worstUsd = '0';
	for (const { questions, isNeeded } of parts) {
		const made = questions.map(ready);
		const partUsd = sumUsd(made.map((each) => each.worstUsd));
		const withPartUsd = sumUsd([worstUsd, partUsd]);
		if (capUsd === null || compareUsd(withPartUsd, capUsd) <= 0) {
			asked.push(...made);
			worstUsd = withPartUsd;
			continue;
		}
		if (isNeeded) {
			throw new BenchError(
				'E_BUDGET',
				`at worst the ${String(made.length)} requests that every probe needs cost ${partUsd} USD, above the cap of ${capUsd} USD; nothing was sent`,
				{ hint: `Allow more: --max-spend ${partUsd} or above.` }
			);
		}
		const why = `at worst it costs ${partUsd} USD, which with the others is above the cap of ${capUsd} USD; --max-spend ${withPartUsd} allows it`;
		for (const { id } of questions) notAsked.set(id, why);
	}
	return { asked, worstUsd, notAsked };
};

/** What came of the requests so far, in money. `worstUsd` is that of all that are asked. */
export const costOf = (
	exchanges: Iterable<Exchange>,
	capUsd: string | null,
	worstUsd: string
): ProbeCost => {
	const settled: string[] = [];
	const unpriced: string[] = [];
	for (const { attempt, question } of exchanges) {
		if (attempt.costUsd !== null) settled.push(attempt.costUsd);
		else if (settlementOf(attempt).kind === 'unknown') unpriced.push(question.worstUsd);
	}
	const isPaid = capUsd !== null;
	return {
		paid: isPaid,
		capUsd,
		worstUsd,
		settledUsd: isPaid ? sumUsd(settled) : '0',
		unpricedAnswers: isPaid ? unpriced.length : 0,
		unpricedWorstUsd: isPaid ? sumUsd(unpriced) : '0'
	};
};

/**
 * Throws E_BUDGET where what was spent and the worst case of the next question, where there is one, pass the cap: the questions that are asked fit under it
 * together, so that one of them was billed above its worst.
 */
export const checkSpent = (
	exchanges: readonly Exchange[],
	capUsd: string | null,
	next: ReadyQuestion | null
): void => {
	if (capUsd === null) return;
	const { settledUsd, unpricedWorstUsd } = costOf(exchanges, capUsd, '0');
	const spentUsd = sumUsd([settledUsd, unpricedWorstUsd]);
	if (compareUsd(sumUsd([spentUsd, next?.worstUsd ?? '0']), capUsd) <= 0) return;
	throw billedAboveWorst({
		capUsd,
		spentPicoUsd: usdToPicoUsdUp(spentUsd),
		open: {
			// Of no weight where the cap is passed without it.
			picoUsd: compareUsd(spentUsd, capUsd) > 0 ? 0n : usdToPicoUsdUp(next?.worstUsd ?? '0'),
			what: 'the next request'
		},
		goOn: 'Then probe again, with more allowed by --max-spend.'
	});
};

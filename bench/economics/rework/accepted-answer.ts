/**
 * What one accepted answer costs: serving it, checking it, trying again, the person who does it where the model failed, and
 * the damage of errors that nobody noticed. Exact decimal arithmetic.
 */
import type { Decimal } from '#core/decimal.ts';
import { toDecimal } from '#core/decimal.ts';

/** How often an answer is not accepted. */
export type WrongAnswers =
	/** One share for all requests; with retries this is too good to be true, since hard items stay hard. */
	| { kind: 'accept-share'; acceptShare: string }
	/** For each item, how likely an answer to it is not accepted, 0 to 1; decimal text. */
	| { kind: 'per-item'; wrongShares: readonly string[] };

/** All amounts USD, all shares 0 to 1, decimal text. */
export interface AcceptedAnswerTerms {
	/** One answer of the model. */
	serviceUsd: string;
	/** Checking one answer, by a person or a judge; `0` where the check costs nothing. */
	checkUsd: string;
	wrong: WrongAnswers;
	/** A person doing it instead, after the last try. */
	humanUsd: string;
	/** Damage of one wrong answer that was accepted. */
	errorUsd: string;
	/** Requests that end with an accepted wrong answer / all requests. */
	undetectedErrorShare: string;
	/** How often it is tried again after an answer that was not accepted; 0 unless said. */
	retries?: number;
}

export interface AcceptedAnswerUsd {
	/** Model answers, tries included. */
	serviceUsd: Decimal;
	/** Checks, tries included. */
	checkUsd: Decimal;
	humanUsd: Decimal;
	/** Expected damage of undetected errors. */
	errorUsd: Decimal;
	/** The sum. */
	totalUsd: Decimal;
}

const one = toDecimal(1);
const zero = toDecimal(0);

const shareOf = (text: string, what: string): Decimal => {
	const share = toDecimal(text);
	if (share.lt(0) || share.gt(1)) throw new RangeError(`${what} must be 0 to 1, not ${text}`);
	return share;
};

const checkedRetries = (retries: number): number => {
	if (Number.isInteger(retries) && retries >= 0 && retries <= 100) return retries;
	throw new RangeError(`retries must be a whole number from 0 to 100, not ${String(retries)}`);
};

/**
 * Share of requests that are still not accepted after 1, 2, … `retries` + 1 tries: the mean over items of q^j. A mean of
 * powers, not a power of the mean: items differ, so that retries help less than the average share promises (Jensen).
 * Throws a RangeError for shares outside 0 to 1 and for an empty list of items.
 */
export const stillWrongShares = (wrong: WrongAnswers, retries = 0): Decimal[] => {
	const tries = checkedRetries(retries) + 1;
	const shares =
		wrong.kind === 'accept-share'
			? [one.minus(shareOf(wrong.acceptShare, 'the accept share'))]
			: wrong.wrongShares.map((share) => shareOf(share, 'the share of wrong answers of an item'));
	if (shares.length === 0) throw new RangeError('there are no items to take the mean of');
	let powers = shares;
	return Array.from({ length: tries }, (_, index) => {
		if (index > 0) powers = powers.map((power, item) => power.times(shares[item] as Decimal));
		return powers.reduce((sum, power) => sum.plus(power), zero).div(shares.length);
	});
};

/** Answers asked of the model per request: 1 + the shares that are still wrong before each retry. */
export const triesPerRequest = (wrong: WrongAnswers, retries = 0): Decimal =>
	stillWrongShares(wrong, retries)
		.slice(0, -1)
		.reduce((sum, share) => sum.plus(share), one);

/**
 * Cost of one accepted answer with its parts: Σ_{j=0..R} q^j (service + check) + q^(R+1) human + undetected errors × their
 * damage. Without retries that is service + check + (1 − accept share) × human + undetected × damage.
 */
export const acceptedAnswerUsd = (terms: AcceptedAnswerTerms): AcceptedAnswerUsd => {
	const { wrong, retries = 0 } = terms;
	const tries = triesPerRequest(wrong, retries);
	const unanswered = stillWrongShares(wrong, retries).at(-1) as Decimal;
	const serviceUsd = tries.times(terms.serviceUsd);
	const checkUsd = tries.times(terms.checkUsd);
	const humanUsd = unanswered.times(terms.humanUsd);
	const undetected = shareOf(terms.undetectedErrorShare, 'the share of undetected errors');
	const errorUsd = undetected.times(terms.errorUsd);
	return {
		serviceUsd,
		checkUsd,
		humanUsd,
		errorUsd,
		totalUsd: serviceUsd.plus(checkUsd).plus(humanUsd).plus(errorUsd)
	};
};

/**
 * Cost of pass: cost of an answer / share of right answers, what a right answer costs where wrong ones are thrown away for
 * nothing (Erol et al., ICLR 2026). Null where no answer is right: no amount buys one.
 */
export const costOfPassUsd = (serviceUsd: string, rightShare: string): Decimal | null => {
	const right = shareOf(rightShare, 'the share of right answers');
	return right.eq(0) ? null : toDecimal(serviceUsd).div(right);
};

/**
 * Make, buy or hybrid, no difference shown, or not enough evidence. Cost alone decides only between options that are shown to
 * be as good; otherwise the cost of accepted answers does, where the user has said what a person and an error cost.
 */
import { toDecimal } from '#core/decimal.ts';
import { errorCostThatFlips, type ErrorCostFlip, type ErrorExposure } from './error-cost-flip.ts';
import {
	joinMeasurements,
	qualityInWords,
	qualityToMeasure,
	sortOptions,
	type Contender
} from './verdict-contenders.ts';
import type { Verdict, VerdictInput, VerdictOption } from './verdict-input.ts';
import { verdictSentence } from './verdict-sentence.ts';
import { usdInWords, type Side } from './verdict-words.ts';

/** Cost of the rival minus that of the leader, USD a month; the interval is null where no input has a range. */
interface Saving {
	value: string;
	low: string | null;
	high: string | null;
}

const minus = (a: string, b: string): string => toDecimal(a).minus(b).toFixed();
const negated = (usd: string): string => toDecimal(usd).neg().toFixed();

/** From draws that both share where they are given; else from the ends of both intervals, which is wider than need be. */
const savingOf = (leader: Contender, rival: Contender, input: VerdictInput): Saving => {
	const [id, minusId] = [rival.option.id, leader.option.id];
	const [ours, theirs] = [leader.month, rival.month];
	const value = minus(theirs.usdPerMonth, ours.usdPerMonth);
	for (const each of input.differences ?? []) {
		if (each.id === id && each.minusId === minusId) {
			return { value, low: each.lowUsdPerMonth, high: each.highUsdPerMonth };
		}
		if (each.id === minusId && each.minusId === id) {
			return { value, low: negated(each.highUsdPerMonth), high: negated(each.lowUsdPerMonth) };
		}
	}
	if (ours.lowUsdPerMonth === null && theirs.lowUsdPerMonth === null) {
		return { value, low: null, high: null };
	}
	return {
		value,
		low: minus(
			theirs.lowUsdPerMonth ?? theirs.usdPerMonth,
			ours.highUsdPerMonth ?? ours.usdPerMonth
		),
		high: minus(
			theirs.highUsdPerMonth ?? theirs.usdPerMonth,
			ours.lowUsdPerMonth ?? ours.usdPerMonth
		)
	};
};

const exposureOf = ({ id, title, accepted }: VerdictOption): ErrorExposure | null =>
	accepted && {
		id,
		title,
		withoutErrorsUsd: accepted.withoutErrorsUsdPerMonth,
		undetectedErrors: accepted.undetectedErrorsPerMonth
	};

const flipOf = (leader: Contender, rival: Contender): ErrorCostFlip | null => {
	const [ours, theirs] = [exposureOf(leader.option), exposureOf(rival.option)];
	return ours && theirs && errorCostThatFlips(ours, theirs);
};

/** `$9,224 cheaper`, `$24,090 dearer`. */
const cheaperInWords = (savingUsd: string): string => {
	const saving = toDecimal(savingUsd);
	return `${usdInWords(saving.abs().toFixed())} ${saving.lt(0) ? 'dearer' : 'cheaper'}`;
};

const deeds: Record<Side, string> = { make: 'making', buy: 'buying', hybrid: 'a hybrid' };

interface Conclusion {
	state: Verdict['state'];
	reason: string;
	leader?: Contender;
	rival?: Contender;
	saving?: Saving;
	/** Further measurements. */
	toMeasure?: readonly string[];
}

/** Compares the cheapest option with the cheapest of another side. */
const compareSides = (
	cheapest: Contender,
	contenders: readonly Contender[],
	input: VerdictInput,
	isRework: boolean
): Conclusion | null => {
	const { side } = cheapest;
	const rival = contenders.find((each) => each.side !== side);
	if (!rival) return null;
	const proven = contenders.find(
		({ side: its, isProven, month }) =>
			its === side && isProven && toDecimal(month.usdPerMonth).lt(rival.month.usdPerMonth)
	);
	const leader = proven ?? cheapest;
	const saving = savingOf(leader, rival, input);
	const costs = `At today’s volume ${leader.option.title} costs ${usdInWords(leader.month.usdPerMonth)} a month${isRework ? ', rework included' : ''}, ${rival.option.title} ${usdInWords(rival.month.usdPerMonth)}`;
	const level = `${String(input.levelPercent)} % interval`;
	const unproven = [...new Set([cheapest, leader, rival])].filter(({ isProven }) => !isProven);
	const compared = { leader, rival, saving };
	const { value, low, high } = saving;
	if (toDecimal(low ?? value).lte(0)) {
		const difference =
			low === null || high === null
				? 'the same'
				: `by the central values it is ${cheaperInWords(value)}, by the draws with a ${level} from ${cheaperInWords(low)} to ${cheaperInWords(high)}, so neither is shown to be cheaper`;
		return {
			state: 'no-difference-shown',
			reason: `${costs}: ${difference}.`,
			...compared,
			toMeasure: [
				...unproven.map(({ option }) => qualityToMeasure(option)),
				...(low === null
					? []
					: [
							'Narrow the numbers that the result depends on most; the sensitivity analysis ranks them.'
						])
			]
		};
	}
	const interval =
		low === null || high === null
			? '; no uncertain number moves it, so there is no interval'
			: `, a difference of ${usdInWords(low)} to ${usdInWords(high)} a month (${level})`;
	if (!leader.isProven) {
		return {
			state: 'not-enough-evidence',
			reason: `${costs}${interval}. But ${leader.option.title} is not shown to be as good. ${qualityInWords(leader.option)}`,
			...compared,
			toMeasure: [qualityToMeasure(leader.option)]
		};
	}
	const quality = !isRework && leader.option.gate ? ` ${qualityInWords(leader.option)}` : '';
	return { state: side, reason: `${costs}${interval}.${quality}`, ...compared };
};

/** A cheaper option that only waits for its quality to be shown: it may be the better answer, and must not stay unmentioned. */
const cheaperUnproven = (
	leader: Contender | undefined,
	setAside: Verdict['setAside'],
	input: VerdictInput
): string | null => {
	if (!leader) return null;
	const usd = ({ cost }: VerdictOption) =>
		cost.state === 'known' ? toDecimal(cost.usdPerMonth) : null;
	const leaderUsd = usd(leader.option);
	const [best] = input.options
		.filter(
			(option) =>
				setAside.some(({ id }) => id === option.id) &&
				option.excludedBecause.length === 0 &&
				(input.allowEmulated || !option.emulated) &&
				option.gate?.state !== 'inferior' &&
				leaderUsd?.gt(usd(option) ?? leaderUsd)
		)
		.sort((a, b) => (usd(a) ?? toDecimal(0)).cmp(usd(b) ?? 0));
	const bestUsd = best && usd(best);
	return best && bestUsd
		? `${best.title} would cost ${usdInWords(bestUsd.toFixed())} a month, but is not shown to be as good either.`
		: null;
};

/** The verdict. An option of one's own that is not shown to be as good can lose on cost, but not win. */
export const verdictOf = (input: VerdictInput): Verdict => {
	const { contenders, setAside, toMeasure, basis, sidesWithoutEvidence } = sortOptions(input);
	const why = setAside.map(({ id, reason }) => {
		const title = input.options.find((option) => option.id === id)?.title ?? id;
		return `${title}: ${reason}${/[.!?]$/u.test(reason) ? '' : '.'}`;
	});
	const isRework = basis === 'accepted-answers';
	const conclude = (): Conclusion => {
		const [cheapest] = contenders;
		if (sidesWithoutEvidence.length > 0 || !cheapest) {
			const what = sidesWithoutEvidence.map((side) => deeds[side]).join(' and ') || 'any option';
			return {
				state: 'not-enough-evidence',
				reason: [`Nothing that counts is known of ${what}.`, ...why].join(' '),
				toMeasure: toMeasure.length > 0 ? [] : [`Give an option for ${what}, with its cost.`]
			};
		}
		const compared = compareSides(cheapest, contenders, input, isRework);
		if (compared) return compared;
		const leader = contenders.find(({ isProven }) => isProven) ?? cheapest;
		const quality = leader.isProven ? [] : [qualityInWords(leader.option)];
		const reason = ['Nothing else can be chosen.', ...why, ...quality].join(' ');
		return { state: leader.side, reason, leader };
	};
	const { state, reason, leader, rival, saving, toMeasure: more = [] } = conclude();
	const flip = isRework && leader && rival ? flipOf(leader, rival) : null;
	const emulated = [leader, rival].some((each) => each?.option.emulated ?? false);
	const told = (each: Contender | undefined) =>
		each && { id: each.option.id, title: each.option.title, usdPerMonth: each.month.usdPerMonth };
	return {
		state,
		sentence: verdictSentence(input, { state, leader: told(leader), rival: told(rival) }),
		reason: [reason, flip?.reason, cheaperUnproven(leader, setAside, input)]
			.filter((part) => part !== undefined && part !== null)
			.join(' '),
		basis,
		optionId: leader?.option.id ?? null,
		rivalId: rival?.option.id ?? null,
		savingUsdPerMonth: saving ?? null,
		errorCostFlip: flip,
		setAside,
		toMeasure: joinMeasurements([...toMeasure, ...more]),
		emulated
	};
};

/** A stress test in a sentence, for whoever decides. */
import { toDecimal } from '#core/decimal.ts';
import { usdInWords } from '../verdict/verdict-words.ts';

export interface StressWords {
	/** Such as `If bought prices double`. */
	condition: string;
	horizonMonths: number;
	/** Titles; null where no such option is left. */
	make: string | null;
	buy: string | null;
	/** Cost of buy less that of make over the horizon, present value; null where either is missing. */
	savingUsd: string | null;
	winner: 'make' | 'buy' | 'tie' | null;
	/** Who wins as planned. */
	before: 'make' | 'buy' | 'tie';
	/** Who wins a month at today's volume, where that is someone else. */
	todayWinner: 'make' | 'buy' | 'tie' | null;
}

const decided = ({ winner, before }: StressWords): string => {
	if (winner === before) return 'the decision stays';
	if (winner === 'tie' || winner === null) return 'nothing is left to decide by cost';
	return winner === 'make' ? 'the decision flips to making' : 'the decision flips to buying';
};

/** `If bought prices double, A costs $1,200 less than B over 36 months: the decision stays.` */
export const stressSentence = (words: StressWords): string => {
	const { condition, horizonMonths, make, buy, savingUsd, winner, todayWinner } = words;
	if (make === null && buy === null) return `${condition}, no option is left.`;
	if (make === null || buy === null || savingUsd === null) {
		return `${condition}, only ${make ?? buy ?? ''} is left of the two sides: ${decided(words)}.`;
	}
	const amount = usdInWords(toDecimal(savingUsd).abs().toFixed());
	const span = `over ${String(horizonMonths)} months`;
	const [cheap, dear] = winner === 'buy' ? [buy, make] : [make, buy];
	const result =
		winner === 'tie'
			? `${make} and ${buy} cost the same ${span}`
			: `${cheap} costs ${amount} less than ${dear} ${span}`;
	const today =
		todayWinner !== null && todayWinner !== winner && todayWinner !== 'tie'
			? ` (at today's volume ${todayWinner === 'make' ? make : buy} is the cheaper one)`
			: '';
	return `${condition}, ${result}${today}: ${decided(words)}.`;
};
